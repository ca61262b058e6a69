import { runProcess } from './cli/run-process.ts';

/** What `bin/kora` calls once it has found a fitting Node. */
export function main(): Promise<void> {
  return runProcess();
}
