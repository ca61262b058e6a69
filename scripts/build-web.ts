import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { filesBelow, isFresh, loadDevelopmentPackage } from './freshness.ts';

/** First load must stay below this, so that the page opens at once on a phone. */
const MOST_SCRIPT_KB = 130;

/** Builds the dashboard into `web/dist`. Says why and does nothing where the tools are not installed. */
export async function buildWeb(root: string): Promise<void> {
  const vite = await loadDevelopmentPackage(() => import('vite'));
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
  const dist = join(root, 'web/dist');
  await vite.build({
    configFile: join(root, 'web/vite.config.ts'),
    mode: 'production',
    logLevel: 'warn',
    build: { outDir: fresh },
  });
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
  const kilobytes = scriptKilobytes(dist);
  console.log(
    `Built the dashboard: ${kilobytes.toFixed(1)} kB of JavaScript, compressed (at most ${MOST_SCRIPT_KB}).`,
  );
  if (kilobytes > MOST_SCRIPT_KB) {
    console.error('The dashboard is too heavy.');
    process.exitCode = 1;
  }
}

export function isWebFresh(root: string): boolean {
  return isFresh(join(root, 'web/dist/index.html'), [
    ...filesBelow(join(root, 'web/src')),
    ...filesBelow(join(root, 'src/contracts')),
    ...['index.html', 'package.json', 'vite.config.ts'].map((name) => join(root, 'web', name)),
  ]);
}

/** Kilobytes of JavaScript that the first page fetches, compressed: its script and what that imports, not what comes later. */
function scriptKilobytes(dist: string): number {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const waiting = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  const seen = new Set<string>();
  let bytes = 0;
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    const code = readFileSync(join(dist, path), 'utf8');
    bytes += gzipSync(code).length;
    waiting.push(...staticImports(code).map((name) => `assets/${name}`));
  }
  if (seen.size === 0) throw new Error('The built page names no script, so its weight is not known.');
  return bytes / 1_000;
}

/** Chunks that a built script imports before it runs; those of `import()` are fetched when they are wanted. */
function staticImports(code: string): readonly string[] {
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([\w.-]+\.js)["'`]/g)].map(
    (match) => match[1] ?? '',
  );
}
