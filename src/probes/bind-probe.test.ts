import { expect, test, vi } from 'vitest';
import { z } from 'zod';
import { noSignal, testProbe } from '../../test/support/bound-probe.ts';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { scriptedServer } from '../../test/support/scripted-server.ts';
import { Secret } from '../lib/secret.ts';
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

/** A probe whose look sees what `look` says, with one slow fact that is wanted while there is more. */
function probeWithMore(look: () => Record<string, unknown>) {
  return defineProbe({
    type: 'it',
    kind: 'provider',
    title: 'It',
    schema,
    variables: {},
    detailKeys: ['count'],
    credential: () => null,
    look: async () => look(),
    judge: (_options, { count }) => ({ status: 'healthy', why: `${count}.` }),
    facts: [
      {
        name: 'rest',
        keys: ['count'],
        everyMs: 3_600_000,
        deadlineMs: 1_000,
        wanted: (_options, { more }) => more === true,
        fetch: async () => ({ count: 243, more: false }),
      },
    ],
  });
}

test('a slow fact that is not wanted any more does not speak over a newer look', async () => {
  let seen: Record<string, unknown> = { count: 100, more: true };
  await using probe = testProbe(
    probeWithMore(() => seen),
    {},
  );
  await probe.look(noSignal());
  expect((await probe.refreshFacts(noSignal()))?.details.count).toBe(243);
  expect((await probe.look(noSignal())).details.count).toBe(243);
  seen = { count: 5 };
  expect(await probe.look(noSignal())).toMatchObject({ why: '5.', details: { count: 5 } });
});

test('the calls of a paced fact go at once up to the burst, then one by one', async () => {
  const clock = createFakeClock();
  await using server = await scriptedServer(() => ({ body: {} }));
  const startedTicks: number[] = [];
  const paced = defineProbe({
    ...probeWithMore(() => ({ more: true })),
    facts: [
      {
        name: 'many',
        keys: [],
        everyMs: 1,
        deadlineMs: 60_000,
        pace: { burst: 3, everyMs: 1_000 },
        fetch: async (_options, { http }) => {
          for (let call = 0; call < 5; call += 1) {
            await http.send({ url: server.url });
            startedTicks.push(clock.tick());
          }
          return {};
        },
      },
    ],
  });
  await using probe = testProbe(paced, {}, { clock });
  await probe.look(noSignal());
  const refreshed = probe.refreshFacts(noSignal());
  await vi.waitFor(() => expect(server.requests).toHaveLength(3));
  await vi.waitFor(() => expect(startedTicks).toHaveLength(3));
  await clock.advance(1_000);
  await vi.waitFor(() => expect(startedTicks).toHaveLength(4));
  await clock.advance(1_000);
  await refreshed;
  expect(startedTicks).toEqual([0, 0, 0, 1_000, 2_000]);
});

test('a look that the stopping daemon ends tells nothing, even if its probe would', async () => {
  const stop = new AbortController();
  const stubborn = defineProbe({
    ...probeWithMore(() => ({})),
    look: async () => {
      stop.abort(new Error('shutting down'));
      return { count: 0 };
    },
  });
  await using probe = testProbe(stubborn, {});
  await expect(probe.look(stop.signal)).rejects.toThrow('shutting down');
});

test('a detail that others wrote is free of the credential and not longer than is fit to show', async () => {
  const secret = 'credentialOfTheTest';
  const name = `${'x'.repeat(190)}${secret}${'y'.repeat(1_000)}`;
  await using probe = testProbe(
    probeWithMore(() => ({ name })),
    {},
    { secrets: [secret] },
  );
  const { details } = await probe.look(noSignal());
  expect(String(details.name)).toHaveLength(200);
  expect(details.name).not.toContain('cred');
});

test('a credential is taken out of lists, of nested details, and of what a judgement makes of them', async () => {
  const secret = 'back\\slash<of>the-test';
  const html = secret.replace('<', '&lt;').replace('>', '&gt;');
  await using probe = testProbe(
    defineProbe({
      ...probeWithMore(() => ({ count: 1, apps: [html], nested: { app: JSON.stringify(html) } })),
      judge: (_options, { apps }) => ({ status: 'healthy', why: `${apps} runs.`, hint: `Look at ${html}.` }),
    }),
    {},
    { secrets: [secret] },
  );
  expect(await probe.look(noSignal())).toMatchObject({
    why: '[redacted] runs.',
    hint: 'Look at [redacted].',
    details: { count: 1, apps: ['[redacted]'], nested: { app: '"[redacted]"' } },
  });
});

test('a detail of megabytes is no name and is not shown', async () => {
  await using probe = testProbe(
    probeWithMore(() => ({ name: '\\'.repeat(2_000_000) })),
    {},
    { secrets: ['credentialOfTheTest'] },
  );
  expect((await probe.look(noSignal())).details.name).toBe('(a text of 2000000 characters)');
});

test.each(['\\\\', '%25', '&#92;'])(
  'a detail made of escapes such as %s, which hold a search up, is not shown',
  async (escaped) => {
    const name = escaped.repeat(2_000);
    await using probe = testProbe(
      probeWithMore(() => ({ name })),
      {},
      { secrets: ['credentialOfTheTest'] },
    );
    expect((await probe.look(noSignal())).details.name).toBe(`(a text of ${name.length} characters)`);
  },
);

test('a look waits for a slow call of its own credential, and for none of another', async () => {
  let release = () => {};
  await using server = await scriptedServer(({ path }, { response }) => {
    if (path !== '/slow') return { body: {} };
    release = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    return undefined;
  });
  const look = new Secret('credential-of-the-look');
  const definition = (factCredential: Secret) =>
    defineProbe({
      ...probeWith(async () => ({})),
      credential: () => look,
      look: async (_options, { http }) => {
        await http.json({ url: `${server.url}/quick` }, z.unknown());
        return {};
      },
      facts: [
        {
          name: 'rest',
          keys: ['age'],
          everyMs: 60_000,
          deadlineMs: 4_000,
          credential: () => factCredential,
          fetch: async (_options, { http }) => {
            await http.json({ url: `${server.url}/slow` }, z.unknown());
            return { age: 1 };
          },
        },
      ],
    });
  const order: string[] = [];
  const run = async (factCredential: Secret) => {
    await using probe = testProbe(definition(factCredential), {});
    await probe.look(noSignal());
    const before = server.requests.length;
    const slow = probe.refreshFacts(noSignal()).then(() => order.push('slow'));
    await expect.poll(() => server.requests.length).toBe(before + 1);
    const quick = probe.look(noSignal()).then(() => order.push('quick'));
    if (factCredential !== look) await quick;
    release();
    await Promise.all([slow, quick]);
  };
  await run(new Secret('another-credential'));
  await run(look);
  expect(order).toEqual(['quick', 'slow', 'slow', 'quick']);
});
