import { expect, test } from 'vitest';
import { systemClock } from '../../src/lib/time.ts';
import { runKora } from '../support/run-kora.ts';
import { scriptedServer } from '../support/scripted-server.ts';

const DAY_MS = 86_400_000;
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const SERVICE_ROLE = `${part({ alg: 'HS256' })}.${part({
  role: 'service_role',
  ref: 'abcdefghijklmnopqrst',
  exp: Math.floor(systemClock.nowMs() / 1_000) + 9.5 * 86_400,
})}.plantedSignature`;
const ENV = {
  KORA_DOPPLER_API_TOKEN: 'dp.pt.planted000000000001',
  KORA_SUPABASE_URL: 'https://abcdefghijklmnopqrst.supabase.co',
  KORA_SUPABASE_ANON_KEY: SERVICE_ROLE,
  KORA_FLY_API_TOKEN: 'fo1_planted000000000001',
  KORA_SENTRY_API_TOKEN: 'sntryi_planted000000000001',
  KORA_SENTRY_ORG: 'acme',
};

/** What is said of a variable: the lines that stand below it, by their labels. */
function below(stdout: string, variable: string): Record<string, string> {
  const block = new RegExp(`^ {2}OK +${variable}\\n((?: {8}.*\\n)+)`, 'm').exec(stdout)?.[1] ?? '';
  return Object.fromEntries(
    [
      ...block
        .replace(/\n {21}/g, ' ')
        .matchAll(/^ {8}(live kind|live scope|[a-z]+(?: much| scope)?) {2,}(.*)$/gm),
    ].map(([, label = '', text = '']) => [label, text]),
  );
}

function expectNoValue(text: string): void {
  expect(text).not.toContain('planted');
  for (const value of Object.values(ENV).filter((it) => it.length > 20 && !it.startsWith('https')))
    for (const form of [value.slice(0, 10), value.slice(-10)]) expect(text).not.toContain(form);
}

test('without asking anybody, it tells what a credential may do beyond looking, and how to make a better one', async () => {
  const run = await runKora(['doctor'], { env: ENV });
  expect(run.code).toBe(0);
  expect(below(run.stdout, 'KORA_DOPPLER_API_TOKEN')).toMatchObject({
    kind: 'personal token',
    'too much': expect.stringContaining('every secret'),
    advice: expect.stringContaining('service account'),
  });
  expect(below(run.stdout, 'KORA_SUPABASE_ANON_KEY')).toMatchObject({
    kind: 'service_role key',
    scope: 'project abcdefghijklmnopqrst',
    expires: expect.stringMatching(/^20\d\d-\d\d-\d\d, in 9 days$/),
    'too much': expect.stringContaining('every row'),
    advice: expect.stringContaining('publishable key'),
  });
  expect(below(run.stdout, 'KORA_FLY_API_TOKEN')).toMatchObject({
    'too much': expect.stringContaining('everything that its user may'),
    advice: expect.stringContaining('fly tokens create readonly'),
  });
  expect(below(run.stdout, 'KORA_SENTRY_API_TOKEN')).not.toHaveProperty('too much');
  expect(run.stdout).toContain('3 with more rights than looking needs.');
  expectNoValue(`${run.stdout}${run.stderr}`);
});

test('the same as JSON', async () => {
  const run = await runKora(['doctor', '--json'], { env: ENV });
  const { services, counts } = JSON.parse(run.stdout);
  expect(counts).toMatchObject({ over_privileged: 3 });
  expect(services.find(({ name }: { name: string }) => name === 'supabase')).toMatchObject({
    kind: 'service_role key',
    owner: null,
    scope: 'project abcdefghijklmnopqrst',
    expires_in_days: 9,
    expiry_warning: '14_days',
    over_privileged: expect.stringContaining('every row'),
    advice: expect.stringContaining('publishable key'),
  });
  expectNoValue(`${run.stdout}${run.stderr}`);
});

test('--live tells what the provider says of it: owner, scope, the days that are left', async () => {
  await using server = await scriptedServer(({ path, headers }) => {
    const sent = String(headers.authorization);
    if (path === '/api/0/')
      return { body: { auth: { scopes: ['event:read', 'event:write'] }, user: { name: `for ${sent}` } } };
    if (path === '/v5/user/tokens/current') {
      const expiresAt = systemClock.nowMs() + 0.5 * DAY_MS;
      return { body: { token: { id: sent, expiresAt, scopes: [{ type: 'user', createdAt: 1 }] } } };
    }
    return { body: path.startsWith('/api/0/') ? [] : { deployments: [], pagination: null } };
  });
  const env = {
    KORA_SENTRY_API_TOKEN: ENV.KORA_SENTRY_API_TOKEN,
    KORA_SENTRY_ORG: 'acme',
    KORA_SENTRY_API_BASE: server.url,
    KORA_VERCEL_API_TOKEN: 'vcp_planted000000000001',
    KORA_VERCEL_API_BASE: server.url,
  };
  const run = await runKora(['doctor', '--live'], { env });
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(below(run.stdout, 'KORA_SENTRY_API_TOKEN')).toMatchObject({
    live: 'proven',
    kind: 'integration token',
    owner: expect.stringMatching(/^for (?:\[redacted\])+$/),
    'live scope': 'reads the issues of acme (event:read, event:write)',
    expires: 'the provider does not tell',
    'too much': 'It may do more than read: event:write.',
    advice: expect.stringContaining('event:read'),
  });
  expect(below(run.stdout, 'KORA_VERCEL_API_TOKEN')).toMatchObject({
    owner: 'a whole account',
    expires: expect.stringContaining(', in less than a day'),
    'too much': expect.stringContaining('everything that its account may'),
  });
  const json = await runKora(['doctor', '--live', '--json'], { env });
  const vercel = JSON.parse(json.stdout).services.find(({ name }: { name: string }) => name === 'vercel');
  expect(vercel.live).toMatchObject({
    proven: true,
    owner: 'a whole account',
    expires_in_days: 0,
    expiry_warning: '1_day',
    over_privileged: expect.stringContaining('everything'),
    advice: expect.stringContaining('scoped to one project'),
  });
  expectNoValue([run.stdout, run.stderr, json.stdout, json.stderr].join('\n'));
});
