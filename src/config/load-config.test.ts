import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KoraError } from '../lib/errors.ts';
import { loadConfig } from './load-config.ts';

const FIXTURES = join(import.meta.dirname, '../../test/fixtures/config');
const EXAMPLES = join(import.meta.dirname, '../../examples');

function load(env: Record<string, string>, file = '') {
  return loadConfig({
    env: file === '' ? env : { ...env, KORA_CONFIG: file },
    cwd: FIXTURES,
    file: file !== '',
  });
}

async function problemsOf(loading: Promise<unknown>): Promise<readonly string[]> {
  const error = await loading.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KoraError)) throw new Error(`expected problems, got ${String(error)}`);
  return error.problems;
}

describe('the environment alone', () => {
  test('gives the first five, each naming what is missing', async () => {
    const { monitors, server, probeIntervalMs } = await load({
      KORA_SENTRY_ORG: 'acme',
      KORA_FLY_API_TOKEN: ' \n',
    });
    expect(monitors.map(({ name, missing }) => [name, missing])).toEqual([
      ['vercel', ['KORA_VERCEL_API_TOKEN']],
      ['sentry', ['KORA_SENTRY_API_TOKEN']],
      ['doppler', ['KORA_DOPPLER_API_TOKEN']],
      ['supabase', ['KORA_SUPABASE_ANON_KEY', 'KORA_SUPABASE_URL']],
      ['fly', ['KORA_FLY_API_TOKEN']],
    ]);
    expect(server).toMatchObject({ host: '127.0.0.1', port: 9119, apiToken: null });
    expect(probeIntervalMs).toBe(300_000);
  });

  test.each(['abc', '0', '-5', 'NaN', 'Infinity', '5m'])(
    'replaces the interval %s by its default, with a warning',
    async (value) => {
      const { probeIntervalMs, warnings } = await load({ KORA_HEARTBEAT_PROBE_INTERVAL_SEC: value });
      expect(probeIntervalMs).toBe(300_000);
      expect(warnings).toEqual([expect.stringContaining(JSON.stringify(value))]);
      expect(warnings[0]).toContain('using 300');
    },
  );

  test('stops at a malformed address or credential, which have no safe default', async () => {
    const problems = await problemsOf(
      load({
        KORA_VERCEL_API_TOKEN: 'two\nlines',
        KORA_DOPPLER_API_TOKEN: 'dp.sa.x',
        KORA_DOPPLER_API_BASE: 'doppler',
      }),
    );
    expect([...problems].sort().reverse()).toEqual([
      expect.stringMatching(/^KORA_VERCEL_API_TOKEN: /),
      expect.stringMatching(/^KORA_DOPPLER_API_BASE: /),
    ]);
    expect(problems.join()).not.toContain('lines');
  });

  test('replaces another bad option by its default, with a warning', async () => {
    const { monitors, warnings } = await load({
      KORA_SENTRY_API_TOKEN: 'abcdef',
      KORA_SENTRY_ORG: 'acme',
      KORA_SENTRY_STATS_PERIOD: 'long',
    });
    expect(monitors[1]).toMatchObject({ missing: [], options: { org: 'acme' } });
    expect(warnings).toEqual([expect.stringMatching(/^KORA_SENTRY_STATS_PERIOD: .*default$/)]);
  });
});

describe('kora.yaml', () => {
  test('adds accounts and checks, changes one and switches one off', async () => {
    const env = {
      DOCS_VERCEL_TOKEN: 'docs-token-1',
      CHECKOUT_TOKEN: 'checkout-token-1',
      KORA_VERCEL_API_TOKEN: 'main-token-1',
    };
    const config = await load(env, 'good-full.yaml');
    expect(config.monitors.map(({ name }) => name)).toEqual([
      'vercel',
      'sentry',
      'doppler',
      'supabase',
      'checkout-api',
      'docs-site',
    ]);
    expect(config).toMatchObject({ probeIntervalMs: 120_000, logLevel: 'warn', server: { port: 9200 } });
    expect(config.monitors[0]).toMatchObject({ intervalMs: 60_000, timeoutMs: 5_000, missing: [] });
    expect(config.monitors[4]).toMatchObject({ intervalMs: 10_000, options: { degradedAboveMs: 800 } });
    expect(config.secrets.map((secret) => secret.reveal())).toEqual(
      expect.arrayContaining(Object.values(env)),
    );
    expect(JSON.stringify(config)).not.toContain('token-1');
  });

  test('with a reference to an unset variable makes that monitor wait for it', async () => {
    const { monitors } = await load({ CHECKOUT_TOKEN: 'checkout-token-1' }, 'good-full.yaml');
    expect(monitors.find(({ name }) => name === 'docs-site')).toMatchObject({
      missing: ['DOCS_VERCEL_TOKEN'],
      options: null,
    });
  });

  const bad = readdirSync(FIXTURES).filter((name) => name.startsWith('bad-'));
  test.each(bad)('%s is refused with its one problem and its place', async (name) => {
    const expected = readFileSync(join(FIXTURES, name), 'utf8').split('\n')[0]?.replace(/^# /, '');
    expect(await problemsOf(load({}, name))).toEqual([expected]);
  });

  test.each(readdirSync(EXAMPLES))('the example %s loads', async (name) => {
    const config = await loadConfig({
      env: { KORA_CONFIG: join(EXAMPLES, name), KORA_API_TOKEN: 'example-token' },
      cwd: EXAMPLES,
    });
    expect(config.monitors.length).toBeGreaterThan(0);
  });

  test('that is named and is not there is a problem', async () => {
    expect(await problemsOf(load({}, 'nowhere.yaml'))).toEqual([
      expect.stringContaining('cannot be read (ENOENT)'),
    ]);
  });
});
