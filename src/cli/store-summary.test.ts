import { expect, test } from 'vitest';
import { describeSummary, sizeText } from './store-summary.ts';

test.each([
  [0, '0.0 kB'],
  [999_949, '999.9 kB'],
  [999_950, '1.0 MB'],
  [20_553_728, '20.6 MB'],
  [3_200_000_000, '3.2 GB'],
  [7_000_000_000_000_000, '7000.0 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});

test('none, one and many are told in the right number', () => {
  const store = { bytes: 1_000, beats: 1, monitors: 1, incidents: 0, newestBeatAtMs: 0 };
  expect(describeSummary(store)).toBe(
    '1.0 kB, 1 beat of 1 monitor, 0 incidents, newest beat 1970-01-01T00:00:00.000Z',
  );
  expect(describeSummary({ ...store, beats: 0, newestBeatAtMs: null })).toContain('0 beats of 1 monitor');
  expect(describeSummary({ ...store, beats: 1_234_567 })).toContain('1,234,567 beats');
});
