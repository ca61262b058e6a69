import { afterAll, describe, expect, test } from 'vitest';
import { noSignal } from '../../../test/support/bound-probe.ts';
import { controlledProbe } from '../../../test/support/controlled-probe.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { closedPort, type Script, scriptedServer } from '../../../test/support/scripted-server.ts';
import type { HttpAnswer } from '../../lib/http-client.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import { systemClock } from '../../lib/time.ts';
import { tryPublicCall } from './public-call.ts';
import { tryWithoutCredential } from './without-credential.ts';

const clock = systemClock;
const client = createHttpClient(clock);
afterAll(() => client.close());

const HTML = { 'content-type': 'text/html; charset=utf-8' };
const PAGE = '<!doctype html><title>Sign in</title>';

async function callWithout(script: Script, isRefusal?: (answer: HttpAnswer) => boolean) {
  await using server = await scriptedServer(script);
  const definition = controlledProbe(isRefusal === undefined ? {} : { isRefusal });
  const request = { url: `${server.url}/v1/me` };
  return await tryWithoutCredential({ client, clock }, { definition, request }, noSignal());
}

describe('the call without a credential', () => {
  test.each<[string, ReturnType<Script>, string, RegExp]>([
    ['401 is a refusal', { status: 401, body: { error: 'no' } }, 'refused', /^HTTP 401 after \d+ ms$/],
    ['403 is one too', { status: 403, body: '' }, 'refused', /^HTTP 403 after \d+ ms$/],
    [
      '403 as a page is not the API',
      { status: 403, headers: HTML, body: PAGE },
      'strange',
      /^HTTP 403 .*, as HTML$/,
    ],
    [
      '401 with a page that is called JSON is not either',
      { status: 401, headers: { 'content-type': 'application/json' }, body: PAGE },
      'strange',
      /, as HTML$/,
    ],
    ['200 lets anybody in', { body: { ok: true } }, 'answered', /^HTTP 200 after \d+ ms$/],
    ['204 does so too', { status: 204 }, 'answered', /^HTTP 204/],
    ['200 as a page is somebody else', { headers: HTML, body: PAGE }, 'strange', /^HTTP 200 .*, as HTML$/],
    [
      'a redirect is followed nowhere',
      { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
      'strange',
      /^HTTP 302/,
    ],
    ['404 is strange', { status: 404, body: {} }, 'strange', /^HTTP 404/],
    ['407 is what stands between', { status: 407 }, 'strange', /^HTTP 407/],
    ['429 limits', { status: 429, body: {} }, 'limited', /^HTTP 429/],
    ['500 fails', { status: 500, body: {} }, 'failed', /^HTTP 500/],
    ['503 as the page of a gateway fails', { status: 503, headers: HTML, body: PAGE }, 'failed', /^HTTP 503/],
    [
      '511 is a network that wants a sign-in',
      { status: 511, headers: HTML, body: PAGE },
      'strange',
      /^HTTP 511/,
    ],
    [
      'a refusal too large to read is one',
      { status: 401, body: 'x'.repeat(100_000) },
      'refused',
      /^HTTP 401/,
    ],
  ])('%s', async (_name, answer, outcome, saw) => {
    expect(await callWithout(() => answer)).toEqual({
      experiment: 'without_credential',
      atMs: expect.any(Number),
      outcome,
      saw: expect.stringMatching(saw),
    });
  });

  test('a probe may know a refusal in HTML for its own', async () => {
    const row = await callWithout(
      () => ({ status: 401, headers: HTML, body: PAGE }),
      () => true,
    );
    expect(row.outcome).toBe('refused');
  });

  test('nothing that the other side writes is repeated', async () => {
    const planted = { location: 'http://planted.example/', 'x-planted': 'planted' };
    const row = await callWithout(() => ({ status: 302, headers: planted, body: 'planted' }));
    expect(JSON.stringify(row)).not.toContain('planted');
  });

  test('nobody listening is unreachable', async () => {
    const request = { url: `http://127.0.0.1:${await closedPort()}/` };
    const row = await tryWithoutCredential(
      { client, clock },
      { definition: controlledProbe(), request },
      noSignal(),
    );
    expect(row).toMatchObject({
      outcome: 'unreachable',
      saw: 'no answer: nothing listens there (ECONNREFUSED)',
    });
  });

  test('a closed connection is unreachable, and what is no HTTP is strange', async () => {
    const closed = await callWithout((_request, { response }) => {
      response.socket?.resetAndDestroy();
      return undefined;
    });
    expect(closed.outcome).toBe('unreachable');
    const garbled = await callWithout((_request, { response }) => {
      response.socket?.end('220 mail ready\r\n');
      return undefined;
    });
    expect(garbled.outcome).toBe('strange');
  });

  test('one that hangs is unreachable after four seconds', async () => {
    await using server = await scriptedServer(() => undefined);
    const fake = createFakeClock();
    const request = { url: server.url };
    const row = tryWithoutCredential(
      { client, clock: fake },
      { definition: controlledProbe(), request },
      noSignal(),
    );
    await expect.poll(() => server.requests.length).toBe(1);
    await fake.advance(4_100);
    expect(await row).toMatchObject({ outcome: 'unreachable', saw: 'no answer within 4 s' });
  });

  test('a status counts although its body hangs', async () => {
    await using server = await scriptedServer(({ path }, { response }) => {
      if (path === '/other') return { status: 204 };
      response.writeHead(401, { 'content-type': 'application/json' });
      response.write('{');
      return undefined;
    });
    const fake = createFakeClock();
    const row = tryWithoutCredential(
      { client, clock: fake },
      { definition: controlledProbe(), request: { url: server.url } },
      noSignal(),
    );
    await expect.poll(() => server.requests.length).toBe(1);
    // An answer that was sent after it has come, so its status has.
    await client.request({ url: `${server.url}/other`, credentialed: false, signal: noSignal() });
    await fake.advance(4_000);
    expect(await row).toMatchObject({ outcome: 'refused', saw: expect.stringMatching(/^HTTP 401 after/) });
  });

  test('ends with the signal', async () => {
    await using server = await scriptedServer(() => undefined);
    const stop = new AbortController();
    const row = tryWithoutCredential(
      { client, clock },
      { definition: controlledProbe(), request: { url: server.url } },
      stop.signal,
    );
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort(new Error('stopped'));
    await expect(row).rejects.toThrow('stopped');
  });
});

describe('the public call', () => {
  async function callPublic(script: Script) {
    await using server = await scriptedServer(script);
    const isExpected = ({ status, body }: HttpAnswer) => status === 200 && body.toString() === '{"up":true}';
    return await tryPublicCall({ client, clock }, { request: { url: server.url }, isExpected }, noSignal());
  }

  test.each<[string, ReturnType<Script>, string]>([
    ['an answer as documented', { body: { up: true } }, 'answered'],
    ['an answer that is another', { body: { up: 1 } }, 'strange'],
    ['a page', { headers: HTML, body: PAGE }, 'strange'],
    ['a refusal', { status: 401, body: {} }, 'strange'],
    ['a limit', { status: 429, body: {} }, 'limited'],
    ['a failure', { status: 502, headers: HTML, body: PAGE }, 'failed'],
    ['a network that wants a sign-in', { status: 511 }, 'strange'],
  ])('%s', async (_name, answer, outcome) => {
    expect(await callPublic(() => answer)).toMatchObject({ experiment: 'public_call', outcome });
  });

  test('without any answer', async () => {
    const request = { url: `http://127.0.0.1:${await closedPort()}/` };
    const row = await tryPublicCall({ client, clock }, { request, isExpected: () => true }, noSignal());
    expect(row).toMatchObject({ experiment: 'public_call', outcome: 'unreachable' });
  });
});
