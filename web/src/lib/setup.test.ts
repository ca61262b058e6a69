import { expect, test } from 'vitest';
import type { SetupStep } from '../../../src/contracts/monitors.ts';
import { monitor, setupStep } from '../../../test/support/dashboard-monitors.ts';
import { exportLine, nextToSetUp, safeLink, setupList, splitSteps } from './setup.ts';

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

const step = (variable: string, changes: Partial<SetupStep> = {}) => ({
  ...setupStep('sentry', false),
  variable,
  ...changes,
});

test('what is needed comes first, then what tells more, then what only changes a default', () => {
  const setup = [
    step('BASE', { required: false, mint_url: null }),
    step('MORE', { required: false }),
    step('TOKEN'),
    step('ORG', { present: true }),
  ];
  const { needed, optional, set } = splitSteps({ setup });
  const names = (steps: readonly SetupStep[]) => steps.map(({ variable }) => variable);
  expect([needed, optional, set].map(names)).toEqual([['TOKEN'], ['MORE', 'BASE'], ['ORG']]);
});

test('the next step is what was begun, else what lacks least, else what comes first', () => {
  const two = monitor('vercel', { setup: [step('A'), step('B')] });
  const one = monitor('sentry', { setup: [step('C')] });
  const other = monitor('doppler', { setup: [step('D')] });
  const begun = monitor('fly', { setup: [step('E', { present: true }), step('F'), step('G'), step('H')] });
  expect(nextToSetUp([two, one, other])).toBe(one);
  expect(nextToSetUp([two, one, begun])).toBe(begun);
  expect(nextToSetUp([])).toBeNull();
});
