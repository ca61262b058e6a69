import { expect, test } from 'vitest';
import { readNextCursor } from './link-header.ts';

const link = (rel: string, results: boolean, cursor: string) =>
  `<https://sentry.io/api/0/x/?query=a,b&cursor=${cursor}>; rel="${rel}"; results="${results}"; cursor="${cursor}"`;

test.each([
  [undefined, null],
  ['', null],
  ['nonsense', null],
  [`${link('previous', true, '0:0:1')}, ${link('next', false, '0:100:0')}`, null],
  [`${link('previous', false, '0:0:1')}, ${link('next', true, '0:100:0')}`, '0:100:0'],
  [link('next', true, '0:100:0'), '0:100:0'],
  [link('next', true, ''), null],
  ['<https://sentry.io>; rel="next"; results="true"', null],
])('the next cursor of %s is %s', (header, cursor) => {
  expect(readNextCursor(header)).toBe(cursor);
});
