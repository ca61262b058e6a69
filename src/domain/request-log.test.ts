import { expect, test } from 'vitest';
import { createRequestLog } from './request-log.ts';

test('tells how many were made since, and when the oldest of them was', () => {
  const log = createRequestLog();
  for (const tick of [10, 20, 30]) log.add(tick);
  expect([5, 10, 25, 30].map((since) => log.countSince(since))).toEqual([3, 2, 1, 0]);
  expect([5, 10, 30].map((since) => log.oldestSince(since))).toEqual([10, 20, null]);
  log.forgetBefore(20);
  expect(log.countSince(Number.NEGATIVE_INFINITY)).toBe(2);
});

test('counts each of a hundred thousand, none as older than it is', () => {
  const log = createRequestLog();
  for (let tick = 1; tick <= 100_000; tick += 1) log.add(tick);
  expect(log.countSince(0)).toBe(100_000);
  for (const since of [10_000, 50_000, 99_000])
    expect(log.countSince(since)).toBeGreaterThanOrEqual(100_000 - since);
});
