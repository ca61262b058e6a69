/**
 * A mergeable quantile sketch of latencies: DDSketch (Masson, Rim, Lee: "DDSketch: a fast and fully-mergeable quantile
 * sketch with relative-error guarantees", VLDB 2019) with a relative error of 1 %. Merging two gives exactly the sketch
 * of all their values, so a percentile over any time is that of the merged sketches.
 */
export interface LatencySketch {
  /**
   * How many values fell into each bin; bin k holds values in (GAMMA^(k-1), GAMMA^k]. As long as the highest bin that
   * holds any: 500 for half a minute. What is missing in between is 0.
   */
  readonly bins: number[];
  /** Values below a millisecond. */
  zeroes: number;
  count: number;
  min: number;
  max: number;
}

export const RELATIVE_ERROR = 0.01;
const GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
const LN_GAMMA = Math.log(GAMMA);

export function createSketch(): LatencySketch {
  return { bins: [], zeroes: 0, count: 0, min: Number.POSITIVE_INFINITY, max: 0 };
}

export function addLatency(sketch: LatencySketch, latencyMs: number): void {
  if (latencyMs < 1) sketch.zeroes += 1;
  else addToBin(sketch.bins, Math.ceil(Math.log(latencyMs) / LN_GAMMA), 1);
  sketch.count += 1;
  sketch.min = Math.min(sketch.min, latencyMs);
  sketch.max = Math.max(sketch.max, latencyMs);
}

/** Adds all of `other` to `sketch`. */
export function mergeSketch(sketch: LatencySketch, other: LatencySketch): void {
  for (const [bin, count] of other.bins.entries()) if (count > 0) addToBin(sketch.bins, bin, count);
  sketch.zeroes += other.zeroes;
  sketch.count += other.count;
  sketch.min = Math.min(sketch.min, other.min);
  sketch.max = Math.max(sketch.max, other.max);
}

/** The values at several quantiles (each from 0 to 1), in milliseconds and within 1 %; null for each when there is none. */
export function quantiles(sketch: LatencySketch, wanted: readonly number[]): readonly (number | null)[] {
  if (sketch.count === 0) return wanted.map(() => null);
  return wanted.map((quantile) => {
    const rank = quantile * (sketch.count - 1);
    let below = sketch.zeroes;
    if (rank < below) return 0;
    for (const [bin, count] of sketch.bins.entries()) {
      below += count;
      if (rank < below) return clamp((2 * GAMMA ** bin) / (1 + GAMMA), sketch);
    }
    return sketch.max;
  });
}

// A bin's middle may lie outside what was seen.
function clamp(value: number, { min, max }: LatencySketch): number {
  return Math.min(Math.max(value, min), max);
}

/** Adds to a bin; bins up to it that were not there yet hold nothing. */
export function addToBin(bins: number[], bin: number, count: number): void {
  while (bins.length <= bin) bins.push(0);
  bins[bin] = (bins[bin] ?? 0) + count;
}
