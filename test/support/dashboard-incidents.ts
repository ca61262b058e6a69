import type {
  Incident,
  IncidentDetail,
  IncidentEvent,
  IncidentsResponse,
} from '../../src/contracts/incidents.ts';
import type { Slo } from '../../src/contracts/slos.ts';
import type { Reason } from '../../src/contracts/status.ts';
import type { Storage } from '../../src/contracts/storage.ts';
import { isoTime } from '../../src/lib/time.ts';
import { storedBeats } from './dashboard-history.ts';
import type { FixtureMonitor } from './dashboard-monitors.ts';
import { type Past, type Stretch, timesBetween } from './dashboard-past.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const WHY: Partial<Record<Reason, string>> = {
  http_server_error: 'It failed on its own side (HTTP 503).',
  connection_refused: 'It refused the connection.',
  threshold_crossed: 'A value was over its threshold.',
  rate_limited: 'It was limiting requests (HTTP 429).',
  auth_rejected: 'It refused the credential (HTTP 401).',
  permission_denied: 'It knows the credential but does not allow this (HTTP 403).',
  network_unreachable: 'This machine had no way to any of the services.',
};

/** Every incident of all monitors: the open ones first, then the newest first. */
export function incidentsOf(
  monitors: readonly FixtureMonitor[],
  pasts: ReadonlyMap<string, Past>,
): Incident[] {
  const found = monitors.flatMap((monitor) => {
    const past = pasts.get(monitor.name);
    return past === undefined
      ? []
      : past.stretches.filter(isIncident).map((one) => incidentOf(monitor, past, one));
  });
  return [...found, ...ownIncidents(pasts)].sort(
    (a, b) =>
      Number(b.state === 'open') - Number(a.state === 'open') || (a.started_at < b.started_at ? 1 : -1),
  );
}

function isIncident({ status }: Stretch): boolean {
  return status === 'unhealthy' || status === 'degraded';
}

function incidentOf(
  { name, flapping, why, incident }: FixtureMonitor,
  past: Past,
  stretch: Stretch,
): Incident {
  const isOpen = stretch.toMs === Number.POSITIVE_INFINITY;
  const reason = stretch.reason ?? 'ok';
  return {
    id:
      isOpen && incident !== null
        ? incident
        : `${name}.${Math.round((past.nowMs - stretch.fromMs) / 1_000).toString(36)}`,
    monitor: name,
    state: isOpen ? 'open' : 'closed',
    worst_status: stretch.status ?? 'unknown',
    started_at: isoTime(stretch.fromMs),
    ended_at: isOpen ? null : isoTime(stretch.toMs),
    duration_ms: Math.round((isOpen ? past.nowMs : stretch.toMs) - stretch.fromMs),
    reason,
    fault: stretch.fault,
    why: isOpen && why !== '' ? why : (WHY[reason] ?? 'It did not answer as it should.'),
    flapping: isOpen && flapping,
  };
}

/** Kora's own: when it had lost its network. */
function ownIncidents(pasts: ReadonlyMap<string, Past>): Incident[] {
  const [past] = pasts.values();
  const cut = past?.stretches.find(({ reason }) => reason === 'network_unreachable');
  if (past === undefined || cut === undefined) return [];
  return [{ ...incidentOf(nobody, past, cut), id: 'kora.network', monitor: null, fault: 'network' }];
}

const nobody = {
  name: 'kora',
  flapping: false,
  why: '',
  incident: null,
} as Partial<FixtureMonitor> as FixtureMonitor;

export interface IncidentQuery {
  readonly status: string | null;
  readonly monitor: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly cursor: string | null;
  readonly limit: number;
}

export function pageOfIncidents(all: readonly Incident[], query: IncidentQuery): IncidentsResponse {
  const fitting = all.filter(
    ({ state, monitor, started_at, ended_at }) =>
      (query.status === null || state === query.status) &&
      (query.monitor === null || monitor === query.monitor) &&
      (query.from === null || ended_at === null || ended_at >= query.from) &&
      (query.to === null || started_at <= query.to),
  );
  const start = Number(query.cursor ?? 0);
  const end = start + query.limit;
  return {
    incidents: fitting.slice(start, end),
    next_cursor: end < fitting.length ? String(end) : null,
  };
}

export function incidentDetail(
  incident: Incident,
  monitor: FixtureMonitor | undefined,
  past: Past | undefined,
  notes: readonly IncidentEvent[],
): IncidentDetail {
  const startMs = Date.parse(incident.started_at);
  const endMs = incident.ended_at === null ? null : Date.parse(incident.ended_at);
  const beats =
    monitor === undefined || past === undefined ? [] : looksAround(monitor, past, { startMs, endMs });
  return {
    incident,
    rule: null,
    evidence: [],
    ledger: null,
    timeline: [...timelineOf(incident), ...notes].sort((a, b) => (a.at < b.at ? -1 : 1)),
    beats,
  };
}

function looksAround(
  monitor: FixtureMonitor,
  past: Past,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number | null },
) {
  const before = startMs - 8 * MINUTE_MS;
  const soon = startMs + 12 * MINUTE_MS;
  if (endMs === null) return storedBeats(monitor, past, before, soon);
  if (endMs < soon + 6 * MINUTE_MS) return storedBeats(monitor, past, before, endMs + 6 * MINUTE_MS);
  return [
    ...storedBeats(monitor, past, before, soon),
    ...storedBeats(monitor, past, endMs - 6 * MINUTE_MS, endMs + 6 * MINUTE_MS),
  ];
}

function timelineOf({
  started_at,
  ended_at,
  reason,
  worst_status,
  why,
  flapping,
  monitor,
}: Incident): IncidentEvent[] {
  const startMs = Date.parse(started_at);
  const at = (minutes: number) => isoTime(startMs + minutes * MINUTE_MS);
  const who = monitor === null ? 'Kora lost sight of everything.' : `Two of three looks were bad. ${why}`;
  const events: IncidentEvent[] = [{ at: at(0.6), kind: 'opened', status: worst_status, reason, text: who }];
  if (worst_status === 'unhealthy' && reason === 'http_server_error') {
    events.unshift({
      at: at(0.5),
      kind: 'opened',
      status: 'degraded',
      reason: 'threshold_crossed',
      text: 'Two of three looks were over a threshold.',
    });
    events[1] = {
      at: at(1.4),
      kind: 'worsened',
      status: 'unhealthy',
      reason,
      text: `It got worse: from degraded to unhealthy. ${why}`,
    };
  }
  if (flapping)
    events.push({
      at: at(2.2),
      kind: 'flapping_began',
      status: null,
      reason: null,
      text: 'More than four changes within an hour; the incident stays open until it is calm.',
    });
  if (ended_at !== null) {
    events.push({
      at: ended_at,
      kind: 'closed',
      status: 'healthy',
      reason: 'ok',
      text: 'Two of three looks were good again. The first of them is its end.',
    });
  }
  return events;
}

/** Two objectives over the first monitors: one with room, one that burns. */
export function slosOf(monitors: readonly FixtureMonitor[], pasts: ReadonlyMap<string, Past>): Slo[] {
  const names = monitors.slice(0, 5).map(({ name }) => name);
  return [
    sloOf('Everything we stand on', names, 0.995, pasts),
    sloOf(
      'Database',
      names.filter((name) => name === 'supabase'),
      0.9995,
      pasts,
    ),
  ].filter(({ monitors: members }) => members.length > 0);
}

function sloOf(
  name: string,
  monitors: readonly string[],
  objective: number,
  pasts: ReadonlyMap<string, Past>,
): Slo {
  let good = 0;
  let bad = 0;
  let unmeasured = 0;
  let isBad = false;
  for (const past of monitors.map((one) => pasts.get(one)).filter((one) => one !== undefined)) {
    const times = timesBetween(past, past.nowMs - 30 * DAY_MS, past.nowMs);
    good += times.healthy_ms + times.degraded_ms;
    bad += times.unhealthy_ms;
    unmeasured += times.unknown_ms + times.nobody_ms;
    isBad ||= timesBetween(past, past.nowMs - 5 * MINUTE_MS, past.nowMs).unhealthy_ms > 0;
  }
  const budget = Math.round((good + bad) * (1 - objective));
  const rate = (share: number) =>
    isBad ? Number((share / (1 - objective) / monitors.length).toFixed(1)) : 0;
  const pair = (short: string, long: string, threshold: number, rates: readonly [number, number]) => ({
    short,
    long,
    threshold,
    short_rate: rates[0],
    long_rate: rates[1],
    burning: rates[0] >= threshold && rates[1] >= threshold,
  });
  return {
    name,
    monitors: [...monitors],
    objective,
    window: '30d',
    bad: ['unhealthy'],
    good_ms: good,
    bad_ms: bad,
    unmeasured_ms: unmeasured,
    ratio: good + bad === 0 ? null : good / (good + bad),
    budget_ms: budget,
    budget_left_ratio: good + bad === 0 ? null : (budget - bad) / budget,
    burn: [pair('5m', '1h', 14.4, [rate(0.9), rate(0.08)]), pair('6h', '3d', 1, [rate(0.02) + 0.2, 0.4])],
  };
}

export function storageOf(changes: Partial<Storage>, nowMs: number): Storage {
  return {
    kind: 'sqlite',
    state: 'ok',
    since: isoTime(nowMs - 3 * DAY_MS),
    problem: null,
    held_beats: 0,
    lost_beats: 0,
    notices: [],
    ...changes,
  };
}
