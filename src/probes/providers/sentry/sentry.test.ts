import { describe, expect, test } from 'vitest';
import { noSignal, testProbe } from '../../../../test/support/bound-probe.ts';
import { createFakeClock, type FakeClock } from '../../../../test/support/fake-clock.ts';
import { introspect } from '../../../../test/support/introspect.ts';
import {
  type ScriptedAnswer,
  type SeenRequest,
  scriptedServer,
} from '../../../../test/support/scripted-server.ts';
import { sentry } from './sentry.ts';

const TOKEN = 'a1b2c3d4'.repeat(8);

function issues(from: number, count: number) {
  return Array.from({ length: count }, (_, i) => ({
    id: String(from + i),
    status: 'unresolved',
    added: null,
  }));
}

/** Sentry with so many unresolved issues; its links name another host, which nobody should ask. */
function sentryWith(total: number, headers: Record<string, string> = {}) {
  return ({ query }: SeenRequest): ScriptedAnswer => {
    const from = Number(query.get('cursor')?.split(':')[1] ?? 0);
    const page = issues(from, Math.min(Number(query.get('limit')), total - from));
    const link = (rel: string, at: number, results: boolean) =>
      `<https://elsewhere.invalid/api/0/?&cursor=0:${at}:0>; rel="${rel}"; results="${results}"; cursor="0:${at}:0"`;
    const next = from + page.length;
    return {
      headers: {
        link: `${link('previous', 0, from > 0)}, ${link('next', next, next < total)}`,
        ...headers,
      },
      body: page,
    };
  };
}

function probeAt(apiBase: string, options: Record<string, unknown> = {}, clock?: FakeClock) {
  return testProbe(
    sentry,
    { token: TOKEN, org: 'my-company', apiBase, ...options },
    { secrets: [TOKEN], ...(clock === undefined ? {} : { clock }) },
  );
}

async function verdictOf(answer: ScriptedAnswer, options: Record<string, unknown> = {}) {
  await using server = await scriptedServer(() => answer);
  await using probe = probeAt(server.url, options);
  return await probe.look(noSignal());
}

/** The verdict of both lanes, and how many requests they made. */
async function watch(script: Parameters<typeof scriptedServer>[0], options: Record<string, unknown> = {}) {
  await using server = await scriptedServer(script);
  await using probe = probeAt(server.url, options);
  const look = await probe.look(noSignal());
  const verdict = (await probe.refreshFacts(noSignal())) ?? look;
  return { look, verdict, requests: [...server.requests] };
}

describe('the request', () => {
  test.each(['', '/', '/api/0', '/api/0/'])(
    'reaches the issues with an address that ends in "%s"',
    async (end) => {
      await using server = await scriptedServer(sentryWith(3));
      await using probe = probeAt(server.url + end);
      await probe.look(noSignal());
      const { path, query, headers } = server.requests[0] ?? {};
      expect(path).toBe('/api/0/organizations/my-company/issues/');
      expect(query?.toString()).toBe(
        'query=is%3Aunresolved&limit=100&project=-1&collapse=stats&collapse=lifetime&collapse=filtered&collapse=unhandled',
      );
      expect(headers?.authorization).toBe(`Bearer ${TOKEN}`);
    },
  );

  test('carries the period, which the details tell too', async () => {
    const { look, requests } = await watch(sentryWith(3), { statsPeriod: '14d' });
    expect(requests[0]?.query.get('statsPeriod')).toBe('14d');
    expect(look.details).toEqual({ unresolved_issues: 3, stats_period: '14d' });
  });
});

describe('the count', () => {
  test.each([
    [0, 'healthy', '0 unresolved issues.'],
    [1, 'healthy', '1 unresolved issue.'],
    [10, 'healthy', '10 unresolved issues.'],
    [11, 'degraded', '11 unresolved issues, above the threshold of 10.'],
    [100, 'degraded', '100 unresolved issues, above the threshold of 10.'],
  ])('of %i needs one page and is %s', async (total, status, why) => {
    const { verdict, requests } = await watch(sentryWith(total));
    expect(verdict).toMatchObject({ status, why, error: null, details: { unresolved_issues: total } });
    expect(verdict.details).not.toHaveProperty('unresolved_issues_at_least');
    expect(requests).toHaveLength(1);
  });

  test('is a lower bound, degraded already, until the slow lane has followed the cursors', async () => {
    const { look, verdict, requests } = await watch(sentryWith(243, { 'x-hits': '999' }));
    expect(look).toMatchObject({
      status: 'degraded',
      why: 'At least 100 unresolved issues, above the threshold of 10.',
      details: { unresolved_issues: 100, unresolved_issues_at_least: true },
    });
    expect(verdict).toMatchObject({
      status: 'degraded',
      why: '243 unresolved issues, above the threshold of 10.',
      details: { unresolved_issues: 243, unresolved_issues_at_least: false },
    });
    expect(requests.slice(1).map(({ query }) => query.get('cursor'))).toEqual([null, '0:100:0', '0:200:0']);
    expect(requests.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
  });

  test.each([
    ['without an estimate', {}, 1_000],
    ['with a greater estimate', { 'x-hits': '1400' }, 1_400],
    ['with a smaller estimate', { 'x-hits': '7' }, 1_000],
    ['with an estimate that is no number', { 'x-hits': 'many' }, 1_000],
  ])('ends after ten pages as a lower bound, %s', async (_name, headers, expected) => {
    const { verdict, requests } = await watch(sentryWith(5_000, headers));
    expect(verdict.details).toMatchObject({ unresolved_issues: expected, unresolved_issues_at_least: true });
    expect(requests).toHaveLength(1 + 10);
  });

  test('takes an issue that moved to the next page while we read once', async () => {
    const { verdict } = await watch((request) => {
      const answer = sentryWith(150)(request);
      return request.query.has('cursor') ? { ...answer, body: issues(90, 60) } : answer;
    });
    expect(verdict.details.unresolved_issues).toBe(150);
  });

  test('goes on over a page that the filter of Sentry left empty', async () => {
    const { verdict } = await watch((request) => {
      const answer = sentryWith(250)(request);
      return request.query.get('cursor') === null ? { ...answer, body: [] } : answer;
    });
    expect(verdict.details).toEqual({ unresolved_issues: 150, unresolved_issues_at_least: false });
  });

  test('keeps what page one proved when a later page fails', async () => {
    const { verdict } = await watch((request) =>
      request.query.has('cursor') ? { status: 503, body: '' } : sentryWith(243)(request),
    );
    expect(verdict).toMatchObject({
      status: 'degraded',
      error: null,
      details: { unresolved_issues: 100, unresolved_issues_at_least: true },
    });
  });

  test('of an earlier walk gives way when one page is enough again', async () => {
    let total = 243;
    const clock = createFakeClock();
    await using server = await scriptedServer((request) => sentryWith(total)(request));
    await using probe = probeAt(server.url, {}, clock);
    await probe.look(noSignal());
    expect((await probe.refreshFacts(noSignal()))?.details.unresolved_issues).toBe(243);
    total = 4;
    expect(await probe.look(noSignal())).toMatchObject({
      status: 'healthy',
      details: { unresolved_issues: 4 },
    });
  });

  test('is zero for an organization without a project, which gets no Link header', async () => {
    const verdict = await verdictOf({ body: [] });
    expect(verdict).toMatchObject({ status: 'healthy', details: { unresolved_issues: 0 } });
  });

  test('is judged by another threshold, also one beyond the first page', async () => {
    const { look, verdict } = await watch(sentryWith(243), { unresolvedAbove: 200 });
    expect(look).toMatchObject({ status: 'healthy', why: 'At least 100 unresolved issues.' });
    expect(verdict.status).toBe('degraded');
  });
});

describe('a refusal', () => {
  const invalid = { status: 401, body: { detail: 'Invalid token' } };
  const forbidden = { status: 403, body: { detail: 'You do not have permission to perform this action.' } };
  const sso = { detail: { code: 'sso-required', message: 'Must login via SSO', extra: { loginUrl: '/x' } } };
  const frequent =
    'You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds';
  const cases: readonly (readonly [string, ScriptedAnswer, string, string, RegExp, RegExp])[] = [
    ['a wrong token', invalid, 'auth_rejected', 'HTTP 401', /Invalid token/, /KORA_SENTRY_API_TOKEN/],
    ['a missing scope', forbidden, 'permission_denied', 'HTTP 403', /permission to perform/, /event:read/],
    [
      'a session without single sign-on',
      { status: 401, body: sso },
      'permission_denied',
      'HTTP 401',
      /Must login via SSO/,
      /sso-required/,
    ],
    [
      'an unknown organization',
      { status: 404, body: { detail: 'The requested resource does not exist' } },
      'not_found',
      'HTTP 404',
      /"my-company".*does not exist/,
      /KORA_SENTRY_ORG/,
    ],
    [
      'a bad period',
      { status: 400, body: { detail: 'Invalid stats_period' } },
      'http_client_error',
      'HTTP 400',
      /Invalid stats_period/,
      /KORA_SENTRY_STATS_PERIOD/,
    ],
    [
      'a rate limit, whose JSON has no content type',
      { status: 429, headers: { 'content-type': 'text/html' }, body: JSON.stringify({ detail: frequent }) },
      'rate_limited',
      'HTTP 429',
      /Limit is 40 requests/,
      /./,
    ],
    ['HTML of the edge', { status: 502, body: '<html>' }, 'http_server_error', 'HTTP 502', /502/, /./],
    [
      'a detail that is a list',
      { status: 401, body: { detail: [1] } },
      'auth_rejected',
      'HTTP 401',
      /./,
      /./,
    ],
    [
      'an object where a list is due',
      { body: { detail: 'hello' } },
      'unexpected_body',
      'HTTP 200, but the answer has another shape than expected',
      /./,
      /./,
    ],
    [
      'a list of something else',
      { body: ['a', 'b'] },
      'unexpected_body',
      'HTTP 200, but the answer has another shape than expected at "0"',
      /./,
      /./,
    ],
  ];
  test.each(cases)('for %s has its reason', async (_name, answer, reason, error, why, hint) => {
    expect(await verdictOf(answer)).toMatchObject({
      status: 'unhealthy',
      reason,
      error,
      why: expect.stringMatching(why),
      hint: expect.stringMatching(hint),
      latencyMs: expect.any(Number),
      details: {},
    });
  });

  test.each([
    [invalid, 'auth_rejected'],
    [forbidden, 'permission_denied'],
  ])('of an organization token says that it cannot list issues: %o', async (answer, reason) => {
    const token = 'sntrys_eyJpYXQiOjE3MDAwMDAwMDB9_abcdef';
    const verdict = await verdictOf(answer, { token });
    expect(verdict).toMatchObject({ reason, hint: expect.stringMatching(/cannot list issues.*event:read/) });
    expect(JSON.stringify(verdict)).not.toContain(token);
  });

  test('never shows the token that Sentry repeats', async () => {
    const verdict = await verdictOf({ status: 401, body: { detail: `Invalid token ${TOKEN}` } });
    expect(verdict.why).toContain('Invalid token [redacted]');
    expect(JSON.stringify(verdict)).not.toContain(TOKEN);
  });

  test('that leads to another origin is not followed with the token', async () => {
    await using elsewhere = await scriptedServer(() => ({ body: [] }));
    const verdict = await verdictOf({ status: 301, headers: { location: elsewhere.url } });
    expect(verdict).toMatchObject({ status: 'unhealthy', reason: 'redirect_refused' });
    expect(elsewhere.requests).toEqual([]);
  });
});

test("keeps Sentry's own rate-limit headers with the verdict", async () => {
  const { look } = await watch(
    sentryWith(1, {
      'x-sentry-rate-limit-limit': '40',
      'x-sentry-rate-limit-remaining': '38',
      'x-sentry-rate-limit-reset': '1790000000',
    }),
  );
  expect(look.quota).toEqual({ limit: 40, remaining: 38, resetAtMs: 1_790_000_000_000, retryAfterMs: null });
});

describe('the credential', () => {
  test.each([
    ['sntrys_abc', 'organization auth token', 'problem'],
    ['sntryu_abc', 'personal token', 'advice'],
    ['sntryi_abc', 'integration token', 'kind'],
    ['sntrya_abc', 'app token', 'advice'],
    [TOKEN, 'integration or older personal token', 'kind'],
    ['https://abc@o1.ingest.sentry.io/2', 'DSN', 'problem'],
  ])('%s is a %s with a %s', (token, kind, tells) => {
    const recognised = sentry.recognise?.(sentry.schema.parse({ token, org: 'a' }));
    expect(recognised).toMatchObject({ kind, [tells]: expect.any(String) });
  });

  test('of no known look is nothing in particular', () => {
    expect(sentry.recognise?.(sentry.schema.parse({ token: 'something', org: 'a' }))).toBe(null);
  });

  test('is proven by reading one issue', async () => {
    await using server = await scriptedServer(sentryWith(3));
    const report = await introspect(sentry, { token: TOKEN, org: 'my-company', apiBase: server.url });
    expect(report).toEqual({
      kind: 'integration or older personal token',
      scope: 'reads the issues of my-company',
    });
    expect(server.requests.map(({ path, query }) => [path, query.get('limit')])).toEqual([
      ['/api/0/organizations/my-company/issues/', '1'],
      ['/api/0/', null],
    ]);
  });

  const told = async (index: ScriptedAnswer) => {
    const issuesOf = sentryWith(3);
    await using server = await scriptedServer((request) =>
      request.path === '/api/0/' ? index : issuesOf(request),
    );
    return await introspect(sentry, { token: TOKEN, org: 'my-company', apiBase: server.url });
  };

  test('tells whose it is, and of scopes that do more than read', async () => {
    const auth = { scopes: ['org:read', 'event:read', 'project:releases', 'event:admin'] };
    expect(await told({ body: { version: '0', auth, user: { name: 'Heartbeat', username: 'x' } } })).toEqual({
      kind: 'integration or older personal token',
      owner: 'Heartbeat',
      scope: 'reads the issues of my-company (event:admin, event:read, org:read, project:releases)',
      excess: 'It may do more than read: event:admin, project:releases.',
      advice: expect.stringContaining('event:read'),
    });
  });

  test('that may only read is no more than is needed', async () => {
    expect(
      await told({ body: { auth: { scopes: ['event:read'] }, user: { name: '', username: 'ann' } } }),
    ).toEqual({
      kind: 'integration or older personal token',
      owner: 'ann',
      scope: 'reads the issues of my-company (event:read)',
    });
  });

  test.each([
    [{ status: 404, body: { detail: 'x' } }],
    [{ body: { auth: { scopes: 'all' }, user: 5 } }],
    [{ body: '<html>', headers: { 'content-type': 'text/html' } }],
    [{ body: { auth: null, user: null } }],
  ])('works all the same when nothing more is told: %j', async (index) => {
    expect(await told(index)).toEqual({
      kind: 'integration or older personal token',
      scope: 'reads the issues of my-company',
    });
  });
});

test.each([
  [{ token: TOKEN }, 'org'],
  [{ token: TOKEN, org: '../admin' }, 'org'],
  [{ token: TOKEN, org: 'a', statsPeriod: 'always' }, 'statsPeriod'],
  [{ token: TOKEN, org: 'a', unresolvedAbove: -1 }, 'unresolvedAbove'],
])('the options %o are refused at %s', (options, path) => {
  expect(sentry.schema.safeParse(options).error?.issues.map((issue) => issue.path[0])).toEqual([path]);
});
