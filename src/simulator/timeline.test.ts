import fc from 'fast-check';
import { expect, test } from 'vitest';
import { moments, scatter } from './timeline.ts';

const DAY_MS = 86_400_000;
const STARTED_AT_MS = Date.UTC(2026, 10, 23, 14);

test('any 24 hours hold as many moments as were asked for, but for one at the edge', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 500 }),
      fc.integer({ min: 0, max: 3 * DAY_MS }),
      (perDay, laterMs) => {
        const nowMs = STARTED_AT_MS + laterMs;
        const found = moments(perDay, { startedAtMs: STARTED_AT_MS, nowMs, sinceMs: nowMs - DAY_MS });
        expect(Math.abs(found.length - perDay)).toBeLessThanOrEqual(perDay === 0 ? 0 : 1);
        for (const { atMs } of found) {
          expect(atMs).toBeLessThanOrEqual(nowMs);
          expect(atMs).toBeGreaterThanOrEqual(nowMs - DAY_MS);
        }
      },
    ),
  );
});

test.each([1, 2, 3, 24, 142, 250, 500])('%i a day are exactly so many right after the start', (perDay) => {
  for (const laterMs of [0, 1, 50, 2_000]) {
    const nowMs = STARTED_AT_MS + laterMs;
    const span = { startedAtMs: STARTED_AT_MS, nowMs, sinceMs: nowMs - DAY_MS };
    expect(moments(perDay, span)).toHaveLength(perDay);
  }
});

test('a moment keeps its index and time while time goes by, and the newest comes first', () => {
  const at = (nowMs: number) => moments(24, { startedAtMs: STARTED_AT_MS, nowMs, sinceMs: nowMs - DAY_MS });
  const before = at(STARTED_AT_MS);
  const after = at(STARTED_AT_MS + 3_600_000);
  expect(after.slice(1)).toEqual(before.slice(0, -1));
  expect(after[0]?.atMs).toBeGreaterThan(before[0]?.atMs ?? 0);
});

test('any indexes in a row have every rank once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: -1_000, max: 1_000 }), (count, from) => {
      const ranks = Array.from({ length: count }, (_, i) => scatter(from + i, count));
      expect(ranks.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }),
  );
});
