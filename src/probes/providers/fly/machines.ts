import { z } from 'zod';

// Fly's own schema requires nothing; without a state there is nothing to judge. `config` is null while a host is
// unreachable, and autostop comes as a boolean for stop and off and as a word for suspend (Machines API, 2026-05).
const machineSchema = z.looseObject({
  state: z.string(),
  region: z.string().nullish(),
  host_status: z.string().nullish(),
  checks: z.array(z.looseObject({ status: z.string().nullish() })).nullish(),
  config: z
    .looseObject({
      auto_destroy: z.boolean().nullish(),
      schedule: z.string().nullish(),
      standbys: z.array(z.unknown()).nullish(),
      services: z.array(z.looseObject({ autostop: z.union([z.boolean(), z.string()]).nullish() })).nullish(),
    })
    .nullish(),
});
export const machinesSchema = z.array(machineSchema);
type Machine = z.output<typeof machineSchema>;

/** The Machines API at that address, which may name its version already. */
export function machinesApi(apiBase: string): string {
  return `${apiBase.replace(/\/v1$/, '')}/v1`;
}

/** The listing of an app's machines. */
export function machinesAddress(apiBase: string, app: string): string {
  return `${machinesApi(apiBase)}/apps/${app}/machines`;
}

export interface AppMachines {
  readonly app: string;
  /** Machines that exist: those being destroyed or moved away are not counted. */
  readonly total: number;
  readonly started: number;
  /** Stopped on purpose: by autostop, as a standby, between scheduled runs. */
  readonly idle: number;
  /** Should run and do not, or run with a critical check or on an unreachable host. */
  readonly broken: number;
  /** Where they are, by the codes of Fly: `ams`. */
  readonly regions: readonly string[];
}

const GONE: ReadonlySet<string> = new Set(['destroyed', 'destroying', 'replaced', 'replacing', 'migrated']);
const AT_REST: ReadonlySet<string> = new Set(['stopped', 'suspended', 'created']);
const BROKEN: ReadonlySet<string> = new Set(['failed', 'launch_failed']);

export function countMachines(app: string, all: readonly Machine[]): AppMachines {
  const machines = all.filter(({ state }) => !GONE.has(state));
  const kinds = machines.map(kindOf);
  const count = (kind: Kind) => kinds.filter((it) => it === kind).length;
  const started = machines.filter(
    ({ state, host_status: host }) => state === 'started' && host !== 'unreachable',
  ).length;
  const regions = machines.flatMap(({ region }) => region ?? []);
  return { app, total: machines.length, started, idle: count('idle'), broken: count('broken'), regions };
}

type Kind = 'fine' | 'idle' | 'broken';

function kindOf(machine: Machine): Kind {
  const { state, host_status: host, checks } = machine;
  if (host === 'unreachable' || BROKEN.has(state)) return 'broken';
  if (AT_REST.has(state)) return restsOnPurpose(machine) ? 'idle' : 'broken';
  // The checks of a machine at rest are those of its last run and say nothing of now.
  if (state === 'started') return checks?.some(({ status }) => status === 'critical') ? 'broken' : 'fine';
  // On its way from one state to another, as in every deploy; a state that Fly may add later is no alarm either.
  return 'fine';
}

function restsOnPurpose({ config }: Machine): boolean {
  const stopsByItself = config?.services?.some(
    ({ autostop }) => autostop === true || autostop === 'stop' || autostop === 'suspend',
  );
  return (
    stopsByItself === true ||
    (config?.standbys?.length ?? 0) > 0 ||
    (config?.schedule ?? '') !== '' ||
    config?.auto_destroy === true
  );
}
