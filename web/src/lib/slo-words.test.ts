import { expect, test } from 'vitest';
import type { Slo } from '../../../src/contracts/slos.ts';
import { budgetWords, burnWords, objectiveWords, rateText } from './slo-words.ts';

const MINUTE = 60_000;

function slo(changes: Partial<Slo>): Slo {
  return {
    name: 'x',
    monitors: ['fly'],
    objective: 0.999,
    window: '30d',
    bad: ['unhealthy'],
    good_ms: 0,
    bad_ms: 16 * MINUTE,
    unmeasured_ms: 0,
    ratio: null,
    budget_ms: 43 * MINUTE,
    budget_left_ratio: 27 / 43,
    burn: [],
    ...changes,
  };
}

test.each([
  [0.999, '99.9 % over 30 days'],
  [0.9995, '99.95 % over 30 days'],
  [0.995, '99.5 % over 30 days'],
])('an objective of %d', (objective, words) => {
  expect(objectiveWords({ objective, window: '30d' })).toBe(words);
});

test.each([
  [{}, '62 % of the budget left', '16 min bad of 43 min allowed', 27 / 43],
  [{ bad_ms: 0, budget_left_ratio: 1 }, '100 % of the budget left', '0 s bad of 43 min allowed', 1],
  [{ budget_left_ratio: 0.004 }, 'The budget is used up', '16 min bad of 43 min allowed', 0.004],
  [
    { bad_ms: 55 * MINUTE, budget_left_ratio: -12 / 43 },
    'Overspent by 12 min',
    '55 min bad of 43 min allowed',
    0,
  ],
  [{ budget_left_ratio: null }, 'Nothing measured yet', '', 0],
])('a budget in words', (changes, text, note, share) => {
  expect(budgetWords(slo(changes))).toEqual({ text, note, share });
});

test('rates are short, and say whether they burn', () => {
  expect([0, 0.44, 14.4, 1_800, null].map(rateText)).toEqual(['0×', '0.4×', '14.4×', '1,800×', '–']);
  const rate = { short: '5m', long: '1h', threshold: 14.4, short_rate: 20, long_rate: 15, burning: true };
  expect(burnWords(rate)).toBe('burning');
  expect(burnWords({ ...rate, burning: false })).toBe('calm');
  expect(burnWords({ ...rate, burning: false, long_rate: null })).toBe('not measured');
});
