import { expect, test } from 'vitest';
import { lastSegment, monitorPath, monitorSpanPath } from './places.ts';

test.each(['vercel', 'a/b', 'a%b', '100%25', 'ümlaut <x>', 'a?b#c'])(
  'the address of %j leads back to it',
  (name) => {
    const { pathname } = new URL(monitorPath(name), 'http://kora.test');
    expect(lastSegment(pathname)).toBe(name);
  },
);

test('what cannot be decoded is taken as it is', () => {
  expect(lastSegment('/monitors/%E0%A4%A')).toBe('%E0%A4%A');
});

test('a span is in the address as text', () => {
  expect(monitorSpanPath('fly', 0, 60_000)).toBe(
    '/monitors/fly?from=1970-01-01T00:00:00.000Z&to=1970-01-01T00:01:00.000Z',
  );
});
