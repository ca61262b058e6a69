import { expect, test } from 'vitest';
import { createGate, createGates } from './gate.ts';

const never = new AbortController().signal;

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

test('lets one through at a time, the fast lane first, each lane in order', async () => {
  const gate = createGate();
  const order: string[] = [];
  const leave = await gate.enter('slow', never);
  const pass = async (lane: 'fast' | 'slow', name: string) => {
    const leaveAgain = await gate.enter(lane, never);
    order.push(name);
    await settle();
    leaveAgain();
  };
  const all = [
    pass('slow', 'slow 1'),
    pass('slow', 'slow 2'),
    pass('fast', 'fast 1'),
    pass('fast', 'fast 2'),
  ];
  await settle();
  expect(order).toEqual([]);
  leave();
  await Promise.all(all);
  expect(order).toEqual(['fast 1', 'fast 2', 'slow 1', 'slow 2']);
});

test('a waiter that gives up does not keep the others', async () => {
  const gate = createGate();
  const leave = await gate.enter('fast', never);
  const impatient = new AbortController();
  const given = gate.enter('fast', impatient.signal);
  const next = gate.enter('slow', never);
  impatient.abort(new Error('too long'));
  await expect(given).rejects.toThrow('too long');
  leave();
  (await next)();
  (await gate.enter('fast', never))();
});

test('leaving twice opens it once', async () => {
  const gate = createGate();
  const leave = await gate.enter('fast', never);
  leave();
  leave();
  const first = await gate.enter('fast', never);
  let entered = false;
  const second = gate.enter('fast', never).then(() => {
    entered = true;
  });
  await settle();
  expect(entered).toBe(false);
  first();
  await second;
});

test('nobody enters with a signal that has aborted already', async () => {
  await expect(createGate().enter('fast', AbortSignal.abort(new Error('over')))).rejects.toThrow('over');
});

test('one key has one gate', () => {
  const gateOf = createGates();
  expect(gateOf('a')).toBe(gateOf('a'));
  expect(gateOf('a')).not.toBe(gateOf('b'));
});
