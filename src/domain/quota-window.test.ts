import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Quota } from '../lib/rate-limit.ts';
import { futureReset, type KnownQuota, learnQuota, limitInForce, NO_KNOWN_QUOTA } from './quota-window.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const NOW_MS = Date.UTC(2026, 10, 25, 14, 0, 0);

/** Answers, each at so long after now: what it says of the end of its window, as long after now; null for no reset. */
function learned(answers: readonly (readonly [atMs: number, resetMs: number | null])[], limit = 100) {
  return answers.reduce<KnownQuota>(
    (known, [atMs, resetMs]) =>
      learnQuota(
        known,
        {
          limit,
          remaining: 50,
          resetAtMs: resetMs === null ? null : NOW_MS + resetMs,
          retryAfterMs: null,
        },
        NOW_MS + atMs,
      ),
    NO_KNOWN_QUOTA,
  );
}

describe('the window of a quota', () => {
  test.each([
    ['is what is left of it, as long as no other was seen', [[0, 20 * MINUTE_MS]], 20 * MINUTE_MS],
    [
      'is the most that was left of it',
      [
        [0, 20 * MINUTE_MS],
        [10 * MINUTE_MS, 20 * MINUTE_MS],
      ],
      20 * MINUTE_MS,
    ],
    [
      'lies between two ends',
      [
        [0, MINUTE_MS],
        [5 * MINUTE_MS, 61 * MINUTE_MS],
      ],
      HOUR_MS,
    ],
    [
      'is the shortest that lay between two ends, since some may have been missed',
      [
        [0, HOUR_MS],
        [2.5 * HOUR_MS, 3 * HOUR_MS],
        [3.5 * HOUR_MS, 4 * HOUR_MS],
      ],
      HOUR_MS,
    ],
    [
      'is what is left when its end moves on with every answer',
      [
        [0, MINUTE_MS],
        [10_000, MINUTE_MS + 10_000],
        [20_000, MINUTE_MS + 20_000],
      ],
      MINUTE_MS,
    ],
    [
      'is not what rounding makes of the same end',
      [
        [0, 30_000],
        [5_000, 31_000],
        [32_000, 90_000],
      ],
      MINUTE_MS - 1_000,
    ],
    ['is a minute where no end is told', [[0, null]], MINUTE_MS],
    ['is a minute where the end was in the past', [[0, -HOUR_MS]], MINUTE_MS],
    ['is a minute where the end is in another decade', [[0, 87_600 * HOUR_MS]], MINUTE_MS],
  ] as const)('%s', (_name, answers, perMs) => {
    expect(limitInForce(learned(answers), null)).toEqual({ requests: 100, perMs });
  });

  test('is the documented one when the ends do not say otherwise', () => {
    const documented = { requests: 40, perMs: MINUTE_MS };
    const fiveMinutesApart = learned([
      [0, MINUTE_MS],
      [5 * MINUTE_MS, 6 * MINUTE_MS],
    ]);
    expect(limitInForce(fiveMinutesApart, documented)).toEqual({ requests: 100, perMs: MINUTE_MS });
    expect(limitInForce(learned([[0, HOUR_MS]]), documented)).toEqual({ requests: 100, perMs: HOUR_MS });
  });
});

describe('the limit', () => {
  test('is the documented one as long as none is announced, and none where neither is', () => {
    const documented = { requests: 60, perMs: MINUTE_MS };
    expect(limitInForce(NO_KNOWN_QUOTA, documented)).toBe(documented);
    expect(limitInForce(NO_KNOWN_QUOTA, null)).toBe(null);
  });

  test('is forgotten after three answers in a row that do not tell it', () => {
    const known = learned([[0, MINUTE_MS]]);
    const afterSilence = (silent: number) =>
      Array.from({ length: silent }).reduce<KnownQuota>((it) => learnQuota(it, null, NOW_MS), known);
    expect(afterSilence(2).limit).toBe(100);
    expect(afterSilence(3)).toEqual(NO_KNOWN_QUOTA);
    expect(limitInForce(learnQuota(afterSilence(2), quota({ limit: 80 }), NOW_MS), null)?.requests).toBe(80);
  });

  test.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY])('of %d is none', (limit) => {
    expect(limitInForce(learnQuota(NO_KNOWN_QUOTA, quota({ limit }), NOW_MS), null)).toBe(null);
  });
});

function quota(told: Partial<Quota>): Quota {
  return { limit: null, remaining: null, resetAtMs: null, retryAfterMs: null, ...told };
}

test('whatever is told, the limit that counts is a number of requests in a time that ends', () => {
  const anything = fc.oneof(
    fc.constant(null),
    fc.double(),
    fc.integer({ min: -10, max: 10_000 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 0),
  );
  const aTime = fc.oneof(
    anything,
    fc.integer({ min: -HOUR_MS, max: 2 * HOUR_MS }).map((ms) => NOW_MS + ms),
  );
  const answer = fc.record({
    limit: anything,
    remaining: anything,
    resetAtMs: aTime,
    retryAfterMs: anything,
  });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(HOUR_MS), fc.option(answer)), { maxLength: 30 }), (answers) => {
      let known = NO_KNOWN_QUOTA;
      let nowMs = NOW_MS;
      for (const [laterMs, told] of answers) {
        nowMs += laterMs;
        known = learnQuota(known, told, nowMs);
        const limit = limitInForce(known, null);
        if (limit === null) continue;
        expect(limit.requests).toBeGreaterThanOrEqual(1);
        expect(limit.perMs).toBeGreaterThan(0);
        expect(limit.perMs).toBeLessThanOrEqual(32 * 24 * HOUR_MS);
      }
    }),
  );
});

test.each([
  ['none', null, null],
  ['one that is over', NOW_MS, null],
  ['one in ten years', NOW_MS + 87_600 * HOUR_MS, null],
  ['one in an hour', NOW_MS + HOUR_MS, NOW_MS + HOUR_MS],
])('a reset that can be waited for: %s', (_name, resetAtMs, expected) => {
  expect(futureReset(resetAtMs, NOW_MS)).toBe(expected);
});
