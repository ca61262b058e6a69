import { expect, test } from 'vitest';
import { createTerminal, type Sink } from './terminal.ts';

function sink(isTTY: boolean): Sink & { text: string } {
  return {
    text: '',
    isTTY,
    columns: 100,
    write(text: string) {
      this.text += text;
    },
  };
}

const cases = [
  { what: 'a pipe', isTTY: false, env: {}, colours: false },
  { what: 'a terminal', isTTY: true, env: {}, colours: true },
  { what: 'a terminal with NO_COLOR', isTTY: true, env: { NO_COLOR: '1' }, colours: false },
  { what: 'a terminal with an empty NO_COLOR', isTTY: true, env: { NO_COLOR: '' }, colours: true },
  { what: 'a dumb terminal', isTTY: true, env: { TERM: 'dumb' }, colours: false },
  { what: 'a pipe with FORCE_COLOR', isTTY: false, env: { FORCE_COLOR: '1' }, colours: true },
  { what: 'a terminal with FORCE_COLOR=0', isTTY: true, env: { FORCE_COLOR: '0' }, colours: false },
  {
    what: 'both NO_COLOR and FORCE_COLOR',
    isTTY: true,
    env: { NO_COLOR: '1', FORCE_COLOR: '1' },
    colours: false,
  },
];

test.each(cases)('$what has colours: $colours', ({ isTTY, env, colours }) => {
  const stdout = sink(isTTY);
  const terminal = createTerminal({ stdout, stderr: sink(isTTY), env });
  terminal.out(terminal.paintOut('red', 'x'));
  expect(stdout.text).toBe(colours ? '\u001b[31mx\u001b[39m' : 'x');
});

test('what it was told to protect leaves through neither stream', () => {
  const [stdout, stderr] = [sink(false), sink(false)];
  const terminal = createTerminal({ stdout, stderr, env: {} });
  terminal.protect(['hunter2hunter2']);
  terminal.protect(['correct-horse']);
  terminal.out('a hunter2hunter2 b');
  terminal.err('c correct-horse d');
  expect([stdout.text, stderr.text]).toEqual(['a [redacted] b', 'c [redacted] d']);
});

test('columns are kept apart, and known values are taken out of them all the same', () => {
  const stdout = sink(false);
  const terminal = createTerminal({ stdout, stderr: sink(false), env: {} });
  terminal.protect(['hunter2hunter2']);
  terminal.outColumns(`web-bearer  12 ms  ${terminal.clean('sent Bearer unknown0001')} hunter2hunter2\n`);
  expect(stdout.text).toBe('web-bearer  12 ms  sent [redacted] [redacted]\n');
});

test('a pipe has no width to wrap at and shows no progress', () => {
  const terminal = createTerminal({ stdout: sink(false), stderr: sink(false), env: {} });
  expect([terminal.columns, terminal.interactive]).toEqual([null, false]);
});
