import type { EpochMs } from '../lib/time.ts';

const DAY_MS = 86_400_000;

export interface Moment {
  /** Grows with time by one, and stays the same for the same moment. */
  readonly index: number;
  readonly atMs: EpochMs;
}

export interface Span {
  /** When the simulator started; the moments stand still relative to it. */
  readonly startedAtMs: EpochMs;
  readonly nowMs: EpochMs;
  readonly sinceMs: EpochMs;
}

/** Moments spread evenly, the newest first, so that any 24 hours hold `perDay` of them while time goes by. */
export function moments(perDay: number, { startedAtMs, nowMs, sinceMs }: Span): Moment[] {
  if (perDay <= 0) return [];
  const spacingMs = DAY_MS / perDay;
  // Half a step before the start, so that no moment lies on an edge of the 24 hours when somebody asks early.
  const atMs = (index: number) => Math.floor(startedAtMs - spacingMs / 2 + index * spacingMs);
  const found: Moment[] = [];
  for (let index = Math.ceil((nowMs - startedAtMs) / spacingMs) + 1; atMs(index) >= sinceMs; index -= 1) {
    if (atMs(index) <= nowMs) found.push({ index, atMs: atMs(index) });
  }
  return found;
}

/** A rank from 0 to `count` - 1 for each index; any `count` indexes in a row have all ranks, well mixed. */
export function scatter(index: number, count: number): number {
  let step = Math.max(1, Math.floor(count * 0.618));
  while (greatestCommonDivisor(step, count) !== 1) step += 1;
  return ((((index % count) + count) % count) * step) % count;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
