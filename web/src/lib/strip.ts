import type { Beat } from '../../../src/contracts/monitors.ts';
import type { Status } from '../../../src/contracts/status.ts';
import { clockTime, type Zone } from './relative-time.ts';
import { reasonWords, STATUS_LABELS } from './status.ts';

/** One unit is a slot wide; heights are pixels. */
export interface StripSize {
  readonly slots: number;
  readonly heightPx: number;
}

export interface StripPaths {
  /** A path per status; empty when no look ended so. */
  readonly bars: Readonly<Record<Status, string>>;
  /** Below the bars: where it was unhealthy, with a notch at either end of each run. */
  readonly trouble: string;
  /** Slots at the left in which nothing was asked: before the first look, or for want of a credential. */
  readonly emptySlots: number;
}

/**
 * How many slots fill a width from edge to edge, each a whole number of pixels wide: at most `most`, fewer where their
 * next width would leave a gap beside them. What is left over is less than a slot.
 */
export function stripSlots(widthPx: number, most: number): number {
  if (widthPx < 1) return most;
  const slotPx = Math.ceil(widthPx / most);
  return Math.floor(widthPx / slotPx);
}

const LANE_PX = 4;
// Less than the width of a slot by more than its rounding, so that a gap remains when a slot is two pixels wide.
export const BAR_WIDTH = 0.66;
const LEAST_BAR_PX = 3;
const DASH_PX = 2;
const DASH_PITCH_PX = 6;

/**
 * The geometry of a pulse strip: the newest look at the right, height by the square root of the latency against
 * `scaleMs`, and a dashed line instead of a bar where nothing could be measured.
 */
export function stripPaths(
  beats: readonly Beat[],
  { slots, heightPx }: StripSize,
  scaleMs: number,
): StripPaths {
  const shown = beats.slice(-slots);
  const offset = slots - shown.length;
  const firstAsked = shown.findIndex(({ reason }) => reason !== 'auth_missing');
  const emptySlots = firstAsked === -1 ? slots : offset + firstAsked;
  const plotPx = heightPx - LANE_PX;
  const bars = { healthy: '', degraded: '', unhealthy: '', unknown: '' } satisfies Record<Status, string>;
  for (const [index, { status, reason, latency_ms }] of shown.entries()) {
    if (reason === 'auth_missing') continue;
    const x = offset + index;
    bars[status] +=
      latency_ms === null ? dashes(x, plotPx) : bar(x, plotPx, barHeight(latency_ms, scaleMs, plotPx));
  }
  return { bars, trouble: troublePath(shown, offset, heightPx), emptySlots };
}

/** In whole pixels; a look that took no time is still seen. */
export function barHeight(latencyMs: number, scaleMs: number, plotPx: number): number {
  const share = scaleMs <= 0 ? 0 : Math.sqrt(Math.min(latencyMs / scaleMs, 1));
  return Math.max(LEAST_BAR_PX, Math.round(share * plotPx));
}

function bar(x: number, plotPx: number, height: number): string {
  return `M${x} ${plotPx - height}h${BAR_WIDTH}v${height}h-${BAR_WIDTH}z`;
}

function dashes(x: number, plotPx: number): string {
  let path = '';
  for (let y = plotPx - DASH_PX; y >= 0; y -= DASH_PITCH_PX)
    path += `M${x} ${y}h${BAR_WIDTH}v${DASH_PX}h-${BAR_WIDTH}z`;
  return path;
}

function troublePath(beats: readonly Beat[], offset: number, heightPx: number): string {
  const top = heightPx - 2;
  let path = '';
  let start = -1;
  for (let index = 0; index <= beats.length; index += 1) {
    const isBad = beats[index]?.status === 'unhealthy';
    if (isBad && start === -1) start = index;
    if (isBad || start === -1) continue;
    const from = offset + start;
    const width = round(index - start - 1 + BAR_WIDTH);
    path += `M${from} ${top}h${width}v2h-${width}z`;
    start = -1;
  }
  return path;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

const SCALE_STEPS = [1, 1.5, 2, 3, 5, 7, 10];
const LEAST_SCALE_MS = 50;
const SCALE_SHARE = 0.98;

/**
 * The latency that fills the height, for all strips that are shown together: what nearly all looks of the slowest
 * stay below, so that one spike flattens nobody, in coarse steps, so that a new look seldom redraws them all.
 */
export function sharedScaleMs(strips: readonly (readonly Beat[])[]): number {
  return stepAbove(Math.max(LEAST_SCALE_MS, ...strips.map(highLatencyMs)));
}

/** The same among very many: what nearly all of them stay below, so that the slowest few flatten nobody. */
export function crowdScaleMs(strips: readonly (readonly Beat[])[]): number {
  const highs = strips.map(highLatencyMs).sort((a, b) => a - b);
  const usual = highs[Math.floor((highs.length - 1) * SCALE_SHARE)] ?? 0;
  return stepAbove(Math.max(LEAST_SCALE_MS, usual));
}

// One new look changes one list; those of two hundred others need no new sorting.
const highByBeats = new WeakMap<readonly Beat[], number>();

function highLatencyMs(beats: readonly Beat[]): number {
  const known = highByBeats.get(beats);
  if (known !== undefined) return known;
  const measured = sortedLatencies(beats);
  const high = measured[Math.floor((measured.length - 1) * SCALE_SHARE)] ?? 0;
  highByBeats.set(beats, high);
  return high;
}

function sortedLatencies(beats: readonly Beat[]): readonly number[] {
  return beats
    .map(({ latency_ms }) => latency_ms)
    .filter((latency) => latency !== null)
    .sort((a, b) => a - b);
}

function stepAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const step = SCALE_STEPS.find((candidate) => candidate * power >= value) ?? 10;
  return step * power;
}

/** The middle latency of what was measured, in whole milliseconds; null when nothing was. */
export function medianLatencyMs(beats: readonly Beat[]): number | null {
  const values = sortedLatencies(beats);
  return values[Math.floor((values.length - 1) / 2)] ?? null;
}

/** A look in words: "14:02:10, unhealthy, server error after 212 ms". */
export function beatWords({ at, status, reason, latency_ms }: Beat, nowMs: number, zone: Zone): string {
  const time = clockTime(Date.parse(at), nowMs, zone);
  const took =
    latency_ms === null ? '' : ` ${status === 'healthy' ? 'in' : 'after'} ${latencyText(latency_ms)}`;
  const label = STATUS_LABELS[status].toLowerCase();
  if (status === 'healthy') return `${time}, ${label}${took === '' ? '' : `,${took}`}`;
  return `${time}, ${label}, ${reasonWords(reason)}${took}`;
}

const GAP_FACTOR = 6;

/** Looks in runs: one ends where the next look came much later than looks usually do. */
export function splitAtGaps<One extends Pick<Beat, 'at'>>(
  beats: readonly One[],
): readonly (readonly One[])[] {
  const times = beats.map(({ at }) => Date.parse(at));
  const distances = times.slice(1).map((atMs, index) => atMs - (times[index] ?? atMs));
  const usualMs = [...distances].sort((a, b) => a - b)[Math.floor(distances.length / 2)] ?? 0;
  const runs: One[][] = [];
  for (const [index, beat] of beats.entries()) {
    const isNew = index === 0 || (distances[index - 1] ?? 0) > usualMs * GAP_FACTOR;
    if (isNew) runs.push([beat]);
    else runs.at(-1)?.push(beat);
  }
  return runs;
}

/** What a strip shows, for those who do not see it. */
export function stripSummary(beats: readonly Beat[]): string {
  if (beats.length === 0) return 'No looks yet.';
  const count = beats.length === 1 ? 'Last look' : `Last ${beats.length} looks`;
  const parts = (['healthy', 'degraded', 'unhealthy', 'unknown'] as const)
    .map((status) => ({ status, count: beats.filter((beat) => beat.status === status).length }))
    .filter((part) => part.count > 0)
    .map((part) => `${part.count} ${STATUS_LABELS[part.status].toLowerCase()}`);
  const median = medianLatencyMs(beats);
  return `${count}: ${parts.join(', ')}${median === null ? '' : `; median ${latencyText(median)}`}.`;
}

/** "212 ms", "1.2 s", "12 s". */
export function latencyText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
