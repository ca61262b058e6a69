import type { Environment } from '../config/environment.ts';
import type { Clock } from '../lib/time.ts';
import type { Terminal } from './terminal.ts';

export interface DaemonRunOptions {
  readonly demo: boolean;
  readonly env: Environment;
  readonly cwd: string;
}

/** What every command is handed. */
export interface CliContext {
  readonly env: Environment;
  readonly cwd: string;
  readonly clock: Clock;
  readonly terminal: Terminal;
  /** Runs until it is told to stop; resolves to the exit code. Loaded on call: the other commands do not pay for it. */
  readonly runDaemon: (options: DaemonRunOptions) => Promise<number>;
}
