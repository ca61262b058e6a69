import { expect, test } from 'vitest';
import { latencyLabels, tickLabels } from './chart-axis.ts';

const HOUR = 3_600_000;
const at = (month: number, day: number, hour = 0) => Date.UTC(2026, month - 1, day, hour);

test.each([
  ['seconds', [at(11, 23, 14), at(11, 23, 14) + 30_000], 30_000, ['14:00:00', '14:00:30']],
  ['hours, and the day where one begins', [at(11, 23, 22), at(11, 24)], 2 * HOUR, ['22:00', '24 Nov']],
  [
    'days, none where a tick was taken out',
    [at(11, 23), at(11, 26), null],
    72 * HOUR,
    ['23 Nov', '26 Nov', ''],
  ],
  [
    'months, the year once and where it changes',
    [at(11, 1), at(12, 1), at(13, 1), at(14, 1)],
    28 * 24 * HOUR,
    ['Nov 2026', 'Dec', 'Jan 2027', 'Feb'],
  ],
])('ticks by %s', (_, ticks, stepMs, labels) => {
  expect(tickLabels(ticks, stepMs, 'utc')).toEqual(labels);
});

test('latencies are in the unit of the whole axis', () => {
  expect(latencyLabels([0, 250, 500])).toEqual(['0', '250 ms', '500 ms']);
  expect(latencyLabels([0, 500, 1_000])).toEqual(['0', '0.5 s', '1 s']);
});
