import { describe, expect, test } from 'vitest';
import { noSignal, testProbe } from '../../../../test/support/bound-probe.ts';
import { createFakeClock } from '../../../../test/support/fake-clock.ts';
import { closedPort, type ScriptedAnswer, scriptedServer } from '../../../../test/support/scripted-server.ts';
import { http } from './http.ts';

const SECRET = 'planted-secret-0001';

async function lookAt(url: string, options: Record<string, unknown> = {}) {
  await using probe = testProbe(http, { url, ...options });
  return await probe.look(noSignal());
}

/** The verdict about a service that always answers so. */
async function lookAtAnswer(answer: ScriptedAnswer, options: Record<string, unknown> = {}) {
  await using server = await scriptedServer(() => answer);
  return await lookAt(server.url, options);
}

test('is healthy when the answer is as expected, and tells its status and size', async () => {
  await using server = await scriptedServer(() => ({ body: 'ok' }));
  expect(await lookAt(`${server.url}/health?deep=1`)).toMatchObject({
    status: 'healthy',
    reason: 'ok',
    error: null,
    latencyMs: expect.any(Number),
    details: { status_code: 200, body_bytes: 2 },
  });
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/health', body: '' });
  expect(server.requests[0]?.query.get('deep')).toBe('1');
  expect(server.requests[0]?.headers['user-agent']).toMatch(/^kora-heartbeat\//);
});

test('sends method, headers and body as they are given', async () => {
  await using server = await scriptedServer(() => ({ status: 201 }));
  const verdict = await lookAt(server.url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${SECRET}`, 'content-type': 'application/json', 'User-Agent': 'mine' },
    body: '{"ping":true}',
  });
  expect(verdict.status).toBe('healthy');
  expect(server.requests[0]).toMatchObject({ method: 'POST', body: '{"ping":true}' });
  expect(server.requests[0]?.headers).toMatchObject({
    authorization: `Bearer ${SECRET}`,
    'content-type': 'application/json',
    'user-agent': 'mine',
  });
});

describe('a status that was not expected is unhealthy, with its kind as the reason', () => {
  test.each([
    [301, 'unexpected_status'],
    [400, 'http_client_error'],
    [401, 'auth_rejected'],
    [403, 'permission_denied'],
    [404, 'not_found'],
    [429, 'rate_limited'],
    [500, 'http_server_error'],
    [503, 'http_server_error'],
  ])('%i', async (status, reason) => {
    expect(await lookAtAnswer({ status, body: 'no' })).toMatchObject({
      status: 'unhealthy',
      reason,
      error: `HTTP ${status}`,
      latencyMs: expect.any(Number),
      hint: expect.any(String),
    });
  });

  test('a success among them', async () => {
    expect(await lookAtAnswer({ body: 'ok' }, { expect: { status: 204 } })).toMatchObject({
      status: 'unhealthy',
      reason: 'unexpected_status',
      error: 'HTTP 200',
      why: 'It answered HTTP 200, which is not the status that was expected.',
    });
  });
});

test.each([
  [503, { status: 503 }],
  [404, { status: '200,404' }],
  [302, { status: '200-399' }],
])('a status of %i can be expected', async (status, expected) => {
  expect(await lookAtAnswer({ status, body: 'as planned' }, { expect: expected })).toMatchObject({
    status: 'healthy',
    details: { status_code: status },
  });
});

describe('the text of the answer', () => {
  test.each([
    [{ contains: 'grün' }, 'alles grün hier', 'ok'],
    [{ contains: 'ok' }, '', 'unexpected_body'],
    [{ contains: 'OK' }, 'ok', 'unexpected_body'],
    [{ notContains: 'error' }, 'fine', 'ok'],
    [{ notContains: 'error' }, 'an error', 'unexpected_body'],
    [{ contains: 'a', notContains: 'b' }, 'a', 'ok'],
    [{ contains: 'a', notContains: 'b' }, 'ab', 'unexpected_body'],
  ])('%j of "%s" is %s', async (expected, body, reason) => {
    const verdict = await lookAtAnswer({ body }, { expect: expected });
    expect(verdict.reason).toBe(reason);
    if (reason !== 'ok')
      expect(verdict).toMatchObject({
        status: 'unhealthy',
        error: expect.stringMatching(/^HTTP 200, but /),
        latencyMs: expect.any(Number),
      });
  });

  test('never shows in the verdict', async () => {
    const verdict = await lookAtAnswer({ body: `nothing but ${SECRET}` }, { expect: { contains: 'ok' } });
    expect(JSON.stringify(verdict)).not.toContain(SECRET);
  });
});

test('is degraded above degradedAboveMs, and not at it', () => {
  const options = http.schema.parse({ url: 'http://localhost', degradedAboveMs: 800 });
  const judge = (latencyMs: number) => http.judge(options, { status_code: 200 }, latencyMs).status;
  expect([judge(0), judge(800), judge(801)]).toEqual(['healthy', 'healthy', 'degraded']);
});

describe('an answer that breaks off in its body', () => {
  const lookAtHalf = async (status: number, expected: Record<string, unknown>) => {
    await using server = await scriptedServer((_request, { response }) => {
      response.writeHead(status, { 'content-length': '100' });
      response.write('half', () => response.socket?.end());
      return undefined;
    });
    return await lookAt(server.url, { expect: expected });
  };

  test.each([
    [200, {}],
    [503, { status: 503 }],
  ])('is unhealthy although its status %i was expected', async (status, expected) => {
    expect(await lookAtHalf(status, expected)).toMatchObject({
      status: 'unhealthy',
      reason: 'connection_reset',
      error: expect.stringMatching(new RegExp(`^HTTP ${status}, but the `)),
      latencyMs: expect.any(Number),
    });
  });

  test('is what its status says when that was not expected', async () => {
    expect(await lookAtHalf(503, {})).toMatchObject({
      status: 'unhealthy',
      reason: 'http_server_error',
      error: 'HTTP 503',
      latencyMs: expect.any(Number),
    });
  });
});

describe('redirects', () => {
  test.each([
    ['with neither headers nor a body are followed to another host', {}, 'healthy'],
    ['with headers are not', { headers: { 'x-api-key': SECRET } }, 'unhealthy'],
    ['with a body are not', { method: 'POST', body: SECRET }, 'unhealthy'],
  ])('%s', async (_what, options, status) => {
    await using elsewhere = await scriptedServer(() => ({ body: 'ok' }));
    await using server = await scriptedServer(() => ({
      status: 307,
      headers: { location: `${elsewhere.url}/next` },
    }));
    const verdict = await lookAt(server.url, options);
    expect(verdict.status).toBe(status);
    if (status === 'unhealthy') {
      expect(verdict).toMatchObject({ reason: 'redirect_refused', latencyMs: expect.any(Number) });
      expect(elsewhere.requests).toEqual([]);
    }
  });

  test('inside the same host are followed with the headers', async () => {
    await using server = await scriptedServer(({ path }) =>
      path === '/' ? { status: 302, headers: { location: '/next' } } : { body: 'ok' },
    );
    expect((await lookAt(server.url, { headers: { 'x-api-key': SECRET } })).status).toBe('healthy');
    expect(server.requests[1]?.headers['x-api-key']).toBe(SECRET);
  });

  test('can be left alone and expected', async () => {
    await using server = await scriptedServer(() => ({ status: 302, headers: { location: '/next' } }));
    const options = { followRedirects: false };
    expect(await lookAt(server.url, options)).toMatchObject({
      reason: 'unexpected_status',
      error: 'HTTP 302',
    });
    expect((await lookAt(server.url, { ...options, expect: { status: 302 } })).status).toBe('healthy');
    expect(server.requests).toHaveLength(2);
  });
});

test('an answer may be as large as maxBodyBytes and not a byte larger', async () => {
  const answer = { body: Buffer.alloc(100) };
  expect((await lookAtAnswer(answer, { maxBodyBytes: 100 })).status).toBe('healthy');
  expect(await lookAtAnswer(answer, { maxBodyBytes: 99 })).toMatchObject({
    status: 'unhealthy',
    reason: 'body_too_large',
  });
});

test('HEAD has no body to judge', async () => {
  expect(await lookAtAnswer({ body: 'ok' }, { method: 'HEAD' })).toMatchObject({
    status: 'healthy',
    details: { body_bytes: 0 },
  });
});

test('is unknown when nothing listens', async () => {
  expect(await lookAt(`http://127.0.0.1:${await closedPort()}`)).toMatchObject({
    status: 'unknown',
    reason: 'connection_refused',
    latencyMs: null,
  });
});

test('is unknown when nothing answers in time', async () => {
  const clock = createFakeClock();
  const arrived = Promise.withResolvers<void>();
  await using server = await scriptedServer(() => {
    arrived.resolve();
    return undefined;
  });
  await using probe = testProbe(http, { url: server.url }, { clock, timeoutMs: 5_000 });
  const look = probe.look(noSignal());
  await arrived.promise;
  await clock.advance(6_000);
  expect(await look).toMatchObject({
    status: 'unknown',
    reason: 'timeout',
    error: 'probe timed out after 5s',
    latencyMs: null,
  });
});

describe('refuses options that could never work', () => {
  const url = 'https://checkout.example.com/health';
  test.each<[Record<string, unknown>]>([
    [{}],
    [{ url: 'checkout.example.com' }],
    [{ url: 'ftp://checkout.example.com' }],
    [{ url: 'https://user:password@checkout.example.com' }],
    [{ url, metod: 'GET' }],
    [{ url, method: 'TRACE' }],
    [{ url, body: 'x' }],
    [{ url, method: 'HEAD', expect: { contains: 'ok' } }],
    [{ url, headers: { 'content-length': '1' } }],
    [{ url, headers: { 'Transfer-Encoding': 'chunked' } }],
    [{ url, headers: { 'two words': 'x' } }],
    [{ url, headers: { authorization: 'Bearer a\r\nhost: evil' } }],
    [{ url, expect: { status: 'fine' } }],
    [{ url, expect: { statuses: 200 } }],
    [{ url, degradedAboveMs: 0 }],
    [{ url, maxBodyBytes: 0 }],
  ])('%j', (options) => {
    expect(http.schema.safeParse(options).success).toBe(false);
  });

  test('and keeps the values of headers as secrets', () => {
    const options = http.schema.parse({ url, headers: { authorization: `Bearer ${SECRET}` } });
    expect(JSON.stringify(options)).not.toContain(SECRET);
  });
});
