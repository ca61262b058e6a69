import { expect, test } from 'vitest';
import { createLatency } from './latency.ts';

test('the same seed gives the same latencies, around what is usual', () => {
  const series = (seed: number) => {
    const latency = createLatency(seed);
    return Array.from({ length: 200 }, () => latency(100));
  };
  expect(series(7)).toEqual(series(7));
  expect(series(7)).not.toEqual(series(8));
  expect(Math.min(...series(7))).toBeGreaterThanOrEqual(75);
  expect(Math.max(...series(7))).toBeLessThan(145);
  expect(new Set(series(7)).size).toBeGreaterThan(150);
});
