import type { KoraConfig } from '../../config/config.ts';
import type { Environment } from '../../config/environment.ts';
import { compareServices, FIRST_SERVICES } from '../../contracts/heartbeat.ts';
import { KoraError } from '../../lib/errors.ts';
import type { CredentialProof } from '../../operations/prove-credential.ts';
import type { CredentialKind } from '../../probes/define-probe.ts';
import { PROBES } from '../../probes/registry.gen.ts';
import {
  type ChecklistItem,
  checkDaemon,
  checkProvider,
  factsOf,
  referredItem,
  type ServiceChecklist,
} from './checklist.ts';

/** Everything `kora doctor` found out. */
export interface Examination {
  readonly services: readonly ServiceChecklist[];
  readonly daemon: readonly ChecklistItem[];
  /** Variables that the MCP file refers to. */
  readonly mcp: readonly ChecklistItem[];
  /** Problems of files and of what stands in them; those of variables are told with the variable. */
  readonly problems: readonly string[];
  /** By `--live`; null when it was not asked for. */
  readonly proofs: readonly CredentialProof[] | null;
}

export interface LoadResult {
  readonly config: KoraConfig | null;
  readonly problems: readonly string[];
}

/** The configuration, or its problems; anything else that goes wrong is thrown. */
export async function tryConfig(load: () => Promise<KoraConfig>): Promise<LoadResult> {
  try {
    return { config: await load(), problems: [] };
  } catch (error) {
    if (error instanceof KoraError && error.code === 'configuration_invalid') {
      return { config: null, problems: error.problems };
    }
    throw error;
  }
}

/** Pure: what the environment and the configuration say, without asking any provider. */
export function examine(
  env: Environment,
  { config, problems }: LoadResult,
  proofs: readonly CredentialProof[] | null,
): Examination {
  const names = new Set<string>([...FIRST_SERVICES, ...(config?.monitors ?? []).map(({ name }) => name)]);
  // A monitor that is named as its provider takes what the file leaves out from the provider's variables.
  const providers = PROBES.filter(({ type, kind }) => kind === 'provider' && names.has(type))
    .toSorted((a, b) => compareServices(a.type, b.type))
    .map((definition) => withFile(checkProvider(definition, env), config));
  const daemon = checkDaemon(env).map((item) => withProblem(item, problems));
  const told = [...daemon, ...providers.flatMap(({ items }) => items)].filter(({ mark }) => mark === 'BAD');
  return {
    services: [...providers, ...fileServices(config)],
    daemon,
    mcp: mcpItems(config),
    problems: problems.filter((line) => !told.some(({ variable }) => line.startsWith(`${variable}: `))),
    proofs,
  };
}

// Some variables are wrong only together with others, as an open address without a token is.
function withProblem(item: ChecklistItem, problems: readonly string[]): ChecklistItem {
  const start = `${item.variable}: `;
  const problem = problems.find((line) => line.startsWith(start))?.slice(start.length);
  if (problem === undefined || item.mark === 'MISS') return item;
  return { ...item, mark: 'BAD', problem };
}

// The file may switch a provider off, or bring what its variables leave out.
function withFile(service: ServiceChecklist, config: KoraConfig | null): ServiceChecklist {
  if (config === null || service.state === 'malformed') return service;
  const monitor = config.monitors.find(({ name }) => name === service.name);
  if (monitor === undefined) return { ...service, state: 'switched_off' };
  if (service.state === 'ready' || monitor.missing.length > 0) return service;
  const recognised = monitor.definition.recognise?.(monitor.options) ?? null;
  return {
    ...service,
    state: recognised?.problem === undefined ? 'ready' : 'malformed',
    ...factsOrProblem(recognised),
  };
}

// Monitors that only the file knows; those that are named as their provider are on the list already.
function fileServices(config: KoraConfig | null): ServiceChecklist[] {
  return (config?.monitors ?? [])
    .filter(({ origin, name, definition }) => origin === 'file' && name !== definition.type)
    .map(({ name, definition, options, missing }) => {
      const kind = missing.length > 0 ? null : (definition.recognise?.(options) ?? null);
      // Which option the variable fills is not known; what it takes to make a credential of this provider is.
      const { mintUrl, leastScope } = Object.values(definition.variables).find(({ secret }) => secret) ?? {};
      const referred = {
        purpose: `The configuration of the monitor ${name} refers to it.`,
        withoutIt: `${name} is not asked at all and stays unknown.`,
        ...(mintUrl === undefined ? {} : { mintUrl }),
        ...(leastScope === undefined ? {} : { leastScope }),
      };
      return {
        name,
        title: `${name} (${definition.title})`,
        state: missing.length > 0 ? 'not_set_up' : kind?.problem === undefined ? 'ready' : 'malformed',
        ...factsOrProblem(kind),
        credentialOption: null,
        items: missing.map((env) => referredItem({ ...referred, env }, false)),
      };
    });
}

// No variable of theirs could tell the problem.
function factsOrProblem(recognised: CredentialKind | null): ReturnType<typeof factsOf> {
  return recognised?.problem === undefined
    ? factsOf(recognised)
    : factsOf({ ...recognised, advice: recognised.problem });
}

function mcpItems(config: KoraConfig | null): ChecklistItem[] {
  return (config?.mcpServers ?? [])
    .filter(({ authTokenEnv }) => authTokenEnv !== '')
    .map(({ name, authTokenEnv: env, authTokenPresent }) => {
      const purpose = `The MCP server ${name} refers to it.`;
      return referredItem(
        { env, purpose, withoutIt: `${name} stays configured but unconnected.` },
        authTokenPresent,
      );
    });
}

/** What the exit code hangs on. */
export interface Findings {
  readonly malformed: number;
  readonly halfSetUp: number;
  readonly unproven: number;
  /** Services whose credential may do more than looking needs. */
  readonly overPrivileged: number;
}

export function countFindings({ services, daemon, mcp, problems, proofs }: Examination): Findings {
  const items = [...services.flatMap((service) => service.items), ...daemon, ...mcp];
  const bad = items.filter(({ mark }) => mark === 'BAD').length;
  const unfit = services.filter(
    ({ state, items: own }) => state === 'malformed' && own.every(({ mark }) => mark !== 'BAD'),
  ).length;
  return {
    malformed: bad + unfit + problems.length,
    halfSetUp: services.filter(({ state }) => state === 'half_set_up').length,
    unproven: (proofs ?? []).filter(({ proven }) => !proven).length,
    overPrivileged: services.filter(({ name, byLook }) =>
      [byLook, ...reportsOf(proofs, name)].some(({ excess }) => excess !== undefined),
    ).length,
  };
}

function reportsOf(proofs: Examination['proofs'], name: string) {
  return (proofs ?? []).filter((proof) => proof.name === name).map(({ report }) => report);
}
