import type { SetupStep } from '../contracts/monitors.ts';
import { Secret } from '../lib/secret.ts';
import type { AnyProbeDefinition } from '../probes/define-probe.ts';
import { PROBES } from '../probes/registry.gen.ts';
import { DAEMON_VARIABLES } from './daemon-variables.ts';
import { type Environment, variable } from './environment.ts';
import { inWords } from './in-words.ts';
import type { Problems } from './problems.ts';

/** The options of a provider that the environment gives, as text; unset ones are left out. */
export function optionsFromEnv(definition: AnyProbeDefinition, env: Environment): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [option, { env: name }] of Object.entries(definition.variables)) {
    const value = variable(env, name);
    if (value !== null) options[option] = value;
  }
  return options;
}

/** Required variables that are unset, in the definition's order. `given` are options that the file brings. */
export function missingVariables(
  definition: AnyProbeDefinition,
  env: Environment,
  given: Readonly<Record<string, unknown>> = {},
): string[] {
  return Object.entries(definition.variables)
    .filter(
      ([option, { env: name, required }]) =>
        required && given[option] === undefined && variable(env, name) === null,
    )
    .map(([, { env: name }]) => name);
}

export function setupSteps(definition: AnyProbeDefinition, env: Environment): SetupStep[] {
  return Object.values(definition.variables).map((it) => ({
    variable: it.env,
    purpose: it.purpose,
    required: it.required,
    present: variable(env, it.env) !== null,
    mint_url: it.mintUrl ?? null,
    least_scope: it.leastScope ?? null,
    example: it.example ?? null,
    without_it: it.withoutIt,
  }));
}

/** Every credential among the variables of providers and daemon, of whatever form: what no text may hold. */
export function environmentSecrets(env: Environment): readonly Secret[] {
  return [...PROBES.flatMap(({ variables }) => Object.values(variables)), ...DAEMON_VARIABLES]
    .filter(({ secret }) => secret)
    .map(({ env: name }) => variable(env, name))
    .filter((value) => value !== null)
    .map((value) => new Secret(value));
}

export interface EnvParts {
  readonly definition: AnyProbeDefinition;
  readonly raw: Readonly<Record<string, string>>;
  readonly problems: Problems;
  readonly warn: (line: string) => void;
}

/**
 * The options that may be used. A bad value that has a default is left to it, with a warning; a credential or an
 * address has none that is safe, since it decides where a credential goes, and is a problem.
 */
export function checkEnvOptions({ definition, raw, problems, warn }: EnvParts): Record<string, string> {
  const options: Record<string, string> = { ...raw };
  for (const issue of definition.schema.safeParse(raw, { error: inWords }).error?.issues ?? []) {
    const option = String(issue.path[0] ?? '');
    const known = definition.variables[option];
    const value = raw[option];
    // What the environment did not give is not its fault.
    if (known === undefined || value === undefined) continue;
    if (known.secret || known.required || isAddress(known.env))
      problems.add(`${known.env}: ${issue.message}`);
    else warn(`${known.env}: ${JSON.stringify(value)} ${issue.message}; using the default`);
    delete options[option];
  }
  return options;
}

function isAddress(name: string): boolean {
  return /_(?:URL|BASE)$/.test(name);
}
