import { expect, test } from 'vitest';
import { clockTime, exactTime, intervalText, relativeTime, shortClockTime, span } from './relative-time.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 2, 10);

test.each([
  [0, 'just now'],
  [1_900, 'just now'],
  [12_000, '12 s ago'],
  [59_999, '59 s ago'],
  [60_000, '1 min ago'],
  [2 * 3_600_000 + 5 * 60_000, '2 h 5 min ago'],
  [3 * 86_400_000, '3 d ago'],
  [-500, 'now'],
  [-40_000, 'in 40 s'],
])('%d ms before now is %s', (agoMs, text) => {
  expect(relativeTime(NOW - agoMs, NOW)).toBe(text);
});

test('a time of another day names the day', () => {
  expect(clockTime(NOW, NOW, 'utc')).toBe('14:02:10');
  expect(shortClockTime(NOW - 86_400_000, NOW, 'utc')).toBe('22 Nov 14:02');
  expect(clockTime(NOW - 365 * 86_400_000, NOW, 'utc')).toBe('23 Nov 14:02:10');
});

test('the exact time names its zone', () => {
  expect(exactTime(NOW, 'utc')).toBe('23 Nov 2026, 14:02:10 UTC');
  expect(exactTime(Number.NaN, 'utc')).toBe('unknown time');
});

test('lengths and intervals are short', () => {
  expect(span(250)).toBe('250 ms');
  expect(span(2 * 3_600_000)).toBe('2 h');
  expect([30, 90, 300, 3_600].map(intervalText)).toEqual(['30 s', '90 s', '5 min', '1 h']);
});
