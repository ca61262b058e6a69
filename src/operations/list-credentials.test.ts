import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { tempFolder } from '../../test/support/temp-folder.ts';
import { loadConfig } from '../config/load-config.ts';
import { type Credential, credentialSchema } from '../contracts/credentials.ts';
import type { Reason } from '../contracts/status.ts';
import {
  afterTelling,
  afterUse,
  type CredentialFacts,
  type CredentialHealth,
  newHealth,
} from '../domain/credential-health.ts';
import { createGates } from '../lib/gate.ts';
import { createHttpClient } from '../lib/http-client.ts';
import { createRedactor } from '../lib/redact.ts';
import { configuredCredentials } from './configured-credentials.ts';
import { listCredentials } from './list-credentials.ts';
import { watchedCredentials } from './watched-credentials.ts';

const T = Date.UTC(2026, 10, 25, 14, 2);
const DAY_MS = 86_400_000;

const ENV = {
  KORA_VERCEL_API_TOKEN: 'vcp_planted00000001',
  KORA_SENTRY_API_TOKEN: 'planted-sentry-token',
  KORA_SENTRY_ORG: 'acme',
  KORA_DOPPLER_API_TOKEN: 'dp.pt.planted00000001',
  KORA_SUPABASE_URL: 'https://abcdefghijklmnopqrst.supabase.co',
  KORA_SUPABASE_ANON_KEY: 'sb_publishable_planted0001',
  KORA_SUPABASE_MANAGEMENT_TOKEN: 'sbp_planted00000001',
  KORA_FLY_API_TOKEN: 'fo1_planted00000001',
};

interface Seen {
  /** By id: what each call said, an hour before now. */
  readonly uses?: Readonly<Record<string, readonly Reason[]>>;
  readonly told?: Readonly<Record<string, CredentialFacts>>;
}

/** Every credential of a configuration after what was seen. */
async function list(
  env: Record<string, string>,
  { uses = {}, told = {} }: Seen = {},
  yaml?: string,
): Promise<readonly Credential[]> {
  using folder = tempFolder();
  const KORA_CONFIG = yaml === undefined ? undefined : folder.write('kora.yaml', yaml);
  const config = await loadConfig({
    env: { ...env, ...(KORA_CONFIG === undefined ? {} : { KORA_CONFIG }) },
    cwd: folder.path,
  });
  const clock = createFakeClock(T);
  const client = createHttpClient(clock);
  const redact = createRedactor(config.secrets.map((secret) => secret.reveal()));
  const configured = configuredCredentials(config.monitors);
  const watched = watchedCredentials(configured, { client, clock, redact, gateOf: createGates() });
  await client.close();
  const healths = new Map(
    watched.map(({ id, byLook, looks }) => {
      let health: CredentialHealth = newHealth(byLook);
      for (const [i, reason] of (uses[id] ?? []).entries())
        health = afterUse(health, { monitor: looks[0] ?? '', reason, fault: null, atMs: T - 3_600_000 + i });
      const facts = told[id];
      return [id, facts === undefined ? health : afterTelling(health, facts, T - 60_000)];
    }),
  );
  const health = (id: string) => healths.get(id) ?? expect.fail(`no health of ${id}`);
  const credentials = listCredentials({ clock, configured, health });
  for (const credential of credentials) credentialSchema.parse(credential);
  expect(JSON.stringify(credentials)).not.toContain('planted');
  return credentials;
}

async function one(id: string, seen?: Seen, env: Record<string, string> = ENV): Promise<Credential> {
  const found = (await list(env, seen)).find((credential) => credential.id === id);
  return found ?? expect.fail(`${id} is not listed`);
}

describe('which there are', () => {
  test('one for each variable that holds one, with where it comes from', async () => {
    const credentials = await list(ENV);
    expect(credentials.map(({ id, title, variable }) => [id, title, variable]).sort()).toEqual([
      ['doppler/token', 'Doppler', 'KORA_DOPPLER_API_TOKEN'],
      ['fly/token', 'Fly.io', 'KORA_FLY_API_TOKEN'],
      ['sentry/token', 'Sentry', 'KORA_SENTRY_API_TOKEN'],
      ['supabase/anonKey', 'Supabase', 'KORA_SUPABASE_ANON_KEY'],
      ['supabase/managementToken', 'Supabase (management token)', 'KORA_SUPABASE_MANAGEMENT_TOKEN'],
      ['vercel/token', 'Vercel', 'KORA_VERCEL_API_TOKEN'],
    ]);
  });

  test('of a newcomer are those that are missing, each with where it is made', async () => {
    const credentials = await list({});
    expect(credentials.map(({ id, state }) => [id, state])).toEqual([
      ['vercel/token', 'missing'],
      ['sentry/token', 'missing'],
      ['doppler/token', 'missing'],
      ['supabase/anonKey', 'missing'],
      ['fly/token', 'missing'],
    ]);
    expect(credentials[0]).toMatchObject({
      variable: 'KORA_VERCEL_API_TOKEN',
      words: 'Set KORA_VERCEL_API_TOKEN. Vercel is not asked at all and stays unknown.',
      mint_url: 'https://vercel.com/account/settings/tokens',
      advice: expect.stringContaining('scoped to one project'),
      last_worked_at: null,
      checked_at: null,
    });
  });

  test('one that is not needed is missing too, and says what degrades', async () => {
    const { KORA_SUPABASE_MANAGEMENT_TOKEN: _without, ...env } = ENV;
    expect(await one('supabase/managementToken', {}, env)).toMatchObject({
      state: 'missing',
      words: 'Not needed, but without KORA_SUPABASE_MANAGEMENT_TOKEN: connections_pct stays "unknown".',
    });
  });

  test('one that is set, of a monitor that needs more, is not called missing', async () => {
    const { KORA_SENTRY_ORG: _without, ...env } = ENV;
    expect(await one('sentry/token', {}, env)).toMatchObject({
      state: 'untried',
      words: 'Set KORA_SENTRY_ORG: Sentry is not asked before, and this is not used.',
      advice: null,
    });
  });
});

describe('those of a file', () => {
  const YAML = `monitors:
  - { name: docs, provider: vercel, token: "\${env:DOCS_TOKEN}" }
  - { name: shop, provider: vercel, token: "\${env:SHOP_TOKEN}" }
  - { name: vercel, provider: vercel, interval: 60s }
  - { name: sentry, provider: sentry, token: "\${env:OTHER_TOKEN}" }
  - { name: fly, provider: fly, enabled: false }
`;

  test('share one entry when they hold the same value, and tell where each comes from', async () => {
    const env = {
      ...ENV,
      DOCS_TOKEN: 'vcp_planted00000002',
      SHOP_TOKEN: 'vcp_planted00000001',
      OTHER_TOKEN: 'planted-3',
    };
    const credentials = await list(env, {}, YAML);
    const told = credentials
      .filter(({ provider }) => ['vercel', 'sentry', 'fly'].includes(provider))
      .map(({ id, monitors, variable }) => [id, monitors.join(), variable]);
    expect(told.sort()).toEqual([
      ['docs/token', 'docs', null],
      ['sentry/token', 'sentry', null],
      ['vercel/token', 'vercel,shop', 'KORA_VERCEL_API_TOKEN'],
    ]);
  });

  test('that is unset is missing by the name that the file refers to', async () => {
    const credentials = await list(
      { ...ENV, SHOP_TOKEN: 'vcp_planted00000002', OTHER_TOKEN: 'planted-3' },
      {},
      YAML,
    );
    expect(credentials.find(({ id }) => id === 'docs/token')).toMatchObject({
      state: 'missing',
      title: 'docs',
      variable: null,
      words: expect.stringContaining('Set DOCS_TOKEN.'),
    });
  });
});

describe('how one fares', () => {
  test('not tried yet', async () => {
    expect(await one('vercel/token')).toMatchObject({
      state: 'untried',
      words: 'No look was made with it yet.',
    });
  });

  test('working', async () => {
    expect(await one('sentry/token', { uses: { 'sentry/token': ['ok'] } })).toMatchObject({
      state: 'working',
      words: 'It works.',
      advice: null,
      last_worked_at: '2026-11-25T13:02:00.000Z',
      rejected_since: null,
      expiry_warning: 'none',
    });
  });

  test('refused, since when, and what to do', async () => {
    expect(await one('sentry/token', { uses: { 'sentry/token': ['ok', 'auth_rejected'] } })).toMatchObject({
      state: 'rejected',
      words: 'Make a new one: it has been refused since 2026-11-25 13:02 UTC.',
      rejected_since: '2026-11-25T13:02:00.001Z',
      last_worked_at: '2026-11-25T13:02:00.000Z',
      advice: expect.stringMatching(
        /^Make a new one, set KORA_SENTRY_API_TOKEN, and start Kora again\. .*event:read/,
      ),
    });
  });

  test('not certain', async () => {
    const seen = { uses: { 'sentry/token': ['timeout'] as const } };
    expect(await one('sentry/token', seen)).toMatchObject({ state: 'unsure', advice: null });
  });

  test('working without a scope that it needs', async () => {
    expect(await one('sentry/token', { uses: { 'sentry/token': ['permission_denied'] } })).toMatchObject({
      state: 'working',
      words: expect.stringMatching(/^Give it the scope that it lacks: .* what sentry asks\.$/),
      advice: expect.stringContaining('event:read'),
    });
  });

  test.each([
    [40, 'none', 'It works.'],
    [12.5, '14_days', 'Replace it soon: it works, and expires in 12 days.'],
    [1.5, '1_day', 'Replace it soon: it works, and expires in 1 day.'],
    [0.5, '1_day', 'Replace it soon: it works, and expires in less than a day.'],
  ])('ending in %d days', async (days, warning, words) => {
    const told = { 'sentry/token': { expiresAtMs: T + days * DAY_MS, owner: 'team a' } };
    expect(await one('sentry/token', { uses: { 'sentry/token': ['ok'] }, told })).toMatchObject({
      state: 'working',
      owner: 'team a',
      expires_in_days: Math.floor(days),
      expiry_warning: warning,
      words,
      checked_at: '2026-11-25T14:01:00.000Z',
      advice: warning === 'none' ? null : expect.stringContaining('before then, set KORA_SENTRY_API_TOKEN'),
    });
  });

  test('ended', async () => {
    const told = { 'sentry/token': { expiresAtMs: T - 5 * DAY_MS } };
    expect(await one('sentry/token', { told })).toMatchObject({
      state: 'expired',
      expires_in_days: -5,
      expiry_warning: 'expired',
      words: 'Make a new one: it expired on 2026-11-20.',
    });
  });

  test('ended, and working all the same', async () => {
    const told = { 'sentry/token': { expiresAtMs: T - 5 * DAY_MS } };
    expect(await one('sentry/token', { told, uses: { 'sentry/token': ['ok'] } })).toMatchObject({
      state: 'working',
      words: 'It works, although its end has passed.',
    });
  });

  test.each([
    ['doppler/token', 'personal token', 'every secret', 'service account'],
    ['fly/token', 'personal access token', 'everything that its user may', 'fly tokens create readonly'],
  ])('%s may do more than looking needs, and how to make a better one', async (id, kind, excess, advice) => {
    expect(await one(id, { uses: { [id]: ['ok'] } })).toMatchObject({
      kind,
      words: 'It works, and may do more than looking needs.',
      over_privileged: expect.stringContaining(excess),
      advice: expect.stringContaining(advice),
    });
  });

  test('one of a kind that cannot serve says what to make instead', async () => {
    const env = { ...ENV, KORA_SUPABASE_ANON_KEY: 'sbp_planted00000009' };
    const seen = { uses: { 'supabase/anonKey': ['auth_rejected'] as const } };
    expect((await one('supabase/anonKey', seen, env)).advice).toContain('publishable key');
  });
});

test('what needs a person comes first, and what is missing last', async () => {
  const { KORA_VERCEL_API_TOKEN: _without, ...env } = ENV;
  const credentials = await list(env, {
    uses: {
      'sentry/token': ['ok'],
      'doppler/token': ['ok'],
      'supabase/anonKey': ['ok'],
      'supabase/managementToken': ['auth_rejected'],
      'fly/token': ['ok'],
    },
    told: { 'supabase/anonKey': { expiresAtMs: T + 3 * DAY_MS } },
  });
  expect(credentials.map(({ id }) => id)).toEqual([
    'supabase/managementToken',
    'supabase/anonKey',
    'doppler/token',
    'fly/token',
    'sentry/token',
    'vercel/token',
  ]);
});
