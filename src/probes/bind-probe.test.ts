import { expect, test } from 'vitest';
import { z } from 'zod';
import { noSignal, testProbe } from '../../test/support/bound-probe.ts';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { defineProbe, type ProbeContext } from './define-probe.ts';

const schema = z.strictObject({});

/** A probe whose look says 100 and whose slow fact does as it is told. */
function probeWith(fetch: (context: ProbeContext) => Promise<Record<string, unknown>>, judge?: () => never) {
  return defineProbe({
    type: 'it',
    kind: 'provider',
    title: 'It',
    schema,
    variables: {},
    detailKeys: ['count', 'age'],
    credential: () => null,
    look: async () => ({ count: 100 }),
    judge:
      judge ??
      ((_options, { count }) => ({ status: count === 100 ? 'degraded' : 'healthy', why: `${count}.` })),
    facts: [
      {
        name: 'rest',
        keys: ['count', 'age'],
        everyMs: 3_600_000,
        deadlineMs: 1_000,
        fetch: (_options, context) => fetch(context),
      },
    ],
  });
}

test('a slow fact fills what the look left unknown, once per cadence', async () => {
  const clock = createFakeClock();
  let fetched = 0;
  await using probe = testProbe(
    probeWith(async () => {
      fetched += 1;
      return { count: 243, age: 5 };
    }),
    {},
    { clock },
  );
  expect((await probe.look(noSignal())).details).toEqual({ count: 100, age: 'unknown' });
  expect((await probe.refreshFacts(noSignal()))?.details).toEqual({ count: 243, age: 5 });
  expect(await probe.refreshFacts(noSignal())).toBe(null);
  await clock.advance(3_600_000);
  await probe.refreshFacts(noSignal());
  expect(fetched).toBe(2);
});

test('a slow fact that fails stays unknown, does not touch the verdict, and is tried again within minutes', async () => {
  const clock = createFakeClock();
  let fetched = 0;
  await using probe = testProbe(
    probeWith(async () => {
      fetched += 1;
      throw new Error('no');
    }),
    {},
    { clock },
  );
  await probe.look(noSignal());
  expect(await probe.refreshFacts(noSignal())).toMatchObject({
    status: 'degraded',
    details: { count: 100, age: 'unknown' },
  });
  await clock.advance(300_000);
  await probe.refreshFacts(noSignal());
  expect(fetched).toBe(2);
});

test('a slow fact that hangs ends at its own deadline', async () => {
  const clock = createFakeClock();
  await using probe = testProbe(
    probeWith(() => new Promise(() => {})),
    {},
    { clock },
  );
  await probe.look(noSignal());
  const refreshed = probe.refreshFacts(noSignal());
  await clock.advance(1_100);
  expect(await refreshed).toMatchObject({ details: { age: 'unknown' } });
});

test('a judgement that crashes is unknown and blames Kora', async () => {
  await using probe = testProbe(
    probeWith(
      async () => ({}),
      () => {
        throw new Error('a defect');
      },
    ),
    {},
  );
  expect(await probe.look(noSignal())).toMatchObject({
    status: 'unknown',
    reason: 'internal_error',
    latencyMs: null,
  });
});
