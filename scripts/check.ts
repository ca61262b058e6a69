import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findImportProblems } from './check-imports.ts';
import { findSizeProblems } from './check-size.ts';

/** `npm run check`: format, lint, types, import rules, sizes, generated files current, no dead code. */
const root = join(import.meta.dirname, '..');

function run(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  return status === 0;
}

function report(problems: readonly string[]): boolean {
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

const STEPS: readonly (readonly [string, () => boolean])[] = [
  ['format and lint', () => run('biome', ['check', '.'])],
  ['types', () => run('tsc', ['-p', '.']) && run('tsc', ['-p', 'web'])],
  ['import rules', () => report(findImportProblems(root))],
  ['sizes', () => report(findSizeProblems(root))],
  ['generated files', () => run('node', ['scripts/gen.ts', '--check'])],
  ['dead code', () => run('knip', ['--no-progress'])],
];

for (const [name, step] of STEPS) {
  const passed = step();
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name}`);
  if (!passed) process.exitCode = 1;
}
