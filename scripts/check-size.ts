import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listSources } from './source-files.ts';

const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 80;
const FOLDERS = ['src', 'web', 'scripts', 'bench', 'test'] as const;

/** One line per file that is too long and per function that is too long. Suites of tests are lists, not functions. */
export function findSizeProblems(root: string): string[] {
  return FOLDERS.flatMap((folder) => listSources(root, folder)).flatMap((path) => {
    const lines = readFileSync(join(root, path), 'utf8').split('\n');
    const isTest = path.includes('.test.');
    const tooLong =
      !isTest && lines.length > MAX_FILE_LINES
        ? [`${path}: ${lines.length} lines, more than ${MAX_FILE_LINES}`]
        : [];
    return [...tooLong, ...(isTest ? [] : longFunctions(path, lines))];
  });
}

const FUNCTION_START = /^(\s*)(?:export\s+)?(?:default\s+)?(?:async\s+)?function\*?\s+(\w+)/;

// The formatter closes a function at the indentation that it began with.
function longFunctions(path: string, lines: readonly string[]): string[] {
  return lines.flatMap((line, start) => {
    const match = FUNCTION_START.exec(line);
    if (match === null) return [];
    const end = lines.indexOf(`${match[1]}}`, start);
    const length = end - start + 1;
    return length > MAX_FUNCTION_LINES
      ? [`${path}:${start + 1} ${match[2]}: ${length} lines, more than ${MAX_FUNCTION_LINES}`]
      : [];
  });
}
