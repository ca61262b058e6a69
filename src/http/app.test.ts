import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { ask, healthyVerdict, koraServer } from '../../test/support/kora-server.ts';
import { openStream } from '../../test/support/live-stream.ts';
import { closedPort } from '../../test/support/scripted-server.ts';
import { monitorsResponseSchema } from '../contracts/monitors.ts';
import { problemSchema } from '../contracts/problem.ts';
import { KoraError } from '../lib/errors.ts';
import { Secret } from '../lib/secret.ts';

/** What comes back on a raw connection until it is closed. */
async function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
  socket.on('error', () => {});
  socket.write(bytes);
  await once(socket, 'close');
  return received;
}

async function thrown(promise: Promise<unknown>): Promise<KoraError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof KoraError) return error;
  throw new Error(`no KoraError was thrown but ${error}`);
}

describe('starting', () => {
  test.each(['0.0.0.0', '::', '192.0.2.7', 'kora.example'])(
    'on %s without a token is refused before anything listens, and says what to set',
    async (host) => {
      const error = await thrown(koraServer({ config: { host } }));
      expect(error.code).toBe('configuration_invalid');
      expect(error.problems).toEqual([expect.stringMatching(/KORA_WEB_HOST.*KORA_API_TOKEN/)]);
    },
  );

  test('on an open address with a token works', async () => {
    await using kora = await koraServer({
      config: { host: '0.0.0.0', apiToken: new Secret('token-123456') },
    });
    expect(kora.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await kora.ask('/healthz')).json()).toEqual({ status: 'ok' });
  });

  test('on a taken port names it', async () => {
    await using kora = await koraServer();
    const port = Number(new URL(kora.url).port);
    const error = await thrown(koraServer({ config: { port } }));
    expect(error.code).toBe('address_in_use');
    expect(error.message).toContain(String(port));
  });

  test('on an address of another machine says that it cannot', async () => {
    const config = { host: '192.0.2.7', apiToken: new Secret('token-123456') };
    expect((await thrown(koraServer({ config }))).code).toBe('listen_failed');
  });
});

describe('stopping', () => {
  test('ends streams and idle connections within a second, and frees the port', async () => {
    const port = await closedPort();
    await using kora = await koraServer({ config: { port } });
    await kora.ask('/api/v1/monitors');
    const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(kora)));
    const idle = connect(port, '127.0.0.1');
    await once(idle, 'connect');
    const ended = [...streams.map(({ response }) => once(response, 'close')), once(idle.resume(), 'close')];
    const startedTick = performance.now();
    await kora.stop();
    expect(performance.now() - startedTick).toBeLessThan(1_000);
    await Promise.all(ended);
    await using again = await koraServer({ config: { port } });
    expect((await again.ask('/healthz')).status).toBe(200);
  });

  test('before it was ever asked anything works too', async () => {
    const kora = await koraServer();
    await kora.stop();
    await expect(kora.ask('/healthz')).rejects.toThrow('ECONNREFUSED');
  });
});

describe('bad requests', () => {
  test.each([
    ['GET', '/api/nothing', {}, '', 404, 'not_found'],
    ['GET', '/api/v1/monitors/nobody', {}, '', 404, 'not_found'],
    ['POST', '/api/v1/monitors/nobody/check', {}, '', 404, 'not_found'],
    ['GET', '/api/v1/monitors?beats=97', {}, '', 400, 'bad_request'],
    ['GET', '/api/v1/monitors?beats=-1', {}, '', 400, 'bad_request'],
    ['GET', '/api/v1/monitors?beats=1.5', {}, '', 400, 'bad_request'],
    ['GET', '/api/v1/monitors?beats=1&beats=2', {}, '', 400, 'bad_request'],
    ['GET', '/api/v1/monitors/vercel?beats=x', {}, '', 400, 'bad_request'],
    ['GET', '/%zz', {}, '', 400, 'bad_request'],
    ['GET', '/api/v1/monitors/%E0%A4%A', {}, '', 400, 'bad_request'],
    ['GET', `/${'x'.repeat(5_000)}`, {}, '', 400, 'bad_request'],
    ['GET', `/api/v1/monitors/${'x'.repeat(300)}`, {}, '', 414, 'too_large'],
    [
      'POST',
      '/api/v1/monitors/vercel/check',
      { 'content-type': 'application/json' },
      '{"a":',
      400,
      'bad_request',
    ],
    [
      'POST',
      '/api/v1/monitors/vercel/check',
      { 'content-type': 'text/weird' },
      'x',
      415,
      'unsupported_media_type',
    ],
    [
      'POST',
      '/api/v1/monitors/vercel/check',
      { 'content-type': 'application/json' },
      `"${'x'.repeat(20_000)}"`,
      413,
      'too_large',
    ],
    ['PUT', '/api/v1/monitors/vercel', {}, '', 405, 'method_not_allowed'],
    ['GET', '/api/v1/monitors/vercel/check', {}, '', 405, 'method_not_allowed'],
    ['POST', '/metrics', {}, '', 405, 'method_not_allowed'],
    ['OPTIONS', '/api/v1/monitors', {}, '', 405, 'method_not_allowed'],
  ])('%s %s %o %# answers a problem document', async (method, path, headers, body, status, code) => {
    await using kora = await koraServer();
    const answer = await kora.ask(path, { method, headers, body });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
    expect(problemSchema.parse(answer.json())).toMatchObject({ status, code });
  });

  test.each([
    ['/api/v1/monitors/vercel', 'DELETE', ['GET', 'HEAD']],
    ['/api/v1/monitors/vercel/check', 'GET', ['POST']],
    ['/sign-in', 'DELETE', ['GET', 'HEAD', 'POST']],
    ['/assets/x.js', 'POST', ['GET', 'HEAD']],
  ])('%s asked with %s names the methods it takes', async (path, method, allowed) => {
    await using kora = await koraServer();
    const { headers } = await kora.ask(path, { method });
    expect(headers.allow?.split(', ').sort()).toEqual(allowed);
  });

  test('a value that does not fit is named with its place', async () => {
    await using kora = await koraServer();
    expect((await kora.ask('/api/v1/monitors?beats=97')).json()).toMatchObject({
      detail: expect.stringMatching(/^query beats: .*96/),
    });
  });

  test('what is no HTTP at all, or has no Host, ends with an answer and a closed connection', async () => {
    await using kora = await koraServer();
    expect(await sendRaw(kora.url, 'hello there\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    expect(await sendRaw(kora.url, 'GET /healthz HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
    const huge = `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`;
    expect(await sendRaw(kora.url, huge)).toMatch(/^HTTP\/1\.1 431 .*application\/problem\+json/s);
  });

  test('a fault of our own answers 500 without its text, which goes to the log scrubbed', async () => {
    const parts = {
      cronJobs: () => {
        throw new Error('boom with planted-secret-value');
      },
    };
    await using kora = await koraServer({ parts, secrets: ['planted-secret-value'] });
    const answer = await kora.ask('/api/cron/jobs');
    expect(answer.status).toBe(500);
    expect(answer.json()).toEqual({
      type: 'about:blank',
      title: 'Internal error',
      status: 500,
      code: 'internal_error',
    });
    expect(kora.logged.join('')).toContain('boom');
    expect(kora.logged.join('')).not.toContain('planted-secret-value');
  });

  test('an upgrade to another protocol is not taken for one', async () => {
    await using kora = await koraServer();
    const headers = { connection: 'upgrade', upgrade: 'websocket' };
    expect((await kora.ask('/healthz', { headers })).status).toBe(200);
  });
});

describe('readiness', () => {
  test('comes with the last first look; health was there before', async () => {
    await using kora = await koraServer({ names: ['vercel', 'sentry'] });
    expect((await kora.ask('/healthz')).status).toBe(200);
    expect((await kora.ask('/readyz')).json()).toMatchObject({
      status: 503,
      code: 'warming',
      detail: expect.stringMatching(/^2 of 2/),
    });
    kora.recorder.record('vercel', healthyVerdict());
    expect((await kora.ask('/readyz')).status).toBe(503);
    kora.recorder.record('sentry', healthyVerdict());
    expect((await kora.ask('/readyz')).json()).toEqual({ status: 'ready' });
  });
});

test('requests that arrive together before the routes are made are all answered', async () => {
  await using kora = await koraServer();
  const answers = await Promise.all(Array.from({ length: 20 }, () => kora.ask('/api/v1/monitors')));
  expect(answers.map(({ status }) => status)).toEqual(new Array(20).fill(200));
});

test('every answer carries the security headers', async () => {
  await using kora = await koraServer();
  for (const path of ['/', '/api/v1/monitors', '/nothing', '/%zz', '/healthz', '/metrics', '/sign-in']) {
    const { headers } = await ask(kora.url, path);
    expect(headers['content-security-policy'], path).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers['cross-origin-resource-policy'], path).toBe('same-origin');
  }
});

describe('the list of monitors', () => {
  test('comes whole, or page by page in the same order', async () => {
    await using kora = await koraServer({ names: ['vercel', 'sentry', 'alpha', 'beta', 'gamma'] });
    const whole = monitorsResponseSchema.parse((await kora.ask('/api/v1/monitors')).json());
    expect(whole.next_cursor).toBeNull();
    const names: string[] = [];
    let path = '/api/v1/monitors?limit=2';
    for (;;) {
      const page = monitorsResponseSchema.parse((await kora.ask(path)).json());
      names.push(...page.monitors.map(({ name }) => name));
      if (page.next_cursor === null) break;
      expect(page.monitors).toHaveLength(2);
      path = `/api/v1/monitors?limit=2&cursor=${page.next_cursor}`;
    }
    expect(names).toEqual(whole.monitors.map(({ name }) => name));
    expect((await kora.ask('/api/v1/monitors?cursor=nonsense')).status).toBe(400);
  });
});
