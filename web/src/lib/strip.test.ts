import { describe, expect, test } from 'vitest';
import type { Beat } from '../../../src/contracts/monitors.ts';
import {
  barHeight,
  beatWords,
  crowdScaleMs,
  latencyText,
  medianLatencyMs,
  sharedScaleMs,
  splitAtGaps,
  stripPaths,
  stripSlots,
  stripSummary,
} from './strip.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 2, 30);
const SIZE = { slots: 24, heightPx: 28 };

function beat(changes: Partial<Beat> = {}): Beat {
  return { at: '2026-11-23T14:02:10.000Z', status: 'healthy', reason: 'ok', latency_ms: 100, ...changes };
}

const down = beat({ status: 'unhealthy', reason: 'http_server_error', latency_ms: 212 });
const silent = beat({ status: 'unknown', reason: 'timeout', latency_ms: null });
const unset = beat({ status: 'unknown', reason: 'auth_missing', latency_ms: null });

describe('the slots of a width', () => {
  test.each([
    [384, 96],
    [288, 96],
    [318, 79],
    [97, 48],
    [96, 96],
    [40, 40],
    [0, 96],
  ])('%d pixels hold %d', (widthPx, slots) => {
    expect(stripSlots(widthPx, 96)).toBe(slots);
  });

  test('leave less than one of them over, at any width', () => {
    for (let widthPx = 1; widthPx < 1_200; widthPx += 1) {
      const slots = stripSlots(widthPx, 96);
      expect(slots).toBeLessThanOrEqual(96);
      expect(widthPx % slots).toBeLessThan(Math.floor(widthPx / slots));
    }
  });
});

describe('the geometry', () => {
  test('puts the newest look at the right edge and leaves the rest empty', () => {
    const { bars, emptySlots } = stripPaths([beat()], SIZE, 100);
    expect(emptySlots).toBe(23);
    expect(bars.healthy).toBe('M23 0h0.66v24h-0.66z');
  });

  test('draws one path per status, none for a status that did not occur', () => {
    const { bars } = stripPaths([beat(), down, beat()], SIZE, 400);
    expect(bars.healthy.match(/M/g)).toHaveLength(2);
    expect(bars.unhealthy.match(/M/g)).toHaveLength(1);
    expect(bars.degraded).toBe('');
  });

  test('draws dashes, never a bar, where nothing could be measured', () => {
    const { bars } = stripPaths([silent], SIZE, 100);
    expect(bars.unknown.match(/v2h/g)?.length).toBeGreaterThan(2);
  });

  test('draws nothing where nothing was asked', () => {
    const { bars, emptySlots } = stripPaths([unset, unset], SIZE, 100);
    expect(bars.unknown).toBe('');
    expect(emptySlots).toBe(24);
  });

  test('marks each run of trouble from its begin to its end', () => {
    const { trouble } = stripPaths([beat(), down, down, beat(), down], SIZE, 400);
    expect(trouble).toBe('M20 26h1.66v2h-1.66zM23 26h0.66v2h-0.66z');
  });

  test('takes the newest when there are more than fit', () => {
    const beats = [down, ...Array.from({ length: 24 }, () => beat())];
    expect(stripPaths(beats, SIZE, 400).bars.unhealthy).toBe('');
  });

  test.each([
    [0, 3],
    [25, 10],
    [100, 20],
    [10_000, 20],
  ])('a look of %d ms against 100 ms is %d px of 20 high', (latency, height) => {
    expect(barHeight(latency, 100, 20)).toBe(height);
  });
});

describe('the shared scale', () => {
  test('follows the slowest and is not flattened by one spike', () => {
    const spiky = [...Array.from({ length: 95 }, () => beat()), beat({ latency_ms: 9_000 })];
    expect(sharedScaleMs([spiky])).toBe(100);
    expect(sharedScaleMs([spiky, [beat({ latency_ms: 1_400 })]])).toBe(1_500);
  });

  test('does not blow up noise, nor stumble over nothing', () => {
    expect(sharedScaleMs([[beat({ latency_ms: 2 })]])).toBe(50);
    expect(sharedScaleMs([[], [silent]])).toBe(50);
    expect(sharedScaleMs([])).toBe(50);
  });
});

describe('in words', () => {
  test('a look says when, what, why and how long', () => {
    expect(beatWords(down, NOW, 'utc')).toBe('14:02:10, unhealthy, server error after 212 ms');
    expect(beatWords(silent, NOW, 'utc')).toBe('14:02:10, probe pending, no answer in time');
    expect(beatWords(beat(), NOW, 'utc')).toBe('14:02:10, healthy, in 100 ms');
  });

  test('a strip is summed up', () => {
    expect(stripSummary([beat(), down, silent])).toBe(
      'Last 3 looks: 1 healthy, 1 unhealthy, 1 probe pending; median 100 ms.',
    );
    expect(stripSummary([])).toBe('No looks yet.');
  });

  test('the median leaves out what was not measured', () => {
    expect(medianLatencyMs([silent, beat({ latency_ms: 5 })])).toBe(5);
    expect(medianLatencyMs([silent])).toBeNull();
  });

  test.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_249, '1.2 s'],
    [42_000, '42 s'],
  ])('%d ms is written %s', (ms, text) => {
    expect(latencyText(ms)).toBe(text);
  });
});

test('looks are split where the next came much later than they usually do', () => {
  const at = (minute: number) => beat({ at: new Date(NOW + minute * 60_000).toISOString() });
  const runs = splitAtGaps([0, 1, 2, 3, 60, 61, 62].map(at));
  expect(runs.map((run) => run.length)).toEqual([4, 3]);
  expect(splitAtGaps([at(0)])).toHaveLength(1);
  expect(splitAtGaps([])).toEqual([]);
});

test('among very many the slowest few flatten nobody', () => {
  const usual = Array.from({ length: 100 }, () => [beat({ latency_ms: 80 })]);
  expect(crowdScaleMs([...usual, [beat({ latency_ms: 42_000 })]])).toBe(100);
  expect(crowdScaleMs([])).toBe(50);
});
