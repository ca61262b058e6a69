import { describe, expect, test } from 'vitest';
import type { SeriesPoint, SeriesResponse } from '../../../src/contracts/history.ts';
import {
  chartColumns,
  chartSummary,
  chartTop,
  incidentStretches,
  loneIndexes,
  unmeasuredStretches,
} from './chart-data.ts';

const START = Date.UTC(2026, 10, 23, 14, 0, 0);
const MINUTE = 60_000;

function point(minute: number, changes: Partial<SeriesPoint> = {}): SeriesPoint {
  return {
    at: new Date(START + minute * MINUTE).toISOString(),
    looks: { healthy: 2, degraded: 0, unhealthy: 0, unknown: 0 },
    measured_ms: MINUTE,
    p50: 100,
    p95: 150,
    p99: 200,
    min: 80,
    max: 220,
    ...changes,
  };
}

function series(points: readonly SeriesPoint[], minutes = 10): SeriesResponse {
  return {
    monitor: 'fly',
    from: new Date(START).toISOString(),
    to: new Date(START + minutes * MINUTE).toISOString(),
    step_ms: MINUTE,
    tier: 'minutes',
    points: [...points],
  };
}

const span = { fromMs: START, toMs: START + 10 * MINUTE };
const unseen = {
  looks: { healthy: 0, degraded: 0, unhealthy: 0, unknown: 2 },
  p50: null,
  p95: null,
  p99: null,
};

describe('the columns', () => {
  test('hold one row per point, in the middle of its span', () => {
    const { times, p50, p99 } = chartColumns(series([point(0), point(1)]), 30_000);
    expect(times).toEqual([START + 30_000, START + 90_000]);
    expect(p50).toEqual([100, 100]);
    expect(p99).toEqual([200, 200]);
  });

  test('have a hole where points are missing, so that no line crosses it', () => {
    const { p50, points } = chartColumns(series([point(0), point(5)]), 30_000);
    expect(p50).toEqual([100, null, 100]);
    expect(points[1]).toBeNull();
  });

  test('have no hole between looks that are further apart than the points', () => {
    const { p50 } = chartColumns(series([point(0), point(5)]), 5 * MINUTE);
    expect(p50).toEqual([100, 100]);
  });

  test('are null where looks came back with nothing', () => {
    expect(chartColumns(series([point(0), point(1, unseen), point(2)]), 30_000).p50).toEqual([
      100,
      null,
      100,
    ]);
  });

  test('are empty for an empty series', () => {
    expect(chartColumns(series([]), 30_000).times).toEqual([]);
  });
});

test('a value between two holes is alone, and needs a dot', () => {
  expect(loneIndexes([1, null, 2, null, 3, 4])).toEqual([0, 2]);
  expect(loneIndexes([])).toEqual([]);
});

describe('what was not measured', () => {
  test('is the whole span when there is no point', () => {
    expect(unmeasuredStretches(series([]), 30_000, span)).toEqual([span]);
  });

  test('is what stands between points, before the first and long after the last', () => {
    const points = [point(3), point(4), point(7)];
    const stretches = unmeasuredStretches(series(points), 30_000, { ...span, toMs: START + 12 * MINUTE });
    const minutes = stretches.map(({ fromMs, toMs }) => [(fromMs - START) / MINUTE, (toMs - START) / MINUTE]);
    expect(minutes).toEqual([
      [0, 3],
      [5, 7],
      [8, 12],
    ]);
  });

  test('is not yet what the next look is not due for', () => {
    expect(
      unmeasuredStretches(
        series(
          [0, 1, 2].map((minute) => point(minute)),
          4,
        ),
        60_000,
        { fromMs: START, toMs: START + 4 * MINUTE },
      ),
    ).toEqual([]);
  });

  test('counts looks that saw nothing', () => {
    const points = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((minute) =>
      point(minute, minute > 2 && minute < 7 ? unseen : {}),
    );
    expect(unmeasuredStretches(series(points), 30_000, span)).toEqual([
      { fromMs: START + 3 * MINUTE, toMs: START + 7 * MINUTE },
    ]);
  });
});

test.each([
  [[], 10],
  [[3], 10],
  [[180], 200],
  [[1_010], 1_200],
  [[7_000], 8_000],
] as const)('a scale for %j ends at %d', (p99, top) => {
  expect(chartTop({ p50: p99, p95: p99, p99 })).toBe(top);
});

test('one wild spike does not flatten all else', () => {
  const usual = Array.from({ length: 99 }, () => 100);
  expect(chartTop({ p50: usual, p95: usual, p99: [...usual, 30_000] })).toBe(150);
});

test('incidents are cut to the shown span, an open one ends now', () => {
  const at = (minute: number) => new Date(START + minute * MINUTE).toISOString();
  expect(
    incidentStretches(
      [
        { started_at: at(-5), ended_at: at(2) },
        { started_at: at(8), ended_at: null },
        { started_at: at(-9), ended_at: at(-8) },
      ],
      span,
      START + 9 * MINUTE,
    ),
  ).toEqual([
    { fromMs: START, toMs: START + 2 * MINUTE },
    { fromMs: START + 8 * MINUTE, toMs: START + 9 * MINUTE },
  ]);
});

test('the chart is told in words', () => {
  expect(chartSummary({ p50: [100, null, 140], p99: [900] }, [span], [span])).toBe(
    'Latency: p50 between 100 ms and 140 ms; p99 at most 900 ms; 1 incident; 10 min not measured.',
  );
  expect(chartSummary({ p50: [null], p99: [] }, [], [])).toBe('Latency: nothing was measured in this time.');
});
