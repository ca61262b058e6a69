import { describe, expect, test } from 'vitest';
import { noSignal, testProbe } from '../../../../test/support/bound-probe.ts';
import { introspect } from '../../../../test/support/introspect.ts';
import { type ScriptedAnswer, scriptedServer } from '../../../../test/support/scripted-server.ts';
import { TransportError } from '../../../lib/transport-error.ts';
import { ProbeRefusal } from '../../define-probe.ts';
import { supabase } from './supabase.ts';

const KEY = 'sb_publishable_planted0001';
const HEALTH = { version: 'v2.197.0', name: 'GoTrue', description: 'GoTrue is a user registration API' };

interface Answers {
  readonly health?: ScriptedAnswer;
  readonly table?: ScriptedAnswer;
}

function project({ health = { body: HEALTH }, table = { status: 404, body: {} } }: Answers = {}) {
  return scriptedServer(({ path }) => (path === '/auth/v1/health' ? health : table));
}

async function lookAt(url: string, options: Record<string, unknown> = {}) {
  await using probe = testProbe(supabase, { url, anonKey: KEY, ...options });
  return await probe.look(noSignal());
}

test('asks the sign-in service alone, with the key in apikey and never as a Bearer', async () => {
  await using server = await project();
  expect(await lookAt(`${server.url}/`)).toMatchObject({
    status: 'healthy',
    reason: 'ok',
    why: 'It answers; the connections in use are not known without a management token.',
    details: { auth_version: 'v2.197.0', connections_pct: 'unknown' },
  });
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/auth/v1/health' });
  expect(server.requests[0]?.headers).toMatchObject({ apikey: KEY });
  expect(server.requests[0]?.headers.authorization).toBe(undefined);
});

test('sends an older key in both headers', async () => {
  const key = `eyJhbGciOiJIUzI1NiJ9.${Buffer.from('{"role":"anon"}').toString('base64url')}.x`;
  await using server = await project();
  await lookAt(server.url, { anonKey: key });
  expect(server.requests[0]?.headers).toMatchObject({ apikey: key, authorization: `Bearer ${key}` });
});

test.each([[{ version: null, name: 'GoTrue', new: [] }], [{ description: 'GoTrue' }]])(
  'tolerates additions and null: %j',
  async (body) => {
    await using server = await project({ health: { body } });
    expect(await lookAt(server.url)).toMatchObject({
      status: 'healthy',
      details: { auth_version: 'unknown' },
    });
  },
);

test.each([[{}], [{ status: 'ok' }], [[HEALTH]], [null], [{ version: 2 }]])(
  'refuses an answer that is not of the sign-in service: %j',
  async (body) => {
    await using server = await project({ health: { body } });
    expect(await lookAt(server.url)).toMatchObject({ status: 'unhealthy', reason: 'unexpected_body' });
  },
);

describe('says what an error means', () => {
  const invalid = { message: 'Invalid API key', hint: 'Double check your Supabase `anon` API key.' };
  const missing = { message: 'No API key found in request', hint: 'No `apikey` request header was found.' };
  const restricted = { 'sb-error-code': 'UNAUTHORIZED_INVALID_API_KEY_TYPE' };
  const cases: readonly (readonly [ScriptedAnswer, string, RegExp, RegExp])[] = [
    [{ status: 401, body: invalid }, 'auth_rejected', /does not accept this key/, /KORA_SUPABASE_ANON_KEY/],
    [{ status: 401, body: missing }, 'auth_rejected', /No key reached/, /prox/],
    [{ status: 401, body: '<html>' }, 'auth_rejected', /does not accept this key/, /KORA_SUPABASE_ANON_KEY/],
    [
      { status: 401, headers: restricted, body: invalid },
      'permission_denied',
      /its kind/,
      /KORA_SUPABASE_URL/,
    ],
    [{ status: 403, body: { message: 'no' } }, 'permission_denied', /HTTP 403/, /scope/],
    [{ status: 404, body: {} }, 'not_found', /HTTP 404/, /address/],
    [{ status: 429, body: {} }, 'rate_limited', /limiting/, /Look less often/],
    [{ status: 503, body: 'upstream' }, 'http_server_error', /HTTP 503/, /status page/],
    [{ status: 522, body: '<html>' }, 'http_server_error', /HTTP 522/, /status page/],
    [{ status: 540, body: {} }, 'http_server_error', /paused or removed/, /dashboard/],
  ];
  test.each(cases)('%o', async (health, reason, why, hint) => {
    await using server = await project({ health });
    expect(await lookAt(server.url)).toMatchObject({
      status: 'unhealthy',
      reason,
      error: `HTTP ${health.status}`,
      latencyMs: expect.any(Number),
      why: expect.stringMatching(why),
      hint: expect.stringMatching(hint),
    });
  });

  test('a management token in the place of the key', async () => {
    await using server = await project({ health: { status: 401, body: invalid } });
    const verdict = await lookAt(server.url, { anonKey: 'sbp_planted0001' });
    expect(verdict.hint).toContain('publishable key');
  });
});

describe('a project whose name does not resolve', () => {
  function lookFailing(url: string, message: string): Promise<unknown> {
    const fail = () => Promise.reject(new TransportError('dns_failed', message));
    return supabase
      .look(supabase.schema.parse({ url, anonKey: KEY }), {
        http: { send: fail, json: fail },
        startedAtMs: 0,
        signal: noSignal(),
      })
      .catch((error: unknown) => error);
  }

  test('may be paused or removed', async () => {
    const error = await lookFailing('https://abcdefghijklmnopqrst.supabase.co', 'no such name (ENOTFOUND)');
    expect(error).toBeInstanceOf(ProbeRefusal);
    expect(error).toMatchObject({
      refusal: {
        reason: 'dns_failed',
        status: 'unknown',
        hint: expect.stringContaining('paused or removed'),
      },
    });
  });

  test.each([
    ['https://abcdefghijklmnopqrst.supabase.co', 'the resolver did not answer (EAI_AGAIN)'],
    ['https://db.example.com', 'no such name (ENOTFOUND)'],
  ])('is left to the defaults for %s when %s', async (url, message) => {
    expect(await lookFailing(url, message)).toBeInstanceOf(TransportError);
  });
});

describe('the probe table', () => {
  const look = async (table: ScriptedAnswer) => {
    await using server = await project({ table });
    const verdict = await lookAt(server.url, { probeTable: 'health' });
    return { verdict, request: server.requests[1] };
  };

  test('is read for one row, never the root of the data API', async () => {
    const { verdict, request } = await look({ body: [] });
    expect(verdict).toMatchObject({ status: 'healthy', details: { database: 'answers' } });
    expect(request?.path).toBe('/rest/v1/health');
    expect(Object.fromEntries(request?.query ?? [])).toEqual({ select: '*', limit: '1' });
    expect(request?.headers.authorization).toBe(undefined);
  });

  test.each([401, 403])('that the database itself refuses (HTTP %i) proves the database', async (status) => {
    const { verdict } = await look({
      status,
      body: { code: '42501', message: 'permission denied for table health' },
    });
    expect(verdict).toMatchObject({ status: 'healthy', details: { database: 'answers' } });
  });

  test.each(['PGRST000', 'PGRST001', 'PGRST002', 'PGRST003'])(
    'tells by %s that the database cannot be reached',
    async (code) => {
      const { verdict } = await look({
        status: 503,
        body: { code, message: 'Could not query the database' },
      });
      expect(verdict).toMatchObject({
        status: 'unhealthy',
        reason: 'http_server_error',
        error: 'HTTP 503',
        why: 'The gateway answers, but the database behind it cannot be reached.',
      });
    },
  );

  const cases: readonly (readonly [ScriptedAnswer, string, RegExp])[] = [
    [{ status: 404, body: { code: 'PGRST205', message: 'no table' } }, 'not_found', /PROBE_TABLE/],
    [{ status: 401, body: { message: 'Invalid API key' } }, 'auth_rejected', /ANON_KEY/],
    [{ status: 401, body: { code: 'PGRST301', message: 'JWT expired' } }, 'auth_rejected', /ANON_KEY/],
    [{ status: 500, body: 'oops' }, 'http_server_error', /status page/],
    [{ status: 200, body: '<html>' }, 'unexpected_body', /address/],
    [{ status: 200, body: { rows: [] } }, 'unexpected_body', /address/],
  ];
  test.each(cases)('answering %o', async (table, reason, hint) => {
    const { verdict } = await look(table);
    expect(verdict).toMatchObject({ status: 'unhealthy', reason, hint: expect.stringMatching(hint) });
  });
});

test('introspection asks for the health alone: what a key is stands in the key', async () => {
  const claims = Buffer.from('{"role":"anon","exp":2000000000}').toString('base64url');
  const anonKey = `eyJhbGciOiJIUzI1NiJ9.${claims}.x`;
  await using server = await project();
  expect(await introspect(supabase, { url: server.url, anonKey })).toEqual({});
  expect(server.requests.map(({ path }) => path)).toEqual(['/auth/v1/health']);
  expect(supabase.recognise?.(supabase.schema.parse({ url: server.url, anonKey }))).toMatchObject({
    kind: 'anon key (JWT)',
    expiresAtMs: 2_000_000_000_000,
  });
});

test('refuses options that it does not know, and addresses and tables that are none', () => {
  const good = { url: 'https://a.supabase.co', anonKey: KEY };
  expect(supabase.schema.safeParse(good).success).toBe(true);
  expect(supabase.schema.safeParse({ ...good, key: KEY }).success).toBe(false);
  expect(supabase.schema.safeParse({ ...good, url: 'a.supabase.co' }).success).toBe(false);
  expect(supabase.schema.safeParse({ ...good, probeTable: '../auth' }).success).toBe(false);
});
