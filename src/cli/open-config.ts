import type { KoraConfig } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { environmentSecrets } from '../config/providers-from-env.ts';
import { plainLine } from '../lib/plain-text.ts';
import type { CliContext } from './context.ts';
import type { Terminal } from './terminal.ts';

/** Loads the configuration, and from then on no credential in it leaves through the terminal, not even in an error. */
export async function openConfig({ env, cwd, terminal }: CliContext): Promise<KoraConfig> {
  // What a load that fails must not print either.
  terminal.protect(environmentSecrets(env).map((secret) => secret.reveal()));
  const config = await loadConfig({ env, cwd });
  terminal.protect(config.secrets.map((secret) => secret.reveal()));
  return config;
}

/** What was put right by a default, a line each on standard error. */
export function tellWarnings(terminal: Terminal, { warnings }: KoraConfig): void {
  for (const warning of warnings) {
    terminal.err(`${terminal.paintErr('yellow', 'warning:')} ${plainLine(warning)}\n`);
  }
}
