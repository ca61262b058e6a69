import { DAEMON_VARIABLES } from '../../config/daemon-variables.ts';
import { type Environment, variable } from '../../config/environment.ts';
import { inWords } from '../../config/in-words.ts';
import { optionsFromEnv } from '../../config/providers-from-env.ts';
import { readSettings } from '../../config/settings.ts';
import type { CredentialFacts } from '../../domain/credential-health.ts';
import { MIN_SECRET_CHARS } from '../../lib/redact.ts';
import type { AnyProbeDefinition, CredentialKind, Variable } from '../../probes/define-probe.ts';

/** `MISS`: unset or empty. `BAD`: set, and it cannot serve. */
export type Mark = 'OK' | 'MISS' | 'BAD';

/** One variable on the operator's list. It never holds the value, nor anything that the value could be guessed from. */
export interface ChecklistItem {
  readonly variable: string;
  /** The option of a provider that it fills; null for the daemon's own and for what a file refers to. */
  readonly option: string | null;
  readonly mark: Mark;
  readonly required: boolean;
  readonly purpose: string;
  readonly mintUrl: string | null;
  readonly leastScope: string | null;
  readonly example: string | null;
  /** What degrades without it, or the default that is used then. */
  readonly withoutIt: string;
  /** Why it is `BAD`; null otherwise. */
  readonly problem: string | null;
}

/** `half_set_up`: some of the required variables have a value, but not all. `switched_off`: by the configuration file. */
export type ServiceState = 'ready' | 'half_set_up' | 'not_set_up' | 'malformed' | 'switched_off';

export interface ServiceChecklist {
  readonly name: string;
  readonly title: string;
  readonly state: ServiceState;
  /** What the credential is, by its look; null when it is not recognised or not there. */
  readonly kind: string | null;
  /** What the credential tells of itself by its look, `kind` and `advice` included. */
  readonly byLook: CredentialFacts;
  /** The credential serves, but a better one exists; or what to make in the place of one that cannot serve. */
  readonly advice: string | null;
  /** The option that holds the credential of which `kind` and `advice` tell. */
  readonly credentialOption: string | null;
  readonly items: readonly ChecklistItem[];
}

/** A provider's variables, judged by the provider's own schema and by what it knows of its tokens. */
export function checkProvider(definition: AnyProbeDefinition, env: Environment): ServiceChecklist {
  const given = optionsFromEnv(definition, env);
  const parsed = definition.schema.safeParse(given, { error: inWords });
  const recognised = parsed.success ? (definition.recognise?.(parsed.data) ?? null) : null;
  const problems = new Map(
    (parsed.error?.issues ?? []).map((issue) => [String(issue.path[0] ?? ''), issue.message]),
  );
  const unfit = unfitOption(definition, given, recognised);
  if (unfit !== null) problems.set(unfit.option, unfit.problem);

  const items = Object.entries(definition.variables).map(([option, described]) =>
    toItem(described, { option, value: given[option], schemaProblem: problems.get(option) ?? null }),
  );
  return {
    name: definition.type,
    title: definition.title,
    state: stateOf(items),
    ...factsOf(recognised),
    credentialOption: credentialOption(definition, given),
    items,
  };
}

/** What a credential tells by its look; it holds none of it. */
export function factsOf(
  recognised: CredentialKind | null,
): Pick<ServiceChecklist, 'kind' | 'advice' | 'byLook'> {
  if (recognised === null) return { kind: null, advice: null, byLook: {} };
  const { problem: _problem, ...byLook } = recognised;
  return { kind: byLook.kind, advice: byLook.advice ?? null, byLook };
}

/** The variables of the daemon itself. */
export function checkDaemon(env: Environment): readonly ChecklistItem[] {
  const warnings = new Map<string, string>();
  readSettings(env, {}, (line) => {
    const [name = '', ...rest] = line.split(': ');
    warnings.set(name, rest.join(': '));
  });
  return DAEMON_VARIABLES.map((it) => {
    const value = variable(env, it.env);
    const warning = warnings.get(it.env) ?? null;
    return toItem(
      { ...it, required: false, withoutIt: `Default: ${it.fallback}.` },
      {
        option: null,
        value: value ?? undefined,
        // The warning of the daemon names the value; this list never does.
        schemaProblem:
          value === null || warning === null ? null : warning.replaceAll(JSON.stringify(value), 'it'),
      },
    );
  });
}

/** A variable that a file refers to by itself; the rest is told of it. */
export function referredItem(
  described: Omit<Variable, 'required' | 'secret'>,
  present: boolean,
): ChecklistItem {
  const value = present ? 'present' : undefined;
  return toItem(
    { ...described, required: true, secret: false },
    { option: null, value, schemaProblem: null },
  );
}

interface Given {
  readonly option: string | null;
  readonly value: string | undefined;
  readonly schemaProblem: string | null;
}

function toItem(described: Variable, { option, value, schemaProblem }: Given): ChecklistItem {
  const problem = value === undefined ? null : (tooShort(described, value) ?? schemaProblem);
  return {
    variable: described.env,
    option,
    mark: value === undefined ? 'MISS' : problem === null ? 'OK' : 'BAD',
    required: described.required,
    purpose: described.purpose,
    mintUrl: described.mintUrl ?? null,
    leastScope: described.leastScope ?? null,
    example: described.example ?? null,
    withoutIt: described.withoutIt,
    problem,
  };
}

function tooShort({ secret }: Variable, value: string): string | null {
  return secret && value.length < MIN_SECRET_CHARS
    ? 'is shorter than any real credential, and too short to be kept out of texts'
    : null;
}

function unfitOption(
  definition: AnyProbeDefinition,
  given: Readonly<Record<string, string>>,
  recognised: CredentialKind | null,
): { option: string; problem: string } | null {
  const option = credentialOption(definition, given);
  if (recognised?.problem === undefined || option === null) return null;
  return { option, problem: `is a ${recognised.kind}: ${recognised.problem}` };
}

// What is recognised is the credential itself: the first secret that is set.
function credentialOption(
  { variables }: AnyProbeDefinition,
  given: Readonly<Record<string, unknown>>,
): string | null {
  const secrets = Object.entries(variables).filter(
    ([option, { secret }]) => secret && given[option] !== undefined,
  );
  return secrets[0]?.[0] ?? null;
}

function stateOf(items: readonly ChecklistItem[]): ServiceState {
  if (items.some(({ mark }) => mark === 'BAD')) return 'malformed';
  const required = items.filter((item) => item.required);
  const set = required.filter(({ mark }) => mark === 'OK').length;
  if (set === required.length) return 'ready';
  return set === 0 ? 'not_set_up' : 'half_set_up';
}
