import type { Environment } from '../config/environment.ts';
import type { Clock } from '../lib/time.ts';
import type { Terminal } from './terminal.ts';

/** What every command is handed. */
export interface CliContext {
  readonly env: Environment;
  readonly cwd: string;
  readonly clock: Clock;
  readonly terminal: Terminal;
}
