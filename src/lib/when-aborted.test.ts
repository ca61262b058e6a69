import { expect, test } from 'vitest';
import { whenAborted } from './when-aborted.ts';

test('runs every task once, but for those that no longer listen', () => {
  const controller = new AbortController();
  const ran: string[] = [];
  const add = (name: string) => () => ran.push(name);
  whenAborted(controller.signal, add('first'));
  const listenNoMore = whenAborted(controller.signal, add('second'));
  whenAborted(controller.signal, add('third'));
  listenNoMore();
  controller.abort();
  controller.abort();
  listenNoMore();
  expect(ran).toEqual(['first', 'third']);
});

test('one task that is given twice is run twice, and each may be taken back by itself', () => {
  const controller = new AbortController();
  let runs = 0;
  const task = () => {
    runs += 1;
  };
  whenAborted(controller.signal, task);
  whenAborted(controller.signal, task);
  whenAborted(controller.signal, task)();
  controller.abort();
  expect(runs).toBe(2);
});
