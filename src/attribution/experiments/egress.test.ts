import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, describe, expect, test } from 'vitest';
import { noSignal } from '../../../test/support/bound-probe.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import {
  closedPort,
  type ScriptedAnswer,
  type ScriptedServer,
  scriptedServer,
} from '../../../test/support/scripted-server.ts';
import { parseSentinel } from '../../domain/sentinel.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import { systemClock } from '../../lib/time.ts';
import { tryEgress } from './egress.ts';

const client = createHttpClient(systemClock);
afterAll(() => client.close());

function sentinel(text: string) {
  const parsed = parseSentinel(text);
  if (parsed === null) throw new Error(`no sentinel: ${text}`);
  return parsed;
}

function tryThose(texts: readonly string[], signal = noSignal()) {
  return tryEgress({ client, clock: systemClock }, texts.map(sentinel), signal);
}

const HTML = { 'content-type': 'text/html' };
const PAGE = '<!doctype html><title>Sign in</title>';
const NOTHING_DUE: ScriptedAnswer = { status: 204 };

/** Asks one sentinel per answer, below a path that is due nothing or below a plain one. */
async function answers(path: string, ...given: ScriptedAnswer[]) {
  const servers: ScriptedServer[] = [];
  for (const answer of given) servers.push(await scriptedServer(() => answer));
  const row = await tryThose(servers.map(({ url }) => `${url}${path}`));
  for (const server of servers) await server[Symbol.asyncDispose]();
  return row;
}

describe('a URL that is due no content', () => {
  test.each<[string, ScriptedAnswer, string]>([
    ['204', NOTHING_DUE, 'reachable'],
    ['a page with 200', { headers: HTML, body: PAGE }, 'intercepted'],
    ['an empty 200', {}, 'intercepted'],
    ['a redirect elsewhere', { status: 302, headers: { location: 'http://portal.invalid/' } }, 'intercepted'],
    ['a redirect on the same host', { status: 302, headers: { location: '/login' } }, 'intercepted'],
    ['511', { status: 511, headers: HTML, body: PAGE }, 'intercepted'],
  ])('%s', async (_name, answer, outcome) => {
    expect(await answers('/generate_204', answer)).toMatchObject({ experiment: 'egress', outcome });
  });
});

describe('a plain URL', () => {
  test.each<[string, ScriptedAnswer, string]>([
    ['200', { body: 'x' }, 'reachable'],
    ['404', { status: 404 }, 'reachable'],
    ['a redirect on the same host', { status: 301, headers: { location: '/home' } }, 'reachable'],
    ['a redirect elsewhere', { status: 302, headers: { location: 'http://portal.invalid/' } }, 'intercepted'],
    ['511', { status: 511 }, 'intercepted'],
    ['502', { status: 502 }, 'unreachable'],
  ])('%s', async (_name, answer, outcome) => {
    expect(await answers('/', answer)).toMatchObject({ outcome });
  });
});

describe('a port', () => {
  test('that takes a connection is reachable, by IPv4, IPv6 and name', async () => {
    for (const [host, written] of [
      ['127.0.0.1', '127.0.0.1'],
      ['::1', '[::1]'],
      ['127.0.0.1', 'localhost'],
    ]) {
      const server = createServer((socket) => socket.destroy());
      server.listen(0, host);
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      expect(await tryThose([`${written}:${port}`])).toMatchObject({
        outcome: 'reachable',
        saw: '1 of 1 sentinel answers',
      });
      server.close();
    }
  });

  test('on which nothing listens is not', async () => {
    expect(await tryThose([`127.0.0.1:${await closedPort()}`])).toMatchObject({
      outcome: 'unreachable',
      saw: 'none of 1 sentinel answers',
    });
  });
});

describe('several', () => {
  test('are counted, and one is enough', async () => {
    expect(await answers('/generate_204', NOTHING_DUE, {}, NOTHING_DUE, NOTHING_DUE)).toMatchObject({
      outcome: 'reachable',
      saw: '3 of 4 sentinels answer',
    });
    expect(await answers('/generate_204', { status: 302 }, NOTHING_DUE)).toMatchObject({
      outcome: 'reachable',
      saw: '1 of 2 sentinels answers',
    });
  });

  test('that all fail leave nobody reached', async () => {
    const port = await closedPort();
    expect(await tryThose([`127.0.0.1:${port}`, `http://127.0.0.1:${port}/generate_204`])).toMatchObject({
      outcome: 'unreachable',
      saw: 'none of 2 sentinels answers',
    });
  });

  test('behind a sign-in page are intercepted', async () => {
    const page = { headers: HTML, body: PAGE };
    expect(await answers('/generate_204', page, page, { status: 502 })).toMatchObject({
      outcome: 'intercepted',
      saw: 'none of 3 sentinels answers as it should, and 3 as the sign-in page of a network would',
    });
  });

  test('that hang are given up after three seconds', async () => {
    await using server = await scriptedServer(() => undefined);
    const clock = createFakeClock();
    const row = tryEgress(
      { client, clock },
      [sentinel(server.url), sentinel(`${server.url}/generate_204`)],
      noSignal(),
    );
    await expect.poll(() => server.requests.length).toBe(2);
    await clock.advance(3_100);
    expect(await row).toMatchObject({ outcome: 'unreachable', saw: 'none of 2 sentinels answers' });
  });

  test('that hang hold up nobody when another is right', async () => {
    await using hanging = await scriptedServer(() => undefined);
    await using right = await scriptedServer(() => NOTHING_DUE);
    expect(await tryThose([hanging.url, `${right.url}/generate_204`])).toMatchObject({
      outcome: 'reachable',
      saw: '1 of 2 sentinels answers',
    });
  });

  test('end with the signal, and then say nothing', async () => {
    await using server = await scriptedServer(() => undefined);
    const stop = new AbortController();
    const row = tryThose([server.url], stop.signal);
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort(new Error('stopped'));
    await expect(row).rejects.toThrow('stopped');
  });

  test('carry no credential and follow nobody', async () => {
    await using elsewhere = await scriptedServer(() => NOTHING_DUE);
    const there = elsewhere.url.replace('127.0.0.1', 'localhost');
    await using server = await scriptedServer(() => ({ status: 302, headers: { location: there } }));
    expect(await tryThose([server.url])).toMatchObject({ outcome: 'intercepted' });
    expect(elsewhere.requests).toEqual([]);
    const { host, ...headers } = server.requests[0]?.headers ?? {};
    expect(host).toBe(new URL(server.url).host);
    expect(Object.keys(headers).sort()).toEqual(['accept', 'accept-encoding', 'connection', 'user-agent']);
  });
});
