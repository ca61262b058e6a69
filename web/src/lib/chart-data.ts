import type { SeriesPoint, SeriesResponse } from '../../../src/contracts/history.ts';
import type { Incident } from '../../../src/contracts/incidents.ts';
import { duration } from './relative-time.ts';
import { latencyText } from './strip.ts';

type Column = (number | null)[];

/** Columns as the chart takes them: times, then p50, p95 and p99 in milliseconds. Null draws nothing. */
export interface ChartColumns {
  readonly times: readonly number[];
  readonly p50: readonly (number | null)[];
  readonly p95: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  /** The point of the series that each time stands for; null where a gap was put in. */
  readonly points: readonly (SeriesPoint | null)[];
}

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

// A look may come late by its own timeout; a line that breaks for that would look like an outage.
const GAP_FACTOR = 2.2;

/** The longest distance between points that are still neighbours. */
export function neighbourMs(stepMs: number, intervalMs: number | null): number {
  return Math.max(stepMs, intervalMs ?? 0) * GAP_FACTOR;
}

/** The points in columns, with a hole wherever nothing was measured: a line never crosses it. */
export function chartColumns(series: SeriesResponse, intervalMs: number | null): ChartColumns {
  const times: number[] = [];
  const p50: Column = [];
  const p95: Column = [];
  const p99: Column = [];
  const points: (SeriesPoint | null)[] = [];
  const mostMs = neighbourMs(series.step_ms, intervalMs);
  let lastMs: number | null = null;
  const push = (atMs: number, point: SeriesPoint | null) => {
    times.push(atMs);
    p50.push(point?.p50 ?? null);
    p95.push(point?.p95 ?? null);
    p99.push(point?.p99 ?? null);
    points.push(point);
  };
  for (const point of series.points) {
    const atMs = middleOf(point, series.step_ms);
    if (lastMs !== null && atMs - lastMs > mostMs) push((lastMs + atMs) / 2, null);
    push(atMs, point);
    lastMs = atMs;
  }
  return { times, p50, p95, p99, points };
}

function middleOf(point: SeriesPoint, stepMs: number): number {
  return Date.parse(point.at) + stepMs / 2;
}

/** Where a lone point stands between two holes: no line is drawn there, so it needs a dot. */
export function loneIndexes(values: readonly (number | null)[]): number[] {
  const lone: number[] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    if ((values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null) lone.push(index);
  }
  return lone;
}

/** The stretches between `fromMs` and `toMs` for which there is no look that measured anything. */
export function unmeasuredStretches(
  series: SeriesResponse,
  intervalMs: number | null,
  { fromMs, toMs }: Stretch,
): readonly Stretch[] {
  const mostMs = neighbourMs(series.step_ms, intervalMs);
  const stretches: Stretch[] = [];
  let seenMs = fromMs;
  const close = (startMs: number, slackMs: number) => {
    if (startMs - seenMs > slackMs) stretches.push({ fromMs: seenMs, toMs: startMs });
  };
  for (const point of series.points) {
    if (!isMeasured(point)) continue;
    const startMs = Date.parse(point.at);
    close(startMs, mostMs - series.step_ms);
    seenMs = Math.max(seenMs, startMs + series.step_ms);
  }
  close(toMs, mostMs);
  return stretches;
}

function isMeasured({ looks }: SeriesPoint): boolean {
  return looks.healthy + looks.degraded + looks.unhealthy > 0;
}

const STEPS = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
const LEAST_TOP_MS = 10;
// One spike above the 98th percentile of the p99 may be cut off, if all else would be flattened by it.
const SPIKE_FACTOR = 4;

/** The top of the latency scale, in a round number. */
export function chartTop({ p50, p95, p99 }: Pick<ChartColumns, 'p50' | 'p95' | 'p99'>): number {
  const sorted = (values: readonly (number | null)[]) =>
    values.filter((value) => value !== null).sort((a, b) => a - b);
  const high = sorted(p99.length > 0 ? p99 : p95);
  const all = high.length > 0 ? high : sorted(p50);
  const most = all.at(-1) ?? 0;
  const usual = all[Math.floor((all.length - 1) * 0.98)] ?? most;
  const wanted = Math.max(LEAST_TOP_MS, most > usual * SPIKE_FACTOR ? usual * 1.5 : most);
  const power = 10 ** Math.floor(Math.log10(wanted));
  return (STEPS.find((step) => step * power >= wanted) ?? 10) * power;
}

/** The parts of incidents that are inside of the shown span. */
export function incidentStretches(
  incidents: readonly Pick<Incident, 'started_at' | 'ended_at'>[],
  { fromMs, toMs }: Stretch,
  nowMs: number,
): readonly Stretch[] {
  return incidents
    .map(({ started_at, ended_at }) => ({
      fromMs: Math.max(fromMs, Date.parse(started_at)),
      toMs: Math.min(toMs, ended_at === null ? nowMs : Date.parse(ended_at)),
    }))
    .filter((stretch) => stretch.toMs > stretch.fromMs);
}

/** The chart in words, for those who do not see it. */
export function chartSummary(
  { p50, p99 }: Pick<ChartColumns, 'p50' | 'p99'>,
  incidents: readonly Stretch[],
  unmeasured: readonly Stretch[],
): string {
  const middles = p50.filter((value) => value !== null);
  if (middles.length === 0) return 'Latency: nothing was measured in this time.';
  const highs = p99.filter((value) => value !== null);
  const parts = [
    `Latency: p50 between ${latencyText(Math.min(...middles))} and ${latencyText(Math.max(...middles))}`,
  ];
  if (highs.length > 0) parts.push(`p99 at most ${latencyText(Math.max(...highs))}`);
  parts.push(incidents.length === 1 ? '1 incident' : `${incidents.length} incidents`);
  const unmeasuredMs = unmeasured.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  if (unmeasuredMs > 0) parts.push(`${duration(unmeasuredMs)} not measured`);
  return `${parts.join('; ')}.`;
}
