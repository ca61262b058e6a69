import { expect, test } from 'vitest';
import { z } from 'zod';
import { noSignal, testProbe } from '../../test/support/bound-probe.ts';
import { createFakeClock, type FakeClock } from '../../test/support/fake-clock.ts';
import { type ScriptedServer, scriptedServer } from '../../test/support/scripted-server.ts';
import { Secret } from '../lib/secret.ts';
import { defineProbe } from './define-probe.ts';
import type { Meter } from './meter.ts';

const CREDENTIAL = new Secret('credential-of-the-test');

/** A probe that asks `/look`, and `/fact` twice in its slow lane. */
function probeOf(server: ScriptedServer) {
  return defineProbe({
    type: 'it',
    kind: 'provider',
    title: 'GitHub',
    schema: z.strictObject({}),
    variables: {},
    detailKeys: [],
    credential: () => CREDENTIAL,
    look: async (_options, { http }) => {
      await http.json({ url: `${server.url}/look` }, z.unknown());
      return {};
    },
    judge: () => ({ status: 'healthy', why: 'It answers.' }),
    facts: [
      {
        name: 'rest',
        keys: [],
        everyMs: 60_000,
        deadlineMs: 1_000,
        fetch: async (_options, { http }) => {
          for (let call = 0; call < 2; call += 1) await http.json({ url: `${server.url}/fact` }, z.unknown());
          return { known: true };
        },
      },
    ],
  });
}

/** Writes down what it is told; `waitsMs` are what calls of the slow lane have to wait, in the order in which they ask. */
function writingMeter(waitsMs: number[] = []) {
  const told: string[] = [];
  const meter: Meter = {
    begin(lane, credential) {
      told.push(`begin ${lane} ${credential?.reveal()}`);
      return {
        onSend: (url) => told.push(`send ${new URL(url).pathname}`),
        onAnswer: (_url, { status, quota }) => told.push(`answer ${status} ${quota?.remaining ?? 'nothing'}`),
        waitMs: () => waitsMs.shift() ?? 0,
        end: (reason) => told.push(`end ${reason}`),
      };
    },
    ownUse: () => ({ requests: 0, windowMs: 3_600_000 }),
  };
  return { told, meter };
}

test('a meter is told of every call with its lane and credential, and of what each answer says', async () => {
  await using server = await scriptedServer(({ path }) =>
    path === '/look' ? { body: {}, headers: { 'x-ratelimit-remaining': '70' } } : { status: 429 },
  );
  const { told, meter } = writingMeter();
  await using probe = testProbe(probeOf(server), {}, { meter });
  await probe.look(noSignal());
  await probe.refreshFacts(noSignal());
  expect(told).toEqual([
    'begin fast credential-of-the-test',
    'send /look',
    'answer 200 70',
    'end null',
    'begin slow credential-of-the-test',
    'send /fact',
    'answer 429 nothing',
    'end rate_limited',
  ]);
});

async function advanceUntil(clock: FakeClock, stepMs: number, isDone: () => boolean): Promise<void> {
  await expect
    .poll(async () => {
      if (!isDone()) await clock.advance(stepMs);
      return isDone();
    })
    .toBe(true);
}

test('a call of the slow lane waits for its budget, which is none of its deadline', async () => {
  const clock = createFakeClock();
  await using server = await scriptedServer(() => ({ body: {} }));
  // Each asks before the wait, after it, and once it has the credential.
  const { meter } = writingMeter([900, 0, 0, 900, 0, 0]);
  await using probe = testProbe(probeOf(server), {}, { clock, meter });
  await probe.look(noSignal());
  expect(server.requests).toHaveLength(1);
  let details: unknown = null;
  const refreshed = probe.refreshFacts(noSignal()).then((verdict) => {
    details = verdict?.details;
  });
  await clock.advance(899);
  expect(server.requests).toHaveLength(1);
  await advanceUntil(clock, 1, () => server.requests.length === 2);
  await advanceUntil(clock, 300, () => details !== null);
  await refreshed;
  expect(clock.tick()).toBeGreaterThanOrEqual(1_800);
  expect(details).toEqual({ known: true });
});

test('the slow lane lets go of the credential when its budget ends while it waits for it', async () => {
  const clock = createFakeClock();
  await using server = await scriptedServer(() => ({ body: {} }));
  const { told, meter } = writingMeter([0, 500, 500]);
  await using probe = testProbe(probeOf(server), {}, { clock, meter });
  await probe.look(noSignal());
  const refreshed = probe.refreshFacts(noSignal());
  await clock.advance(499);
  await probe.look(noSignal());
  expect(told.filter((line) => line.startsWith('send'))).toEqual(['send /look', 'send /look']);
  await clock.advance(1);
  await refreshed;
  expect(server.requests).toHaveLength(4);
});

const LOW = { 'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '150' };

test('a good look is degraded when others have left little of the quota', async () => {
  await using server = await scriptedServer(() => ({ body: {}, headers: LOW }));
  await using probe = testProbe(probeOf(server), {}, { meter: writingMeter().meter });
  expect(await probe.look(noSignal())).toMatchObject({
    status: 'degraded',
    reason: 'quota_low',
    error: null,
    why: "3 % of the hour's requests are left.",
    hint: 'Looking made 1 of the 4850 requests that were used: find what else asks with the same credential, or from the same address.',
  });
});

test('a good look stays good when it is looking that leaves little', async () => {
  await using server = await scriptedServer(() => ({
    body: {},
    headers: { 'x-ratelimit-limit': '1', 'x-ratelimit-remaining': '0' },
  }));
  await using probe = testProbe(probeOf(server), {});
  expect(await probe.look(noSignal())).toMatchObject({ status: 'healthy', reason: 'ok', why: 'It answers.' });
});

test('a look that is degraded or refused for another reason stays what it is', async () => {
  let status = 200;
  await using server = await scriptedServer(() => ({ status, body: {}, headers: LOW }));
  const degraded = defineProbe({
    ...probeOf(server),
    judge: () => ({ status: 'degraded', why: 'Too many.' }),
  });
  await using probe = testProbe(degraded, {});
  expect(await probe.look(noSignal())).toMatchObject({ reason: 'threshold_crossed', why: 'Too many.' });
  status = 401;
  expect(await probe.look(noSignal())).toMatchObject({ status: 'unhealthy', reason: 'auth_rejected' });
});
