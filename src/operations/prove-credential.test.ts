import { expect, test } from 'vitest';
import { noSignal } from '../../test/support/bound-probe.ts';
import { type Script, scriptedServer } from '../../test/support/scripted-server.ts';
import { loadConfig } from '../config/load-config.ts';
import { createHttpClient } from '../lib/http-client.ts';
import { createRedactor } from '../lib/redact.ts';
import { systemClock } from '../lib/time.ts';
import { type CredentialProof, proveCredentials } from './prove-credential.ts';

const ANON_KEY = 'sb_publishable_planted0001';
const MANAGEMENT_TOKEN = 'sbp_planted000000000001';

/** The proofs of all that `env` sets up, with every address at a server that follows the script. */
async function prove(env: (url: string) => Record<string, string>, script: Script) {
  await using server = await scriptedServer(script);
  const config = await loadConfig({ env: env(server.url), cwd: '/', file: false });
  const client = createHttpClient(systemClock);
  const redact = createRedactor(config.secrets.map((secret) => secret.reveal()));
  try {
    const proofs = await proveCredentials(
      config.monitors,
      { client, clock: systemClock, redact },
      noSignal(),
    );
    return { proofs, requests: server.requests };
  } finally {
    await client.close();
  }
}

const supabase = (url: string) => ({
  KORA_SUPABASE_URL: url,
  KORA_SUPABASE_ANON_KEY: ANON_KEY,
  KORA_SUPABASE_MANAGEMENT_TOKEN: MANAGEMENT_TOKEN,
  KORA_SUPABASE_MANAGEMENT_API_BASE: url,
  KORA_SUPABASE_PROJECT_REF: 'abcdefghijklmnopqrst',
});

function scriptedSupabase(management: ReturnType<Script>): Script {
  return ({ path }) => (path === '/auth/v1/health' ? { body: { name: 'GoTrue' } } : management);
}

const summary = (proofs: readonly CredentialProof[]) =>
  proofs.map(({ name, option, proven, reason }) => [name, option, proven, reason]);

test('the credential of the look and that of a slow fact are both proven, each by a call of its own', async () => {
  const { proofs, requests } = await prove(supabase, scriptedSupabase({ body: [{ used: 1, max: 60 }] }));
  expect(summary(proofs)).toEqual([
    ['supabase', 'anonKey', true, 'ok'],
    ['supabase', 'managementToken', true, 'ok'],
  ]);
  expect(requests.map(({ headers }) => headers.authorization ?? headers.apikey).sort()).toEqual([
    `Bearer ${MANAGEMENT_TOKEN}`,
    ANON_KEY,
  ]);
});

test.each([
  [401, 'auth_rejected', 'KORA_SUPABASE_MANAGEMENT_TOKEN'],
  [403, 'permission_denied', 'database_read'],
])(
  'the token of a slow fact that is refused with %i says so, and what to do about that very token',
  async (status, reason, hint) => {
    const { proofs } = await prove(supabase, scriptedSupabase({ status, body: { message: 'no' } }));
    expect(summary(proofs)).toEqual([
      ['supabase', 'anonKey', true, 'ok'],
      ['supabase', 'managementToken', false, reason],
    ]);
    expect(proofs[1]?.hint).toContain(hint);
    expect(proofs[1]?.hint).not.toContain('KORA_SUPABASE_ANON_KEY');
  },
);

test('a management token whose project is not known is not proven, and nobody is asked with it', async () => {
  const env = (url: string) => ({ ...supabase(url), KORA_SUPABASE_PROJECT_REF: '' });
  const { proofs, requests } = await prove(env, scriptedSupabase({ body: [] }));
  expect(summary(proofs)[1]).toEqual(['supabase', 'managementToken', false, 'auth_missing']);
  expect(proofs[1]?.hint).toContain('KORA_SUPABASE_PROJECT_REF');
  expect(requests).toHaveLength(1);
});

test('what a provider tells of a credential holds none, however it was escaped on the way', async () => {
  const token = 'planted\\back"slash<0123456789>';
  const escaped = token.replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const env = (url: string) => ({ KORA_DOPPLER_API_TOKEN: token, KORA_DOPPLER_API_BASE: url });
  const { proofs } = await prove(env, () => ({
    body: { type: JSON.stringify(escaped), workplace: { name: `of ${escaped}` } },
  }));
  expect(proofs).toEqual([
    {
      name: 'doppler',
      option: 'token',
      proven: true,
      report: { kind: '"[redacted]"', scope: 'workplace of [redacted]' },
      reason: 'ok',
      why: null,
      hint: null,
    },
  ]);
});

test('a monitor that is not set up has nothing to prove', async () => {
  const { proofs, requests } = await prove(
    () => ({ KORA_SENTRY_ORG: 'acme' }),
    () => ({}),
  );
  expect([proofs, requests]).toEqual([[], []]);
});
