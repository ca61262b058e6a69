import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The absolute path of a file that Kora brings along, from its path below the package's folder. */
export function packageFile(path: string): string {
  return join(findRoot(import.meta.dirname), path);
}

/**
 * The file to start for a program of its own, as a thread or a process, by its path below `src` without an ending:
 * the source itself, or what `npm run build` made of it when this code runs from there.
 */
export function programFile(path: string): string {
  return packageFile(import.meta.filename.endsWith('.ts') ? `src/${path}.ts` : `dist/${path}.js`);
}

function findRoot(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : findRoot(dirname(folder));
}
