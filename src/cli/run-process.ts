import { readEnvironment } from '../config/environment.ts';
import { errorCode } from '../lib/errors.ts';
import { systemClock } from '../lib/time.ts';
import { runCli } from './run-cli.ts';
import { createTerminal } from './terminal.ts';

/** Runs the command line of this process and ends the process with the fitting code. */
export async function runProcess(): Promise<void> {
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr]) stream.on('error', ignoreClosedPipe);
  const env = readEnvironment();
  const code = await runCli(process.argv.slice(2), {
    env,
    cwd: process.cwd(),
    clock: systemClock,
    terminal: createTerminal({ stdout, stderr, env }),
  });
  // Exiting at once would cut off what a slow reader of a pipe has not taken yet.
  await Promise.all([stdout, stderr].map(written));
  process.exit(code);
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
