import { expect, test } from 'vitest';
import type { UptimeOfAll, UptimeWindow } from '../../../src/contracts/history.ts';
import {
  beforeFirstLookMs,
  coverageWords,
  jointUptime,
  percentText,
  unmeasuredWords,
  uptimeSentence,
  whyUnmeasured,
  windowName,
} from './uptime.ts';

const DAY = 86_400_000;

test.each([
  [1, '100 %'],
  [0.9998, '99.98 %'],
  [0.997, '99.70 %'],
  [0.999_999_9, '99.999 %'],
  [0.99995, '99.995 %'],
  [0.5, '50.00 %'],
  [0, '0 %'],
])('%d reads %s', (ratio, text) => {
  expect(percentText(ratio)).toBe(text);
});

test.each([
  [1, 'fully measured'],
  [0.9995, 'fully measured'],
  [0.998, '99.8 % measured'],
  [0.4, '40 % measured'],
  [0.000_01, '0.1 % measured'],
  [0, 'not measured'],
])('a coverage of %d is %s', (coverage, words) => {
  expect(coverageWords(coverage)).toBe(words);
});

function window(changes: Partial<UptimeWindow>): UptimeWindow {
  return {
    window: '30d',
    from: '2026-10-24T00:00:00.000Z',
    to: '2026-11-23T00:00:00.000Z',
    healthy_ms: 30 * DAY,
    degraded_ms: 0,
    unhealthy_ms: 0,
    unmeasured_ms: 0,
    unmeasured: [],
    uptime_ratio: 1,
    coverage_ratio: 1,
    ...changes,
  };
}

function all(...told: readonly UptimeWindow[]): UptimeOfAll {
  const windows = told.map(({ unmeasured: _, ...sums }) => sums);
  return {
    time_zone: 'UTC',
    monitors: windows.map((one, index) => ({ monitor: `m${index}`, windows: [one] })),
  };
}

test('the joint uptime weighs monitors by the time they were measured', () => {
  const bad = window({ healthy_ms: 9 * DAY, unhealthy_ms: DAY, uptime_ratio: 0.9, coverage_ratio: 1 / 3 });
  expect(jointUptime(all(window({}), bad), '30d')).toEqual({
    ratio: 39 / 40,
    coverage: 40 / 60,
    historyMs: 30 * DAY,
  });
  expect(jointUptime(all(window({ uptime_ratio: null, coverage_ratio: 0 })), '30d')).toBeNull();
});

test('the headline says over how long it really was', () => {
  expect(uptimeSentence(all(window({})))).toBe('100 % over 30 days, fully measured.');
  expect(uptimeSentence(all(window({ healthy_ms: 3.5 * DAY })))).toBe('100 % over 3 days, fully measured.');
  expect(uptimeSentence(all(window({ healthy_ms: DAY / 12 })))).toBe('100 % over 2 h, fully measured.');
  expect(uptimeSentence(all(window({ healthy_ms: 60_000 })))).toBeNull();
  expect(uptimeSentence(undefined)).toBeNull();
  expect(uptimeSentence(all())).toBeNull();
});

test('time that was not measured says why, the longest first', () => {
  const unmeasured = [
    { reason: null, fault: null, ms: 3 * 3_600_000 },
    { reason: 'network_unreachable', fault: 'network', ms: 1_440_000 },
    { reason: 'timeout', fault: 'network', ms: 60_000 },
    { reason: 'internal_error', fault: 'internal', ms: 60_000 },
  ] as const;
  const unmeasured_ms = unmeasured.reduce((sum, { ms }) => sum + ms, 0);
  const healthy_ms = DAY - unmeasured_ms;
  const partly = window({
    healthy_ms,
    unmeasured_ms,
    unmeasured: [...unmeasured],
    coverage_ratio: healthy_ms / DAY,
  });
  expect(whyUnmeasured(partly)).toEqual([
    'nobody looked 3 h',
    'no network here 24 min',
    'other reasons 2 min',
  ]);
  expect(unmeasuredWords('timeout', 'network')).toBe('network here: no answer in time');
  expect(unmeasuredWords('internal_error', 'internal')).toBe('Kora failed to look');
  expect(unmeasuredWords('timeout', null)).toBe('no answer in time');
});

test('time before the first look is no gap', () => {
  const young = window({
    healthy_ms: 2 * DAY - 3_600_000,
    unmeasured_ms: 28 * DAY + 3_600_000,
    unmeasured: [{ reason: null, fault: null, ms: 28 * DAY + 3_600_000 }],
    coverage_ratio: (2 * DAY - 3_600_000) / (2 * DAY),
  });
  expect(beforeFirstLookMs(young)).toBe(28 * DAY);
  expect(whyUnmeasured(young)).toEqual(['nobody looked 1 h', '28 d were before the first look']);
  expect(beforeFirstLookMs(window({}))).toBe(0);
  expect(beforeFirstLookMs(window({ healthy_ms: 0, unmeasured_ms: DAY, coverage_ratio: 0 }))).toBe(0);
});

test('windows have names, months keep theirs', () => {
  expect(['24h', '365d', '2026-11'].map(windowName)).toEqual(['24 hours', '1 year', '2026-11']);
});
