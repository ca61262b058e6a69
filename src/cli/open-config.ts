import type { KoraConfig } from '../config/config.ts';
import { DAEMON_VARIABLES } from '../config/daemon-variables.ts';
import { type Environment, variable } from '../config/environment.ts';
import { loadConfig } from '../config/load-config.ts';
import { PROBES } from '../probes/registry.gen.ts';
import type { CliContext } from './context.ts';

/** Loads the configuration, and from then on no credential in it leaves through the terminal, not even in an error. */
export async function openConfig({ env, cwd, terminal }: CliContext): Promise<KoraConfig> {
  terminal.protect(environmentSecrets(env));
  const config = await loadConfig({ env, cwd });
  terminal.protect(config.secrets.map((secret) => secret.reveal()));
  return config;
}

/** The values of all variables that hold a credential, of whatever form: what a failing load must not print either. */
export function environmentSecrets(env: Environment): readonly string[] {
  return [...PROBES.flatMap(({ variables }) => Object.values(variables)), ...DAEMON_VARIABLES]
    .filter(({ secret }) => secret)
    .map(({ env: name }) => variable(env, name))
    .filter((value) => value !== null);
}
