import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MonitorConfig } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { createHttpClient } from '../../src/lib/http-client.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { systemClock } from '../../src/lib/time.ts';
import { bindMonitors } from '../../src/operations/bind-monitors.ts';
import type { Behaviour } from '../../src/simulator/behaviour.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { noSignal } from '../support/bound-probe.ts';
import { scriptedServer } from '../support/scripted-server.ts';

const simulator = createSimulator({ clock: systemClock, latencyMs: 0, enforceQuotas: false });
const client = createHttpClient(systemClock);
let monitors: readonly MonitorConfig[] = [];
let secrets: readonly string[] = [];

beforeAll(async () => {
  await simulator.start();
  const config = await loadConfig({ env: simulator.environment(), cwd: '/', file: false });
  monitors = config.monitors.map((monitor) => ({ ...monitor, timeoutMs: 2_000 }));
  secrets = config.secrets.map((secret) => secret.reveal());
});
afterAll(async () => {
  await client.close();
  await simulator.stop();
});

/** A fresh probe of each provider, looking once while its provider behaves so. */
async function lookAt(name: string, behaviour: Behaviour) {
  simulator.set(name, behaviour);
  const redact = createRedactor(secrets);
  const [bound] = bindMonitors(
    monitors.filter((monitor) => monitor.name === name),
    { client, clock: systemClock, redact },
  );
  if (bound === undefined) throw new Error(`no monitor ${name}`);
  const verdict = await bound.probe.look(noSignal());
  return (await bound.probe.refreshFacts(noSignal())) ?? verdict;
}

const NAMES = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'] as const;

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
    const verdict = await lookAt(name, { kind: 'healthy' });
    expect(verdict).toMatchObject({
      status: 'healthy',
      reason: 'ok',
      error: null,
      details: HEALTHY_DETAILS[name],
    });
    expect(verdict.latencyMs).toEqual(expect.any(Number));
  });

  test("is degraded when its data crosses the contract's threshold", async () => {
    const verdict = await lookAt(name, { kind: 'degraded' });
    expect(verdict).toMatchObject({
      status: 'degraded',
      reason: 'threshold_crossed',
      error: null,
      details: DEGRADED_DETAILS[name],
    });
  });

  test('is unhealthy when it rejects the credential, and says what to do', async () => {
    const verdict = await lookAt(name, { kind: 'unauthorized' });
    expect(verdict).toMatchObject({
      status: 'unhealthy',
      reason: 'auth_rejected',
      error: UNAUTHORIZED_ERROR[name],
      hint: expect.any(String),
    });
    expect(verdict.latencyMs).toEqual(expect.any(Number));
  });

  const cases: readonly (readonly [Behaviour, string, string, string | RegExp])[] = [
    [{ kind: 'not_found' }, 'unhealthy', 'not_found', 'HTTP 404'],
    [{ kind: 'rate_limited' }, 'unhealthy', 'rate_limited', 'HTTP 429'],
    [{ kind: 'server_error', status: 500 }, 'unhealthy', 'http_server_error', 'HTTP 500'],
    [{ kind: 'server_error', status: 503 }, 'unhealthy', 'http_server_error', 'HTTP 503'],
    [{ kind: 'silent' }, 'unknown', 'timeout', 'probe timed out after 2s'],
    [{ kind: 'reset' }, 'unknown', 'connection_reset', /^connection_reset: /],
    [{ kind: 'half_body' }, 'unknown', 'connection_reset', /^connection_reset: /],
    [{ kind: 'wrong_content_type' }, 'unhealthy', 'unexpected_body', /^HTTP 200, but the answer is not JSON/],
    [{ kind: 'html_200' }, 'unhealthy', 'unexpected_body', /^HTTP 200, but the answer is not JSON/],
    [{ kind: 'malformed_json' }, 'unhealthy', 'unexpected_body', /not valid JSON/],
    [{ kind: 'huge_body' }, 'unhealthy', 'body_too_large', /larger than/],
    [{ kind: 'compression_bomb' }, 'unhealthy', 'body_too_large', /larger than/],
  ];
  test.each(cases)('%o is %s because of %s', async (behaviour, status, reason, error) => {
    const verdict = await lookAt(name, behaviour);
    expect(verdict).toMatchObject({
      status,
      reason,
      error: typeof error === 'string' ? error : expect.stringMatching(error),
    });
    if (status === 'unknown') expect(verdict.latencyMs).toBe(null);
  });

  test('never carries its credential to another host', async () => {
    await using elsewhere = await scriptedServer(() => ({ body: {} }));
    const verdict = await lookAt(name, { kind: 'redirect_elsewhere', url: `${elsewhere.url}/steal` });
    expect(verdict).toMatchObject({
      status: 'unhealthy',
      reason: 'redirect_refused',
      latencyMs: expect.any(Number),
    });
    expect(elsewhere.requests).toEqual([]);
  });

  test('keeps a credential that the provider echoes out of the verdict', async () => {
    const text = JSON.stringify(await lookAt(name, { kind: 'echo_credential' }));
    for (const secret of secrets) expect(text).not.toContain(secret);
  });
});

test('every request is made with a credential that the provider takes', async () => {
  const before = simulator.requests().length;
  for (const name of NAMES) await lookAt(name, { kind: 'healthy' });
  const made = simulator.requests().slice(before);
  expect(made.length).toBeGreaterThan(15);
  expect(made.filter(({ authenticated }) => !authenticated)).toEqual([]);
});
