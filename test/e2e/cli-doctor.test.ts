import { expect, test } from 'vitest';
import { FIRST_SERVICES } from '../../src/contracts/heartbeat.ts';
import { PROBES } from '../../src/probes/registry.gen.ts';
import { runKora, startKora } from '../support/run-kora.ts';
import { scriptedServer } from '../support/scripted-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const DOPPLER_TOKEN = 'dp.sa.planted0123456789abcdef';

test('with nothing set, it lists every variable as MISS with where to get it, and exits 0', async () => {
  const run = await runKora(['doctor']);
  expect([run.code, run.stderr]).toEqual([0, '']);
  const providers = PROBES.filter(({ type }) => (FIRST_SERVICES as readonly string[]).includes(type));
  expect(providers).toHaveLength(5);
  for (const variable of providers.flatMap(({ variables }) => Object.values(variables))) {
    expect(run.stdout).toMatch(new RegExp(`^ {2}MISS {2}${variable.env}\\b`, 'm'));
    for (const text of [variable.purpose, variable.mintUrl, variable.leastScope, variable.withoutIt]) {
      expect(run.stdout).toContain(text ?? '');
    }
  }
  expect(run.stdout).toMatch(/^ {2}MISS {2}KORA_API_TOKEN/m);
  expect(run.stdout).toContain('0 of 5 services ready.');
});

test('a value that is set and malformed is BAD and exits 1, and no value is told', async () => {
  const run = await runKora(['doctor'], {
    env: {
      KORA_VERCEL_API_TOKEN: 'planted-token\nwith-a-break',
      KORA_FLY_API_BASE: 'planted-address',
      KORA_WEB_PORT: 'planted-port',
      KORA_SENTRY_API_TOKEN: 'sh0rt',
    },
  });
  expect(run.code).toBe(1);
  for (const name of [
    'KORA_VERCEL_API_TOKEN',
    'KORA_FLY_API_BASE',
    'KORA_WEB_PORT',
    'KORA_SENTRY_API_TOKEN',
  ]) {
    expect(run.stdout).toMatch(new RegExp(`^ {2}BAD {3}${name}\\b`, 'm'));
  }
  expect(`${run.stdout}${run.stderr}`).not.toMatch(/planted|sh0rt/);
});

test.each([
  ['KORA_WEB_HOST', { KORA_WEB_HOST: '0.0.0.0' }, 'KORA_API_TOKEN must be set too'],
  ['KORA_API_TOKEN', { KORA_WEB_HOST: '0.0.0.0', KORA_API_TOKEN: 'planted-tokn' }, 'shorter than 16'],
  ['KORA_DATABASE_URL', { KORA_DATABASE_URL: 'mysql://planted' }, 'is not an address'],
])('what keeps the daemon from starting is BAD on the list, too: %s', async (name, env, said) => {
  const run = await runKora(['doctor'], { env });
  expect(run.code).toBe(1);
  expect(run.stdout).toMatch(new RegExp(`^ {2}BAD {3}${name}.*\n +problem +.*${said}`, 'm'));
  expect(run.stdout).not.toContain('planted');
});

test('a half-configured service fails with --strict only', async () => {
  const env = { KORA_SENTRY_ORG: 'acme' };
  const [lenient, strict] = [
    await runKora(['doctor'], { env }),
    await runKora(['doctor', '--strict'], { env }),
  ];
  expect([lenient.code, strict.code]).toEqual([0, 1]);
  expect(strict.stdout).toContain('Sentry: half set up');
});

test('problems of the configuration file are on the list, too', async () => {
  using folder = tempFolder();
  const KORA_CONFIG = folder.write(
    'kora.yaml',
    'monitors:\n  - { name: a, check: htp, url: "http://127.0.0.1/" }\n',
  );
  const run = await runKora(['doctor'], { env: { KORA_CONFIG } });
  expect(run.code).toBe(1);
  expect(run.stdout).toMatch(/^ {2}BAD {3}kora\.yaml:2:.*did you mean "http"\?/m);
});

test('the configuration file may bring what the variables leave out, add accounts and switch services off', async () => {
  using folder = tempFolder();
  const KORA_CONFIG = folder.write(
    'kora.yaml',
    `monitors:
  - { name: vercel, provider: vercel, token: "\${env:MY_VERCEL_TOKEN}" }
  - { name: docs-site, provider: vercel, token: "\${env:DOCS_VERCEL_TOKEN}" }
  - { name: fly, provider: fly, enabled: false }
`,
  );
  const run = await runKora(['doctor'], {
    env: { KORA_CONFIG, MY_VERCEL_TOKEN: 'planted0123456789abcdefg' },
  });
  expect(run.code).toBe(0);
  expect(run.stdout).toContain('Vercel: ready');
  expect(run.stdout).toContain('docs-site (Vercel): not set up\n  MISS  DOCS_VERCEL_TOKEN\n');
  expect(run.stdout).toContain('Fly.io: switched off by the configuration file');
  expect(run.stdout).toContain('1 of 5 services ready');
  expect(run.stdout).not.toContain('planted');
});

test('--live proves a credential with one call and tells what the provider tells', async () => {
  await using server = await scriptedServer(() => ({
    body: { type: 'service_account', workplace: { name: 'acme' } },
  }));
  const env = { KORA_DOPPLER_API_TOKEN: DOPPLER_TOKEN, KORA_DOPPLER_API_BASE: server.url };
  const run = await runKora(['doctor', '--live'], { env });
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/live +proven\n +live kind +service_account\n +live scope +workplace acme\n/);
  expect(server.requests.map(({ path }) => path)).toEqual(['/v3/me']);
  expect(run.stdout).not.toContain('planted');
});

test('--live proves every credential of a service, and tells of each below its own variable', async () => {
  await using server = await scriptedServer(({ path }) =>
    path === '/auth/v1/health' ? { body: { name: 'GoTrue' } } : { status: 401, body: { message: 'no' } },
  );
  const env = {
    KORA_SUPABASE_URL: server.url,
    KORA_SUPABASE_ANON_KEY: 'sb_publishable_planted0001',
    KORA_SUPABASE_MANAGEMENT_TOKEN: 'sbp_planted000000000001',
    KORA_SUPABASE_MANAGEMENT_API_BASE: server.url,
    KORA_SUPABASE_PROJECT_REF: 'abcdefghijklmnopqrst',
  };
  const run = await runKora(['doctor', '--live'], { env });
  expect(run.code).toBe(1);
  const told = [
    ...run.stdout.matchAll(
      /^ {2}(?:OK|MISS|BAD) +(KORA_SUPABASE_\w+)|^ {8}(kind|live) +(?!kind|scope)(.*)$/gm,
    ),
  ];
  expect(told.map(([, variable, label, text]) => variable ?? `${label} ${text}`)).toEqual([
    'KORA_SUPABASE_ANON_KEY',
    'kind publishable key',
    'live proven',
    'KORA_SUPABASE_URL',
    'KORA_SUPABASE_MANAGEMENT_TOKEN',
    expect.stringMatching(/^live not proven \(auth_rejected\): /),
    'KORA_SUPABASE_PROJECT_REF',
    'KORA_SUPABASE_PROBE_TABLE',
    'KORA_SUPABASE_MANAGEMENT_API_BASE',
  ]);
});

test('--live tells nothing of a credential that the provider repeats, however it escaped it', async () => {
  const token = 'planted\\back"slash<0123456789>';
  const escaped = token.replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  await using server = await scriptedServer(() => ({ body: { type: 'cli', workplace: { name: escaped } } }));
  const env = { KORA_DOPPLER_API_TOKEN: token, KORA_DOPPLER_API_BASE: server.url };
  for (const args of [
    ['doctor', '--live'],
    ['doctor', '--live', '--json'],
  ]) {
    const run = await runKora(args, { env });
    expect(run.stdout).toContain('workplace [redacted]');
    expect(`${run.stdout}${run.stderr}`).not.toMatch(/planted|slash|0123456789/);
  }
});

test('--live without any credential asks nobody and exits 0', async () => {
  await using server = await scriptedServer(() => ({ body: {} }));
  const run = await runKora(['doctor', '--live'], { env: { KORA_DOPPLER_API_BASE: server.url } });
  expect(run.code).toBe(0);
  expect(server.requests).toEqual([]);
});

test('a credential that is refused exits 1 with what to do, also as JSON', async () => {
  await using server = await scriptedServer(() => ({
    status: 401,
    body: { messages: ['Invalid Auth token'] },
  }));
  const env = { KORA_DOPPLER_API_TOKEN: DOPPLER_TOKEN, KORA_DOPPLER_API_BASE: server.url };
  const run = await runKora(['doctor', '--live', '--json'], { env });
  expect(run.code).toBe(1);
  const report = JSON.parse(run.stdout);
  expect(report.counts).toEqual({ malformed: 0, half_set_up: 0, unproven: 1, over_privileged: 0 });
  const doppler = report.services.find(({ name }: { name: string }) => name === 'doppler');
  expect(doppler).toMatchObject({
    state: 'ready',
    live: { proven: false, reason: 'auth_rejected', expires_at: null },
  });
  expect(doppler.variables[0]).toMatchObject({
    variable: 'KORA_DOPPLER_API_TOKEN',
    mark: 'OK',
    required: true,
    mint_url: expect.stringContaining('https://'),
    least_scope: expect.any(String),
    without_it: expect.any(String),
    problem: null,
  });
});

test('Ctrl-C ends a live proof with 130', async () => {
  const asked = Promise.withResolvers<void>();
  await using server = await scriptedServer(() => void asked.resolve());
  const env = { KORA_DOPPLER_API_TOKEN: DOPPLER_TOKEN, KORA_DOPPLER_API_BASE: server.url };
  const kora = startKora(['doctor', '--live'], { env });
  await asked.promise;
  kora.process.kill('SIGINT');
  expect((await kora.ended).code).toBe(130);
});
