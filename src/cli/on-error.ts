import { KoraError } from '../lib/errors.ts';
import { plainLine } from '../lib/plain-text.ts';
import { EXIT, exitCodeOfError } from './exit-code.ts';
import type { Terminal } from './terminal.ts';

/** Tells a person what went wrong, and gives the exit code for it. */
export function tellError(terminal: Terminal, error: unknown): number {
  if (error instanceof KoraError) {
    const { problems } = error;
    const count =
      problems.length === 0 ? '' : ` (${problems.length} ${problems.length === 1 ? 'problem' : 'problems'})`;
    terminal.err(`${label(terminal)}${plainLine(error.message)}${count}\n`);
    for (const problem of problems) terminal.err(`  ${plainLine(problem)}\n`);
    return exitCodeOfError(error.code);
  }
  terminal.err(`${label(terminal)}this is a defect of Kora, please report it:\n`);
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  for (const line of stack.split('\n')) terminal.err(`  ${plainLine(line)}\n`);
  return EXIT.internal;
}

function label({ paintErr }: Terminal): string {
  return `${paintErr('red', 'kora:')} `;
}
