import { expect, test } from 'vitest';
import { parseStatusRanges, statusMatches } from './status-ranges.ts';

test.each([
  ['200', [200], [199, 201]],
  ['200-299', [200, 250, 299], [199, 300]],
  ['200,204', [200, 204], [201, 203]],
  [' 200 - 204 , 304 ', [200, 204, 304], [205, 303]],
])('%s', (text, inside, outside) => {
  const ranges = parseStatusRanges(text) ?? [];
  expect(inside.filter((status) => !statusMatches(ranges, status))).toEqual([]);
  expect(outside.filter((status) => statusMatches(ranges, status))).toEqual([]);
});

test.each(['', 'ok', '2xx', '99', '600', '299-200', '200,', '200-', '200 204'])('refuses "%s"', (text) => {
  expect(parseStatusRanges(text)).toBe(null);
});
