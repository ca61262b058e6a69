import type { SeriesPoint, SeriesResponse } from '../contracts/history.ts';
import type { Status } from '../contracts/status.ts';
import { quantiles } from '../domain/latency-sketch.ts';
import { statusTimes, type Tally } from '../domain/tally.ts';
import { KoraError } from '../lib/errors.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import { askStore, type HistorySources } from './history-store.ts';

export interface SeriesQuery {
  readonly name: string;
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly points: number;
}

const DAY_MS = 86_400_000;
// As far back as anything is kept by default, and a leap year more.
const LONGEST_MS = 1_100 * DAY_MS;

/** Looks and latencies over time; the last day when nothing is said. */
export async function getSeries(sources: HistorySources, query: SeriesQuery): Promise<SeriesResponse> {
  const nowMs = sources.clock.nowMs();
  const toMs = Math.min(query.to ?? nowMs, nowMs);
  const fromMs = query.from ?? toMs - DAY_MS;
  if (fromMs >= toMs) throw new KoraError('bad_request', 'query from: is not before to');
  if (toMs - fromMs > LONGEST_MS)
    throw new KoraError('bad_request', 'query from: is more than three years before to');
  const { name, points } = query;
  const series = await askStore(sources, 'series', { name, fromMs, toMs, nowMs, points });
  return {
    monitor: name,
    from: isoTime(fromMs),
    to: isoTime(toMs),
    step_ms: series.stepMs,
    tier: series.tier,
    points: series.points.map(({ startMs, tally }) => toPoint(startMs, tally)),
  };
}

function toPoint(startMs: EpochMs, tally: Tally): SeriesPoint {
  const { healthyMs, degradedMs, unhealthyMs } = statusTimes(tally);
  const [p50 = null, p95 = null, p99 = null] = quantiles(tally.latency, [0.5, 0.95, 0.99]).map(rounded);
  const looksOf = (status: Status) =>
    tally.parts.reduce((sum, part) => (part.status === status ? sum + part.looks : sum), 0);
  const { count, min, max } = tally.latency;
  return {
    at: isoTime(startMs),
    looks: {
      healthy: looksOf('healthy'),
      degraded: looksOf('degraded'),
      unhealthy: looksOf('unhealthy'),
      unknown: looksOf('unknown'),
    },
    measured_ms: healthyMs + degradedMs + unhealthyMs,
    p50,
    p95,
    p99,
    min: count === 0 ? null : min,
    max: count === 0 ? null : max,
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
