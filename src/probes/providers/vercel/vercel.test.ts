import { describe, expect, test } from 'vitest';
import { noSignal, testProbe } from '../../../../test/support/bound-probe.ts';
import { createFakeClock } from '../../../../test/support/fake-clock.ts';
import { introspect } from '../../../../test/support/introspect.ts';
import { type ScriptedAnswer, scriptedServer } from '../../../../test/support/scripted-server.ts';
import { vercel } from './vercel.ts';

const TOKEN = 'vercelTokenOfTheTest0001';
const NOW_MS = Date.UTC(2026, 10, 23, 14);
const DAY_MS = 86_400_000;

interface Deployment {
  readonly uid: string;
  readonly created: number;
  readonly readyState: string;
}

/** The newest first, a second apart; the first `errors` of them failed. */
function deployments(count: number, errors = 0): Deployment[] {
  return Array.from({ length: count }, (_, i) => ({
    uid: `dpl_${i}`,
    created: NOW_MS - (i + 1) * 1_000,
    readyState: i < errors ? 'ERROR' : 'READY',
  }));
}

/** Pages of a hundred; `until` includes its own millisecond, so that seams overlap as they may. */
function pageOf(all: readonly Deployment[], query: URLSearchParams): ScriptedAnswer {
  const untilMs = Number(query.get('until') ?? Number.MAX_SAFE_INTEGER);
  const matching = all.filter(
    ({ created }) => created <= untilMs && created >= Number(query.get('since') ?? 0),
  );
  const page = matching.slice(0, Number(query.get('limit')));
  const next = matching.length > page.length ? (page.at(-1)?.created ?? null) : null;
  return { body: { deployments: page, pagination: { count: page.length, next, prev: null } } };
}

function probeAt(apiBase: string, options: Record<string, unknown> = {}) {
  const extra = { secrets: [TOKEN], clock: createFakeClock(NOW_MS) };
  return testProbe(vercel, { token: TOKEN, apiBase, ...options }, extra);
}

/** The verdict when every request is answered so. */
async function verdictOf(answer: ScriptedAnswer, options: Record<string, unknown> = {}) {
  await using server = await scriptedServer(() => answer);
  await using probe = probeAt(server.url, options);
  return await probe.look(noSignal());
}

const list = (body: unknown) => ({ body: { deployments: body, pagination: { next: null } } });

describe('the requests', () => {
  test('ask v7 for a day in pages of a hundred, with the token as Bearer', async () => {
    await using server = await scriptedServer(({ query }) => pageOf(deployments(3), query));
    await using probe = probeAt(`${server.url}/`);
    await probe.look(noSignal());
    expect(server.requests).toHaveLength(1);
    const { path, query, headers } = server.requests[0] ?? {};
    expect(path).toBe('/v7/deployments');
    expect(Object.fromEntries(query ?? [])).toEqual({ limit: '100', since: String(NOW_MS - DAY_MS) });
    expect(headers?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test.each([
    [{ teamId: 'team_abc' }, 'teamId=team_abc'],
    [{ teamId: 'my-team' }, 'slug=my-team'],
    [{ projectIds: 'prj_a' }, 'projectId=prj_a'],
    [{ projectIds: 'prj_a, prj_b' }, 'projectIds=prj_a&projectIds=prj_b'],
    [{ projectIds: ['prj_a', 'prj_b'] }, 'projectIds=prj_a&projectIds=prj_b'],
  ])('with %o say so on every page', async (options, expected) => {
    await using server = await scriptedServer(({ query }) => pageOf(deployments(150), query));
    await using probe = probeAt(server.url, options);
    await probe.look(noSignal());
    expect(server.requests).toHaveLength(2);
    for (const { query } of server.requests) expect(query.toString()).toContain(expected);
  });

  test('go to v6 for all pages where v7 is not known', async () => {
    await using server = await scriptedServer(({ path, query }) =>
      path === '/v6/deployments'
        ? pageOf(deployments(150, 15), query)
        : { status: 410, body: { error: { code: 'gone', message: 'Invalid API version' } } },
    );
    await using probe = probeAt(server.url);
    expect(await probe.look(noSignal())).toMatchObject({
      status: 'healthy',
      details: { deployments_last_24h: 150, error_rate_24h: 0.1 },
    });
    expect(server.requests.map(({ path }) => path)).toEqual([
      '/v7/deployments',
      '/v6/deployments',
      '/v6/deployments',
    ]);
  });
});

describe('the count', () => {
  test('runs over all pages, and a deployment on both sides of a seam counts once', async () => {
    await using server = await scriptedServer(({ query }) => pageOf(deployments(342, 18), query));
    await using probe = probeAt(server.url);
    const verdict = await probe.look(noSignal());
    expect(verdict.details).toEqual({
      deployments_last_24h: 342,
      error_rate_24h: 0.0526,
      deployments_errored_24h: 18,
      deployments_canceled_24h: 0,
      deployments_building: 0,
    });
    expect(server.requests).toHaveLength(4);
    for (const { query } of server.requests) expect(query.get('since')).toBe(String(NOW_MS - DAY_MS));
  });

  test('stops after twenty pages and says that there are more', async () => {
    await using server = await scriptedServer(({ query }) => pageOf(deployments(2_500), query));
    await using probe = probeAt(server.url);
    const { details, why } = await probe.look(noSignal());
    expect(server.requests).toHaveLength(20);
    // Each seam repeats one deployment.
    expect(details).toMatchObject({ deployments_last_24h: 1_981, deployments_last_24h_truncated: true });
    expect(why).toContain('the newest 1981');
  });

  test('does not follow a cursor that stands still', async () => {
    const body = { deployments: deployments(100), pagination: { next: NOW_MS - 1_000 } };
    await using server = await scriptedServer(() => ({ body }));
    await using probe = probeAt(server.url);
    const { details } = await probe.look(noSignal());
    expect(server.requests).toHaveLength(2);
    expect(details).toMatchObject({ deployments_last_24h: 100, deployments_last_24h_truncated: true });
  });

  test.each([
    ['an empty page', []],
    ['a page that ends before the day', [{ uid: 'old', created: NOW_MS - DAY_MS - 1, readyState: 'ERROR' }]],
  ])('ends at %s even when a next one is named', async (_name, rest) => {
    await using server = await scriptedServer(({ query }) => ({
      body: {
        deployments: query.has('until') ? rest : deployments(2),
        pagination: { next: query.has('until') ? NOW_MS - 90_000 : NOW_MS - 60_000 },
      },
    }));
    await using probe = probeAt(server.url);
    const { details } = await probe.look(noSignal());
    expect(server.requests).toHaveLength(2);
    expect(details).toMatchObject({ deployments_last_24h: 2, error_rate_24h: 0 });
    expect(details).not.toHaveProperty('deployments_last_24h_truncated');
  });

  test('keeps the very first millisecond of the day and leaves out the one before', async () => {
    const verdict = await verdictOf(
      list([
        { uid: 'a', created: NOW_MS - DAY_MS, readyState: 'READY' },
        { uid: 'b', created: NOW_MS - DAY_MS - 1, readyState: 'READY' },
      ]),
    );
    expect(verdict.details.deployments_last_24h).toBe(1);
  });

  test('reads readyState before state, and takes null and additional fields', async () => {
    const verdict = await verdictOf({
      body: {
        deployments: [
          { uid: 'a', created: NOW_MS, readyState: 'ERROR', state: 'READY', url: null, added: {} },
          { uid: 'b', createdAt: NOW_MS, state: 'CANCELED', readyState: null },
          { uid: 'c', created: null, createdAt: NOW_MS, readyState: 'QUEUED' },
          { uid: 'd', created: NOW_MS, readyState: 'BLOCKED' },
        ],
        pagination: null,
        added: true,
      },
    });
    expect(verdict.details).toEqual({
      deployments_last_24h: 4,
      error_rate_24h: 0.25,
      deployments_errored_24h: 1,
      deployments_canceled_24h: 1,
      deployments_building: 1,
    });
  });

  test('is unknown, and the verdict stays, when a later page fails', async () => {
    await using server = await scriptedServer(({ query }) =>
      query.has('until') ? { status: 500, body: {} } : pageOf(deployments(150, 150), query),
    );
    await using probe = probeAt(server.url);
    expect(await probe.look(noSignal())).toMatchObject({
      status: 'healthy',
      reason: 'ok',
      error: null,
      latencyMs: expect.any(Number),
      details: { deployments_last_24h: 'unknown', error_rate_24h: 'unknown' },
    });
  });

  test('is unknown, and the verdict stays, when the deadline ends a later page', async () => {
    const ahead = { deployments: [{ uid: 'a', created: 4e12 }], pagination: { next: 4e12 } };
    await using server = await scriptedServer(({ query }) =>
      query.has('until') ? undefined : { body: ahead },
    );
    await using probe = testProbe(vercel, { token: TOKEN, apiBase: server.url }, { timeoutMs: 300 });
    expect(await probe.look(noSignal())).toMatchObject({
      status: 'healthy',
      error: null,
      details: { deployments_last_24h: 'unknown' },
    });
    expect(server.requests).toHaveLength(2);
  });

  test('is not told when the daemon stops in the middle of the pages', async () => {
    const stop = new AbortController();
    await using server = await scriptedServer(({ query }) => {
      if (!query.has('until')) return pageOf(deployments(150), query);
      stop.abort(new Error('shutting down'));
      return undefined;
    });
    await using probe = probeAt(server.url);
    await expect(probe.look(stop.signal)).rejects.toThrow('shutting down');
  });
});

describe('the judgement', () => {
  test.each([
    [0, 0, 'healthy', 'It answers; nothing was deployed in the last 24 hours.'],
    [1, 10, 'healthy', '10 % of 10 deployments of the last 24 hours failed.'],
    [
      11,
      100,
      'degraded',
      '11 % of 100 deployments of the last 24 hours failed, above the threshold of 10 %.',
    ],
    [1, 1, 'degraded', '100 % of 1 deployment of the last 24 hours failed, above the threshold of 10 %.'],
  ])('of %i failed of %i is %s', async (errors, total, status, why) => {
    const verdict = await verdictOf(list(deployments(total, errors)));
    expect(verdict).toMatchObject({ status, why, error: null });
    expect(verdict.details.error_rate_24h).toBe(total === 0 ? 0 : errors / total);
  });

  test('follows another threshold', async () => {
    const verdict = await verdictOf(list(deployments(10, 3)), { errorRateAbove: 0.3 });
    expect(verdict.status).toBe('healthy');
  });
});

describe('a refusal', () => {
  const forbidden = (extra: object) => ({
    status: 403,
    body: { error: { code: 'forbidden', message: 'Not authorized', ...extra } },
  });
  const cases: readonly (readonly [
    string,
    ScriptedAnswer,
    { reason: string; error: string; why?: RegExp; hint?: RegExp },
  ])[] = [
    [
      'an unknown token',
      forbidden({ invalidToken: true }),
      { reason: 'auth_rejected', error: 'HTTP 403', why: /Not authorized/ },
    ],
    [
      'no token',
      forbidden({ missingToken: true }),
      { reason: 'auth_rejected', error: 'HTTP 403', hint: /KORA_VERCEL_API_TOKEN/ },
    ],
    [
      'the wrong scope',
      forbidden({}),
      { reason: 'permission_denied', error: 'HTTP 403', hint: /KORA_VERCEL_TEAM_ID/ },
    ],
    [
      'a team with single sign-on',
      forbidden({ saml: true }),
      { reason: 'permission_denied', error: 'HTTP 403', why: /single sign-on/ },
    ],
    [
      'a 403 of somebody else',
      { status: 403, body: '<html>Forbidden</html>' },
      { reason: 'permission_denied', error: 'HTTP 403' },
    ],
    [
      'an unknown team on v7 and v6',
      { status: 404, body: { error: { code: 'not_found', message: 'Team not found' } } },
      { reason: 'not_found', error: 'HTTP 404', why: /Team not found/, hint: /KORA_VERCEL_TEAM_ID/ },
    ],
    [
      'a rate limit as older endpoints tell it',
      {
        status: 429,
        body: { error: { code: 'rate_limited', message: 'Too many', limit: { remaining: 0, reset: 9 } } },
      },
      { reason: 'rate_limited', error: 'HTTP 429', why: /Too many/ },
    ],
    [
      'a rate limit as newer endpoints tell it',
      {
        status: 429,
        body: {
          status: 429,
          code: 'too_many_requests',
          message: 'Slow down',
          retryAfter: { value: 17, str: '17s' },
        },
      },
      { reason: 'rate_limited', error: 'HTTP 429', why: /Slow down.*wait 17 s/ },
    ],
    [
      'an error of an odd shape',
      { status: 403, body: { error: 'no' } },
      { reason: 'permission_denied', error: 'HTTP 403' },
    ],
    [
      'a failure of the edge',
      { status: 502, body: '<html>' },
      { reason: 'http_server_error', error: 'HTTP 502' },
    ],
    [
      'a list that is none',
      { body: { deployments: {}, pagination: {} } },
      {
        reason: 'unexpected_body',
        error: 'HTTP 200, but the answer has another shape than expected at "deployments"',
      },
    ],
  ];
  test.each(cases)('for %s has its reason', async (_name, answer, { why = /./, hint = /./, ...expected }) => {
    const verdict = await verdictOf(answer);
    expect(verdict).toMatchObject({
      ...expected,
      status: 'unhealthy',
      latencyMs: expect.any(Number),
      details: {},
      why: expect.stringMatching(why),
      hint: expect.stringMatching(hint),
    });
  });

  test('never shows the token that the provider repeats', async () => {
    const message = `The token ${TOKEN} is bad`;
    const verdict = await verdictOf({ status: 403, body: { error: { message, invalidToken: true } } });
    expect(verdict.why).toContain('[redacted] is bad');
    expect(JSON.stringify(verdict)).not.toContain(TOKEN);
  });

  test('that leads to another origin is not followed with the token', async () => {
    await using elsewhere = await scriptedServer(() => list([]));
    const verdict = await verdictOf({
      status: 302,
      headers: { location: `${elsewhere.url}/v7/deployments` },
    });
    expect(verdict).toMatchObject({ status: 'unhealthy', reason: 'redirect_refused' });
    expect(elsewhere.requests).toEqual([]);
  });
});

describe('the credential', () => {
  test('is recognised by its prefix', () => {
    const kind = (token: string) => vercel.recognise?.(vercel.schema.parse({ token }))?.kind ?? null;
    expect(kind('vcp_abcdef')).toBe('personal access token');
    expect(kind('vck_abcdef')).toBe('API key');
    expect(kind('abcdefabcdefabcdefabcdef')).toBe(null);
  });

  test('is proven by listing one deployment, which a project-scoped token may do', async () => {
    await using server = await scriptedServer(({ query }) => pageOf(deployments(5), query));
    const report = await introspect(vercel, {
      token: TOKEN,
      teamId: 'team_a',
      projectIds: 'prj_a',
      apiBase: server.url,
    });
    expect(report).toEqual({
      kind: 'access token',
      scope: 'lists the deployments of team team_a, projects prj_a',
    });
    expect(server.requests.map(({ path, query }) => `${path} ${query.get('limit')}`)).toEqual([
      '/v7/deployments 1',
      '/v5/user/tokens/current null',
    ]);
  });

  const told = async (metadata: ScriptedAnswer) => {
    await using server = await scriptedServer(({ path, query }) =>
      path === '/v5/user/tokens/current' ? metadata : pageOf(deployments(5), query),
    );
    return await introspect(vercel, { token: TOKEN, apiBase: server.url });
  };
  const PROVEN = { kind: 'access token', scope: 'lists the deployments of its personal scope' };

  test('of a whole account is told as that, with its end', async () => {
    const token = { id: 'x', expiresAt: 1_900_000_000_000, scopes: [{ type: 'user', createdAt: 1 }] };
    expect(await told({ body: { token } })).toEqual({
      ...PROVEN,
      owner: 'a whole account',
      expiresAtMs: 1_900_000_000_000,
      excess: expect.stringContaining('everything'),
      advice: expect.stringContaining('scoped to one project'),
    });
  });

  test('of a team ends with its scope, when that is earlier', async () => {
    const scope = { type: 'team', teamId: 'team_a', createdAt: 1, expiresAt: 1_800_000_000_000 };
    expect(
      await told({ body: { token: { id: 'x', expiresAt: 1_900_000_000_000, scopes: [scope] } } }),
    ).toEqual({
      ...PROVEN,
      owner: 'team team_a',
      expiresAtMs: 1_800_000_000_000,
      excess: 'It may change everything of team team_a.',
      advice: expect.stringContaining('scoped to one project'),
    });
  });

  test('without an end never expires', async () => {
    expect(await told({ body: { token: { id: 'x' } } })).toEqual({ ...PROVEN, expiresAtMs: null });
  });

  test.each([
    [{ status: 403, body: { error: { code: 'forbidden', message: 'no' } } }],
    [{ body: { token: 'x' } }],
    [{ body: '<html>', headers: { 'content-type': 'text/html' } }],
  ])('works all the same when Vercel tells nothing more: %j', async (metadata) => {
    expect(await told(metadata)).toEqual(PROVEN);
  });
});

test.each([
  [{}, 'token'],
  [{ token: 'a\nb' }, 'token'],
  [{ token: TOKEN, apiBase: 'api.vercel.com' }, 'apiBase'],
  [{ token: TOKEN, projectIds: Array.from({ length: 21 }, (_, i) => `prj_${i}`) }, 'projectIds'],
  [{ token: TOKEN, errorRateAbove: 10 }, 'errorRateAbove'],
])('the options %o are refused at %s', (options, path) => {
  expect(vercel.schema.safeParse(options).error?.issues.map((issue) => issue.path[0])).toEqual([path]);
});
