import { once } from 'node:events';
import { createServer as createTcpServer } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { closedPort, scriptedServer } from '../../test/support/scripted-server.ts';
import { createHttpClient, type HttpAnswer, type HttpRequest, MAX_BODY_BYTES } from './http-client.ts';
import { systemClock } from './time.ts';
import { TransportError } from './transport-error.ts';
import { VERSION } from './version.ts';

const client = createHttpClient(systemClock);

function request(url: string, extra: Partial<HttpRequest> = {}) {
  return client.request({ url, signal: AbortSignal.timeout(2_000), credentialed: false, ...extra });
}

async function failureOf(promise: Promise<HttpAnswer>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return failureName(error);
}

/** What became of the body of an answer whose status is known. */
async function bodyFailureOf(promise: Promise<HttpAnswer>, status = 200): Promise<string> {
  const answer = await promise;
  expect(answer).toMatchObject({ status, body: Buffer.alloc(0) });
  expect(answer.latencyMs).toBeGreaterThan(0);
  return failureName(answer.bodyProblem);
}

function failureName(error: unknown): string {
  return error instanceof TransportError ? error.failure : String(error);
}

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
});

async function serve(...args: Parameters<typeof scriptedServer>) {
  const server = await scriptedServer(...args);
  open.push(server);
  return server;
}

describe('an answer', () => {
  test('comes with its status, headers, body and phases, whatever the status', async () => {
    const server = await serve(() => ({ status: 503, headers: { 'x-a': '1' }, body: 'no' }));
    const answer = await request(`${server.url}/`);
    expect(answer).toMatchObject({ status: 503, headers: { 'x-a': '1' }, body: Buffer.from('no') });
    expect(answer.latencyMs).toBeGreaterThan(0);
    expect(answer.phases).toMatchObject({
      tlsMs: null,
      connectMs: expect.any(Number),
      firstByteMs: expect.any(Number),
    });
  });

  test('over a kept-alive connection has no connecting phases', async () => {
    const server = await serve(() => ({ body: 'ok' }));
    let phases = (await request(`${server.url}/`)).phases;
    for (let i = 0; i < 5 && phases.connectMs !== null; i += 1)
      phases = (await request(`${server.url}/`)).phases;
    expect(phases).toMatchObject({ dnsMs: null, connectMs: null, tlsMs: null });
  });

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ] as const)('is decoded from %s', async (encoding, compress) => {
    const server = await serve(() => ({
      headers: { 'content-encoding': encoding },
      body: compress('plain text'),
    }));
    expect((await request(`${server.url}/`)).body.toString()).toBe('plain text');
  });

  test('is asked for by Kora under its own name', async () => {
    const server = await serve(() => ({ body: 'ok' }));
    await request(`${server.url}/path?q=1`);
    expect(server.requests[0]?.headers['user-agent']).toBe(`kora-heartbeat/${VERSION}`);
    expect(server.requests[0]?.query.get('q')).toBe('1');
  });
});

describe('a body', () => {
  test('larger than the cap ends the exchange, but not what its status says', async () => {
    const server = await serve(() => ({ body: Buffer.alloc(MAX_BODY_BYTES + 1) }));
    expect(await bodyFailureOf(request(`${server.url}/`))).toBe('body_too_large');
  });

  test('that is small on the wire and too large decompressed ends the exchange', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const server = await serve(() => ({ headers: { 'content-encoding': 'gzip' }, body: bomb }));
    expect(await bodyFailureOf(request(`${server.url}/`))).toBe('body_too_large');
  });

  test('with a lying or unknown encoding is unexpected', async () => {
    const server = await serve(({ path }) => ({
      headers: { 'content-encoding': path.slice(1) },
      body: 'not compressed',
    }));
    expect(await bodyFailureOf(request(`${server.url}/gzip`))).toBe('unexpected_body');
    expect(await bodyFailureOf(request(`${server.url}/snappy`))).toBe('unexpected_body');
  });
});

describe('a redirect', () => {
  test('inside its origin is followed, credential and all', async () => {
    const server = await serve(({ path }) =>
      path === '/a' ? { status: 302, headers: { location: '/b' } } : { body: 'here' },
    );
    const answer = await request(`${server.url}/a`, { credentialed: true, headers: { authorization: 'x' } });
    expect(answer.body.toString()).toBe('here');
    expect(server.requests[1]?.headers.authorization).toBe('x');
  });

  test('to another origin is never followed with a credential', async () => {
    const other = await serve(() => ({ body: 'stolen' }));
    const server = await serve(() => ({ status: 307, headers: { location: `${other.url}/` } }));
    expect(
      await failureOf(request(`${server.url}/`, { credentialed: true, headers: { authorization: 'x' } })),
    ).toBe('redirect_refused');
    expect(other.requests).toEqual([]);
  });

  test('to another origin is followed without one', async () => {
    const other = await serve(() => ({ body: 'there' }));
    const server = await serve(() => ({ status: 301, headers: { location: `${other.url}/` } }));
    expect((await request(`${server.url}/`)).body.toString()).toBe('there');
  });

  test('that never ends is given up', async () => {
    const server = await serve(() => ({ status: 302, headers: { location: '/again' } }));
    expect(await failureOf(request(`${server.url}/`))).toBe('redirect_refused');
    expect(server.requests).toHaveLength(6);
  });

  test('after a POST does not send the body again as a POST', async () => {
    const server = await serve(({ path }) =>
      path === '/a' ? { status: 303, headers: { location: '/b' } } : { body: 'ok' },
    );
    await request(`${server.url}/a`, { method: 'POST', body: '{"a":1}' });
    expect(server.requests[1]).toMatchObject({ method: 'GET', path: '/b', body: '' });
  });

  test('is handed back when none is wanted', async () => {
    const server = await serve(() => ({ status: 302, headers: { location: '/b' } }));
    expect((await request(`${server.url}/`, { maxRedirects: 0 })).status).toBe(302);
  });
});

describe('a connection', () => {
  test('that is refused says so', async () => {
    expect(await failureOf(request(`http://127.0.0.1:${await closedPort()}/`))).toBe('connection_refused');
  });

  test('to a name that does not exist says so', async () => {
    expect(await failureOf(request('http://no-such-host.invalid/'))).toBe('dns_failed');
  });

  test('that is reset says so', async () => {
    const server = await serve((_request, { response }) => {
      response.socket?.resetAndDestroy();
      return undefined;
    });
    expect(await failureOf(request(`${server.url}/`))).toBe('connection_reset');
  });

  test.each([200, 503])('that closes in the middle of a body leaves the status %i', async (status) => {
    const server = await serve((_request, { response }) => {
      response.writeHead(status, { 'content-length': '100' });
      response.write('half', () => response.socket?.end());
      return undefined;
    });
    expect(await bodyFailureOf(request(`${server.url}/`), status)).toBe('connection_reset');
  });

  test('that the server closed while idle is replaced without a word', async () => {
    let answered = 0;
    const server = await serve((_request, { response }) => {
      answered += 1;
      // The second request on the same socket meets a server that is just closing it.
      if (answered === 2 && response.socket !== null) {
        response.socket.destroy();
        return undefined;
      }
      return { body: 'ok' };
    });
    const first = await request(`${server.url}/`);
    expect(first.status).toBe(200);
    await new Promise((resolve) => setImmediate(resolve));
    expect((await request(`${server.url}/`)).status).toBe(200);
    expect(answered).toBe(3);
  });

  test('to something that does not speak HTTP says so', async () => {
    const server = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await failureOf(request(`http://127.0.0.1:${port}/`))).toBe('protocol_error');
    server.close();
  });

  test('speaking plain HTTP where TLS is due says so', async () => {
    const server = await serve(() => ({ body: 'ok' }));
    expect(await failureOf(request(server.url.replace('http:', 'https:')))).toBe('tls_failed');
  });
});

describe('the deadline', () => {
  test('ends an exchange whose body never ends, but not what its status says', async () => {
    const server = await serve((_request, { response }) => {
      response.writeHead(503).write('x');
      return undefined;
    });
    const signal = AbortSignal.timeout(300);
    const answer = await request(`${server.url}/`, { signal });
    expect(answer).toMatchObject({ status: 503, body: Buffer.alloc(0) });
    expect(answer.bodyProblem).toBe(signal.reason);
    expect(answer.latencyMs).toBeLessThan(300);
  });

  test('ends an exchange of which nothing came', async () => {
    const reason = new Error('deadline');
    const controller = new AbortController();
    const server = await serve(() => void controller.abort(reason));
    await expect(request(`${server.url}/`, { signal: controller.signal })).rejects.toBe(reason);
  });

  test('that has passed already sends nothing', async () => {
    const server = await serve(() => ({ body: 'ok' }));
    await expect(request(`${server.url}/`, { signal: AbortSignal.abort(new Error('late')) })).rejects.toThrow(
      'late',
    );
    expect(server.requests).toEqual([]);
  });
});
