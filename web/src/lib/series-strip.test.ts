import { describe, expect, test } from 'vitest';
import type { SeriesPoint, SeriesResponse } from '../../../src/contracts/history.ts';
import {
  slotAtMs,
  slotPaths,
  slotScaleMs,
  seriesSlots as slotsAt,
  slotWords,
  spanWords,
} from './series-strip.ts';

const START = Date.UTC(2026, 10, 23, 14, 0, 0);
const NOW = START + 3_600_000;
const MINUTE = 60_000;
const seriesSlots = (series: SeriesResponse, intervalMs: number) => slotsAt(series, intervalMs, NOW);

function point(minute: number, looks: Partial<SeriesPoint['looks']>, p50: number | null = 62): SeriesPoint {
  return {
    at: new Date(START + minute * MINUTE).toISOString(),
    looks: { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0, ...looks },
    measured_ms: MINUTE,
    p50,
    p95: p50 === null ? null : p50 + 26,
    p99: p50 === null ? null : p50 + 78,
    min: p50,
    max: p50,
  };
}

function series(points: readonly SeriesPoint[], minutes: number): SeriesResponse {
  return {
    monitor: 'fly',
    from: new Date(START).toISOString(),
    to: new Date(START + minutes * MINUTE).toISOString(),
    step_ms: MINUTE,
    tier: 'minutes',
    points: [...points],
  };
}

describe('the slots', () => {
  test('cover the whole span, also where nobody looked', () => {
    const slots = seriesSlots(series([point(1, { healthy: 2 })], 4), 30_000);
    expect(slots.map(({ seen }) => seen?.looks.healthy ?? null)).toEqual([null, 2, null, null]);
    expect(slotAtMs(slots, START + 90_000)).toBe(1);
    expect(slotAtMs(slots, START - 1)).toBeNull();
  });

  test('are no shorter than the time between two looks', () => {
    const slots = seriesSlots(
      series([point(0, { healthy: 1 }), point(6, { unhealthy: 1 }, 90)], 10),
      5 * MINUTE,
    );
    expect(slots).toHaveLength(2);
    expect(slots[1]?.seen?.looks.unhealthy).toBe(1);
  });

  test('of two points in one tell the slower, and count all', () => {
    const [slot] = seriesSlots(
      series([point(0, { healthy: 1 }, 40), point(1, { healthy: 2 }, 90)], 5),
      5 * MINUTE,
    );
    expect(slot?.seen).toMatchObject({ p50: 90, looks: { healthy: 3 } });
  });
});

test('slots begin where the points do, also when the span begins between two of them', () => {
  const odd = {
    ...series([point(1, { healthy: 1 }), point(2, { healthy: 2 })], 3),
    from: new Date(START + 40_000).toISOString(),
  };
  const slots = seriesSlots(odd, 30_000);
  expect(slots.map(({ seen }) => seen?.looks.healthy ?? null)).toEqual([1, 2]);
  expect(slots[0]?.fromMs).toBe(START + MINUTE);
  const { empty } = slotPaths(
    slots,
    { widthPx: 140, plotPx: 48, span: { fromMs: START + 40_000, toMs: START + 3 * MINUTE } },
    62,
  );
  expect(empty).toEqual([]);
});

test('a slot whose look may still come is not unmeasured yet', () => {
  const young = series([point(0, { healthy: 2 })], 4);
  expect(slotsAt(young, 30_000, START + 4 * MINUTE).map(({ fromMs }) => (fromMs - START) / MINUTE)).toEqual([
    0, 1, 2,
  ]);
  expect(slotsAt(young, 30_000, START + 9 * MINUTE)).toHaveLength(4);
});

describe('the bars', () => {
  const size = (minutes: number) => ({
    widthPx: 40,
    plotPx: 48,
    span: { fromMs: START, toMs: START + minutes * MINUTE },
  });

  test('show one bad look among hundreds, and do not paint all of them', () => {
    const slots = seriesSlots(series([point(0, { healthy: 500, unhealthy: 1 })], 1), 30_000);
    const { bars } = slotPaths(slots, size(1), 62);
    expect(bars.unhealthy).toBe('M0 45h26v3h-26z');
    expect(bars.healthy).toBe('M0 0h26v45h-26z');
  });

  test('are dashes where nothing could be measured, and nothing where nobody looked', () => {
    const slots = seriesSlots(series([point(0, { unknown: 2 }, null)], 4), 30_000);
    const { bars, empty } = slotPaths(slots, size(4), 62);
    expect(bars.unknown.match(/v2h/g)?.length).toBe(8);
    expect(bars.healthy).toBe('');
    expect(empty).toEqual([{ x: 10, width: 30 }]);
  });
});

describe('a slot in words', () => {
  const words = (looks: Partial<SeriesPoint['looks']>, p50: number | null = 62) => {
    const [slot] = seriesSlots(series([point(0, looks, p50)], 1), 30_000);
    return slot === undefined ? '' : slotWords(slot, NOW, 'utc');
  };
  test.each([
    [
      words({ healthy: 11, unhealthy: 1 }),
      '14:00 to 14:01, 12 looks: 11 healthy, 1 unhealthy; p50 62 ms, p95 88 ms, p99 140 ms',
    ],
    [words({ healthy: 2 }), '14:00 to 14:01, 2 looks, all healthy; p50 62 ms, p95 88 ms, p99 140 ms'],
    [words({ unhealthy: 1 }, 212), '14:00 to 14:01, 1 look, unhealthy in 212 ms'],
    [words({ unknown: 3 }, null), '14:00 to 14:01, 3 looks, all probe pending'],
  ])('%s', (told, expected) => {
    expect(told).toBe(expected);
  });

  test('says that nothing was measured', () => {
    expect(slotWords({ fromMs: START, toMs: START + MINUTE, seen: null }, NOW, 'utc')).toBe(
      '14:00 to 14:01, not measured',
    );
  });
});

test.each([
  [30_000, '14:00:00'],
  [6 * MINUTE, '14:00 to 14:06'],
  [12 * 3_600_000, '14:00 to 24 Nov 02:00'],
  [86_400_000, '23 Nov'],
  [7 * 86_400_000, '23 Nov to 30 Nov'],
])('a span of %d ms', (lengthMs, expected) => {
  expect(spanWords({ fromMs: START, toMs: START + lengthMs }, NOW, 'utc')).toBe(expected);
});

test('a strip without any latency still has a scale', () => {
  expect(slotScaleMs([])).toBe(20);
});
