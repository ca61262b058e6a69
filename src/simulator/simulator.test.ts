import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Clock, systemClock } from '../lib/time.ts';
import { createSimulator, type Simulator, type SimulatorParts } from './simulator.ts';

const running: Simulator[] = [];
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.stop();
});

async function started(parts: Partial<SimulatorParts> = {}): Promise<Simulator> {
  const simulator = createSimulator({ clock: systemClock, latencyMs: 0, ...parts });
  await simulator.start();
  running.push(simulator);
  return simulator;
}

const ISSUES = '/sentry/api/0/organizations/demo-company/issues/';
const QUERY = '/supabase/v1/projects/demoprojectabcdefghi/database/query/read-only';

/** Asks with the simulator's own credential, or with other headers. */
async function ask(simulator: Simulator, path: string, headers?: Record<string, string>) {
  const response = await fetch(`${simulator.url()}${path}`, {
    headers: headers ?? credential(simulator, path),
    redirect: 'manual',
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const body: unknown = isJson ? JSON.parse(text) : null;
  return { status: response.status, headers: response.headers, text, body };
}

function credential(simulator: Simulator, path: string): Record<string, string> {
  const env = simulator.environment();
  if (path.startsWith('/supabase/v1/'))
    return { authorization: `Bearer ${env.KORA_SUPABASE_MANAGEMENT_TOKEN}` };
  if (path.startsWith('/supabase/')) return { apikey: env.KORA_SUPABASE_ANON_KEY ?? '' };
  if (path.startsWith('/fly/')) return { authorization: env.KORA_FLY_API_TOKEN ?? '' };
  return { authorization: `Bearer ${env[`KORA_${path.split('/')[1]?.toUpperCase()}_API_TOKEN`]}` };
}

describe('without a credential or with an unknown one, each provider says so in its own words', () => {
  const wrong = { authorization: 'Bearer wrong', apikey: 'wrong' };
  const cases: readonly (readonly [string, Record<string, string>, number, object])[] = [
    ['/vercel/v7/deployments', {}, 403, { error: { code: 'forbidden', missingToken: true } }],
    ['/vercel/v7/deployments', wrong, 403, { error: { message: 'Not authorized', invalidToken: true } }],
    [ISSUES, {}, 401, { detail: 'Authentication credentials were not provided.' }],
    [ISSUES, wrong, 401, { detail: 'Invalid token' }],
    ['/doppler/v3/me', wrong, 401, { messages: ['Invalid Auth token'], success: false }],
    ['/supabase/auth/v1/health', {}, 401, { message: 'No API key found in request' }],
    ['/supabase/auth/v1/health', wrong, 401, { message: 'Invalid API key' }],
    ['/supabase/v1/projects/demoprojectabcdefghi', wrong, 401, { message: 'Unauthorized' }],
    ['/fly/v1/apps/kora-runtime/machines', wrong, 401, { error: 'unauthenticated' }],
    ['/fly/v1/platform/regions', {}, 200, { nearest: 'ams' }],
  ];
  test.each(cases)('%s with %o: %i', async (path, headers, status, body) => {
    const simulator = await started();
    expect(await ask(simulator, path, headers)).toMatchObject({ status, body });
  });
});

describe('the credential', () => {
  test('of Supabase counts in apikey only, and not at the root of the data API', async () => {
    const simulator = await started();
    const apikey = simulator.environment().KORA_SUPABASE_ANON_KEY ?? '';
    const both = { apikey, authorization: `Bearer ${apikey}` };
    expect(await ask(simulator, '/supabase/auth/v1/health', both)).toMatchObject({ status: 401 });
    const root = await ask(simulator, '/supabase/rest/v1/');
    expect(root.status).toBe(401);
    expect(root.headers.get('sb-error-code')).toBe('UNAUTHORIZED_INVALID_API_KEY_TYPE');
  });

  test('of Fly counts as FlyV1 and as Bearer, and never as both', async () => {
    const simulator = await started();
    const flyV1 = simulator.environment().KORA_FLY_API_TOKEN ?? '';
    const path = '/fly/v1/apps/kora-runtime/machines';
    const status = async (authorization: string) => (await ask(simulator, path, { authorization })).status;
    expect(await status(flyV1)).toBe(200);
    expect(await status(flyV1.replace('FlyV1', 'Bearer'))).toBe(200);
    expect(await status(`Bearer ${flyV1}`)).toBe(401);
  });

  test('is in no record of a request, wherever it was sent', async () => {
    const simulator = await started();
    const token = simulator.environment().KORA_VERCEL_API_TOKEN ?? '';
    await ask(simulator, `/vercel/${token}?token=${token}`);
    await fetch(`${simulator.url()}/vercel/v7/deployments`, { method: 'POST', body: `{"token":"${token}"}` });
    const seen = simulator.requests();
    expect(seen).toMatchObject([
      { provider: 'vercel', path: '/***', query: 'token=***', authenticated: true },
      { method: 'POST', body: '{"token":"***"}', authenticated: false, credentialHeaders: [] },
    ]);
    simulator.clearRequests();
    expect(simulator.requests()).toEqual([]);
  });
});

const deploymentsSchema = z.looseObject({
  deployments: z.array(z.looseObject({ uid: z.string(), created: z.number() })),
  pagination: z.looseObject({ next: z.number().nullable() }),
});
const projectsSchema = z.strictObject({ page: z.number(), projects: z.array(z.unknown()) });
const releasesSchema = z.looseObject({
  totalCount: z.number(),
  nodes: z.array(z.strictObject({ version: z.number() })),
  pageInfo: z.strictObject({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});
const graphqlSchema = z.strictObject({
  data: z.strictObject({ app: z.strictObject({ it: releasesSchema }) }),
});

describe('paging', () => {
  test('of Vercel goes back in time until there is no next', async () => {
    const simulator = await started();
    const list = async (query: string) =>
      deploymentsSchema.parse((await ask(simulator, `/vercel/v7/deployments?limit=100${query}`)).body);
    const first = await list('');
    const { next } = first.pagination;
    expect(first.deployments).toHaveLength(100);
    expect(next).toBe(first.deployments[99]?.created);
    const second = await list(`&until=${next}&since=${Date.now() - 86_400_000}`);
    expect(second.deployments).toHaveLength(42);
    expect(second.pagination.next).toBe(null);
    const uids = [...first.deployments, ...second.deployments].map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(142);
  });

  test('of Sentry always names a next page, which rarely has results', async () => {
    const simulator = await started();
    simulator.set('sentry', { kind: 'healthy', data: { unresolved: 130 } });
    const first = await ask(simulator, `${ISSUES}?limit=100`);
    expect(first.body).toHaveLength(100);
    expect(first.headers.get('link')).toContain('rel="next"; results="true"; cursor="0:100:0"');
    const second = await ask(simulator, `${ISSUES}?limit=100&cursor=0:100:0`);
    expect(second.body).toHaveLength(30);
    expect(second.headers.get('link')).toContain('rel="next"; results="false"');
    expect(Number(second.headers.get('x-hits'))).toBeLessThan(130);
  });

  test('of Doppler has no total, and pages that end when they are empty', async () => {
    const simulator = await started();
    simulator.set('doppler', { kind: 'healthy', data: { projects: 3, perPageMax: 2 } });
    const sizes = [];
    for (const page of [1, 2, 3]) {
      const { body } = await ask(simulator, `/doppler/v3/projects?page=${page}&per_page=100`);
      sizes.push(projectsSchema.parse(body).projects.length);
    }
    expect(sizes).toEqual([2, 1, 0]);
  });

  test("of Fly's releases goes by cursors", async () => {
    const simulator = await started();
    simulator.set('fly', { kind: 'healthy', data: { releases: 20 } });
    const query =
      'query($a:String){app(name:"kora-runtime"){it:releasesUnprocessed(first:50,after:$a){totalCount nodes{version}pageInfo{hasNextPage endCursor}}}}';
    const versions: number[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const response = await fetch(`${simulator.url()}/fly/graphql`, {
        method: 'POST',
        headers: credential(simulator, '/fly/'),
        body: JSON.stringify({ query, variables: { a: after } }),
      });
      const { it } = graphqlSchema.parse(await response.json()).data.app;
      expect(it.totalCount).toBe(60);
      versions.push(...it.nodes.map(({ version }) => version));
      more = it.pageInfo.hasNextPage;
      after = it.pageInfo.endCursor;
    }
    expect(versions).toHaveLength(60);
    expect(versions).toEqual(versions.toSorted((a, b) => b - a));
  });
});

describe('a query over GraphQL', () => {
  async function graphql(simulator: Simulator, body: unknown, headers = credential(simulator, '/fly/')) {
    const response = await fetch(`${simulator.url()}/fly/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }
  const cases: readonly (readonly [string, unknown, string])[] = [
    ['another app', { query: '{app(name:"other"){id}}' }, 'NOT_FOUND'],
    ['a field that there is not', { query: '{app(name:"kora-runtime"){secrets}}' }, 'undefinedField'],
    ['something cut off', { query: '{app(name:"kora-runtime"){id' }, 'PARSE_ERROR'],
    ['nothing', {}, 'BAD_REQUEST'],
  ];
  test.each(cases)('for %s is answered with 200 and an error', async (_what, body, code) => {
    const simulator = await started();
    expect(await graphql(simulator, body)).toMatchObject({
      status: 200,
      body: { errors: [{ extensions: { code } }] },
    });
  });

  test('with a token that is unknown is too', async () => {
    const simulator = await started();
    expect(
      await graphql(simulator, { query: '{app(name:"kora-runtime"){id}}' }, { authorization: 'x' }),
    ).toMatchObject({
      status: 200,
      body: { errors: [{ extensions: { code: 'UNAUTHORIZED' } }] },
    });
  });
});

describe('a quota', () => {
  test('counts down with each request, refuses when it is used up, and starts anew', async () => {
    let nowMs = Date.UTC(2026, 10, 23, 14);
    const clock: Clock = { ...systemClock, nowMs: () => nowMs };
    const simulator = await started({ clock });
    const remaining = async () => {
      const { status, headers } = await ask(simulator, ISSUES);
      return [status, Number(headers.get('x-sentry-rate-limit-remaining'))];
    };
    expect(await remaining()).toEqual([200, 39]);
    for (let asked = 1; asked < 39; asked += 1) await remaining();
    expect(await remaining()).toEqual([200, 0]);
    const refused = await ask(simulator, ISSUES);
    expect(refused).toMatchObject({
      status: 429,
      text: expect.stringContaining('Limit is 40 requests in 1 seconds'),
    });
    expect(refused.headers.get('content-type')).toContain('text/html');
    expect(refused.headers.get('retry-after')).toBe(null);
    expect(Number(refused.headers.get('x-sentry-rate-limit-reset'))).toBe(nowMs / 1_000 + 1);
    nowMs += 1_000;
    expect(await remaining()).toEqual([200, 39]);
  });

  test('may be left unenforced', async () => {
    const clock: Clock = { ...systemClock, nowMs: () => Date.UTC(2026, 10, 23, 14) };
    const simulator = await started({ clock, enforceQuotas: false });
    for (let asked = 0; asked < 45; asked += 1) expect((await ask(simulator, ISSUES)).status).toBe(200);
  });

  test('of Vercel is not told with a refusal', async () => {
    const simulator = await started();
    const good = await ask(simulator, '/vercel/v7/deployments');
    expect(good.headers.get('x-ratelimit-limit')).toBe('500');
    simulator.set('vercel', { kind: 'unauthorized' });
    expect((await ask(simulator, '/vercel/v7/deployments')).headers.get('x-ratelimit-limit')).toBe(null);
  });
});

describe('steering over HTTP', () => {
  async function put(simulator: Simulator, provider: string, body: unknown) {
    const response = await fetch(`${simulator.url()}/_control/${provider}`, {
      method: 'PUT',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  test('changes a provider until it is changed again, and lists them all', async () => {
    const simulator = await started();
    await put(simulator, 'fly', { behaviour: 'server_error', status: 503, only: '/v1/apps' });
    expect((await ask(simulator, '/fly/v1/apps/kora-runtime/machines')).status).toBe(503);
    expect((await ask(simulator, '/fly/v1/tokens/current')).status).toBe(200);
    const { body } = await ask(simulator, '/_control', {});
    expect(body).toMatchObject({
      behaviours: {
        vercel: { kind: 'healthy' },
        fly: { kind: 'server_error', status: 503 },
      },
    });
    await put(simulator, 'fly', { behaviour: 'healthy' });
    expect((await ask(simulator, '/fly/v1/apps/kora-runtime/machines')).status).toBe(200);
    expect(simulator.requests().every(({ provider }) => provider === 'fly')).toBe(true);
  });

  const cases: readonly (readonly [string, unknown, number, RegExp])[] = [
    ['nobody', { behaviour: 'healthy' }, 404, /PUT \/_control/],
    ['fly', '{', 400, /JSON/],
    ['fly', [], 400, /JSON object/],
    ['fly', { behaviour: 'tired' }, 400, /behaviour: one of healthy/],
    ['fly', { behaviour: 'server_error' }, 400, /status: a whole number from 500 to 599/],
    ['fly', { behaviour: 'slow', ms: -1 }, 400, /ms: /],
    ['fly', { behaviour: 'redirect_elsewhere', url: 'there' }, 400, /url: /],
    ['fly', { behaviour: 'healthy', data: { sails: 2 } }, 400, /fly has no number "sails"; it has running/],
    ['fly', { behaviour: 'healthy', data: { running: 'two' } }, 400, /data.running: a number/],
    ['fly', { behaviour: 'echo_credential', status: 404 }, 400, /status: 200, 302 or 500/],
  ];
  test.each(cases)('%s with %o is refused', async (provider, body, status, error) => {
    const simulator = await started();
    expect(await put(simulator, provider, body)).toMatchObject({
      status,
      body: { error: expect.stringMatching(error) },
    });
  });
});

describe('what is ill', () => {
  test('a bomb is small on the wire and large in memory', async () => {
    const { get } = await import('node:http');
    const simulator = await started();
    simulator.set('vercel', { kind: 'compression_bomb' });
    const packed = await new Promise<Buffer>((resolve) => {
      get(`${simulator.url()}/vercel/v7/deployments`, (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => resolve(Buffer.concat(chunks)));
      });
    });
    expect(packed.length).toBeLessThan(200_000);
    expect(gunzipSync(packed).length).toBe(64 * 1024 * 1024 + 4);
  });

  test('an echo is in the status text, a header, the body and the redirect', async () => {
    const simulator = await started();
    const token = simulator.environment().KORA_VERCEL_API_TOKEN ?? '';
    simulator.set('vercel', { kind: 'echo_credential', status: 302 });
    const path = '/vercel/v7/deployments';
    const response = await fetch(`${simulator.url()}${path}`, {
      headers: credential(simulator, path),
      redirect: 'manual',
    });
    expect(response.statusText).toContain(token);
    expect(response.headers.get('x-debug')).toContain(token);
    expect(response.headers.get('location')).toContain(token);
    expect(await response.text()).toContain(token);
  });

  test('stopping ends what is still on its way', async () => {
    const simulator = createSimulator({ clock: systemClock, latencyMs: 60_000 });
    await simulator.start();
    const asked = fetch(`${simulator.url()}/fly/v1/platform/regions`);
    await expect.poll(() => simulator.requests().length).toBe(1);
    const failed = expect(asked).rejects.toThrow();
    await simulator.stop();
    await failed;
  });

  test('a provider that there is not cannot be set', () => {
    const simulator = createSimulator({ clock: systemClock });
    expect(() => simulator.set('nobody', { kind: 'healthy' })).toThrow('no provider nobody');
  });
});

test('the query of connections is answered with 201 and bare rows', async () => {
  const simulator = await started();
  const run = async (body: string) => {
    const headers = credential(simulator, QUERY);
    const response = await fetch(`${simulator.url()}${QUERY}`, { method: 'POST', headers, body });
    return { status: response.status, body: await response.json() };
  };
  expect(await run('{"query":"select 1"}')).toEqual({ status: 201, body: [{ used: 14, max: 60 }] });
  expect(await run('{"sql":"select 1"}')).toMatchObject({ status: 400 });
});
