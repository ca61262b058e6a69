import { expect, test } from 'vitest';
import { createKeyReader } from './keyboard.ts';

test('single keys are commands, others are nothing', () => {
  const read = createKeyReader();
  expect(['j', 'k', '/', '?', 'x', 'Escape'].map((key) => read(key, 0))).toEqual([
    'next',
    'previous',
    'search',
    'help',
    null,
    'close',
  ]);
});

test('g waits for the key after it, and for no longer than a moment', () => {
  const read = createKeyReader();
  expect([read('g', 0), read('h', 500)]).toEqual([null, 'heartbeat']);
  expect([read('g', 0), read('t', 500)]).toEqual([null, 'tasks']);
  expect([read('g', 0), read('m', 500), read('g', 600), read('i', 700)]).toEqual([
    null,
    'monitors',
    null,
    'incidents',
  ]);
  expect(['v', 'l', 'c'].map((key) => [read('g', 0), read(key, 100)][1])).toEqual([
    'providers',
    'ledger',
    'credentials',
  ]);
  expect([read('g', 0), read('t', 5_000)]).toEqual([null, 'theme']);
  expect([read('g', 0), read('x', 100), read('h', 200)]).toEqual([null, null, null]);
});
