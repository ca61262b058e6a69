import { expect, test } from 'vitest';
import { createSemaphore } from './semaphore.ts';

const noSignal = () => new AbortController().signal;

test('lets so many run at once, the others in order of arrival', async () => {
  const semaphore = createSemaphore(2);
  const started: number[] = [];
  const ends = [1, 2, 3, 4].map((name) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done = semaphore.run(noSignal(), () => {
      started.push(name);
      return promise;
    });
    return { end: resolve, done };
  });
  await Promise.resolve();
  expect(started).toEqual([1, 2]);
  ends[1]?.end();
  await ends[1]?.done;
  await Promise.resolve();
  expect(started).toEqual([1, 2, 3]);
  for (const { end } of ends) end();
  await Promise.all(ends.map(({ done }) => done));
  expect(started).toEqual([1, 2, 3, 4]);
});

test('a task that fails gives its turn on', async () => {
  const semaphore = createSemaphore(1);
  const failing = semaphore.run(noSignal(), () => Promise.reject(new Error('broken')));
  const next = semaphore.run(noSignal(), async () => 'next');
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('next');
});

test('one that gives up while it waits holds up nobody', async () => {
  const semaphore = createSemaphore(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = semaphore.run(noSignal(), () => promise);
  const hasty = new AbortController();
  const second = semaphore.run(hasty.signal, async () => 'second');
  const third = semaphore.run(noSignal(), async () => 'third');
  hasty.abort(new Error('given up'));
  await expect(second).rejects.toThrow('given up');
  resolve();
  await first;
  expect(await third).toBe('third');
  await expect(semaphore.run(hasty.signal, async () => 'never')).rejects.toThrow('given up');
});
