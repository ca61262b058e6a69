import type { SeriesPoint, SeriesResponse } from '../../../src/contracts/history.ts';
import type { Status } from '../../../src/contracts/status.ts';
import type { Stretch } from './chart-data.ts';
import { clockTime, day, shortClockTime, type Zone } from './relative-time.ts';
import { STATUS_LABELS, STATUS_ORDER } from './status.ts';
import { BAR_WIDTH, barHeight, latencyText } from './strip.ts';

type Looks = SeriesPoint['looks'];

/** A bar of a strip over a span of time: what all looks in it saw. */
export interface Slot {
  readonly fromMs: number;
  readonly toMs: number;
  /** Null where nobody looked. */
  readonly seen: {
    readonly looks: Looks;
    readonly p50: number | null;
    readonly p95: number | null;
    readonly p99: number | null;
  } | null;
}

const DAY_MS = 86_400_000;

/**
 * The span cut into slots of equal length, no shorter than the time between two looks. They begin where the points do,
 * so the first may begin before the span.
 */
export function seriesSlots(
  series: SeriesResponse,
  intervalMs: number | null,
  nowMs: number,
): readonly Slot[] {
  const fromMs = Date.parse(series.from);
  const toMs = Date.parse(series.to);
  const slotMs = series.step_ms * Math.max(1, Math.ceil((intervalMs ?? 0) / series.step_ms));
  const firstMs = series.points[0] === undefined ? fromMs : Date.parse(series.points[0].at);
  const startMs = firstMs - Math.ceil((firstMs - fromMs) / slotMs) * slotMs;
  const count = Math.max(1, Math.ceil((toMs - startMs) / slotMs));
  const seen: Slot['seen'][] = Array.from({ length: count }, () => null);
  for (const point of series.points) {
    const index = Math.min(count - 1, Math.max(0, Math.floor((Date.parse(point.at) - startMs) / slotMs)));
    seen[index] = join(seen[index] ?? null, point);
  }
  const slots = seen.map((what, index) => ({
    fromMs: startMs + index * slotMs,
    toMs: Math.min(toMs, startMs + (index + 1) * slotMs),
    seen: what,
  }));
  // A slot that was asked for in part only, and one whose look may still come, are not known to be unmeasured.
  const dueBeforeMs = nowMs - (intervalMs ?? 0) * LATE_FACTOR;
  return slots.filter(
    ({ seen: what, fromMs: atMs }) => what !== null || (atMs >= fromMs && atMs < dueBeforeMs),
  );
}

/** A look may be so many intervals late before it is missing. */
const LATE_FACTOR = 2.2;

// Percentiles cannot be joined after the fact; of two points in one slot the slower one is told.
function join(known: Slot['seen'], { looks, p50, p95, p99 }: SeriesPoint): Slot['seen'] {
  if (known === null) return { looks, p50, p95, p99 };
  return {
    looks: {
      healthy: known.looks.healthy + looks.healthy,
      degraded: known.looks.degraded + looks.degraded,
      unhealthy: known.looks.unhealthy + looks.unhealthy,
      unknown: known.looks.unknown + looks.unknown,
    },
    p50: higher(known.p50, p50),
    p95: higher(known.p95, p95),
    p99: higher(known.p99, p99),
  };
}

function higher(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}

export interface SlotPaths {
  readonly bars: Readonly<Record<Status, string>>;
  /** Where nobody looked, in pixels. */
  readonly empty: readonly { readonly x: number; readonly width: number }[];
}

export interface PlotSize {
  readonly widthPx: number;
  readonly plotPx: number;
  /** The time that the width stands for. */
  readonly span: Stretch;
}

const FROM_THE_FOOT = ['unhealthy', 'degraded', 'healthy'] as const;
const LEAST_PART_PX = 3;
const DASH_PX = 2;
const DASH_PITCH_PX = 6;

/**
 * The geometry in pixels: height by the square root of the p50, split from the foot up by the share of looks that
 * were unhealthy, degraded and healthy. One bad look among hundreds is still seen, and does not paint all of them.
 */
export function slotPaths(
  slots: readonly Slot[],
  { widthPx, plotPx, span }: PlotSize,
  scaleMs: number,
): SlotPaths {
  const bars = { healthy: '', degraded: '', unhealthy: '', unknown: '' } satisfies Record<Status, string>;
  const empty: { x: number; width: number }[] = [];
  const pitch = widthPx / Math.max(1, slots.length);
  const bar = Math.max(1, Math.round(pitch * BAR_WIDTH));
  const edge = (index: number) => {
    const atMs = slots[index]?.fromMs ?? span.toMs;
    return Math.max(0, Math.round(((atMs - span.fromMs) / (span.toMs - span.fromMs)) * widthPx));
  };
  let firstEmpty = -1;
  for (let index = 0; index <= slots.length; index += 1) {
    const seen = slots[index]?.seen ?? null;
    if (seen === null && index < slots.length) {
      if (firstEmpty === -1) firstEmpty = index;
      continue;
    }
    if (firstEmpty !== -1) empty.push({ x: edge(firstEmpty), width: edge(index) - edge(firstEmpty) });
    firstEmpty = -1;
    if (seen === null) continue;
    const x = edge(index);
    if (seen.looks.healthy + seen.looks.degraded + seen.looks.unhealthy === 0) {
      for (let y = plotPx - DASH_PX; y >= 0; y -= DASH_PITCH_PX)
        bars.unknown += rectangle(x, y, bar, DASH_PX);
      continue;
    }
    const height = seen.p50 === null ? plotPx : barHeight(seen.p50, scaleMs, plotPx);
    let foot = plotPx;
    for (const { status, px } of shares(seen.looks, height)) {
      foot -= px;
      bars[status] += rectangle(x, foot, bar, px);
    }
  }
  return { bars, empty };
}

function rectangle(x: number, y: number, width: number, height: number): string {
  return `M${x} ${y}h${width}v${height}h-${width}z`;
}

function shares(looks: Looks, height: number): readonly { status: Status; px: number }[] {
  const total = looks.healthy + looks.degraded + looks.unhealthy;
  const present = FROM_THE_FOOT.filter((status) => looks[status] > 0);
  let left = height;
  return present.map((status, index) => {
    const isLast = index === present.length - 1;
    const others = present.length - 1 - index;
    const wanted = Math.max(LEAST_PART_PX, Math.round((looks[status] / total) * height));
    const px = isLast ? left : Math.min(wanted, Math.max(1, left - others));
    left -= px;
    return { status, px };
  });
}

/** "14:00 to 14:06, 12 looks: 11 healthy, 1 unhealthy; p50 62 ms, p95 88 ms". */
export function slotWords({ fromMs, toMs, seen }: Slot, nowMs: number, zone: Zone): string {
  const when = spanWords({ fromMs, toMs }, nowMs, zone);
  if (seen === null) return `${when}, not measured`;
  const counts = STATUS_ORDER.filter((status) => seen.looks[status] > 0).map((status) => ({
    count: seen.looks[status],
    label: STATUS_LABELS[status].toLowerCase(),
  }));
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const [only] = counts;
  const saw =
    counts.length === 1 && only !== undefined
      ? total === 1
        ? `1 look, ${only.label}`
        : `${total.toLocaleString('en')} looks, all ${only.label}`
      : `${total.toLocaleString('en')} looks: ${counts.map(({ count, label }) => `${count.toLocaleString('en')} ${label}`).join(', ')}`;
  return `${when}, ${saw}${latencyWords(seen, total)}`;
}

function latencyWords({ p50, p95, p99 }: NonNullable<Slot['seen']>, looks: number): string {
  if (p50 === null) return '';
  if (looks === 1) return ` in ${latencyText(p50)}`;
  const parts = [`p50 ${latencyText(p50)}`];
  if (p95 !== null) parts.push(`p95 ${latencyText(p95)}`);
  if (p99 !== null) parts.push(`p99 ${latencyText(p99)}`);
  return `; ${parts.join(', ')}`;
}

/** "14:00 to 14:06", "22 Nov 14:00 to 18:00", "3 Nov" for a whole day. */
export function spanWords({ fromMs, toMs }: Stretch, nowMs: number, zone: Zone): string {
  const lengthMs = toMs - fromMs;
  if (lengthMs < 60_000) return clockTime(fromMs, nowMs, zone);
  if (lengthMs >= DAY_MS) {
    const last = day(toMs - 1, zone);
    const first = day(fromMs, zone);
    return first === last || lengthMs < 1.04 * DAY_MS ? first : `${first} to ${last}`;
  }
  const isOneDay = day(fromMs, zone) === day(toMs, zone);
  // The second time is of the same day as the first, which has named it already.
  return `${shortClockTime(fromMs, nowMs, zone)} to ${shortClockTime(toMs, isOneDay ? toMs : nowMs, zone)}`;
}

/** The slot that a moment is in; null outside of all. */
export function slotAtMs(slots: readonly Slot[], atMs: number): number | null {
  const index = slots.findIndex(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
  return index === -1 ? null : index;
}

/** The p50 that fills the height of a strip. */
export function slotScaleMs(slots: readonly Slot[]): number {
  const values = slots.flatMap(({ seen }) => (seen?.p50 == null ? [] : [seen.p50])).sort((a, b) => a - b);
  const high = values[Math.floor((values.length - 1) * 0.98)] ?? 0;
  return Math.max(20, high * 1.15);
}
