import type { Fault, Reason, Status } from '../../src/contracts/status.ts';
import { createRandom, type FixtureMonitor } from './dashboard-monitors.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A time in which a monitor was not healthy; `status` is null where nobody looked. */
export interface Stretch {
  readonly fromMs: number;
  /** Infinity while it lasts. */
  readonly toMs: number;
  readonly status: Exclude<Status, 'healthy'> | null;
  readonly reason: Reason | null;
  readonly fault: Fault | null;
}

/** All that was seen of a monitor: healthy, but for some stretches. They never overlap; the oldest is first. */
export interface Past {
  readonly firstMs: number;
  readonly nowMs: number;
  readonly stretches: readonly Stretch[];
}

const TROUBLES = [
  ['unhealthy', 'http_server_error', 'provider'],
  ['unhealthy', 'http_server_error', 'provider'],
  ['unhealthy', 'connection_refused', 'provider'],
  ['degraded', 'threshold_crossed', 'provider'],
  ['unhealthy', 'rate_limited', 'quota'],
  ['unhealthy', 'auth_rejected', 'credential'],
  ['unknown', 'timeout', 'undetermined'],
] as const;

/** What all monitors share: the machine was off, and once it had lost its network. */
function ownStretches(nowMs: number): readonly Stretch[] {
  const off = { status: null, reason: null, fault: null };
  const cut = { status: 'unknown', reason: 'network_unreachable', fault: 'network' } as const;
  return [
    { fromMs: nowMs - 200 * DAY_MS, toMs: nowMs - 196 * DAY_MS, ...off },
    { fromMs: nowMs - 40 * DAY_MS, toMs: nowMs - 40 * DAY_MS + 9 * HOUR_MS, ...off },
    { fromMs: nowMs - 11.3 * DAY_MS, toMs: nowMs - 11.3 * DAY_MS + 3 * HOUR_MS, ...off },
    { fromMs: nowMs - 2.4 * DAY_MS, toMs: nowMs - 2.4 * DAY_MS + 24 * MINUTE_MS, ...cut },
    { fromMs: nowMs - 9.5 * HOUR_MS, toMs: nowMs - 9.5 * HOUR_MS + 40 * MINUTE_MS, ...off },
  ];
}

/** The past of a monitor that is now as it is; the same every time for the same name. */
export function pastOf(monitor: FixtureMonitor, nowMs: number, days: number): Past {
  const { name, status, believed, reason, since, fault } = monitor;
  const firstMs = nowMs - days * DAY_MS;
  if (reason === 'auth_missing' || status === null) return { firstMs: nowMs, nowMs, stretches: [] };
  const random = createRandom(`past of ${name}`);
  const stretches = [...ownStretches(nowMs)];
  const wanted = 4 + Math.floor(random() * 9);
  for (let index = 0; index < wanted; index += 1) {
    // Squared: more of it lately than long ago.
    const fromMs = nowMs - 3 * HOUR_MS - random() ** 2 * 380 * DAY_MS;
    const lengthMs = (2 + random() ** 3 * 240) * MINUTE_MS;
    const [kind, why, fault] = TROUBLES[Math.floor(random() * TROUBLES.length)] ?? TROUBLES[0];
    add(stretches, { fromMs, toMs: fromMs + lengthMs, status: kind, reason: why, fault });
  }
  const now = believed ?? status;
  if (now !== 'healthy' && since !== null && reason !== null) {
    const open = { fromMs: Date.parse(since), toMs: Number.POSITIVE_INFINITY };
    add(stretches, { ...open, status: now, reason, fault: fault ?? faultOf(reason) });
  }
  const known = stretches.filter(({ toMs }) => toMs > firstMs);
  return { firstMs, nowMs, stretches: known.sort((a, b) => a.fromMs - b.fromMs) };
}

function add(stretches: Stretch[], stretch: Stretch): void {
  const isFree = stretches.every(({ fromMs, toMs }) => stretch.toMs < fromMs || stretch.fromMs > toMs);
  if (isFree) stretches.push(stretch);
}

function faultOf(reason: Reason): Fault {
  if (reason === 'auth_rejected') return 'credential';
  if (reason === 'permission_denied') return 'permission';
  if (reason === 'rate_limited') return 'quota';
  return reason === 'timeout' ? 'undetermined' : 'provider';
}

export interface Times {
  healthy_ms: number;
  degraded_ms: number;
  unhealthy_ms: number;
  unknown_ms: number;
  nobody_ms: number;
}

/** How the time from one moment to another was spent, as far as anybody looked at all by then. */
export function timesBetween(past: Past, fromMs: number, toMs: number): Times {
  const startMs = Math.max(fromMs, past.firstMs);
  const endMs = Math.min(toMs, past.nowMs);
  const times = { healthy_ms: 0, degraded_ms: 0, unhealthy_ms: 0, unknown_ms: 0, nobody_ms: 0 };
  if (endMs <= startMs) return times;
  times.healthy_ms = Math.round(endMs - startMs);
  for (const stretch of past.stretches) {
    const ms = Math.round(Math.min(endMs, stretch.toMs) - Math.max(startMs, stretch.fromMs));
    if (ms <= 0) continue;
    times.healthy_ms -= ms;
    const key = stretch.status === null ? 'nobody_ms' : (`${stretch.status}_ms` as const);
    times[key] += ms;
  }
  return times;
}
