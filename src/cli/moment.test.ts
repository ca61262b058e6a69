import { expect, test } from 'vitest';
import { parseMoment } from './moment.ts';

const NOW_MS = Date.parse('2026-11-24T12:00:00Z');

const good: readonly (readonly [string, string])[] = [
  ['2026-11-24T12:00:00Z', '2026-11-24T12:00:00.000Z'],
  ['2026-11-24T12:00:00.125Z', '2026-11-24T12:00:00.125Z'],
  ['2026-11-24T12:00:00+02:00', '2026-11-24T10:00:00.000Z'],
  ['2026-11-24', '2026-11-24T00:00:00.000Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ['7d', '2026-11-17T12:00:00.000Z'],
  [' 90m ', '2026-11-24T10:30:00.000Z'],
  ['1.5h', '2026-11-24T10:30:00.000Z'],
];

test.each(good)('%j is %s', (text, iso) => {
  expect(new Date(parseMoment(text, NOW_MS) ?? 0).toISOString()).toBe(iso);
});

test.each([
  '',
  'yesterday',
  '7',
  '7 days',
  '-7d',
  '0d',
  '2026-02-29',
  '2026-13-01',
  '2026-11-24T12:00:00',
  '2026-11-24 12:00:00Z',
  '2026-11-24T25:00:00Z',
  '24.11.2026',
  '1764000000',
])('%j is no moment', (text) => {
  expect(parseMoment(text, NOW_MS)).toBeNull();
});
