import { expect, test } from 'vitest';
import { rowsToDraw, virtualWindow } from './virtual-window.ts';

const list = { count: 1_000, rowPx: 40, viewPx: 800 };

test.each([
  ['at the top', 0, 0, 32],
  ['before the list begins', -200, 0, 28],
  ['in the middle', 20_000, 488, 532],
  ['at the end', 39_200, 968, 1_000],
  ['scrolled beyond the end', 90_000, 1_000, 1_000],
])('%s', (_, scrolledPx, first, end) => {
  expect(virtualWindow({ ...list, scrolledPx })).toEqual({ first, end });
});

test('covers what is seen with room on both sides, wherever it stands', () => {
  for (let scrolledPx = 0; scrolledPx <= 39_200; scrolledPx += 37) {
    const { first, end } = virtualWindow({ ...list, scrolledPx });
    expect(first).toBeLessThanOrEqual(Math.max(0, scrolledPx / 40 - 11));
    expect(end).toBeGreaterThanOrEqual(Math.min(1_000, (scrolledPx + 800) / 40 + 11));
    expect(end - first).toBeLessThan(60);
  }
});

test('few rows are all drawn, none is nothing', () => {
  expect(virtualWindow({ ...list, count: 3, scrolledPx: 0 })).toEqual({ first: 0, end: 3 });
  expect(virtualWindow({ ...list, count: 0, scrolledPx: 0 })).toEqual({ first: 0, end: 0 });
});

test('a row with the focus stays with its neighbours, in order and once', () => {
  expect(rowsToDraw({ first: 10, end: 13 }, 2, 100)).toEqual([1, 2, 3, 10, 11, 12]);
  expect(rowsToDraw({ first: 10, end: 13 }, 12, 100)).toEqual([10, 11, 12, 13]);
  expect(rowsToDraw({ first: 0, end: 2 }, 99, 100)).toEqual([0, 1, 98, 99]);
  expect(rowsToDraw({ first: 0, end: 2 }, null, 100)).toEqual([0, 1]);
});
