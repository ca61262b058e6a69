import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Behaviour } from '../../src/simulator/behaviour.ts';
import type { SeenRequest } from '../../src/simulator/request-record.ts';
import {
  NAMES,
  type Name,
  type SimulatedProviders,
  simulatedProviders,
} from './simulated-providers.support.ts';

let providers: SimulatedProviders;
beforeAll(async () => {
  providers = await simulatedProviders();
});
afterAll(() => providers[Symbol.asyncDispose]());

function healthy(data: Record<string, number>): Behaviour {
  return { kind: 'healthy', data };
}

describe('what is asked of a healthy provider', () => {
  const cases: readonly (readonly [Name, readonly string[]])[] = [
    ['vercel', ['GET /v7/deployments', 'GET /v7/deployments']],
    ['sentry', ['GET /api/0/organizations/demo-company/issues/']],
    ['supabase', ['GET /auth/v1/health', 'POST /v1/projects/demoprojectabcdefghi/database/query/read-only']],
    [
      'fly',
      [
        'GET /v1/apps/kora-runtime/machines',
        'GET /v1/apps/kora-runtime-staging/machines',
        'POST /graphql',
        'POST /graphql',
      ],
    ],
  ];
  test.each(cases)('%s', async (name, expected) => {
    const { requests } = await providers.look(name, { kind: 'healthy' });
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual(expected);
  });

  test('doppler: never a value of a secret, the log of each root config once', async () => {
    const { requests } = await providers.look('doppler', { kind: 'healthy' });
    const paths = requests.map(({ path }) => path);
    expect(paths[0]).toBe('/v3/me');
    // Each of three lists is read until nothing new comes.
    expect(count(paths, '/v3/configs')).toBe(6);
    expect(count(paths, '/v3/configs/config/logs')).toBe(9);
    expect([...new Set(paths)].filter((path) => /secrets(?!\/names)|logs\/log|workplace/.test(path))).toEqual(
      [],
    );
  });

  test('is asked with a credential that it takes, and by a client that says who it is', async () => {
    const made: SeenRequest[] = [];
    for (const name of NAMES) made.push(...(await providers.look(name, { kind: 'healthy' })).requests);
    expect(made.length).toBeGreaterThan(25);
    expect(made.filter(({ authenticated }) => !authenticated)).toEqual([]);
    expect(made.filter(({ userAgent }) => !userAgent.startsWith('kora-heartbeat/'))).toEqual([]);
  });
});

describe('paging', () => {
  test('counts every deployment of 24 hours once, over all pages', async () => {
    const { verdict, requests } = await providers.look('vercel', healthy({ deployments: 250, failed: 20 }));
    expect(verdict.details).toMatchObject({
      deployments_last_24h: 250,
      error_rate_24h: 0.08,
      deployments_errored_24h: 20,
      deployments_canceled_24h: 3,
      deployments_building: 1,
    });
    expect(requests).toHaveLength(3);
    const since = requests.map(({ query }) => new URLSearchParams(query).get('since'));
    expect(new Set(since).size).toBe(1);
  });

  test('says that there are more deployments than it reads', async () => {
    const { verdict, requests } = await providers.look('vercel', healthy({ deployments: 2_400, failed: 0 }));
    expect(verdict.details).toMatchObject({
      deployments_last_24h: 2_000,
      deployments_last_24h_truncated: true,
    });
    expect(requests).toHaveLength(20);
  });

  test('counts the issues of the first page at once and the others in the slow lane', async () => {
    const { look, verdict, requests } = await providers.look('sentry', healthy({ unresolved: 243 }));
    expect(look.details).toMatchObject({ unresolved_issues: 100, unresolved_issues_at_least: true });
    expect(look.status).toBe('degraded');
    expect(verdict.details).toMatchObject({ unresolved_issues: 243, unresolved_issues_at_least: false });
    expect(requests).toHaveLength(4);
  });

  test("ends at ten pages of issues, with Sentry's own estimate where that is more", async () => {
    const { verdict, requests } = await providers.look('sentry', healthy({ unresolved: 1_700 }));
    expect(verdict.details).toMatchObject({ unresolved_issues: 1_000, unresolved_issues_at_least: true });
    expect(requests).toHaveLength(11);
  });

  test('does not take a page that the server made shorter for the last one', async () => {
    const { verdict } = await providers.look('doppler', healthy({ projects: 5, perPageMax: 2 }));
    expect(verdict.details).toMatchObject({ projects_total: 5, oldest_secret_age_days: 35 });
  });

  test('counts every release of 24 hours, over all pages of GraphQL', async () => {
    const { verdict, requests } = await providers.look(
      'fly',
      healthy({ releases: 120, stagingReleases: 0, failedReleases: 7 }),
    );
    expect(verdict.details).toMatchObject({ deploys_last_24h: 120, deploys_failed_24h: 7 });
    expect(count(paths(requests), '/graphql')).toBe(4);
  });
});

describe('the thresholds of the contract', () => {
  const cases: readonly (readonly [Name, Record<string, number>, string, object])[] = [
    ['vercel', { deployments: 100, failed: 10 }, 'healthy', { error_rate_24h: 0.1 }],
    ['vercel', { deployments: 100, failed: 11 }, 'degraded', { error_rate_24h: 0.11 }],
    ['vercel', { deployments: 0, failed: 0 }, 'healthy', { deployments_last_24h: 0, error_rate_24h: 0 }],
    ['vercel', { deployments: 1, failed: 1 }, 'degraded', { deployments_last_24h: 1, error_rate_24h: 1 }],
    ['sentry', { unresolved: 0 }, 'healthy', { unresolved_issues: 0 }],
    ['sentry', { unresolved: 10 }, 'healthy', { unresolved_issues: 10 }],
    ['sentry', { unresolved: 11 }, 'degraded', { unresolved_issues: 11 }],
    ['sentry', { unresolved: 100 }, 'degraded', { unresolved_issues: 100 }],
    ['doppler', { oldestChangeDays: 180.9 }, 'healthy', { oldest_secret_age_days: 180 }],
    ['doppler', { oldestChangeDays: 181.1 }, 'degraded', { oldest_secret_age_days: 181 }],
    ['doppler', { oldestChangeDays: 300, oldestEmpty: 1 }, 'healthy', { oldest_secret_age_days: 3 }],
    ['doppler', { withoutLog: 2 }, 'healthy', { oldest_secret_age_days: 35, configs_without_log: 2 }],
    ['doppler', { projects: 0 }, 'healthy', { projects_total: 0, oldest_secret_age_days: 'unknown' }],
    ['supabase', { connections: 48 }, 'healthy', { connections_pct: 80 }],
    ['supabase', { connections: 49 }, 'degraded', { connections_pct: 81.7 }],
    ['fly', { criticalChecks: 1 }, 'degraded', { apps_running: 2, machines_broken: 2 }],
    ['fly', { unreachable: 1 }, 'degraded', { apps_running: 2, machines_broken: 2 }],
    ['fly', { running: 1, autostopped: 5 }, 'healthy', { apps_running: 2, machines_idle: 10 }],
    ['fly', { running: 0, autostopped: 2 }, 'degraded', { apps_running: 0, machines_broken: 0 }],
    ['fly', { running: 0, autostopped: 0 }, 'degraded', { apps_running: 0, machines_total: 0 }],
    ['fly', { releases: 0, stagingReleases: 0 }, 'healthy', { deploys_last_24h: 0 }],
  ];
  test.each(cases)('%s with %o is %s', async (name, data, status, details) => {
    const { verdict } = await providers.look(name, healthy(data));
    expect(verdict).toMatchObject({ status, details });
  });
});

describe('a fact that fails', () => {
  const cases: readonly (readonly [Name, Behaviour, object])[] = [
    [
      'doppler',
      { kind: 'forbidden', only: '/v3/projects' },
      { projects_total: 'unknown', oldest_secret_age_days: 'unknown' },
    ],
    [
      'doppler',
      { kind: 'server_error', status: 500, only: '/v3/configs/config/logs' },
      { projects_total: 3, oldest_secret_age_days: 'unknown' },
    ],
    ['supabase', { kind: 'unauthorized', only: '/v1/' }, { connections_pct: 'unknown' }],
    ['supabase', { kind: 'html_200', only: '/v1/' }, { connections_pct: 'unknown' }],
    ['supabase', { kind: 'compression_bomb', only: '/v1/' }, { connections_pct: 'unknown' }],
    ['fly', { kind: 'server_error', status: 503, only: '/graphql' }, { deploys_last_24h: 4 }],
    ['fly', { kind: 'unauthorized', only: '/graphql' }, { deploys_last_24h: 4 }],
  ];
  test.each(cases)('%s while %o: is unknown and changes no verdict', async (name, behaviour, details) => {
    const { verdict } = await providers.look(name, behaviour);
    expect(verdict).toMatchObject({ status: 'healthy', reason: 'ok', details });
  });

  test('takes nothing from what the look itself saw', async () => {
    const { verdict } = await providers.look('fly', { kind: 'reset', only: '/graphql' });
    expect(verdict).toMatchObject({ status: 'healthy', details: { apps_running: 2 } });
  });
});

describe('the providers’ own ways', () => {
  test('Vercel refuses an unknown token with 403, and an older API still answers', async () => {
    const refused = await providers.look(
      'vercel',
      { kind: 'healthy' },
      { KORA_VERCEL_API_TOKEN: 'vcp_wrong0000000000' },
    );
    expect(refused.verdict).toMatchObject({
      status: 'unhealthy',
      reason: 'auth_rejected',
      error: 'HTTP 403',
    });
    const older = await providers.look('vercel', { kind: 'not_found', only: '/v7/' });
    expect(older.verdict).toMatchObject({ status: 'healthy', details: HEALTHY_DEPLOYMENTS });
    expect(paths(older.requests)).toEqual(['/v7/deployments', '/v6/deployments', '/v6/deployments']);
  });

  test('Vercel counts only the projects that were named', async () => {
    const env = { KORA_VERCEL_PROJECT_IDS: 'prj_demo_web,prj_demo_docs' };
    const { verdict } = await providers.look('vercel', healthy({ deployments: 144, failed: 0 }), env);
    expect(verdict.details.deployments_last_24h).toBe(96);
  });

  test('a team of others is a matter of permission, an organization of others is not found', async () => {
    const team = await providers.look('vercel', { kind: 'healthy' }, { KORA_VERCEL_TEAM_ID: 'team_other' });
    expect(team.verdict).toMatchObject({ reason: 'permission_denied', error: 'HTTP 403' });
    const org = await providers.look('sentry', { kind: 'healthy' }, { KORA_SENTRY_ORG: 'other' });
    expect(org.verdict).toMatchObject({ reason: 'not_found', error: 'HTTP 404' });
    const app = await providers.look('fly', { kind: 'healthy' }, { KORA_FLY_STAGING_APP_NAME: 'other' });
    expect(app.verdict).toMatchObject({ reason: 'not_found', error: 'HTTP 404' });
  });

  test('Sentry counts within the period that was set', async () => {
    const { verdict } = await providers.look('sentry', healthy({ unresolved: 90 }), {
      KORA_SENTRY_STATS_PERIOD: '24h',
    });
    expect(verdict.details).toMatchObject({ unresolved_issues: 8, stats_period: '24h' });
  });

  test('Supabase proves the database by a table, whatever the table lets be read', async () => {
    const env = { KORA_SUPABASE_PROBE_TABLE: 'heartbeat' };
    const read = await providers.look('supabase', { kind: 'healthy' }, env);
    expect(read.verdict).toMatchObject({ status: 'healthy', details: { database: 'answers' } });
    const refused = await providers.look('supabase', healthy({ tableRefused: 1 }), env);
    expect(refused.verdict).toMatchObject({ status: 'healthy', details: { database: 'answers' } });
    const down = await providers.look('supabase', healthy({ databaseDown: 1 }), env);
    expect(down.verdict).toMatchObject({
      status: 'unhealthy',
      reason: 'http_server_error',
      error: 'HTTP 503',
    });
    const missing = await providers.look(
      'supabase',
      { kind: 'healthy' },
      { KORA_SUPABASE_PROBE_TABLE: 'other' },
    );
    expect(missing.verdict).toMatchObject({ status: 'unhealthy', reason: 'not_found', error: 'HTTP 404' });
  });

  test('Fly takes the token with any word before it, and never with two', async () => {
    for (const token of [
      'fm2_demo0000000000000000000000000001',
      'Bearer FlyV1 fm2_demo0000000000000000000000000001',
    ]) {
      const { verdict, requests } = await providers.look(
        'fly',
        { kind: 'healthy' },
        { KORA_FLY_API_TOKEN: token },
      );
      expect(verdict.status).toBe('healthy');
      expect(requests[0]?.credentialHeaders).toEqual(['authorization: FlyV1']);
    }
  });

  test('the quota is read from the headers of each provider', async () => {
    const vercel = await providers.look('vercel', { kind: 'healthy' });
    expect(vercel.verdict.quota).toMatchObject({ limit: 500, remaining: expect.any(Number) });
    const sentry = await providers.look('sentry', { kind: 'rate_limited' });
    expect(sentry.verdict.quota).toMatchObject({ limit: 40, remaining: 0, retryAfterMs: null });
    expect(sentry.verdict.quota?.resetAtMs).toBeGreaterThan(Date.UTC(2020, 0));
    const doppler = await providers.look('doppler', { kind: 'rate_limited' });
    expect(doppler.verdict.quota).toMatchObject({ limit: 480, remaining: 0, retryAfterMs: 30_000 });
    const supabase = await providers.look('supabase', { kind: 'rate_limited' });
    expect(supabase.verdict.quota).toMatchObject({ limit: 120, remaining: 0 });
    const fly = await providers.look('fly', { kind: 'rate_limited' });
    expect(fly.verdict.quota).toBeNull();
  });
});

const HEALTHY_DEPLOYMENTS = { deployments_last_24h: 142, error_rate_24h: 0.0282 };

function paths(requests: readonly SeenRequest[]): string[] {
  return requests.map(({ path }) => path);
}

function count(all: readonly string[], wanted: string): number {
  return all.filter((path) => path === wanted).length;
}
