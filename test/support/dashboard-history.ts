import type {
  DetailChangesResponse,
  SeriesPoint,
  SeriesResponse,
  SeriesTier,
  StoredBeat,
  UptimeDay,
  UptimeDaysResponse,
  UptimeOfAll,
  UptimeResponse,
  UptimeWindow,
} from '../../src/contracts/history.ts';
import { isoTime } from '../../src/lib/time.ts';
import {
  BASE_LATENCY_MS,
  createRandom,
  DETAILS,
  type FixtureMonitor,
  INTERVAL_MS,
} from './dashboard-monitors.ts';
import { type Past, timesBetween } from './dashboard-past.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

const STEPS_MS = [10_000, 30_000, ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE_MS)].concat(
  [1, 2, 3, 6, 12, 24, 48, 96, 168].map((hours) => hours * HOUR_MS),
);

export function seriesOf(
  monitor: FixtureMonitor,
  past: Past,
  { fromMs, toMs, points }: { readonly fromMs: number; readonly toMs: number; readonly points: number },
): SeriesResponse {
  const wantedMs = (toMs - fromMs) / points;
  const step = STEPS_MS.find((candidate) => candidate >= wantedMs * 0.98) ?? 7 * DAY_MS;
  const startMs = Math.ceil(fromMs / step) * step;
  const found: SeriesPoint[] = [];
  for (let atMs = startMs; atMs < toMs; atMs += step) {
    const point = pointAt(monitor, past, atMs, step);
    if (point !== null) found.push(point);
  }
  return {
    monitor: monitor.name,
    from: isoTime(fromMs),
    to: isoTime(toMs),
    step_ms: step,
    tier: tierOf(step, past.nowMs - fromMs),
    points: found,
  };
}

function tierOf(stepMs: number, ageMs: number): SeriesTier {
  if (stepMs < MINUTE_MS) return 'beats';
  if (stepMs < HOUR_MS && ageMs <= 7 * DAY_MS) return 'minutes';
  return stepMs < DAY_MS ? 'hours' : 'days';
}

function pointAt(monitor: FixtureMonitor, past: Past, atMs: number, stepMs: number): SeriesPoint | null {
  // Looks come a little after their time, as they do.
  const isLookDue = stepMs >= monitor.interval_ms || atMs % monitor.interval_ms < stepMs;
  const times = timesBetween(past, atMs, atMs + stepMs);
  const seenMs = times.healthy_ms + times.degraded_ms + times.unhealthy_ms;
  if (!isLookDue || seenMs + times.unknown_ms === 0) return null;
  const count = (ms: number) => (ms === 0 ? 0 : Math.max(1, Math.round(ms / monitor.interval_ms)));
  const looks = {
    healthy: count(times.healthy_ms),
    degraded: count(times.degraded_ms),
    unhealthy: count(times.unhealthy_ms),
    unknown: count(times.unknown_ms),
  };
  const at = isoTime(atMs);
  if (seenMs === 0)
    return { at, looks, measured_ms: 0, p50: null, p95: null, p99: null, min: null, max: null };
  const p50 = latencyAt(monitor.name, atMs, times.unhealthy_ms / seenMs);
  const random = createRandom(`${monitor.name} ${atMs}`);
  const isOne = stepMs <= monitor.interval_ms;
  const p95 = isOne ? p50 : p50 * (1.22 + random() * 0.5);
  const p99 = isOne ? p50 : p95 * (1.12 + random() ** 4 * 1.7);
  const values = { p50, p95, p99, min: isOne ? p50 : p50 * 0.7, max: isOne ? p50 : p99 * 1.2 };
  return { at, looks, measured_ms: seenMs, ...values };
}

function latencyAt(name: string, atMs: number, badShare: number): number {
  const base = BASE_LATENCY_MS[name] ?? 120;
  const random = createRandom(`${name} at ${atMs}`);
  const daily = 1 + 0.22 * Math.sin((atMs / DAY_MS) * 2 * Math.PI);
  const weekly = 1 + 0.1 * Math.sin((atMs / (7 * DAY_MS)) * 2 * Math.PI);
  const spike = random() > 0.985 ? 1.9 : 1;
  return Math.round(base * daily * weekly * spike * (0.93 + random() * 0.14) * (1 + badShare * 1.6));
}

const WINDOW_MS: Readonly<Record<string, number>> = { h: HOUR_MS, d: DAY_MS };

function windowOf(past: Past, window: string): UptimeWindow {
  const [, amount = '1', unit = 'h'] = /^(\d+)([hd])$/.exec(window) ?? [];
  const fromMs = past.nowMs - Number(amount) * (WINDOW_MS[unit] ?? HOUR_MS);
  const times = timesBetween(past, fromMs, past.nowMs);
  const measured = times.healthy_ms + times.degraded_ms + times.unhealthy_ms;
  const missed = times.unknown_ms + times.nobody_ms;
  // Nobody looked before the first look either; the coverage leaves it out.
  const before = Math.max(0, Math.round(Math.min(past.firstMs, past.nowMs) - fromMs));
  const unmeasured_ms = missed + before;
  const reasons = [
    { reason: null, fault: null, ms: times.nobody_ms + before },
    { reason: 'network_unreachable', fault: 'network', ms: times.unknown_ms },
  ] as const;
  return {
    window,
    from: isoTime(fromMs),
    to: isoTime(past.nowMs),
    healthy_ms: times.healthy_ms,
    degraded_ms: times.degraded_ms,
    unhealthy_ms: times.unhealthy_ms,
    unmeasured_ms,
    unmeasured: reasons.filter(({ ms }) => ms > 0).sort((a, b) => b.ms - a.ms),
    uptime_ratio: measured === 0 ? null : (times.healthy_ms + times.degraded_ms) / measured,
    coverage_ratio: measured + missed === 0 ? 0 : measured / (measured + missed),
  };
}

export function uptimeOf(monitor: FixtureMonitor, past: Past, windows: readonly string[]): UptimeResponse {
  return {
    monitor: monitor.name,
    time_zone: 'UTC',
    windows: windows.map((window) => windowOf(past, window)),
  };
}

export function uptimeOfAll(pasts: ReadonlyMap<string, Past>, windows: readonly string[]): UptimeOfAll {
  return {
    time_zone: 'UTC',
    monitors: [...pasts].map(([name, past]) => ({
      monitor: name,
      windows: windows.map((window) => {
        // Why not all was measured is told of one monitor, not of all at once.
        const { unmeasured: _, ...sums } = windowOf(past, window);
        return sums;
      }),
    })),
  };
}

export function daysOf(monitor: FixtureMonitor, past: Past, count: number): UptimeDaysResponse {
  const todayMs = Math.floor(past.nowMs / DAY_MS) * DAY_MS;
  const days: UptimeDay[] = Array.from({ length: count }, (_, index) => {
    const fromMs = todayMs - (count - 1 - index) * DAY_MS;
    const times = timesBetween(past, fromMs, fromMs + DAY_MS);
    const measured = times.healthy_ms + times.degraded_ms + times.unhealthy_ms;
    return {
      day: isoTime(fromMs).slice(0, 10),
      healthy_ms: times.healthy_ms,
      degraded_ms: times.degraded_ms,
      unhealthy_ms: times.unhealthy_ms,
      unmeasured_ms: Math.max(0, Math.min(past.nowMs, fromMs + DAY_MS) - fromMs) - measured,
      uptime_ratio: measured === 0 ? null : (times.healthy_ms + times.degraded_ms) / measured,
    };
  });
  return { monitor: monitor.name, time_zone: 'UTC', days };
}

/** How the details came to be what they are. */
export function detailChangesOf({ name, details, error }: FixtureMonitor, past: Past): DetailChangesResponse {
  const random = createRandom(`details of ${name}`);
  const keys = Object.keys(details).length > 0 ? details : (DETAILS[name] ?? {});
  const changes = Array.from({ length: 9 }, (_, index) => ({
    at: isoTime(past.nowMs - index ** 2 * 5 * HOUR_MS - 14 * MINUTE_MS),
    error: index === 0 ? error : index === 4 ? 'HTTP 503' : null,
    details: Object.fromEntries(
      Object.entries(keys).map(([key, value]) => [
        key,
        index === 0 || typeof value !== 'number' || random() < 0.4
          ? value
          : Number((value * (0.6 + random())).toFixed(value < 1 ? 4 : 0)),
      ]),
    ),
  }));
  return { monitor: name, changes, next_cursor: null };
}

/** The looks between two moments, the oldest first. */
export function storedBeats(monitor: FixtureMonitor, past: Past, fromMs: number, toMs: number): StoredBeat[] {
  const beats: StoredBeat[] = [];
  const startMs = Math.ceil(fromMs / INTERVAL_MS) * INTERVAL_MS;
  for (let atMs = startMs; atMs <= Math.min(toMs, past.nowMs); atMs += INTERVAL_MS) {
    const stretch = past.stretches.find((one) => one.fromMs <= atMs && atMs < one.toMs);
    if (stretch?.status === null) continue;
    const status = stretch?.status ?? 'healthy';
    const isSilent = status === 'unknown' || stretch?.reason === 'connection_refused';
    beats.push({
      at: isoTime(atMs),
      status,
      reason: stretch?.reason ?? 'ok',
      fault: stretch?.fault ?? null,
      latency_ms: isSilent ? null : Math.round(latencyAt(monitor.name, atMs, status === 'healthy' ? 0 : 1)),
      phases: null,
      error:
        status === 'unhealthy' ? (stretch?.reason === 'http_server_error' ? 'HTTP 503' : 'HTTP 429') : null,
    });
  }
  return beats;
}
