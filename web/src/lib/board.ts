import type { HeartbeatService, HeartbeatServicesResponse } from '../../../src/contracts/heartbeat.ts';
import type { Beat, Monitor, MonitorsResponse } from '../../../src/contracts/monitors.ts';
import type { Fault, Status } from '../../../src/contracts/status.ts';
import { type JudgedMonitor, withJudgement } from './judgement.ts';

/** A monitor as the dashboard shows it; without `/api/v1` only what the frozen contract tells is known. */
export type BoardMonitor = Omit<JudgedMonitor, 'interval_ms' | 'timeout_ms'> & {
  readonly interval_ms: number | null;
  readonly timeout_ms: number | null;
};

export interface Board {
  readonly monitors: readonly BoardMonitor[];
  readonly generatedAtMs: number;
  readonly warming: boolean;
  /** True when another server says that its values are samples. */
  readonly stub: boolean;
  /** False when only the frozen contract could be read. */
  readonly rich: boolean;
}

const MAX_BEATS = 96;

const TITLES: Readonly<Record<string, string>> = {
  vercel: 'Vercel',
  sentry: 'Sentry',
  doppler: 'Doppler',
  supabase: 'Supabase',
  fly: 'Fly.io',
};

const FIRST = Object.keys(TITLES);

/** The contract's order: the first five, then all others by name. */
export function compareNames(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function rank(name: string): number {
  const index = FIRST.indexOf(name);
  return index === -1 ? FIRST.length : index;
}

export function boardFromMonitors(response: MonitorsResponse): Board {
  return {
    monitors: response.monitors.map(withJudgement),
    generatedAtMs: Date.parse(response.generated_at),
    warming: response.warming,
    stub: false,
    rich: true,
  };
}

/** The board by the frozen contract alone. */
export function boardFromServices(response: HeartbeatServicesResponse): Board {
  return {
    monitors: response.services.map(monitorFromService),
    generatedAtMs: Date.parse(response.generated_at),
    warming: response.cache_warming,
    stub: response.stub,
    rich: false,
  };
}

/** What the frozen contract tells about a service, in the shape of a monitor. */
export function monitorFromService(service: HeartbeatService): BoardMonitor {
  const missing = service.error?.startsWith('auth env unset or empty') === true;
  const beat: Beat | null =
    service.last_check_at === null || missing
      ? null
      : {
          at: service.last_check_at,
          status: service.status,
          reason: service.status === 'healthy' ? 'ok' : 'unexpected_status',
          latency_ms: service.latency_ms,
        };
  return {
    name: service.name,
    title: TITLES[service.name] ?? service.name,
    kind: service.name in TITLES ? 'provider' : 'check',
    type: service.name in TITLES ? service.name : '',
    status: service.status,
    believed: service.status,
    flapping: false,
    incident: null,
    tags: [],
    fault: null,
    actor: null,
    sentence: '',
    official: null,
    reason: service.status === 'healthy' ? 'ok' : missing ? 'auth_missing' : null,
    error: service.error,
    why: '',
    hint: null,
    checked_at: service.last_check_at,
    since: null,
    next_check_at: null,
    latency_ms: service.latency_ms,
    phases: null,
    quota: null,
    details: service.details,
    interval_ms: null,
    timeout_ms: null,
    setup: [],
    recent: beat === null ? [] : [beat],
  };
}

/** The rows of the Heartbeat page: the contract's services as told, with what `/api/v1` adds to the same look. */
export function heartbeatRows(
  services: readonly HeartbeatService[],
  monitors: readonly BoardMonitor[],
): readonly BoardMonitor[] {
  const byName = new Map(monitors.map((monitor) => [monitor.name, monitor]));
  return services.map((service) => {
    const plain = monitorFromService(service);
    const rich = byName.get(service.name);
    if (rich === undefined) return plain;
    if (isSameLook(service, rich)) return { ...rich, ...contractFields(service) };
    // Told apart, the frozen contract wins: what explains the other verdict would be wrong here.
    const { title, setup, recent, believed, flapping, incident, tags, official } = rich;
    return { ...plain, title, setup, recent, believed, flapping, incident, tags, official };
  });
}

function isSameLook(service: HeartbeatService, rich: BoardMonitor): boolean {
  return contractStatus(rich) === service.status && sameText(rich.error, service.error);
}

const OWN_FAULTS: ReadonlySet<Fault | null> = new Set(['network', 'dns', 'internal']);

/**
 * What the frozen contract calls a look: by whether there was an answer, whoever is to blame. Told by whose fault it is,
 * silence may count as an outage, and an error as nothing that is known.
 */
function contractStatus({
  status,
  fault,
  latency_ms,
}: Pick<BoardMonitor, 'status' | 'fault' | 'latency_ms'>): Status | null {
  if (status === 'unhealthy' && fault === 'provider' && latency_ms === null) return 'unknown';
  if (status === 'unknown' && OWN_FAULTS.has(fault) && latency_ms !== null) return 'unhealthy';
  return status;
}

function contractFields(service: HeartbeatService) {
  return {
    status: service.status,
    checked_at: service.last_check_at,
    latency_ms: service.latency_ms,
    details: service.details,
    error: service.error,
  };
}

function sameText(a: string | null, b: string | null): boolean {
  return (a ?? '') === (b ?? '');
}

/** Snapshots from the stream, put into the board. Beats are joined, and an older snapshot changes nothing. */
export function patchBoard(board: Board, snapshots: readonly Monitor[]): Board {
  const indexes = new Map(board.monitors.map(({ name }, index) => [name, index]));
  const monitors = [...board.monitors];
  let { warming } = board;
  let isChanged = false;
  let isLonger = false;
  for (const snapshot of snapshots) {
    const index = indexes.get(snapshot.name);
    const known = index === undefined ? undefined : monitors[index];
    const fresh = withJudgement(snapshot);
    if (known !== undefined && isOlder(fresh.checked_at, known.checked_at)) continue;
    if (known !== undefined && isSame(fresh, known)) continue;
    const merged = { ...fresh, recent: joinBeats(known?.recent ?? [], fresh.recent) };
    isChanged = true;
    if (fresh.status !== null) warming = false;
    if (index !== undefined) {
      monitors[index] = merged;
      continue;
    }
    indexes.set(fresh.name, monitors.push(merged) - 1);
    isLonger = true;
  }
  if (!isChanged) return board;
  if (isLonger) monitors.sort((a, b) => compareNames(a.name, b.name));
  return { ...board, monitors, warming };
}

/** The same for the frozen contract's answer. */
export function patchServices(
  response: HeartbeatServicesResponse,
  snapshot: Monitor,
): HeartbeatServicesResponse {
  const status = contractStatus(withJudgement(snapshot));
  if (status === null) return response;
  const service: HeartbeatService = {
    name: snapshot.name,
    status,
    last_check_at: snapshot.checked_at,
    latency_ms: snapshot.latency_ms,
    details: snapshot.details,
    error: snapshot.error,
  };
  const known = response.services.find(({ name }) => name === service.name);
  if (known !== undefined && isOlder(service.last_check_at, known.last_check_at)) return response;
  if (known !== undefined && JSON.stringify(known) === JSON.stringify(service)) return response;
  const others = response.services.filter((other) => other !== known);
  const services = [...others, service].sort((a, b) => compareNames(a.name, b.name));
  const generated_at = isOlder(response.generated_at, service.last_check_at)
    ? (service.last_check_at ?? response.generated_at)
    : response.generated_at;
  return { ...response, services, generated_at, cache_warming: false };
}

/** A board that was read with few beats, with the beats that were known before. */
export function keepBeats(board: Board, before: Board | undefined): Board {
  if (before === undefined) return board;
  const byName = new Map(before.monitors.map((monitor) => [monitor.name, monitor]));
  return {
    ...board,
    monitors: board.monitors.map((monitor) => {
      const known = byName.get(monitor.name);
      return known === undefined ? monitor : { ...monitor, recent: joinBeats(known.recent, monitor.recent) };
    }),
  };
}

/** The board with the older beats of a read that went further back. */
export function deepenBeats(board: Board, deep: Board): Board {
  const byName = new Map(deep.monitors.map(({ name, recent }) => [name, recent]));
  return {
    ...board,
    monitors: board.monitors.map((monitor) => {
      const first = monitor.recent[0];
      const older = (byName.get(monitor.name) ?? []).filter(({ at }) => first === undefined || at < first.at);
      return older.length === 0
        ? monitor
        : { ...monitor, recent: [...older, ...monitor.recent].slice(-MAX_BEATS) };
    }),
  };
}

/** Known and new beats without doubles, the oldest first, at most 96. A beat told again replaces what was known of it. */
export function joinBeats(known: readonly Beat[], fresh: readonly Beat[]): Beat[] {
  const firstFresh = fresh[0];
  if (firstFresh === undefined) return [...known];
  const older = known.filter(({ at }) => at < firstFresh.at);
  return [...older, ...fresh].slice(-MAX_BEATS);
}

/** Both come from the same server, so that equal things are also written alike. */
function isSame(snapshot: JudgedMonitor, known: BoardMonitor): boolean {
  return (
    snapshot.checked_at === known.checked_at &&
    JSON.stringify({ ...snapshot, recent: null }) === JSON.stringify({ ...known, recent: null })
  );
}

function isOlder(a: string | null, b: string | null): boolean {
  return b !== null && (a === null || a < b);
}
