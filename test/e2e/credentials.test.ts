import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type CredentialsResponse, credentialsResponseSchema } from '../../src/contracts/credentials.ts';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import { type RunningKora, startKora } from '../support/run-kora.ts';
import { type ScriptedServer, type SeenRequest, scriptedServer } from '../support/scripted-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DAY_MS = 86_400_000;
const VERCEL = 'vcp_plantedVercel0000000000000000000001';
const SENTRY = 'plantedSentry00000000000000000000000002';
const DOPPLER = 'dp.pt.plantedDoppler000000000000000003';
const SUPABASE = 'sb_secret_plantedSupabase00000000000004';
const MANAGEMENT = 'sbp_plantedManagement0000000000000005';
const FLY = 'fo1_plantedFly00000000000000000000000006';
const PLANTED = [VERCEL, SENTRY, DOPPLER, SUPABASE, MANAGEMENT, FLY];

interface Accounts extends AsyncDisposable {
  readonly server: ScriptedServer;
  readonly env: Record<string, string>;
  isRevoked: boolean;
}

/** The five providers on one address, each repeating the credential that it was sent wherever it can. */
async function accounts(): Promise<Accounts> {
  const answer = ({ path, headers }: SeenRequest) => {
    const sent = String(headers.authorization ?? headers.apikey);
    switch (path) {
      case '/vercel/v7/deployments':
        return { body: { deployments: [], pagination: { next: null } } };
      case '/vercel/v5/user/tokens/current': {
        const scope = { type: 'team', teamId: sent, createdAt: 1 };
        return {
          body: { token: { id: sent, expiresAt: systemClock.nowMs() + 5.5 * DAY_MS, scopes: [scope] } },
        };
      }
      case '/sentry/api/0/organizations/acme/issues/':
        return it.isRevoked ? { status: 401, body: { detail: `no such token ${sent}` } } : { body: [] };
      case '/sentry/api/0/':
        return { body: { auth: { scopes: ['event:read', 'event:admin'] }, user: { name: `of ${sent}` } } };
      case '/doppler/v3/me':
        return {
          body: {
            type: 'personal',
            token_preview: sent.slice(0, 16),
            name: sent,
            workplace: { name: 'Acme' },
          },
        };
      case '/doppler/v3/projects':
        return { body: { projects: [] } };
      case '/supabase/auth/v1/health':
        return { body: { name: sent, version: 'v2' } };
      default:
        return path.startsWith('/fly/v1/apps/')
          ? { body: [{ id: 'a', state: 'started', config: {} }] }
          : { status: 403, body: { message: `${sent} may not` } };
    }
  };
  const server = await scriptedServer(answer);
  const it: Accounts = {
    server,
    isRevoked: false,
    env: {
      KORA_VERCEL_API_TOKEN: VERCEL,
      KORA_VERCEL_API_BASE: `${server.url}/vercel`,
      KORA_SENTRY_API_TOKEN: SENTRY,
      KORA_SENTRY_ORG: 'acme',
      KORA_SENTRY_API_BASE: `${server.url}/sentry`,
      KORA_DOPPLER_API_TOKEN: DOPPLER,
      KORA_DOPPLER_API_BASE: `${server.url}/doppler`,
      KORA_SUPABASE_URL: `${server.url}/supabase`,
      KORA_SUPABASE_ANON_KEY: SUPABASE,
      KORA_SUPABASE_MANAGEMENT_TOKEN: MANAGEMENT,
      KORA_SUPABASE_MANAGEMENT_API_BASE: `${server.url}/management`,
      KORA_SUPABASE_PROJECT_REF: 'abcdefghijklmnopqrst',
      KORA_FLY_API_TOKEN: FLY,
      KORA_FLY_API_BASE: `${server.url}/fly`,
      KORA_FLY_GRAPHQL_BASE: `${server.url}/fly`,
      KORA_OFFLINE: '1',
      KORA_WEB_PORT: '0',
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return it;
}

interface Daemon extends AsyncDisposable {
  readonly running: RunningKora;
  readonly url: string;
  /** The list as soon as it is as wanted. */
  until(
    isWanted: (list: CredentialsResponse['credentials']) => boolean,
  ): Promise<CredentialsResponse['credentials']>;
  stop(): Promise<void>;
}

async function startDaemon(env: Record<string, string>): Promise<Daemon> {
  const running = startKora(['daemon'], { env });
  await running.until('daemon.listening');
  await running.until('store.open');
  const url = /"url":"(http:[^"]+)"/.exec(running.output.stdout)?.[1] ?? '';
  return {
    running,
    url,
    async until(isWanted) {
      for (;;) {
        const response = await fetch(`${url}/api/v1/credentials`);
        const { credentials } = credentialsResponseSchema.parse(await response.json());
        if (isWanted(credentials)) return credentials;
      }
    },
    async stop() {
      running.process.kill('SIGTERM');
      await running.ended;
    },
    async [Symbol.asyncDispose]() {
      running.process.kill('SIGKILL');
      await running.ended;
    },
  };
}

/** No value, no beginning or end of one, and nothing that is made from one. */
function expectNothingOf(text: string): void {
  expect(text).not.toContain('planted');
  for (const value of PLANTED) {
    const made = [
      value.slice(0, 9),
      value.slice(-9),
      Buffer.from(value).toString('base64').slice(0, -4),
      Buffer.from(value).toString('hex'),
      ...['sha256', 'sha1', 'md5'].map((name) => createHash(name).update(value).digest('hex')),
    ];
    for (const form of made) expect(text).not.toContain(form);
  }
}

test('the daemon tells of every credential what the providers tell, and never a value', async () => {
  await using world = await accounts();
  await using daemon = await startDaemon(world.env);
  const asked = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'];
  const credentials = await daemon.until(
    (list) =>
      list.filter(({ checked_at }) => checked_at !== null).length >= asked.length &&
      list.every(({ state }) => state !== 'untried'),
  );
  expect(credentials).toMatchObject([
    { id: 'vercel/token', state: 'working', expiry_warning: '7_days', expires_in_days: 5 },
    {
      id: 'supabase/managementToken',
      state: 'working',
      words: expect.stringContaining('scope that it lacks'),
    },
    { id: 'sentry/token', state: 'working', over_privileged: 'It may do more than read: event:admin.' },
    { id: 'doppler/token', state: 'working', kind: 'personal', scope: 'workplace Acme' },
    { id: 'supabase/anonKey', state: 'working', kind: 'secret key' },
    { id: 'fly/token', state: 'working', kind: 'personal access token' },
  ]);
  expect(credentials.map(({ over_privileged }) => over_privileged !== null)).toEqual([
    true,
    false,
    true,
    true,
    true,
    true,
  ]);

  const texts = await Promise.all(
    ['credentials', 'providers/sentry', 'monitors'].map(async (path) =>
      (await fetch(`${daemon.url}/api/v1/${path}`)).text(),
    ),
  );
  const metrics = await (await fetch(`${daemon.url}/metrics`)).text();
  expect(metrics).toContain('kora_credential_expires_in_days{monitor="vercel",option="token"} 5');
  const { output } = daemon.running;
  expect(output.stdout).toMatch(
    /"credential":"vercel\/token","expiresAt":"[^"]+","within":"7_days","msg":"credential\.expires_soon"/,
  );
  expectNothingOf([...texts, metrics, output.stdout, output.stderr].join('\n'));
});

test('since when a credential is refused outlives a restart, and is forgotten when it works again', async () => {
  await using world = await accounts();
  using folder = tempFolder();
  const env = { ...world.env, KORA_DATA_DIR: folder.path };
  const sentryOf = (list: CredentialsResponse['credentials']) => list.find(({ id }) => id === 'sentry/token');
  const isState = (state: string) => (list: CredentialsResponse['credentials']) =>
    sentryOf(list)?.state === state;

  const startedAt = isoTime(systemClock.nowMs());
  const first = await startDaemon(env);
  await first.until((list) => isState('working')(list) && sentryOf(list)?.checked_at !== null);
  world.isRevoked = true;
  await fetch(`${first.url}/api/v1/monitors/sentry/check`, { method: 'POST' });
  const refused = sentryOf(await first.until(isState('rejected')));
  expect(refused).toMatchObject({
    words: expect.stringMatching(/^Make a new one: it has been refused since 20\d\d-/),
    advice: expect.stringContaining('KORA_SENTRY_API_TOKEN'),
  });
  expect((refused?.rejected_since ?? '') > (refused?.last_worked_at ?? '')).toBe(true);
  expect((refused?.last_worked_at ?? '') > startedAt).toBe(true);
  expectNothingOf(JSON.stringify(refused));
  await first.stop();

  await using second = await startDaemon(env);
  const still = sentryOf(
    await second.until((list) => isState('rejected')(list) && sentryOf(list)?.owner !== null),
  );
  expect(still).toMatchObject({
    rejected_since: refused?.rejected_since,
    last_worked_at: refused?.last_worked_at,
    owner: refused?.owner,
  });
  world.isRevoked = false;
  await fetch(`${second.url}/api/v1/monitors/sentry/check`, { method: 'POST' });
  expect(sentryOf(await second.until(isState('working')))).toMatchObject({ rejected_since: null });
  expectNothingOf(second.running.output.stdout);
});
