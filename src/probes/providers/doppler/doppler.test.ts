import { describe, expect, test, vi } from 'vitest';
import { noSignal, testProbe } from '../../../../test/support/bound-probe.ts';
import { createFakeClock, type FakeClock } from '../../../../test/support/fake-clock.ts';
import { introspect } from '../../../../test/support/introspect.ts';
import {
  type ScriptedAnswer,
  type ScriptedServer,
  type SeenRequest,
  scriptedServer,
} from '../../../../test/support/scripted-server.ts';
import { doppler } from './doppler.ts';

const TOKEN = 'dp.sa.theTokenOfThisTest000000000000000001';
const NOW_MS = Date.UTC(2026, 10, 23, 14);
const DAY_MS = 86_400_000;

interface ScriptedConfig {
  readonly root?: boolean;
  /** Days since the newest log entry; null for an empty log, an answer for a refusal. */
  readonly log: number | null | ScriptedAnswer;
  readonly createdDaysAgo?: number;
  /** Names of its secrets; default one that the token may not see. */
  readonly names?: readonly string[];
}

type ScriptedProject = Readonly<Record<string, ScriptedConfig>> | ScriptedAnswer;

interface ScriptedWorkplace {
  readonly projects: Readonly<Record<string, ScriptedProject>>;
  /** How many items the server gives per page at most, whatever is asked for. */
  readonly clamp?: number;
}

const ago = (days: number) => new Date(NOW_MS - days * DAY_MS).toISOString();
const refusal = (status: number, message = 'No.'): ScriptedAnswer => ({
  status,
  body: { messages: [message], success: false },
});

/** Doppler with these projects and configs. */
function dopplerWith({ projects, clamp = 100 }: ScriptedWorkplace) {
  return ({ path, query }: SeenRequest): ScriptedAnswer => {
    const page = Number(query.get('page'));
    const size = Math.min(clamp, Number(query.get('per_page')));
    const paged = <Item>(items: readonly Item[]) => items.slice((page - 1) * size, page * size);
    if (path === '/v3/me')
      return { body: { type: 'service_account', token_preview: 'dp.sa…01', workplace: { name: 'Acme' } } };
    if (path === '/v3/projects') {
      const all = Object.keys(projects).map((slug) => ({ id: `id-${slug}`, slug, description: null }));
      return { body: { page, projects: paged(all) } };
    }
    const project = projects[query.get('project') ?? ''] ?? refusal(404);
    if (isAnswer(project)) return project;
    if (path === '/v3/configs') {
      const all = Object.entries(project).map(([name, { root = true, createdDaysAgo = 400 }]) => ({
        name,
        root,
        created_at: ago(createdDaysAgo),
      }));
      return { body: { page, configs: paged(all) } };
    }
    const config = project[query.get('config') ?? ''];
    if (config === undefined) return refusal(404);
    if (path === '/v3/configs/config/secrets/names')
      return config.names === undefined ? refusal(403) : { body: { names: config.names } };
    if (path !== '/v3/configs/config/logs') return refusal(404);
    if (typeof config.log === 'object' && config.log !== null) return config.log;
    return { body: { page, logs: config.log === null ? [] : [{ id: 'l', created_at: ago(config.log) }] } };
  };
}

function isAnswer(project: ScriptedProject): project is ScriptedAnswer {
  return 'status' in project;
}

function probeAt(apiBase: string, options: Record<string, unknown> = {}, clock = createFakeClock(NOW_MS)) {
  return testProbe(doppler, { token: TOKEN, apiBase, ...options }, { secrets: [TOKEN], clock });
}

/** The verdict of both lanes and the requests that led to it. */
async function watch(script: Parameters<typeof scriptedServer>[0], options: Record<string, unknown> = {}) {
  await using server = await scriptedServer(script);
  await using probe = probeAt(`${server.url}/`, options);
  const look = await probe.look(noSignal());
  const verdict = (await probe.refreshFacts(noSignal())) ?? look;
  return { look, verdict, requests: [...server.requests] };
}

/** Moves the clock on by one paced call at a time; real sockets need real time between. */
async function untilDone(work: Promise<unknown>, server: ScriptedServer, clock: FakeClock) {
  let done = false;
  work.finally(() => {
    done = true;
  });
  while (!done) {
    const before = server.requests.length;
    await clock.advance(1_000);
    await vi.waitFor(() => expect(done || server.requests.length > before).toBe(true), { interval: 1 });
  }
}

async function verdictOf(answer: ScriptedAnswer, options: Record<string, unknown> = {}) {
  await using server = await scriptedServer(() => answer);
  await using probe = probeAt(server.url, options);
  return await probe.look(noSignal());
}

describe('the look', () => {
  test('asks whose the token is, and nothing else', async () => {
    await using server = await scriptedServer(dopplerWith({ projects: {} }));
    await using probe = probeAt(server.url);
    const verdict = await probe.look(noSignal());
    expect(server.requests.map(({ path, headers }) => `${path} ${headers.authorization}`)).toEqual([
      `/v3/me Bearer ${TOKEN}`,
    ]);
    expect(verdict).toMatchObject({
      status: 'healthy',
      why: 'It answers; how old the oldest secret is, is not known.',
      details: {
        projects_total: 'unknown',
        oldest_secret_age_days: 'unknown',
        token_type: 'service_account',
        workplace: 'Acme',
      },
    });
    expect(JSON.stringify(verdict)).not.toContain('dp.sa');
  });

  test('takes null where Doppler may send it', async () => {
    const verdict = await verdictOf({ body: { type: 'cli', workplace: { name: null }, added: [] } });
    expect(verdict).toMatchObject({
      status: 'healthy',
      details: { token_type: 'cli', workplace: 'unknown' },
    });
  });

  test.each([{}, { type: 'cli' }, { type: null, workplace: null }, { workplace: { name: 'Acme' } }])(
    'takes %j for the answer of something else',
    async (body) => {
      expect(await verdictOf({ body })).toMatchObject({ status: 'unhealthy', reason: 'unexpected_body' });
    },
  );

  test('of a service token is healthy, explains what it cannot see and does not try', async () => {
    const { verdict, requests } = await watch(dopplerWith({ projects: { web: { prd: { log: 400 } } } }), {
      token: 'dp.st.prd.abcdefghijklmnop',
    });
    expect(verdict).toMatchObject({
      status: 'healthy',
      why: expect.stringContaining('a service token sees one config only'),
      details: { projects_total: 'unknown', oldest_secret_age_days: 'unknown' },
    });
    expect(requests.map(({ path }) => path)).toEqual(['/v3/me']);
  });
});

describe('the projects', () => {
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, {}] as const));

  test.each([
    [0, 100, 1],
    [1, 100, 2],
    [100, 100, 2],
    [101, 100, 3],
    [23, 10, 4],
  ])('%i of them, in pages of at most %i, are counted with %i requests', async (count, clamp, pages) => {
    const { verdict, requests } = await watch((request) =>
      request.path === '/v3/configs' ? refusal(401) : dopplerWith({ projects: many(count), clamp })(request),
    );
    expect(verdict.details.projects_total).toBe(count);
    const listed = requests.filter(({ path }) => path === '/v3/projects');
    expect(listed.slice(0, pages).map(({ query }) => query.toString())).toEqual(
      Array.from({ length: pages }, (_, i) => `page=${i + 1}&per_page=100`),
    );
  });

  test('that a server repeats on each page are counted once', async () => {
    const { verdict } = await watch((request) =>
      request.path === '/v3/projects'
        ? { body: { projects: [{ id: 'a' }, { id: 'b', slug: null }] } }
        : dopplerWith({ projects: {} })(request),
    );
    expect(verdict.details.projects_total).toBe(2);
  });

  test('stay unknown when there is no end to them', async () => {
    const { verdict, requests } = await watch((request) =>
      request.path === '/v3/projects'
        ? { body: { projects: [{ id: `p${request.query.get('page')}` }] } }
        : dopplerWith({ projects: {} })(request),
    );
    expect(verdict).toMatchObject({ status: 'healthy', details: { projects_total: 'unknown' } });
    // Both facts list them, and both give up.
    expect(requests.filter(({ path }) => path === '/v3/projects')).toHaveLength(100);
  });

  test('stay unknown alone when they may not be listed', async () => {
    const { verdict } = await watch((request) =>
      request.path === '/v3/projects' ? refusal(403) : dopplerWith({ projects: {} })(request),
    );
    expect(verdict).toMatchObject({
      status: 'healthy',
      error: null,
      details: { projects_total: 'unknown', oldest_secret_age_days: 'unknown', workplace: 'Acme' },
    });
  });
});

describe('the age of the oldest secret', () => {
  const agesOf = async (projects: ScriptedWorkplace['projects'], options: Record<string, unknown> = {}) =>
    (await watch(dopplerWith({ projects }), options)).verdict;

  test('is the greatest of the newest log entries, in whole days, and at most the age of a config', async () => {
    const verdict = await agesOf({
      web: { dev: { log: 0.2, createdDaysAgo: 300 }, prd: { log: 35.9, createdDaysAgo: 300 } },
      api: { prd: { log: 12, createdDaysAgo: 500.5 } },
    });
    expect(verdict).toMatchObject({
      status: 'healthy',
      why: 'The oldest secret is between 35 and 500 days old.',
    });
    expect(verdict.details).toEqual({
      projects_total: 2,
      oldest_secret_age_days: 35,
      oldest_secret_age_days_max: 500,
      oldest_secret_age_days_basis: 'config_log',
      configs_without_log: 0,
      token_type: 'service_account',
      workplace: 'Acme',
    });
  });

  test.each([
    [180, 'healthy'],
    [180.99, 'healthy'],
    [181, 'degraded'],
  ])('of %d days is %s', async (log, status) => {
    expect((await agesOf({ web: { prd: { log } } })).status).toBe(status);
  });

  test('is that of the moment of the answer, since the reads before it take their time', async () => {
    const clock = createFakeClock(NOW_MS);
    // An hour passes before the log is read; its entry becomes 181 days old at that moment.
    const asked = dopplerWith({
      projects: { web: { prd: { log: 181 - 1 / 24, createdDaysAgo: 400 - 1 / 24 } } },
    });
    await using server = await scriptedServer((request) => {
      if (request.path === '/v3/configs') clock.stepWallClock(1_800_000);
      return asked(request);
    });
    await using probe = probeAt(server.url, {}, clock);
    await probe.look(noSignal());
    expect(await probe.refreshFacts(noSignal())).toMatchObject({
      status: 'degraded',
      details: { oldest_secret_age_days: 181 },
    });
  });

  test('says why it is degraded, and follows another threshold', async () => {
    const projects = { web: { prd: { log: 240.5 } } };
    expect((await agesOf(projects)).why).toBe(
      'The oldest secret is at least 240 days old, above the threshold of 180.',
    );
    expect((await agesOf(projects, { oldestSecretAgeDaysAbove: 240 })).status).toBe('healthy');
  });

  test('reads one log entry per root config and no secret', async () => {
    const { verdict, requests } = await watch(
      dopplerWith({ projects: { web: { prd: { log: 5 }, prd_ann: { root: false, log: 390 } } } }),
    );
    expect(verdict.details.oldest_secret_age_days).toBe(5);
    expect(
      requests.filter(({ path }) => path.endsWith('/logs')).map(({ query }) => query.toString()),
    ).toEqual(['project=web&config=prd&page=1&per_page=1']);
    expect(new Set(requests.map(({ path }) => path))).toEqual(
      new Set([
        '/v3/me',
        '/v3/projects',
        '/v3/configs',
        '/v3/configs/config/logs',
        '/v3/configs/config/secrets/names',
      ]),
    );
  });

  test('leaves a config without a log out and says so', async () => {
    const { details } = await agesOf({ web: { dev: { log: null }, prd: { log: 7 } } });
    expect(details).toMatchObject({ oldest_secret_age_days: 7, configs_without_log: 1 });
  });

  test('leaves configs without a secret out, where it may know', async () => {
    const verdict = await agesOf({
      web: {
        old: { log: 390, names: ['DOPPLER_PROJECT', 'DOPPLER_CONFIG', 'DOPPLER_ENVIRONMENT'] },
        older: { log: 395, names: [] },
        prd: { log: 20, names: ['API_KEY'] },
        dev: { log: 10 },
      },
    });
    expect(verdict.details).toMatchObject({ oldest_secret_age_days: 20, configs_empty: 2 });
    expect(JSON.stringify(verdict)).not.toContain('API_KEY');
  });

  test('is still a sound bound over the rest when some configs or projects are refused', async () => {
    const { details } = await agesOf({
      web: { prd: { log: 30 }, stg: { log: refusal(403) }, dev: { log: refusal(500) } },
      secret: refusal(403),
    });
    expect(details).toMatchObject({ oldest_secret_age_days: 30, configs_refused: 2, projects_refused: 1 });
    expect(details).not.toHaveProperty('oldest_secret_age_days_max');
  });

  test.each([
    ['every log is empty', { web: { prd: { log: null } } }],
    ['every log is refused', { web: { prd: { log: refusal(403) } } }],
    ['there is no project', {}],
    ['every config is empty', { web: { prd: { log: 200, names: [] } } }],
    ['the token is revoked meanwhile', { web: { prd: { log: 200 }, dev: { log: refusal(401) } } }],
    ['it is rate limited', { web: { prd: { log: 200 }, dev: { log: refusal(429) } } }],
    ['the log has another shape', { web: { prd: { log: { body: { logs: [{ at: 1 }] } } } } }],
  ] satisfies [string, ScriptedWorkplace['projects']][])(
    'is unknown, and nothing else is, when %s',
    async (_name, projects) => {
      const verdict = await agesOf(projects);
      expect(verdict).toMatchObject({ status: 'healthy', error: null });
      expect(verdict.details).toMatchObject({
        oldest_secret_age_days: 'unknown',
        projects_total: Object.keys(projects).length,
      });
    },
  );

  test.each([
    ['2026-11-13T14:00:00.000Z', 10],
    ['2026-11-13T14:00:00', 10],
    ['2026-11-13T19:30:00+05:30', 10],
    ['2026-11-24T14:00:00.000Z', 0],
  ])('of the time %s is %i days', async (created_at, days) => {
    const log = { body: { logs: [{ created_at }] } };
    expect((await agesOf({ web: { prd: { log } } })).details.oldest_secret_age_days).toBe(days);
  });

  test('says so when there are more projects than it reads', async () => {
    const projects = Object.fromEntries(
      Array.from({ length: 101 }, (_, i) => [`p${i}`, { prd: { log: i } }] as const),
    );
    const clock = createFakeClock(NOW_MS);
    await using server = await scriptedServer(dopplerWith({ projects }));
    await using probe = probeAt(server.url, {}, clock);
    await probe.look(noSignal());
    const refreshed = probe.refreshFacts(noSignal());
    await untilDone(refreshed, server, clock);
    expect((await refreshed)?.details).toMatchObject({
      projects_total: 101,
      oldest_secret_age_days: 99,
      oldest_secret_age_days_truncated: true,
    });
  });

  test('is asked for at a pace that leaves room for others', async () => {
    const clock = createFakeClock(NOW_MS);
    const configs = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [`c${i}`, { log: 1 }] as const));
    await using server = await scriptedServer(dopplerWith({ projects: { web: configs } }));
    await using probe = probeAt(server.url, {}, clock);
    await probe.look(noSignal());
    const refreshed = probe.refreshFacts(noSignal());
    // The look, the two pages of the first fact, and sixty calls of the second.
    await vi.waitFor(() => expect(server.requests).toHaveLength(63));
    await untilDone(refreshed, server, clock);
    expect(server.requests).toHaveLength(1 + 2 + 2 + 2 + 80 + 1);
  });
});

describe('a refusal', () => {
  const cases: readonly (readonly [string, ScriptedAnswer, string, string, RegExp, RegExp])[] = [
    [
      'a wrong token',
      refusal(401, 'Invalid Auth token'),
      'auth_rejected',
      'HTTP 401',
      /Invalid Auth token/,
      /KORA_DOPPLER_API_TOKEN/,
    ],
    [
      'a missing permission',
      refusal(403, 'No access'),
      'permission_denied',
      'HTTP 403',
      /No access/,
      /service account/,
    ],
    [
      'an error with one message',
      { status: 401, body: { message: 'Token expired' } },
      'auth_rejected',
      'HTTP 401',
      /Token expired/,
      /./,
    ],
    [
      'a rate limit',
      { ...refusal(429, 'Slow down'), headers: { 'retry-after': '20' } },
      'rate_limited',
      'HTTP 429',
      /Slow down/,
      /per address/,
    ],
    ['HTML of the edge', { status: 403, body: '<html>' }, 'permission_denied', 'HTTP 403', /403/, /./],
    [
      'messages of an odd shape',
      { status: 401, body: { messages: {} } },
      'auth_rejected',
      'HTTP 401',
      /401/,
      /./,
    ],
    ['an unknown path', refusal(404), 'not_found', 'HTTP 404', /404/, /address/],
    [
      'a list where an object is due',
      { body: [] },
      'unexpected_body',
      'HTTP 200, but the answer has another shape than expected',
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

  test('of a directory token says what it is for', async () => {
    const verdict = await verdictOf(refusal(403), { token: 'dp.scim.abcdefghijkl' });
    expect(verdict.hint).toBe('It lists users and groups and nothing else; make a service account token.');
  });

  test('never shows the token that Doppler repeats, and keeps its wish to wait', async () => {
    const answer = { ...refusal(429, `Token ${TOKEN} is busy`), headers: { 'retry-after': '20' } };
    const verdict = await verdictOf(answer);
    expect(verdict.why).toContain('Token [redacted] is busy');
    expect(JSON.stringify(verdict)).not.toContain(TOKEN);
    expect(verdict.quota?.retryAfterMs).toBe(20_000);
  });

  test('keeps the token out of the details too', async () => {
    const verdict = await verdictOf({ body: { type: TOKEN, workplace: { name: `Acme ${TOKEN}` } } });
    expect(verdict.status).toBe('healthy');
    expect(JSON.stringify(verdict)).not.toContain(TOKEN);
  });

  test('that leads to another origin is not followed with the token, in either lane', async () => {
    await using elsewhere = await scriptedServer(() => ({ body: {} }));
    const away = { status: 302, headers: { location: elsewhere.url } };
    expect(await verdictOf(away)).toMatchObject({ status: 'unhealthy', reason: 'redirect_refused' });
    const { verdict } = await watch((request) =>
      request.path === '/v3/me' ? dopplerWith({ projects: {} })(request) : away,
    );
    expect(verdict).toMatchObject({ status: 'healthy', details: { projects_total: 'unknown' } });
    expect(elsewhere.requests).toEqual([]);
  });
});

describe('the credential', () => {
  test.each([
    ['dp.st.prd.abc', 'service token', 'advice'],
    ['dp.sa.abc', 'service account token', 'kind'],
    ['dp.said.abc', 'service account identity', 'advice'],
    ['dp.st.prd.abc', 'service token', 'excess'],
    ['dp.pt.abc', 'personal token', 'advice'],
    ['dp.pt.abc', 'personal token', 'excess'],
    ['dp.ct.abc', 'CLI token', 'advice'],
    ['dp.ct.abc', 'CLI token', 'excess'],
    ['dp.scim.abc', 'directory token', 'problem'],
    ['dp.audit.abc', 'directory token', 'problem'],
  ])('%s is a %s with a %s', (token, kind, tells) => {
    const recognised = doppler.recognise?.(doppler.schema.parse({ token }));
    expect(recognised).toMatchObject({ kind, [tells]: expect.any(String) });
  });

  test('of no known look is nothing in particular', () => {
    expect(doppler.recognise?.(doppler.schema.parse({ token: 'something' }))).toBe(null);
  });

  test('is proven by asking whose it is', async () => {
    await using server = await scriptedServer(dopplerWith({ projects: {} }));
    expect(await introspect(doppler, { token: TOKEN, apiBase: server.url })).toEqual({
      kind: 'service_account',
      scope: 'workplace Acme',
    });
    expect(server.requests.map(({ path }) => path)).toEqual(['/v3/me']);
  });

  test.each([
    [{ name: 'heartbeat', principal: { type: 'service_account', slug: 'x' } }, 'heartbeat (service_account)'],
    [{ name: 'heartbeat' }, 'heartbeat'],
    [{ name: null, principal: { type: 'user' } }, '(user)'],
    [{ name: 5, principal: [] }, undefined],
  ])('belongs to whom %j says, and its preview is never told', async (told, owner) => {
    const body = { type: 'service_account', token_preview: 'dp.sa…01', workplace: { name: 'Acme' }, ...told };
    await using server = await scriptedServer(() => ({ body }));
    const report = await introspect(doppler, { token: TOKEN, apiBase: server.url });
    expect(report).toMatchObject({ kind: 'service_account', scope: 'workplace Acme' });
    expect('owner' in report ? report.owner : undefined).toBe(owner);
    expect(JSON.stringify(report)).not.toContain('…01');
  });

  test.each([
    ['personal', true],
    ['cli', true],
    ['service_account_token', false],
    ['personality', false],
  ])('of the type %s may do more than looking needs: %s', async (type, mayMore) => {
    await using server = await scriptedServer(() => ({ body: { type, workplace: {} } }));
    expect('excess' in (await introspect(doppler, { token: TOKEN, apiBase: server.url }))).toBe(mayMore);
  });
});
