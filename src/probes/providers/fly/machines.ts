import { z } from 'zod';

// Nothing is required by Fly's own schema, `config` is null while a host is unreachable, and autostop comes as a
// boolean for stop and off and as a word for suspend (Machines API, 2026-05).
const machineSchema = z.looseObject({
  id: z.string().nullish(),
  state: z.string().nullish(),
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

export interface AppMachines {
  readonly app: string;
  /** Machines that exist: those being destroyed or moved away are not counted. */
  readonly total: number;
  readonly started: number;
  /** Stopped on purpose: by autostop, as a standby, between scheduled runs. */
  readonly idle: number;
  /** Should run and do not, or run with a critical check or on an unreachable host. */
  readonly broken: number;
}

const GONE: ReadonlySet<string> = new Set(['destroyed', 'destroying', 'replaced', 'replacing', 'migrated']);
const AT_REST: ReadonlySet<string> = new Set(['stopped', 'suspended', 'created', 'stopping', 'suspending']);
const CHANGING: ReadonlySet<string> = new Set(['creating', 'starting', 'restarting', 'updating']);

export function countMachines(app: string, all: readonly Machine[]): AppMachines {
  const machines = all.filter(({ state }) => !GONE.has(state ?? ''));
  const kinds = machines.map(kindOf);
  const count = (kind: Kind) => kinds.filter((it) => it === kind).length;
  const started = machines.filter(
    ({ state, host_status: host }) => state === 'started' && host !== 'unreachable',
  ).length;
  return { app, total: machines.length, started, idle: count('idle'), broken: count('broken') };
}

type Kind = 'fine' | 'idle' | 'broken';

function kindOf(machine: Machine): Kind {
  const { state, host_status: host, checks } = machine;
  if (host === 'unreachable') return 'broken';
  if (checks?.some(({ status }) => status === 'critical'))
    return state === 'started' ? 'broken' : restKind(machine);
  if (state === 'started' || CHANGING.has(state ?? '')) return 'fine';
  return AT_REST.has(state ?? '') ? restKind(machine) : 'broken';
}

function restKind({ config }: Machine): Kind {
  const stopsByItself = config?.services?.some(
    ({ autostop }) => autostop === true || autostop === 'stop' || autostop === 'suspend',
  );
  const onPurpose =
    stopsByItself ||
    (config?.standbys?.length ?? 0) > 0 ||
    config?.schedule != null ||
    config?.auto_destroy === true;
  return onPurpose ? 'idle' : 'broken';
}
