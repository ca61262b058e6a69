import { describe, expect, test } from 'vitest';
import { noSignal, testProbe } from '../../../../test/support/bound-probe.ts';
import { introspect } from '../../../../test/support/introspect.ts';
import { type ScriptedAnswer, scriptedServer } from '../../../../test/support/scripted-server.ts';
import { fly } from './fly.ts';

const TOKEN = 'FlyV1 fm2_planted00000001';

/** Machines by app; an app that is not named is not found. */
function apps(machines: Record<string, unknown>) {
  return scriptedServer(({ path }) => {
    const app = /^\/v1\/apps\/([^/]+)\/machines$/.exec(path)?.[1] ?? '';
    const body = machines[app];
    return body === undefined ? { status: 404, body: { error: 'app not found' } } : { body };
  });
}

async function lookAt(apiBase: string, options: Record<string, unknown> = {}) {
  await using probe = testProbe(fly, { token: TOKEN, apiBase, graphqlBase: apiBase, ...options });
  return await probe.look(noSignal());
}

const STARTED = { id: 'a', state: 'started', region: 'ord', config: { services: [] }, checks: null };
const IDLE = { id: 'b', state: 'stopped', region: 'ams', config: { services: [{ autostop: true }] } };
const DOWN = { id: 'c', state: 'stopped', config: { services: [{ autostop: false }] } };

test('asks for the machines of the default app with the scheme that its token wants', async () => {
  await using server = await apps({ 'kora-runtime': [STARTED, IDLE] });
  const verdict = await lookAt(server.url);
  expect(verdict).toMatchObject({
    status: 'healthy',
    reason: 'ok',
    error: null,
    details: {
      apps_running: 1,
      machines_started: 1,
      machines_total: 2,
      machines_idle: 1,
      machines_broken: 0,
      machine_regions: ['ams', 'ord'],
      deploys_last_24h: 'unknown',
    },
  });
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /v1/apps/kora-runtime/machines',
  ]);
  expect(server.requests[0]?.headers.authorization).toBe('FlyV1 fm2_planted00000001');
});

test.each(['', '/', '/v1', '/v1/'])('finds the Machines API at an address that ends in "%s"', async (end) => {
  await using server = await apps({ 'kora-runtime': [STARTED] });
  expect((await lookAt(`${server.url}${end}`)).status).toBe('healthy');
});

test('reads both apps, one after the other, and sums them', async () => {
  await using server = await apps({ web: [STARTED, STARTED], 'web-staging': [STARTED] });
  const verdict = await lookAt(server.url, { appName: 'web', stagingAppName: 'web-staging' });
  expect(verdict).toMatchObject({
    status: 'healthy',
    details: { apps_running: 2, machines_started: 3, machines_total: 3 },
  });
  expect(server.requests.map(({ path }) => path)).toEqual([
    '/v1/apps/web/machines',
    '/v1/apps/web-staging/machines',
  ]);
});

test('asks for one app once when both names are the same', async () => {
  await using server = await apps({ web: [STARTED] });
  await lookAt(server.url, { appName: 'web', stagingAppName: 'web' });
  expect(server.requests).toHaveLength(1);
});

describe('is degraded', () => {
  test('when a machine that should run does not', async () => {
    await using server = await apps({ web: [STARTED, DOWN] });
    const verdict = await lookAt(server.url, { appName: 'web' });
    expect(verdict).toMatchObject({
      status: 'degraded',
      reason: 'threshold_crossed',
      error: null,
      why: '1 machine should run and does not run well.',
      details: { apps_running: 1, machines_broken: 1 },
    });
  });

  test.each([
    ['no machine at all', []],
    ['only machines that autostop stopped', [IDLE]],
  ])('when one of the apps has %s', async (_what, machines) => {
    await using server = await apps({ web: [STARTED], 'web-staging': machines });
    const verdict = await lookAt(server.url, { appName: 'web', stagingAppName: 'web-staging' });
    expect(verdict).toMatchObject({
      status: 'degraded',
      why: 'No machine of web-staging is running.',
      hint: expect.stringContaining('scaleToZero'),
      details: { apps_running: 1, apps_not_running: ['web-staging'] },
    });
  });
});

test('scaleToZero accepts an app at rest, but neither one that is broken nor one without machines', async () => {
  await using server = await apps({ idle: [IDLE], broken: [IDLE, DOWN], empty: [] });
  const statusOf = async (appName: string) =>
    (await lookAt(server.url, { appName, scaleToZero: true })).status;
  expect([await statusOf('idle'), await statusOf('broken'), await statusOf('empty')]).toEqual([
    'healthy',
    'degraded',
    'degraded',
  ]);
});

describe('says what an error means', () => {
  test('naming the one app that the token may not see', async () => {
    await using server = await apps({ web: [STARTED] });
    const verdict = await lookAt(server.url, { appName: 'web', stagingAppName: 'web-staging' });
    expect(verdict).toMatchObject({
      status: 'unhealthy',
      reason: 'not_found',
      error: 'HTTP 404',
      latencyMs: expect.any(Number),
      why: 'Fly knows no app web-staging that this token may see (HTTP 404).',
    });
  });

  const cases: readonly (readonly [ScriptedAnswer, string, RegExp])[] = [
    [{ status: 401, body: { error: 'unauthenticated' } }, 'auth_rejected', /does not accept this token/],
    [
      { status: 403, body: { error: 'unauthorized' } },
      'permission_denied',
      /may not see the app kora-runtime/,
    ],
    [{ status: 429, body: { error: 'rate limit exceeded' } }, 'rate_limited', /limiting/],
    [{ status: 408, body: { error: 'deadline exceeded' } }, 'http_client_error', /HTTP 408/],
    [{ status: 502, body: '<html>bad gateway</html>' }, 'http_server_error', /HTTP 502/],
  ];
  test.each(cases)('%o', async (answer, reason, why) => {
    await using server = await scriptedServer(() => answer);
    const verdict = await lookAt(server.url);
    expect(verdict).toMatchObject({
      status: 'unhealthy',
      reason,
      error: `HTTP ${answer.status}`,
      why: expect.stringMatching(why),
      details: {},
    });
  });

  test.each([[{ machines: [] }], [null], [[{ id: 'a' }]], [['a']]])('a wrong shape: %j', async (body) => {
    await using server = await scriptedServer(() => ({ body }));
    expect(await lookAt(server.url)).toMatchObject({ status: 'unhealthy', reason: 'unexpected_body' });
  });
});

test('tolerates what Fly may add, and null where Fly may send it', async () => {
  await using server = await apps({
    'kora-runtime': [
      {
        id: null,
        state: 'started',
        host_status: null,
        config: { services: null, standbys: null, schedule: null, auto_destroy: null, new: 1 },
        checks: [{ status: null }],
        events: null,
        new_field: { a: 1 },
      },
    ],
  });
  expect((await lookAt(server.url)).status).toBe('healthy');
});

describe('introspection', () => {
  const options = (apiBase: string, token = TOKEN) => ({ token, apiBase });

  test('tells organization and apps of a macaroon', async () => {
    await using server = await scriptedServer(() => ({
      body: { tokens: [{ org_slug: 'acme', apps: ['web', 'api'], user: '' }] },
    }));
    expect(await introspect(fly, options(server.url))).toEqual({
      kind: 'app token',
      owner: 'organization acme',
      scope: 'apps web, api of acme',
    });
    expect(server.requests[0]?.path).toBe('/v1/tokens/current');
  });

  test('tells a token of a user', async () => {
    await using server = await scriptedServer(() => ({
      body: { tokens: [{ org_slug: 'acme', apps: null, user: 'hash' }] },
    }));
    expect(await introspect(fly, options(server.url))).toEqual({
      kind: 'user token',
      owner: 'organization acme',
      scope: 'every app of acme',
      excess: expect.stringContaining('everything that its user may'),
      advice: expect.stringContaining('fly tokens create readonly'),
    });
  });

  test('survives a token of which Fly tells nothing', async () => {
    await using server = await scriptedServer(() => ({ body: { tokens: null } }));
    expect(await introspect(fly, options(server.url))).toEqual({});
  });

  test('proves an older token by the machines, since Fly tells of macaroons only', async () => {
    await using server = await apps({ 'kora-runtime': [STARTED] });
    expect(await introspect(fly, options(server.url, 'fo1_planted0000001'))).toEqual({
      scope: 'everything its user may do',
    });
    expect(server.requests[0]?.headers.authorization).toBe('Bearer fo1_planted0000001');
  });

  test('says that a token is refused', async () => {
    await using server = await scriptedServer(() => ({ status: 401, body: { error: 'x', details: {} } }));
    expect(await introspect(fly, options(server.url))).toMatchObject({ reason: 'auth_rejected' });
  });
});

test('refuses options that it does not know, and a name that is no app', () => {
  expect(fly.schema.safeParse({ token: TOKEN, app: 'web' }).success).toBe(false);
  expect(fly.schema.safeParse({ token: TOKEN, appName: '../orgs' }).success).toBe(false);
});
