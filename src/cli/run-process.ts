import { readEnvironment } from '../config/environment.ts';
import { errorCode } from '../lib/errors.ts';
import { stayAlive, systemClock } from '../lib/time.ts';
import { EXIT } from './exit-code.ts';
import { tellError } from './on-error.ts';
import { runCli } from './run-cli.ts';
import { createTerminal, type Terminal } from './terminal.ts';

/** Runs the command line of this process and ends the process with the fitting code. */
export async function runProcess(): Promise<void> {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  const env = readEnvironment();
  const terminal = createTerminal({ stdout, stderr, env });
  let code: number | null = null;
  // What ends the process before the command has a code of its own must not look like success. Not set beforehand, since
  // commander takes it for its own.
  process.on('exit', (exitCode) => {
    if (code === null && exitCode === 0) process.exitCode = EXIT.internal;
  });
  process.on('uncaughtException', (error) => endWithDefect(terminal, error));
  // A command may wait for nothing but a timer, and timers keep no process alive; this one is never given back.
  stayAlive();
  code = await runCli(process.argv.slice(2), {
    env,
    cwd: process.cwd(),
    clock: systemClock,
    terminal,
  });
  // Exiting at once would cut off what a slow reader of a pipe has not taken yet.
  await Promise.all([stdout, stderr].map(written));
  process.exit(code);
}

function endWithDefect(terminal: Terminal, error: unknown): void {
  // The daemon has a listener of its own, and goes on.
  if (process.listenerCount('uncaughtException') > 1) return;
  process.exit(tellError(terminal, error));
}

// `kora check | head -1`: nobody reads on, and that is no error.
function ignoreClosedPipe(error: unknown): void {
  if (errorCode(error) !== 'EPIPE') throw error;
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
