import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { didYouMean } from './did-you-mean.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { createLogger } from './log.ts';
import { createRedactor } from './redact.ts';
import { Secret } from './secret.ts';
import { VERSION } from './version.ts';

describe('a duration', () => {
  test.each([
    ['500ms', 500],
    ['1.5s', 1_500],
    ['30s', 30_000],
    ['5m', 300_000],
    ['2h', 7_200_000],
    ['1d', 86_400_000],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  test.each(['', '5', 's', '-5s', '0s', '5 s', '5w', '1e3s'])('%j is none', (text) => {
    expect(parseDuration(text)).toBe(null);
  });

  test.each([
    [10_000, '10s'],
    [300_000, '5m'],
    [1_500, '1500ms'],
    [86_400_000, '1d'],
  ])('of %i ms is written %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

test('a secret prints, serialises and inspects as a mask', () => {
  const secret = new Secret('planted-credential');
  const seen = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect({ secret }, { showHidden: true }),
    inspect(secret),
  ];
  for (const text of seen) {
    expect(text).toContain('[secret]');
    expect(text).not.toContain('planted');
  }
  expect(secret.reveal()).toBe('planted-credential');
});

test.each([
  ['intervall', 'interval'],
  ['vercell', 'vercel'],
  ['prot', 'port'],
  ['zebra', null],
])('%s was meant as %s', (word, meant) => {
  expect(didYouMean(word, ['interval', 'vercel', 'port', 'timeout'])).toBe(meant);
});

describe('the log', () => {
  function logOf(readable: boolean) {
    const lines: string[] = [];
    const log = createLogger({
      level: 'info',
      redact: createRedactor(['planted-credential']),
      write: (line) => lines.push(line),
      readable,
    });
    return { log, lines };
  }

  test('is one JSON object a line, and has passed the scrubber', () => {
    const { log, lines } = logOf(false);
    log.info({ monitor: 'fly', err: new Error('sent planted-credential') }, 'look.failed');
    log.debug({}, 'not wanted');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      monitor: 'fly',
      msg: 'look.failed',
      time: expect.stringMatching(/Z$/),
    });
    expect(lines[0]).not.toContain('planted-credential');
  });

  test('on a terminal is readable, and no text in it can move the cursor', () => {
    const { log, lines } = logOf(true);
    log.warn({ monitor: 'fly', error: 'a\u001b[2Jb\nc' }, 'monitor.unhealthy');
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} WARN {2}monitor\.unhealthy {2}monitor=fly {2}error="a\\u001b\[2Jb\\nc"\n$/,
    );
  });
});

test("the version is the package's", () => {
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  expect(VERSION).toBe(version);
});
