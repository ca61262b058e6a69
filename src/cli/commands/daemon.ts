import type { CliContext } from '../context.ts';

/** `kora daemon`: runs until it is stopped. A configuration with problems or a taken address throws before anything runs. */
export function runDaemonCommand(
  { runDaemon, env, cwd }: CliContext,
  { demo = false }: { demo?: boolean },
): Promise<number> {
  return runDaemon({ demo, env, cwd });
}
