import { describe, expect, test } from 'vitest';
import { ledgerEntry } from '../../../test/support/dashboard-ledger.ts';
import {
  lagWords,
  leadWords,
  ledgerFrom,
  ledgerOverview,
  ledgerSentence,
  median,
  minutesText,
  readLedgerRange,
  sumLedger,
  sumOf,
} from './ledger.ts';

const AT = '2026-11-23T14:00:00.000Z';

test.each([
  [11, '11 min'],
  [-11, '11 min'],
  [0.2, 'under 1 min'],
  [125, '2 h 5 min'],
  [2 * 1_440 + 60, '2 d 1 h'],
])('%d minutes are %s', (minutes, text) => {
  expect(minutesText(minutes)).toBe(text);
});

describe('when they told of it', () => {
  test.each([
    [{ admitted_at: AT, lead_minutes: 11, ended_at: AT }, '11 min after us'],
    [{ admitted_at: AT, lead_minutes: -4, ended_at: AT }, '4 min before us'],
    [{ admitted_at: AT, lead_minutes: 0.3, ended_at: null }, 'with us'],
    [{ admitted_at: null, lead_minutes: null, ended_at: AT }, 'never admitted'],
    [{ admitted_at: null, lead_minutes: null, ended_at: null }, 'not admitted yet'],
    [{ admitted_at: AT, lead_minutes: null, ended_at: null }, 'admitted'],
  ])('%#', (entry, words) => {
    expect(leadWords(entry)).toBe(words);
  });
});

describe('when it was over here', () => {
  test.each([
    [{ admitted_at: AT, resolved_at: AT, lag_minutes: 8, ended_at: AT }, '8 min later than they said'],
    [{ admitted_at: AT, resolved_at: AT, lag_minutes: -5, ended_at: AT }, '5 min before they said'],
    [{ admitted_at: AT, resolved_at: AT, lag_minutes: 0, ended_at: AT }, 'as they said'],
    [{ admitted_at: AT, resolved_at: AT, lag_minutes: null, ended_at: null }, 'called over, still bad here'],
    [{ admitted_at: AT, resolved_at: null, lag_minutes: null, ended_at: AT }, 'not called over yet'],
    [{ admitted_at: null, resolved_at: null, lag_minutes: null, ended_at: AT }, '–'],
  ])('%#', (entry, words) => {
    expect(lagWords(entry)).toBe(words);
  });
});

test.each([
  [[], null],
  [[7], 7],
  [[1, 100, 3], 3],
  [[1, 2, 4, 1_000], 3],
])('the middle of %j is %s', (values, middle) => {
  expect(median(values)).toBe(middle);
});

const admitted = (lead: number) => ledgerEntry('vercel', { admitted_at: AT, lead_minutes: lead });
const silent = ledgerEntry('vercel', { admitted_at: null, lead_minutes: null });

describe('the sentence', () => {
  test.each([
    [
      [admitted(9), admitted(11), admitted(240), silent, silent],
      'Vercel admitted 3 of 5 outages, 11 minutes after we saw them (median).',
    ],
    [[admitted(-3), admitted(-5)], 'Vercel admitted 2 of 2 outages, 4 minutes before we saw them (median).'],
    [[admitted(0)], 'Vercel admitted its one outage, as soon as we saw it.'],
    [[admitted(1)], 'Vercel admitted its one outage, 1 minute after we saw it.'],
    [[admitted(125)], 'Vercel admitted its one outage, 2 h 5 min after we saw it.'],
    [[admitted(6)], 'Vercel admitted its one outage, 6 minutes after we saw it.'],
    [[silent], 'Vercel did not admit its one outage.'],
    [[silent, silent], 'Vercel admitted none of its two outages.'],
    [[], 'No outage of Vercel was seen.'],
  ])('%#', (entries, text) => {
    expect(ledgerSentence(sumOf('vercel', entries), 'Vercel')).toBe(text);
  });

  test('counts over several providers', () => {
    const entries = [admitted(9), silent, ledgerEntry('fly', { admitted_at: AT, lead_minutes: 13 })];
    expect(ledgerOverview(sumOf('', entries), 2)).toBe(
      'Of three outages at two providers, two were admitted, 11 minutes after we saw them (median).',
    );
    expect(ledgerOverview(sumOf('', [silent, silent]), 2)).toBe(
      'Two outages at two providers, none admitted.',
    );
  });
});

test('sums come by provider, the one with the most outages first', () => {
  const sums = sumLedger([ledgerEntry('fly', {}), admitted(3), silent]);
  expect(sums.map(({ provider, outages }) => [provider, outages])).toEqual([
    ['vercel', 2],
    ['fly', 1],
  ]);
});

test('a range begins with a day, so that reading it again within the day is the same question', () => {
  const morning = Date.UTC(2026, 10, 23, 6, 1, 2);
  expect(ledgerFrom('30d', morning)).toBe('2026-10-24T00:00:00.000Z');
  expect(ledgerFrom('30d', morning + 3_600_000)).toBe(ledgerFrom('30d', morning));
  expect(ledgerFrom('all', morning)).toBeNull();
});

test.each([
  ['365d', '365d'],
  ['2d', '90d'],
  [null, '90d'],
])('the range %s is %s', (text, range) => {
  expect(readLedgerRange(text)).toBe(range);
});
