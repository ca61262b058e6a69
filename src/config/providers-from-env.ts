import type { SetupStep } from '../contracts/monitors.ts';
import { Secret } from '../lib/secret.ts';
import type { AnyProbeDefinition } from '../probes/define-probe.ts';
import { type Environment, variable } from './environment.ts';
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

export function secretsFromEnv(definition: AnyProbeDefinition, env: Environment): Secret[] {
  return Object.values(definition.variables)
    .filter(({ secret }) => secret)
    .map(({ env: name }) => variable(env, name))
    .filter((value) => value !== null)
    .map((value) => new Secret(value));
}

export interface EnvParts {
  readonly definition: AnyProbeDefinition;
  readonly raw: Readonly<Record<string, unknown>>;
  readonly problems: Problems;
  readonly warn: (line: string) => void;
}

/**
 * Parses a provider's options from the environment. A bad value that has a default is replaced by it, with a warning;
 * a credential or an address has none that is safe, since it decides where a credential goes.
 */
export function parseEnvOptions({ definition, raw, problems, warn }: EnvParts): unknown {
  const parsed = definition.schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const rest: Record<string, unknown> = { ...raw };
  for (const issue of parsed.error.issues) {
    const option = String(issue.path[0] ?? '');
    const known = definition.variables[option];
    const name = known?.env ?? option;
    if (known === undefined || known.secret || known.required || isAddress(name)) {
      problems.add(`${name}: ${issue.message}`);
      continue;
    }
    warn(`${name}: ${issue.message}; using the default`);
    delete rest[option];
  }
  const again = definition.schema.safeParse(rest);
  return again.success ? again.data : null;
}

function isAddress(name: string): boolean {
  return /_(?:URL|BASE)$/.test(name);
}
