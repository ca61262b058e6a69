import { expect, test } from 'vitest';
import type { UptimeDay } from '../../../src/contracts/history.ts';
import { dayBar, dayBounds, daysSummary, dayWords } from './days.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

function day(changes: Partial<UptimeDay>): UptimeDay {
  const { unhealthy_ms = 0, degraded_ms = 0, unmeasured_ms = 0 } = changes;
  const healthy_ms = changes.healthy_ms ?? DAY - unhealthy_ms - degraded_ms - unmeasured_ms;
  const measured = healthy_ms + degraded_ms + unhealthy_ms;
  return {
    day: '2026-11-12',
    healthy_ms,
    degraded_ms,
    unhealthy_ms,
    unmeasured_ms,
    uptime_ratio: measured === 0 ? null : (healthy_ms + degraded_ms) / measured,
  };
}

test.each([
  ['a perfect day', day({}), [0, 0, 40, 0]],
  ['a minute of trouble is seen', day({ unhealthy_ms: MINUTE }), [3, 0, 37, 0]],
  ['half of it unmeasured', day({ unmeasured_ms: DAY / 2 }), [0, 0, 20, 20]],
  ['a restart is not drawn', day({ unmeasured_ms: 5 * MINUTE }), [0, 0, 40, 0]],
  ['nothing measured', day({ healthy_ms: 0, unmeasured_ms: DAY }), [0, 0, 0, 40]],
  ['all bad', day({ unhealthy_ms: DAY }), [40, 0, 0, 0]],
  [
    'nearly all bad, a little of all',
    day({ unhealthy_ms: DAY - 3 * MINUTE, degraded_ms: MINUTE }),
    [37, 3, 0, 0],
  ],
])('%s', (_, one, [unhealthyPx, degradedPx, healthyPx, emptyPx]) => {
  expect(dayBar(one, 40)).toEqual({ unhealthyPx, degradedPx, healthyPx, emptyPx });
});

test.each([
  [day({}), false, 'Thu 12 Nov, 100 % good'],
  [
    day({ unhealthy_ms: MINUTE, degraded_ms: 4 * MINUTE }),
    false,
    'Thu 12 Nov, 99.93 % good; 1 min unhealthy, 4 min degraded',
  ],
  [day({ unmeasured_ms: DAY / 2 }), true, 'Today, 100 % good; 50 % not measured'],
  [day({ healthy_ms: 0, unmeasured_ms: DAY }), false, 'Thu 12 Nov, not measured'],
])('a day in words', (one, isToday, words) => {
  expect(dayWords(one, isToday)).toBe(words);
});

test('all days in one sentence', () => {
  expect(daysSummary([day({}), day({ unhealthy_ms: 1 }), day({ healthy_ms: 0, unmeasured_ms: DAY })])).toBe(
    '3 days: 1 with unhealthy time, 1 not measured.',
  );
  expect(daysSummary([day({})])).toBe('1 day: none with unhealthy time.');
});

test('a day of the calendar has its bounds', () => {
  expect(dayBounds('2026-11-12', 'utc')).toEqual({
    fromMs: Date.UTC(2026, 10, 12),
    toMs: Date.UTC(2026, 10, 13),
  });
  const local = dayBounds('2026-11-12', 'local');
  expect(new Date(local.fromMs).getHours()).toBe(0);
  expect(new Date(local.toMs).getDate()).toBe(13);
});
