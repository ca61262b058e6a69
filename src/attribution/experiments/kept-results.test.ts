import { expect, test } from 'vitest';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { createKeptResults } from './kept-results.ts';

const noSignal = () => new AbortController().signal;

function counted(keepMs: (result: number) => number = () => 60_000, gapMs = 0) {
  const clock = createFakeClock();
  const kept = createKeptResults<number>({ clock, keepMs, gapMs });
  let runs = 0;
  const run = async () => {
    runs += 1;
    return runs;
  };
  return {
    clock,
    get: (key: string, notBeforeMs?: number) => kept.get(key, noSignal(), run, notBeforeMs),
    runs: () => runs,
  };
}

test('many that ask at once share one run, and those within the period its result', async () => {
  const { clock, get, runs } = counted();
  expect(await Promise.all(Array.from({ length: 1_000 }, () => get('a')))).toEqual(new Array(1_000).fill(1));
  await clock.advance(59_999);
  expect(await get('a')).toBe(1);
  await clock.advance(1);
  expect(await get('a')).toBe(2);
  expect(runs()).toBe(2);
});

test('each key is run by itself', async () => {
  const { get } = counted();
  expect(await Promise.all([get('a'), get('b'), get('a')])).toEqual([1, 2, 1]);
});

test('how long a result serves may hang on it', async () => {
  const { clock, get } = counted((result) => (result === 1 ? 10_000 : 60_000));
  expect(await get('a')).toBe(1);
  await clock.advance(10_000);
  expect(await get('a')).toBe(2);
  await clock.advance(10_000);
  expect(await get('a')).toBe(2);
});

test('a run that fails is told to all that wait, and not kept', async () => {
  const kept = createKeptResults<string>({ clock: createFakeClock(), keepMs: () => 60_000 });
  const failing = () => Promise.reject(new Error('broken'));
  const both = [kept.get('a', noSignal(), failing), kept.get('a', noSignal(), failing)];
  expect((await Promise.allSettled(both)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await kept.get('a', noSignal(), async () => 'fine')).toBe('fine');
});

test('who gives up leaves the run to the others; it ends when nobody is left', async () => {
  const kept = createKeptResults<string>({ clock: createFakeClock(), keepMs: () => 60_000 });
  const [first, second] = [new AbortController(), new AbortController()];
  let inner: AbortSignal | null = null;
  const hanging = (signal: AbortSignal) => {
    inner = signal;
    return new Promise<string>(() => {});
  };
  const waiting = [kept.get('a', first.signal, hanging), kept.get('a', second.signal, hanging)];
  const settled = Promise.allSettled(waiting);
  first.abort(new Error('first'));
  await Promise.resolve();
  expect(inner).toMatchObject({ aborted: false });
  second.abort(new Error('second'));
  expect(await settled).toMatchObject([{ reason: { message: 'first' } }, { reason: { message: 'second' } }]);
  expect(inner).toMatchObject({ aborted: true });
  expect(await kept.get('a', noSignal(), async () => 'anew')).toBe('anew');
});

test('a result from before does not serve, and runs keep their distance, however many ask', async () => {
  const { clock, get, runs } = counted(() => 60_000, 500);
  await get('a');
  await clock.advance(100);
  const asked = Promise.all(Array.from({ length: 100 }, () => get('a', clock.nowMs())));
  await clock.advance(399);
  expect(runs()).toBe(1);
  await clock.advance(1);
  expect(await asked).toEqual(new Array(100).fill(2));
});
