import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { filesBelow, isFresh, loadDevelopmentPackage } from './freshness.ts';

/** Programs of their own: the process itself, and what it starts beside itself. */
const PROGRAMS = ['main', 'config/yaml-program', 'storage/store-program'] as const;

/**
 * Joins `src` and the packages it uses into few files in `dist`, which start in two thirds of the time and with less
 * memory: unused code is gone, and nothing is looked up. Without them Kora runs from its sources.
 */
export async function buildServer(root: string): Promise<void> {
  const rolldown = await loadDevelopmentPackage(() => import('rolldown'));
  if (rolldown === null) return;
  const fresh = join(root, `dist.new-${process.pid}`);
  await rolldown.build({
    cwd: root,
    input: Object.fromEntries(PROGRAMS.map((path) => [path, join(root, `src/${path}.ts`)])),
    platform: 'node',
    treeshake: {
      // zod brings forty languages along, which only their names in an index keep alive.
      moduleSideEffects: [{ test: /node_modules\/zod\//, sideEffects: false }],
    },
    logLevel: 'warn',
    output: {
      dir: fresh,
      format: 'esm',
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name]-[hash].js',
    },
  });
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  renameSync(fresh, dist);
}

/** Also asked by `bin/kora`, in its own few lines: it runs `dist` only where it is newer than all sources. */
export function isServerFresh(root: string): boolean {
  return isFresh(join(root, 'dist/main.js'), [
    ...filesBelow(join(root, 'src')),
    join(root, 'package-lock.json'),
  ]);
}
