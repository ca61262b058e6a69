import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Quota } from '../lib/rate-limit.ts';
import {
  DEFAULT_BUDGET_SHARE,
  effectiveIntervalMs,
  holdAfterRefusal,
  holdWhenUsedUp,
  LONGEST_HOLD_MS,
  slowAllowance,
  stretchFactor,
} from './probe-budget.ts';
import { type KnownQuota, learnQuota, limitInForce, NO_KNOWN_QUOTA } from './quota-window.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 25, 14, 0, 0);
const share = DEFAULT_BUDGET_SHARE;
const HUNDRED_AN_HOUR = { requests: 100, perMs: HOUR_MS };

describe('the interval that is kept', () => {
  function keptMs(
    intervalMs: number,
    monitors: number,
    more: { requests?: number; slowRequests?: number } = {},
  ) {
    const { requests = 1, slowRequests = 0 } = more;
    const looks = Array.from({ length: monitors }, () => ({ intervalMs, requests }));
    return effectiveIntervalMs(
      intervalMs,
      stretchFactor({ limit: HUNDRED_AN_HOUR, share }, { looks, slowRequests }),
    );
  }

  test('is the configured one while that is within the share', () => {
    expect(keptMs(12 * MINUTE_MS, 1)).toBe(12 * MINUTE_MS);
    expect(keptMs(HOUR_MS, 5)).toBe(HOUR_MS);
  });

  test('is the least multiple of the configured one that is within the share', () => {
    expect(keptMs(MINUTE_MS, 1)).toBe(12 * MINUTE_MS);
    expect(keptMs(5 * MINUTE_MS, 1)).toBe(15 * MINUTE_MS);
  });

  test('grows with the requests of a look, and with the monitors that share the credential', () => {
    expect(keptMs(MINUTE_MS, 1, { requests: 2 })).toBe(24 * MINUTE_MS);
    expect(keptMs(MINUTE_MS, 3)).toBe(36 * MINUTE_MS);
  });

  test('leaves slow facts up to half of the share', () => {
    expect(keptMs(MINUTE_MS, 1, { slowRequests: 1 })).toBe(15 * MINUTE_MS);
    expect(keptMs(MINUTE_MS, 1, { slowRequests: 1_000 })).toBe(24 * MINUTE_MS);
  });

  test('is stretched to an hour at most, and one of hours not at all', () => {
    expect(keptMs(MINUTE_MS, 1_000)).toBe(HOUR_MS);
    expect(keptMs(50 * MINUTE_MS, 1_000)).toBe(50 * MINUTE_MS);
    expect(keptMs(6 * HOUR_MS, 1_000)).toBe(6 * HOUR_MS);
  });
});

describe('the slow lane', () => {
  const looks = [{ intervalMs: 5 * MINUTE_MS, requests: 1 }];

  test('may ask what the looks leave', () => {
    expect(slowAllowance({ limit: { requests: 480, perMs: MINUTE_MS }, share }, looks)).toEqual({
      requests: 23,
      perMs: MINUTE_MS,
    });
  });

  test('may ask half of the share, however much the looks want', () => {
    expect(slowAllowance({ limit: { requests: 400, perMs: HOUR_MS }, share }, looks)).toEqual({
      requests: 10,
      perMs: HOUR_MS,
    });
  });

  test('may ask once in longer than a window when the share is less than one, and once an hour whatever it is', () => {
    expect(slowAllowance({ limit: { requests: 10, perMs: MINUTE_MS }, share }, looks)).toEqual({
      requests: 1,
      perMs: 4 * MINUTE_MS,
    });
    expect(slowAllowance({ limit: { requests: 1, perMs: 24 * HOUR_MS }, share }, looks)).toEqual({
      requests: 1,
      perMs: LONGEST_HOLD_MS,
    });
  });
});

function quota(told: Partial<Quota>): Quota {
  return { limit: null, remaining: null, resetAtMs: null, retryAfterMs: null, ...told };
}

const TEN_YEARS_MS = 87_600 * HOUR_MS;

describe('after a refusal for too many requests nothing is asked', () => {
  test.each([
    ['until Retry-After', quota({ retryAfterMs: 2_000 }), 2_000],
    [
      'until Retry-After, also when the reset is later',
      quota({ retryAfterMs: 2_000, resetAtMs: NOW_MS + MINUTE_MS }),
      2_000,
    ],
    ['until the reset', quota({ resetAtMs: NOW_MS + 40_000 }), 40_000],
    ['for an hour at most by Retry-After', quota({ retryAfterMs: 999_999_999_000 }), HOUR_MS],
    ['for an hour at most by the reset', quota({ resetAtMs: NOW_MS + 20 * HOUR_MS }), HOUR_MS],
    ['for twice the interval when nothing is told', null, 10 * MINUTE_MS],
    ['for twice the interval when Retry-After is 0', quota({ retryAfterMs: 0 }), 10 * MINUTE_MS],
    ['for twice the interval when the reset is over', quota({ resetAtMs: NOW_MS - 1 }), 10 * MINUTE_MS],
    [
      'for twice the interval when the reset is in ten years',
      quota({ resetAtMs: NOW_MS + TEN_YEARS_MS }),
      10 * MINUTE_MS,
    ],
    [
      'for twice the interval when all is nonsense',
      quota({ retryAfterMs: Number.NaN, resetAtMs: Number.NaN }),
      10 * MINUTE_MS,
    ],
  ])('%s', (_name, told, holdMs) => {
    const refused = { quota: told, nowMs: NOW_MS, intervalMs: 5 * MINUTE_MS, refusals: 1 };
    expect(holdAfterRefusal(refused)).toBe(holdMs);
  });

  test('for twice as long each time, up to a quarter of an hour', () => {
    const holds = [1, 2, 3, 4, 5, 2_000].map((refusals) =>
      holdAfterRefusal({ quota: null, nowMs: NOW_MS, intervalMs: MINUTE_MS, refusals }),
    );
    expect(holds).toEqual([2, 4, 8, 15, 15, 15].map((minutes) => minutes * MINUTE_MS));
  });
});

test.each([
  ['some are left', quota({ remaining: 1, resetAtMs: NOW_MS + MINUTE_MS }), 0],
  ['nothing is told', null, 0],
  ['none is left', quota({ remaining: 0, resetAtMs: NOW_MS + MINUTE_MS }), MINUTE_MS],
  ['none is left for a day', quota({ remaining: 0, resetAtMs: NOW_MS + 24 * HOUR_MS }), HOUR_MS],
  ['none is left, and nobody knows until when', quota({ remaining: 0 }), 0],
])('a good answer after which %s holds the next one back for as long', (_name, told, holdMs) => {
  expect(holdWhenUsedUp(told, NOW_MS)).toBe(holdMs);
});

test('no header ends the looking: every hold ends within an hour', () => {
  const anything = fc.oneof(
    fc.constant(null),
    fc.double(),
    fc.integer({ min: -10, max: 100 }),
    fc.integer({ min: -HOUR_MS, max: 30 * HOUR_MS }).map((ms) => NOW_MS + ms),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300),
  );
  const told = fc.record({
    limit: anything,
    remaining: anything,
    resetAtMs: anything,
    retryAfterMs: anything,
  });
  fc.assert(
    fc.property(
      told,
      fc.integer({ min: 100, max: 31_536_000_000 }),
      fc.nat(5_000),
      (it, intervalMs, refusals) => {
        const holds = [
          holdAfterRefusal({ quota: it, nowMs: NOW_MS, intervalMs, refusals: refusals + 1 }),
          holdWhenUsedUp(it, NOW_MS),
        ];
        for (const holdMs of holds) {
          expect(holdMs).toBeGreaterThanOrEqual(0);
          expect(holdMs).toBeLessThanOrEqual(LONGEST_HOLD_MS);
        }
        const limit = limitInForce(learnQuota(NO_KNOWN_QUOTA, it, NOW_MS), null);
        if (limit === null) return;
        const looks = [{ intervalMs, requests: 3 }];
        const keptMs = effectiveIntervalMs(
          intervalMs,
          stretchFactor({ limit, share }, { looks, slowRequests: 9 }),
        );
        expect(keptMs).toBeLessThanOrEqual(Math.max(intervalMs, LONGEST_HOLD_MS));
        expect(keptMs).toBeGreaterThanOrEqual(intervalMs);
      },
    ),
  );
});

/** A provider that counts in windows, and monitors that share one of its credentials. */
interface World {
  readonly limit: number;
  readonly windowMs: number;
  /** Of its first window, how much is over when the first look comes. */
  readonly overMs: number;
  readonly monitors: readonly { readonly intervalMs: number; readonly requests: number }[];
}

/** Looks as the budget lets them, for so many windows; how many requests they made, and whether the longest stretch was reached. */
function play({ limit, windowMs, overMs, monitors }: World, windows: number) {
  let known: KnownQuota = NO_KNOWN_QUOTA;
  let made = 0;
  let longest = false;
  const due = monitors.map(() => 0);
  for (;;) {
    const tick = Math.min(...due);
    if (tick >= windows * windowMs || made > 50_000) return { made, longest, tick };
    const index = due.indexOf(tick);
    const monitor = monitors[index] ?? { intervalMs: HOUR_MS, requests: 1 };
    made += monitor.requests;
    const resetAtMs = NOW_MS - overMs + (Math.floor((tick + overMs) / windowMs) + 1) * windowMs;
    known = learnQuota(known, quota({ limit, remaining: limit, resetAtMs }), NOW_MS + tick);
    const inForce = limitInForce(known, null) ?? { requests: limit, perMs: windowMs };
    const factor = stretchFactor({ limit: inForce, share }, { looks: monitors, slowRequests: 0 });
    const keptMs = effectiveIntervalMs(monitor.intervalMs, factor);
    longest ||= keptMs < monitor.intervalMs * (factor - 1e-6);
    due[index] = tick + keptMs;
  }
}

test('looking uses no more of any quota than the share, but for the windows in which it learns how long they are', () => {
  const monitor = fc.record({
    intervalMs: fc.integer({ min: SECOND_MS, max: 10 * MINUTE_MS }),
    requests: fc.integer({ min: 1, max: 3 }),
  });
  const world = fc
    .record({
      limit: fc.oneof(fc.integer({ min: 20, max: 200 }), fc.integer({ min: 20, max: 5_000 })),
      windowMs: fc.constantFrom(SECOND_MS, 10 * SECOND_MS, MINUTE_MS, 15 * MINUTE_MS, HOUR_MS),
      over: fc.double({ min: 0, max: 0.999, noNaN: true }),
      monitors: fc.array(monitor, { minLength: 1, maxLength: 8 }),
    })
    .map(({ over, ...it }) => ({ ...it, overMs: Math.floor(over * it.windowMs) }));
  fc.assert(
    fc.property(world, (it) => {
      const { made, longest, tick } = play(it, 40);
      fc.pre(!longest);
      const perRound = it.monitors.reduce((sum, { requests }) => sum + requests, 0);
      const allowed = share * it.limit * (tick / it.windowMs + 2) + 2 * perRound;
      expect(made).toBeLessThanOrEqual(allowed);
    }),
    { numRuns: 300 },
  );
});
