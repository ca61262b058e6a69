import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'web/dist');

/** First load must stay below this, so that the page opens at once on a phone. */
const MOST_SCRIPT_KB = 130;

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function newest(files: readonly string[]): number {
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}

function isCurrent(): boolean {
  try {
    const sources = [
      ...filesBelow(join(root, 'web/src')),
      ...filesBelow(join(root, 'src/contracts')),
      ...['index.html', 'package.json', 'vite.config.ts'].map((name) => join(root, 'web', name)),
    ];
    return statSync(join(dist, 'index.html')).mtimeMs > newest(sources);
  } catch {
    return false;
  }
}

async function loadVite() {
  try {
    return await import('vite');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null;
    throw error;
  }
}

/** Kilobytes of JavaScript that the first page fetches, compressed. */
function scriptKilobytes(): number {
  const bytes = filesBelow(dist)
    .filter((file) => file.endsWith('.js'))
    .reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  return bytes / 1_000;
}

async function build(): Promise<void> {
  const vite = await loadVite();
  if (vite === null) {
    console.log(
      'No dashboard: vite is not installed here. Run `npm ci` with development packages, then `npm run build`.',
    );
    return;
  }
  // Vite reads it for React's own switch; a test runner's value would build the slow kind.
  process.env.NODE_ENV = 'production';
  // Beside its place first: a daemon that serves the old one, or another build, never meets half a dashboard.
  const fresh = join(root, `web/dist.new-${process.pid}`);
  await vite.build({
    configFile: join(root, 'web/vite.config.ts'),
    mode: 'production',
    logLevel: 'warn',
    build: { outDir: fresh },
  });
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  const kilobytes = scriptKilobytes();
  console.log(
    `Built the dashboard: ${kilobytes.toFixed(1)} kB of JavaScript, compressed (at most ${MOST_SCRIPT_KB}).`,
  );
  if (kilobytes > MOST_SCRIPT_KB) {
    console.error('The dashboard is too heavy.');
    process.exitCode = 1;
  }
}

if (!(process.argv.includes('--if-stale') && isCurrent())) await build();
