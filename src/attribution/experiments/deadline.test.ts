import { expect, test } from 'vitest';
import { noSignal } from '../../../test/support/bound-probe.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { systemClock } from '../../lib/time.ts';
import { DeadlinePassed, withDeadline } from './deadline.ts';

test('gives what the task gives', async () => {
  const deadline = { clock: createFakeClock(), deadlineMs: 1_000, signal: noSignal() };
  expect(await withDeadline(deadline, async () => 'done')).toBe('done');
  await expect(withDeadline(deadline, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
});

test('ends a task that ignores its signal a short grace after the deadline', async () => {
  const clock = createFakeClock();
  const hanging = withDeadline({ clock, deadlineMs: 1_000, signal: noSignal() }, () => new Promise(() => {}));
  const ended = expect(hanging).rejects.toBeInstanceOf(DeadlinePassed);
  await clock.advance(1_050);
  await ended;
});

test('lets a task tell at the deadline what it learnt before', async () => {
  const clock = createFakeClock();
  const told = withDeadline(
    { clock, deadlineMs: 1_000, signal: noSignal() },
    (signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve('half'));
      }),
  );
  await clock.advance(1_000);
  expect(await told).toBe('half');
});

test('ends with the outer signal, and does not begin after it', async () => {
  const stop = new AbortController();
  const deadline = { clock: createFakeClock(), deadlineMs: 1_000, signal: stop.signal };
  let inner: AbortSignal | null = null;
  const hanging = withDeadline(deadline, (signal) => {
    inner = signal;
    return new Promise(() => {});
  });
  stop.abort(new Error('stopped'));
  await expect(hanging).rejects.toThrow('stopped');
  expect(inner).toMatchObject({ aborted: true });
  await expect(withDeadline(deadline, async () => 'never')).rejects.toThrow('stopped');
});

test('a time for which this process itself was busy does not count', async () => {
  const answered = withDeadline(
    { clock: systemClock, deadlineMs: 40, signal: noSignal() },
    async (signal) => {
      const busyUntil = systemClock.tick() + 100;
      while (systemClock.tick() < busyUntil);
      // As an answer that has come meanwhile: it is read after the timers that are due.
      for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return signal.aborted ? 'cut off' : 'answered';
    },
  );
  expect(await answered).toBe('answered');
});
