import { expect, test } from 'vitest';
import { monitor, setupStep } from '../../../test/support/dashboard-monitors.ts';
import { exportLine, safeLink, setupList } from './setup.ts';

test.each([
  ['https://vercel.com/account/tokens', 'https://vercel.com/account/tokens'],
  ['http://vercel.com/', null],
  ['javascript:alert(1)', null],
  [' javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['https://user:word@example.com/', null],
  ['//example.com', null],
  ['not an address', null],
  [null, null],
])('%s leads to %s', (url, link) => {
  expect(safeLink(url)).toBe(link);
});

test('the line to copy is quoted as a shell needs it', () => {
  expect(exportLine({ variable: 'A', example: 'dp.st.xxxx' })).toBe('export A=dp.st.xxxx');
  expect(exportLine({ variable: 'A', example: "it's $HOME; `x`" })).toBe("export A='it'\\''s $HOME; `x`'");
  expect(exportLine({ variable: 'A', example: null })).toBe("export A='…'");
});

test('services are told apart by what they still miss', () => {
  const unset = monitor('sentry', { setup: [setupStep('sentry', false)] });
  const partial = monitor('fly', {
    setup: [setupStep('fly', true), { ...setupStep('fly', false), required: false }],
  });
  const done = monitor('vercel');
  const free = monitor('checkout', { setup: [] });
  expect(setupList([unset, partial, done, free])).toEqual({
    unset: [unset],
    partial: [partial],
    done: [done],
  });
});
