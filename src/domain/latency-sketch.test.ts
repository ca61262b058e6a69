import { DDSketch } from '@datadog/sketches-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addLatency, createSketch, mergeSketch, quantiles, RELATIVE_ERROR } from './latency-sketch.ts';

const QUANTILES = [0, 0.25, 0.5, 0.9, 0.95, 0.99, 1] as const;
const latencies = fc.array(fc.integer({ min: 0, max: 120_000 }), { minLength: 1, maxLength: 300 });

function sketchOf(values: readonly number[]) {
  const sketch = createSketch();
  for (const value of values) addLatency(sketch, value);
  return sketch;
}

describe('a sketch of latencies', () => {
  test('gives every quantile within its relative error', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const found = quantiles(sketchOf(values), QUANTILES);
        for (const [i, quantile] of QUANTILES.entries()) {
          const exact = sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0;
          expect(Math.abs((found[i] ?? 0) - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR + 1e-9);
        }
      }),
    );
  });

  test('gives what the reference implementation gives, wherever that stays within what was seen', () => {
    fc.assert(
      fc.property(latencies, (values) => {
        const reference = new DDSketch({ relativeAccuracy: RELATIVE_ERROR });
        for (const value of values) reference.accept(value);
        const found = quantiles(sketchOf(values), QUANTILES);
        for (const [i, quantile] of QUANTILES.entries()) {
          const theirs = reference.getValueAtQuantile(quantile);
          const [min, max] = [Math.min(...values), Math.max(...values)];
          expect(found[i]).toBeCloseTo(Math.min(Math.max(theirs, min), max), 6);
        }
      }),
    );
  });

  test('merged from parts is the sketch of all, however it was cut', () => {
    fc.assert(
      fc.property(latencies, latencies, (a, b) => {
        const merged = sketchOf(a);
        mergeSketch(merged, sketchOf(b));
        expect(merged).toEqual(sketchOf([...a, ...b]));
      }),
    );
  });

  test('of nothing knows nothing', () => {
    expect(quantiles(createSketch(), [0.5, 0.99])).toEqual([null, null]);
  });
});
