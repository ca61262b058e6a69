import { expect, test } from 'vitest';
import type { Quota } from '../lib/rate-limit.ts';
import { judgeQuota } from './quota-low.ts';

const HOUR = 3_600_000;
const NOW_MS = Date.UTC(2026, 10, 25, 14, 0, 0);

function quota(limit: number | null, remaining: number | null): Quota {
  return { limit, remaining, resetAtMs: null, retryAfterMs: null };
}

test.each([
  ['nothing is told', null, 0, null],
  ['no limit is told', quota(null, 1), 0, null],
  ['nothing is said of what is left', quota(5_000, null), 0, null],
  ['enough is left', quota(5_000, 250), 0, null],
  ['little is left', quota(5_000, 249), 12, "4 % of the hour's requests are left."],
  ['next to nothing is left', quota(5_000, 3), 12, "Less than 1 % of the hour's requests are left."],
  ['nothing is left', quota(5_000, 0), 12, "0 % of the hour's requests are left."],
  ['looking itself ate half of it', quota(10, 0), 5, null],
  ['looking ate less than half of it', quota(10, 0), 4, "0 % of the hour's requests are left."],
  ['the one request that there is was ours', quota(1, 0), 1, null],
  ['the limit is nothing', quota(0, 0), 0, null],
  ['what is left is nonsense', quota(100, Number.NaN), 0, null],
  ['what is left is negative', quota(100, -1), 0, null],
])('when %s', (_name, told, requests, words) => {
  expect(judgeQuota(told, { requests, windowMs: HOUR }, NOW_MS)?.words ?? null).toBe(words);
});

test.each([
  [59_000, "the minute's"],
  [86_400_000, "the day's"],
  [300_000, 'its'],
  [null, 'its'],
])('a window of %s ms is called %s', (windowMs, whose) => {
  expect(judgeQuota(quota(100, 3), { requests: 1, windowMs }, NOW_MS)).toEqual({
    words: `3 % of ${whose} requests are left.`,
    usedWords: 'Looking made 1 of the 97 requests that were used',
  });
});

test.each([
  ['of a second', 1_000, null],
  ['that ends within seconds and of whose length nothing is known', null, NOW_MS + 1_000],
])('a window %s is over before anybody could act', (_name, windowMs, resetAtMs) => {
  const told = { ...quota(40, 0), resetAtMs };
  expect(judgeQuota(told, { requests: 1, windowMs }, NOW_MS)).toBe(null);
});
