import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Behaviour } from '../../src/simulator/behaviour.ts';
import { scriptedServer } from '../support/scripted-server.ts';
import { NAMES, type SimulatedProviders, simulatedProviders } from './simulated-providers.support.ts';

let providers: SimulatedProviders;
beforeAll(async () => {
  providers = await simulatedProviders();
});
afterAll(() => providers[Symbol.asyncDispose]());

const HEALTHY_DETAILS = {
  vercel: { deployments_last_24h: 142, error_rate_24h: 0.0282 },
  sentry: { unresolved_issues: 4 },
  doppler: { projects_total: 3, oldest_secret_age_days: 35 },
  supabase: { connections_pct: 23.3 },
  fly: { apps_running: 2, deploys_last_24h: 4 },
};
const DEGRADED_DETAILS = {
  vercel: { error_rate_24h: 0.2042 },
  sentry: { unresolved_issues: 243, unresolved_issues_at_least: false },
  doppler: { oldest_secret_age_days: 240 },
  supabase: { connections_pct: 90 },
  fly: { apps_running: 2, machines_broken: 2 },
};
const UNAUTHORIZED_ERROR = {
  vercel: 'HTTP 403',
  sentry: 'HTTP 401',
  doppler: 'HTTP 401',
  supabase: 'HTTP 401',
  fly: 'HTTP 401',
};

describe.each(NAMES)('%s', (name) => {
  test('is healthy with every detail of the contract filled', async () => {
    const { verdict } = await providers.look(name, { kind: 'healthy' });
    expect(verdict).toMatchObject({
      status: 'healthy',
      reason: 'ok',
      error: null,
      latencyMs: expect.any(Number),
      details: HEALTHY_DETAILS[name],
    });
  });

  test("is degraded when its data crosses the contract's threshold", async () => {
    const { verdict } = await providers.look(name, { kind: 'degraded' });
    expect(verdict).toMatchObject({
      status: 'degraded',
      reason: 'threshold_crossed',
      error: null,
      details: DEGRADED_DETAILS[name],
    });
  });

  test('is unhealthy when it rejects the credential, and says what to do', async () => {
    const { verdict } = await providers.look(name, { kind: 'unauthorized' });
    expect(verdict).toMatchObject({
      status: 'unhealthy',
      reason: 'auth_rejected',
      error: UNAUTHORIZED_ERROR[name],
      latencyMs: expect.any(Number),
      hint: expect.any(String),
    });
  });

  const cases: readonly (readonly [Behaviour, string, string, string | RegExp])[] = [
    [{ kind: 'forbidden' }, 'unhealthy', 'permission_denied', 'HTTP 403'],
    [{ kind: 'not_found' }, 'unhealthy', 'not_found', 'HTTP 404'],
    [{ kind: 'rate_limited' }, 'unhealthy', 'rate_limited', 'HTTP 429'],
    [{ kind: 'server_error', status: 500 }, 'unhealthy', 'http_server_error', 'HTTP 500'],
    [{ kind: 'server_error', status: 502 }, 'unhealthy', 'http_server_error', 'HTTP 502'],
    [{ kind: 'server_error', status: 503 }, 'unhealthy', 'http_server_error', 'HTTP 503'],
    [{ kind: 'silent' }, 'unknown', 'timeout', 'probe timed out after 2s'],
    [{ kind: 'reset' }, 'unknown', 'connection_reset', /^connection_reset: /],
    [{ kind: 'half_body' }, 'unhealthy', 'connection_reset', /^HTTP 200, but the /],
    [{ kind: 'wrong_content_type' }, 'unhealthy', 'unexpected_body', /^HTTP 200, but the answer is not JSON/],
    [{ kind: 'html_200' }, 'unhealthy', 'unexpected_body', /^HTTP 200, but the answer is not JSON/],
    [{ kind: 'malformed_json' }, 'unhealthy', 'unexpected_body', /not valid JSON/],
    [{ kind: 'huge_body' }, 'unhealthy', 'body_too_large', /larger than/],
    [{ kind: 'compression_bomb' }, 'unhealthy', 'body_too_large', /larger than/],
  ];
  test.each(cases)('%o is %s because of %s', async (behaviour, status, reason, error) => {
    const { verdict } = await providers.look(name, behaviour);
    expect(verdict).toMatchObject({
      status,
      reason,
      error: typeof error === 'string' ? error : expect.stringMatching(error),
      // Who answered is never unknown, and whose answer is measured.
      latencyMs: status === 'unknown' ? null : expect.any(Number),
      details: {},
    });
  });

  test('is as slow as its first answer was', async () => {
    const { verdict } = await providers.look(name, { kind: 'slow', ms: 150 });
    expect(verdict.status).toBe('healthy');
    expect(verdict.latencyMs).toBeGreaterThanOrEqual(149);
  });

  test('never carries its credential to another host', async () => {
    await using elsewhere = await scriptedServer(() => ({ body: {} }));
    const behaviour = { kind: 'redirect_elsewhere', url: `${elsewhere.url}/steal` } as const;
    const { verdict } = await providers.look(name, behaviour);
    expect(verdict).toMatchObject({
      status: 'unhealthy',
      reason: 'redirect_refused',
      latencyMs: expect.any(Number),
    });
    expect(elsewhere.requests).toEqual([]);
  });

  test.each([200, 302, 500] as const)(
    'keeps a credential that the provider echoes with %i out of the verdict',
    async (status) => {
      const text = JSON.stringify(await providers.look(name, { kind: 'echo_credential', status }));
      for (const secret of providers.secrets.map((it) => it.replace('FlyV1 ', ''))) {
        expect(text).not.toContain(secret);
        expect(text).not.toContain(encodeURIComponent(secret));
        expect(text).not.toContain(Buffer.from(secret).toString('base64').slice(0, -4));
      }
    },
  );

  test('is not asked again for a fact after a look that failed', async () => {
    const { requests } = await providers.look(name, { kind: 'server_error', status: 500 });
    expect(requests).toHaveLength(1);
  });
});
