import { describe, expect, test } from 'vitest';
import { koraServer } from '../../test/support/kora-server.ts';
import { Secret } from '../lib/secret.ts';

const PATHS = [
  '/api/heartbeat/services',
  '/api/v1/monitors',
  '/metrics',
  '/readyz',
  '/',
  '/nothing',
] as const;
const TOKEN = 'right-token-123456';

describe('without a token', () => {
  test.each(PATHS)('%s is refused to a name that was rebound to this machine', async (path) => {
    await using kora = await koraServer();
    for (const host of [
      'kora.attacker.example',
      'localhost.attacker.example:9119',
      '127.0.0.1.nip.example',
    ]) {
      const { status, headers, json } = await kora.ask(path, { headers: { host } });
      expect(status, host).toBe(403);
      expect(headers['content-type']).toContain('application/problem+json');
      expect(json()).toMatchObject({ code: 'forbidden' });
    }
  });

  test.each(['localhost', 'LocalHost:9119', '127.0.0.1:80', '127.8.8.8', '[::1]:9119'])(
    'the loopback name %s is answered',
    async (host) => {
      await using kora = await koraServer();
      expect((await kora.ask('/api/v1/monitors', { headers: { host } })).status).toBe(200);
    },
  );

  test.each(['localhost@attacker.example', 'a b', '[::1', 'localhost:port'])(
    'the malformed host %j is refused',
    async (host) => {
      await using kora = await koraServer();
      expect((await kora.ask('/api/v1/monitors', { headers: { host } })).status).toBeGreaterThanOrEqual(400);
    },
  );

  test('a listed host is answered, and only that', async () => {
    await using kora = await koraServer({ config: { allowedHosts: ['kora.example'] } });
    expect((await kora.ask('/api/v1/monitors', { headers: { host: 'Kora.Example:8080' } })).status).toBe(200);
    expect((await kora.ask('/api/v1/monitors', { headers: { host: 'other.example' } })).status).toBe(403);
  });
});

describe('with a token', () => {
  const authorization = `Bearer ${TOKEN}`;

  test('any host is answered, since a foreign page has no session', async () => {
    await using kora = await koraServer({ config: { apiToken: new Secret(TOKEN) } });
    const headers = { host: 'kora.example', authorization };
    expect((await kora.ask('/api/v1/monitors', { headers })).status).toBe(200);
  });

  test('only listed hosts are, where some are listed; but a supervisor may ask for health by any', async () => {
    const config = { apiToken: new Secret(TOKEN), allowedHosts: ['kora.example'] };
    await using kora = await koraServer({ config });
    const ask = (path: string, host: string) => kora.ask(path, { headers: { host, authorization } });
    expect((await ask('/api/v1/monitors', 'kora.example')).status).toBe(200);
    expect((await ask('/api/v1/monitors', '10.0.0.5:9119')).status).toBe(403);
    expect((await ask('/healthz', '10.0.0.5:9119')).status).toBe(200);
  });
});

describe('requests that a page of another origin makes', () => {
  test.each(PATHS)('%s is refused to a foreign Origin', async (path) => {
    await using kora = await koraServer();
    for (const origin of ['https://attacker.example', 'http://localhost:3000', 'null', 'garbage'])
      expect((await kora.ask(path, { headers: { origin } })).status, origin).toBe(403);
  });

  test('the own Origin is answered', async () => {
    await using kora = await koraServer();
    expect((await kora.ask('/api/v1/monitors', { headers: { origin: kora.url } })).status).toBe(200);
  });

  test.each([
    ['a script elsewhere', '/api/v1/monitors', 'cross-site', 'no-cors', 'script', 403],
    ['a script on another port', '/api/heartbeat/services', 'same-site', 'no-cors', 'script', 403],
    ['a frame elsewhere', '/', 'cross-site', 'navigate', 'iframe', 403],
    ['a link elsewhere to the API', '/api/v1/monitors', 'cross-site', 'navigate', 'document', 403],
    ['a link elsewhere to the dashboard', '/', 'cross-site', 'navigate', 'document', 'passes'],
    ['the address bar', '/api/v1/monitors', 'none', 'navigate', 'document', 'passes'],
    ['the dashboard itself', '/api/v1/monitors', 'same-origin', 'cors', 'empty', 'passes'],
  ])('%s: %s', async (_who, path, site, mode, dest, expected) => {
    await using kora = await koraServer();
    const { status } = await kora.ask(path, {
      headers: { 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest },
    });
    if (expected === 'passes') expect(status).not.toBe(403);
    else expect(status).toBe(expected);
  });

  test('no answer ever carries a CORS header, not even to a preflight', async () => {
    await using kora = await koraServer();
    const headers = { origin: 'https://attacker.example', 'access-control-request-method': 'POST' };
    for (const method of ['GET', 'OPTIONS', 'POST']) {
      const answer = await kora.ask('/api/v1/monitors/vercel/check', { method, headers });
      expect(answer.status).toBe(403);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});
