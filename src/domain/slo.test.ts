import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BURN_WINDOWS, type BurnWindow, type Objective, reportSlo, type TimeTally } from './slo.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOTHING: TimeTally = { healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unmeasuredMs: 0 };
const THREE_NINES: Objective = { objective: 0.999, bad: ['unhealthy'] };
const LENGTHS = { '5m': HOUR_MS / 12, '1h': HOUR_MS, '6h': 6 * HOUR_MS, '3d': 3 * DAY_MS };

function tally(spans: Partial<TimeTally>): TimeTally {
  return { ...NOTHING, ...spans };
}

/** Every burn window wholly measured, with this part of it unhealthy. */
function burning(ratios: Partial<Record<BurnWindow, number>>): Record<BurnWindow, TimeTally> {
  const of = (window: BurnWindow) => {
    const unhealthyMs = LENGTHS[window] * (ratios[window] ?? 0);
    return tally({ healthyMs: LENGTHS[window] - unhealthyMs, unhealthyMs });
  };
  return { '5m': of('5m'), '1h': of('1h'), '6h': of('6h'), '3d': of('3d') };
}

const QUIET = burning({});
const UNMEASURED = { '5m': NOTHING, '1h': NOTHING, '6h': NOTHING, '3d': NOTHING };

test('without any bad time the budget is untouched', () => {
  const month = tally({ healthyMs: 29 * DAY_MS, unmeasuredMs: DAY_MS });
  expect(reportSlo(THREE_NINES, month, QUIET)).toEqual({
    goodMs: 29 * DAY_MS,
    badMs: 0,
    unmeasuredMs: DAY_MS,
    ratio: 1,
    budgetMs: 2_505_600,
    budgetLeftRatio: 1,
    burn: [
      { short: '5m', long: '1h', threshold: 14.4, shortRate: 0, longRate: 0, burning: false },
      { short: '6h', long: '3d', threshold: 1, shortRate: 0, longRate: 0, burning: false },
    ],
  });
});

test.each([
  [500, 0.5],
  [1_000, 0],
  [2_500, -1.5],
  [1_000_000, -999],
])('of a budget of 1000 ms, %d ms of bad time leave %d', (unhealthyMs, left) => {
  const measured = tally({ healthyMs: 1_000_000 - unhealthyMs, unhealthyMs });
  expect(reportSlo(THREE_NINES, measured, QUIET)).toMatchObject({ budgetMs: 1_000, budgetLeftRatio: left });
});

test('the budget is of the measured time: what nobody saw allows no bad time', () => {
  const half = tally({ healthyMs: 500_000, unmeasuredMs: 500_000 });
  expect(reportSlo(THREE_NINES, half, QUIET).budgetMs).toBe(500);
});

test('degraded is good, unless the objective says otherwise', () => {
  const mixed = tally({ healthyMs: 700, degradedMs: 200, unhealthyMs: 100 });
  const of = (bad: Objective['bad']) => reportSlo({ objective: 0.9, bad }, mixed, QUIET);
  expect(of(['unhealthy'])).toMatchObject({ goodMs: 900, badMs: 100, ratio: 0.9, budgetLeftRatio: 0 });
  expect(of(['unhealthy', 'degraded'])).toMatchObject({ goodMs: 700, badMs: 300, ratio: 0.7 });
  expect(of(['degraded'])).toMatchObject({ goodMs: 800, badMs: 200, ratio: 0.8 });
  expect(of([])).toMatchObject({ goodMs: 1_000, badMs: 0, ratio: 1 });
});

test('where nothing was measured there is no ratio, no rate and nothing burns', () => {
  const report = reportSlo(THREE_NINES, tally({ unmeasuredMs: DAY_MS }), UNMEASURED);
  expect(report).toMatchObject({ ratio: null, budgetMs: 0, budgetLeftRatio: null, unmeasuredMs: DAY_MS });
  expect(report.burn).toMatchObject([
    { shortRate: null, longRate: null, burning: false },
    { shortRate: null, longRate: null, burning: false },
  ]);
});

test.each([
  ['both right at the threshold', { '5m': 0.0144, '1h': 0.0144 }, [true, false]],
  ['both above', { '5m': 1, '1h': 0.02 }, [true, false]],
  ['the short one just below: it is over', { '5m': 0.014399, '1h': 0.5 }, [false, false]],
  ['the long one just below: it does not matter yet', { '5m': 1, '1h': 0.014399 }, [false, false]],
  ['the slow pair right at the threshold', { '6h': 0.001, '3d': 0.001 }, [false, true]],
  ['the slow pair just below', { '6h': 0.000999, '3d': 0.001 }, [false, false]],
  ['everything', { '5m': 1, '1h': 1, '6h': 1, '3d': 1 }, [true, true]],
])('burning: %s', (_, ratios, expected) => {
  const { burn } = reportSlo(THREE_NINES, NOTHING, burning(ratios));
  expect(burn.map((pair) => pair.burning)).toEqual(expected);
});

test('one window without measurements is no rate and keeps its pair from burning', () => {
  const tallies = { ...burning({ '1h': 1 }), '5m': NOTHING };
  expect(reportSlo(THREE_NINES, NOTHING, tallies).burn[0]).toMatchObject({
    shortRate: null,
    longRate: 1_000,
    burning: false,
  });
});

test('a rate of one spends the budget exactly', () => {
  const { burn } = reportSlo(THREE_NINES, NOTHING, burning({ '5m': 0.001, '1h': 0.0005 }));
  expect(burn[0]).toMatchObject({ shortRate: 1, longRate: 0.5 });
});

test('an objective of 100 % has no budget: any bad time overspends it and burns, in numbers', () => {
  const all: Objective = { objective: 1, bad: ['unhealthy'] };
  expect(reportSlo(all, tally({ healthyMs: DAY_MS }), QUIET)).toMatchObject({
    budgetMs: 0,
    budgetLeftRatio: 1,
    burn: [{ shortRate: 0, burning: false }, { shortRate: 0 }],
  });
  const broken = tally({ healthyMs: DAY_MS, unhealthyMs: 3_000 });
  const report = reportSlo(all, broken, burning({ '5m': 0.1, '1h': 0.1, '6h': 0.1, '3d': 0.1 }));
  expect(report).toMatchObject({
    budgetMs: 0,
    budgetLeftRatio: -2_999,
    burn: [{ burning: true }, { burning: true }],
  });
  expect(report.burn.every(({ shortRate }) => Number.isFinite(shortRate))).toBe(true);
});

test('an objective that leaves less than a millisecond is still a budget', () => {
  const minute = tally({ healthyMs: 59_000, unhealthyMs: 1_000 });
  const { budgetMs, budgetLeftRatio } = reportSlo({ ...THREE_NINES, objective: 0.999999 }, minute, QUIET);
  expect(budgetMs).toBe(0);
  expect(budgetLeftRatio).toBeCloseTo(1 - 1_000 / 0.06, 5);
});

test('for any tallies: the parts add up, every number is finite, and more bad time never leaves more', () => {
  const span = fc.integer({ min: 0, max: 730 * DAY_MS });
  const tallyOfAny = fc.record({ healthyMs: span, degradedMs: span, unhealthyMs: span, unmeasuredMs: span });
  const objectiveOfAny: fc.Arbitrary<Objective> = fc.record({
    objective: fc.constantFrom(0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 1),
    bad: fc.constantFrom<Objective['bad'][]>(['unhealthy'], ['unhealthy', 'degraded']),
  });
  fc.assert(
    fc.property(objectiveOfAny, tallyOfAny, (objective, spans) => {
      const tallies = { '5m': spans, '1h': spans, '6h': spans, '3d': spans };
      const report = reportSlo(objective, spans, tallies);
      const total = spans.healthyMs + spans.degradedMs + spans.unhealthyMs + spans.unmeasuredMs;
      expect(report.goodMs + report.badMs + report.unmeasuredMs).toBe(total);
      const numbers = [
        report.ratio,
        report.budgetMs,
        report.budgetLeftRatio,
        ...report.burn.map((b) => b.longRate),
      ];
      expect(numbers.every((number) => number === null || Number.isFinite(number))).toBe(true);
      const worse = reportSlo(
        objective,
        { ...spans, healthyMs: 0, unhealthyMs: spans.unhealthyMs + spans.healthyMs },
        tallies,
      );
      expect(worse.budgetLeftRatio ?? 1).toBeLessThanOrEqual(report.budgetLeftRatio ?? 1);
    }),
  );
});

test('every window of a pair is among the windows to tally', () => {
  const { burn } = reportSlo(THREE_NINES, NOTHING, QUIET);
  expect(burn.flatMap(({ short, long }) => [short, long])).toEqual([...BURN_WINDOWS]);
});
