import { runDaemon } from '../../daemon/run-daemon.ts';
import type { CliContext } from '../context.ts';

/** `kora daemon`: runs until it is stopped. A configuration with problems or a taken address throws before anything runs. */
export function startDaemon(
  { env, cwd }: CliContext,
  { demo = false }: { readonly demo?: boolean },
): Promise<number> {
  return runDaemon({ demo, env, cwd });
}
