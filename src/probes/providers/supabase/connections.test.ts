import { describe, expect, test } from 'vitest';
import { noSignal, testProbe } from '../../../../test/support/bound-probe.ts';
import { type ScriptedAnswer, scriptedServer } from '../../../../test/support/scripted-server.ts';
import { projectRef } from './connections.ts';
import { supabase } from './supabase.ts';

const REF = 'abcdefghijklmnopqrst';
const KEY = 'sb_publishable_planted0001';
const TOKEN = 'sbp_planted000000000001';

/** The verdict after the slow lane, and what the Management API was asked. */
async function connections(answer: ScriptedAnswer, options: Record<string, unknown> = {}) {
  await using server = await scriptedServer(({ path }) =>
    path === '/auth/v1/health' ? { body: { name: 'GoTrue' } } : answer,
  );
  const { end = '', ...given } = options;
  await using probe = testProbe(supabase, {
    url: server.url,
    anonKey: KEY,
    managementToken: TOKEN,
    projectRef: REF,
    managementApiBase: `${server.url}${end}`,
    ...given,
  });
  const look = await probe.look(noSignal());
  const verdict = (await probe.refreshFacts(noSignal())) ?? look;
  return { verdict, asked: server.requests.slice(1) };
}

function rows(used: unknown, max: unknown): ScriptedAnswer {
  return { status: 201, body: [{ used, max }] };
}

test('asks the Management API for a read-only count, with its own token and without the key', async () => {
  const { verdict, asked } = await connections(rows(14, 60));
  expect(verdict).toMatchObject({
    status: 'healthy',
    details: { connections_pct: 23.3, connections_used: 14, connections_max: 60 },
  });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({
    method: 'POST',
    path: `/v1/projects/${REF}/database/query/read-only`,
  });
  expect(asked[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  expect(JSON.stringify(asked[0]?.headers)).not.toContain(KEY);
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual({ query: expect.stringContaining('pg_catalog.') });
});

test.each([
  [0, 60, 0, 'healthy'],
  [80, 100, 80, 'healthy'],
  [801, 1_000, 80.1, 'degraded'],
  [60, 60, 100, 'degraded'],
  [63, 60, 100, 'degraded'],
  ['14', '60', 23.3, 'healthy'],
])('%s of %s connections is %d %% and %s', async (used, max, pct, status) => {
  const { verdict } = await connections(rows(used, max));
  expect(verdict).toMatchObject({ status, details: { connections_pct: pct } });
  if (status === 'degraded') expect(verdict.why).toContain('above the threshold of 80 %');
});

test('the threshold can be set', async () => {
  expect((await connections(rows(51, 100), { connectionsPctAbove: 50 })).verdict.status).toBe('degraded');
  expect((await connections(rows(50, 100), { connectionsPctAbove: 50 })).verdict.status).toBe('healthy');
});

describe('an answer that cannot be used leaves the connections unknown and the verdict as it was', () => {
  test.each<[ScriptedAnswer]>([
    [{ status: 401, body: { message: 'Unauthorized' } }],
    [{ status: 403, body: { message: 'Forbidden' } }],
    [{ status: 429, headers: { 'x-ratelimit-limit': '120' }, body: {} }],
    [{ status: 500, body: 'Failed to run sql query' }],
    [{ status: 201, body: [] }],
    [{ status: 201, body: {} }],
    [rows(null, 60)],
    [rows(true, 60)],
    [rows('', 60)],
    [rows(-1, 60)],
    [rows(14, 0)],
    [rows(14, null)],
  ])('%o', async (answer) => {
    const { verdict } = await connections(answer);
    expect(verdict).toMatchObject({
      status: 'healthy',
      error: null,
      details: { connections_pct: 'unknown' },
      why: 'It answers; the connections in use are not known.',
    });
  });
});

test.each(['', '/', '/v1', '/v1/'])(
  'finds the Management API at an address that ends in "%s"',
  async (end) => {
    expect((await connections(rows(14, 60), { end })).verdict.details.connections_pct).toBe(23.3);
  },
);

test.each([
  ['without a token', { managementToken: undefined }],
  ['without a project', { projectRef: undefined }],
])('asks nothing %s', async (_what, options) => {
  const { verdict, asked } = await connections(rows(14, 60), options);
  expect(verdict.details.connections_pct).toBe('unknown');
  expect(asked).toEqual([]);
});

test.each([
  ['https://abcdefghijklmnopqrst.supabase.co', undefined, REF],
  ['https://ABCDEFGHIJKLMNOPQRST.supabase.co/', undefined, REF],
  ['https://abcdefghijklmnopqrst.supabase.co', 'tsrqponmlkjihgfedcba', 'tsrqponmlkjihgfedcba'],
  ['https://db.example.com', undefined, null],
  ['https://supabase.co', undefined, null],
  ['https://a.b.supabase.co', undefined, null],
  ['https://abcdefghijklmnopqrst.supabase.co.example.com', undefined, null],
])('the project of %s, configured as %s, is %s', (url, configured, ref) => {
  expect(projectRef(supabase.schema.parse({ url, anonKey: KEY, projectRef: configured }))).toBe(ref);
});
