import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { KORA_BIN, runKora, startKora } from '../support/run-kora.ts';
import { closedPort, type Script, scriptedServer } from '../support/scripted-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const LONG_AGO = '2020-01-01T00:00:00.000Z';
const TOKEN = 'planted/credential+0123456789';
const NO_PROVIDERS = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'].map(
  (name) => `  - { name: ${name}, provider: ${name}, enabled: false }`,
);

/** A configuration of http checks alone: `{name: url}`, each with further options as YAML. */
function httpChecks(checks: Readonly<Record<string, string>>, more = ''): string {
  const entries = Object.entries(checks).map(
    ([name, url]) => `  - { name: ${name}, check: http, url: "${url}"${more} }`,
  );
  return `monitors:\n${[...NO_PROVIDERS, ...entries].join('\n')}\n`;
}

async function checkFile(yaml: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  using folder = tempFolder();
  const KORA_CONFIG = folder.write('kora.yaml', yaml);
  return await runKora(['check', ...args], { env: { KORA_CONFIG, ...env } });
}

const statusByPath: Script = ({ path }) => ({ status: Number(path.slice(1)), body: 'x' });

test('all healthy exits 0, with a row per monitor and no colours on a pipe', async () => {
  await using server = await scriptedServer(statusByPath);
  const run = await checkFile(httpChecks({ one: `${server.url}/200`, two: `${server.url}/204` }));
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/^✓ healthy {2}one +\d+ ms {2}Answered 200/m);
  expect(run.stdout).toMatch(/^✓ healthy {2}two +\d+ ms {2}Answered 204/m);
  expect(run.stdout).toContain('2 monitors: 2 healthy');
  expect(run.stdout).not.toContain('\u001b');
  expect(run.stderr).toBe('');
});

test('a name that reads like a scheme of credentials does not garble the table', async () => {
  await using server = await scriptedServer(statusByPath);
  const run = await checkFile(httpChecks({ 'web-bearer': `${server.url}/200`, basic: `${server.url}/200` }));
  expect(run.stdout).toMatch(/^✓ healthy {2}web-bearer +\d+ ms {2}Answered 200/m);
  expect(run.stdout).toMatch(/^✓ healthy {2}basic +\d+ ms {2}Answered 200/m);
});

test('the exit code is that of the worst status', async () => {
  await using server = await scriptedServer(statusByPath);
  const gone = `http://127.0.0.1:${await closedPort()}/`;
  const good = `${server.url}/200`;
  const degraded = await checkFile(httpChecks({ slow: good }, ', degradedAboveMs: 0.001'));
  const unhealthy = await checkFile(httpChecks({ good, bad: `${server.url}/503`, gone }));
  const unknown = await checkFile(httpChecks({ good, gone }));
  expect([degraded.code, unhealthy.code, unknown.code]).toEqual([1, 2, 3]);
  expect(unhealthy.stdout).toMatch(/^✗ unhealthy +bad/m);
  expect(unhealthy.stdout).toContain('connection_refused');
});

test('looks only at the monitors that are named', async () => {
  await using server = await scriptedServer(statusByPath);
  const run = await checkFile(httpChecks({ one: `${server.url}/200`, two: `${server.url}/503` }), [
    'one',
    'one',
  ]);
  expect(run.code).toBe(0);
  expect(server.requests.map(({ path }) => path)).toEqual(['/200']);
});

test('an unknown name is wrong usage, and nothing is asked', async () => {
  await using server = await scriptedServer(statusByPath);
  const run = await checkFile(httpChecks({ checkout: `${server.url}/200` }), ['chekout', 'checkout']);
  expect([run.code, run.stdout]).toEqual([64, '']);
  expect(run.stderr).toContain('"chekout": did you mean "checkout"?');
  expect(server.requests).toEqual([]);
});

test('--json is JSON alone, with the keys of the API', async () => {
  await using server = await scriptedServer(statusByPath);
  const run = await checkFile(httpChecks({ one: `${server.url}/503` }), ['--json'], {
    KORA_WEB_PORT: 'nonsense',
  });
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('warning: KORA_WEB_PORT');
  expect(JSON.parse(run.stdout)).toEqual([
    {
      name: 'one',
      kind: 'check',
      type: 'http',
      status: 'unhealthy',
      reason: 'http_server_error',
      error: 'HTTP 503',
      why: expect.stringContaining('503'),
      hint: expect.any(String),
      checked_at: expect.stringMatching(/^\d{4}-.*Z$/),
      latency_ms: expect.any(Number),
      phases: expect.objectContaining({ first_byte_ms: expect.any(Number) }),
      quota: null,
      details: {},
    },
  ]);
});

test('a provider without its credential is unknown, and nobody is asked', async () => {
  await using server = await scriptedServer(statusByPath);
  const run = await runKora(['check', 'vercel'], {
    env: { KORA_VERCEL_API_BASE: server.url, KORA_VERCEL_API_TOKEN: ' ' },
  });
  expect(run.code).toBe(3);
  expect(run.stdout).toContain('Set KORA_VERCEL_API_TOKEN, then look again.');
  expect(server.requests).toEqual([]);
});

test('slow facts are part of the look', async () => {
  await using server = await scriptedServer(({ path, query }) => {
    if (path === '/v3/me') return { body: { type: 'service_account', workplace: { name: 'acme' } } };
    if (path === '/v3/projects')
      return { body: { projects: query.get('page') === '1' ? [{ id: 'a' }, { id: 'b' }] : [] } };
    return { body: { environments: [], configs: [], logs: [] } };
  });
  const run = await runKora(['check', 'doppler', '--json'], {
    env: { KORA_DOPPLER_API_BASE: server.url, KORA_DOPPLER_API_TOKEN: 'dp.sa.0123456789abcdef' },
  });
  expect(JSON.parse(run.stdout)[0].details.projects_total).toBe(2);
});

test('an account so large that its reads are paced is looked at to the end', async () => {
  const projects = Array.from({ length: 20 }, (_, i) => ({ id: `project-${i}` }));
  await using server = await scriptedServer(({ path, query }) => {
    const isFirst = query.get('page') === '1';
    if (path === '/v3/me') return { body: { type: 'service_account', workplace: { name: 'acme' } } };
    if (path === '/v3/projects') return { body: { projects: isFirst ? projects : [] } };
    if (path === '/v3/configs')
      return { body: { configs: isFirst ? [{ name: 'prd', root: true, created_at: LONG_AGO }] : [] } };
    if (path.endsWith('/logs')) return { body: { logs: [{ created_at: LONG_AGO }] } };
    return { body: { names: ['DATABASE_URL'] } };
  });
  const run = await runKora(['check', 'doppler', '--json'], {
    env: { KORA_DOPPLER_API_BASE: server.url, KORA_DOPPLER_API_TOKEN: 'dp.sa.0123456789abcdef' },
  });
  expect(run.code).toBe(1);
  expect(JSON.parse(run.stdout)[0]).toMatchObject({
    status: 'degraded',
    details: { projects_total: 20, oldest_secret_age_days: expect.any(Number) },
  });
});

test.each([200, 401, 500])(
  'an upstream that answers %i and echoes the credential everywhere gets it into neither stream',
  async (status) => {
    await using server = await scriptedServer(({ headers }, { response }) => {
      const sent = String(headers.authorization ?? headers.apikey);
      const forms = [sent, TOKEN, encodeURIComponent(TOKEN), Buffer.from(`x:${TOKEN}`).toString('base64')];
      response.statusMessage = TOKEN;
      const body = {
        error: { message: forms.join(' '), code: TOKEN },
        messages: forms,
        workplace: { name: TOKEN },
        detail: TOKEN,
      };
      return { status, headers: { 'x-echo': TOKEN }, body };
    });
    const env = {
      KORA_VERCEL_API_TOKEN: TOKEN,
      KORA_VERCEL_API_BASE: server.url,
      KORA_SENTRY_API_TOKEN: TOKEN,
      KORA_SENTRY_ORG: 'acme',
      KORA_SENTRY_API_BASE: server.url,
      KORA_DOPPLER_API_TOKEN: TOKEN,
      KORA_DOPPLER_API_BASE: server.url,
      KORA_SUPABASE_ANON_KEY: TOKEN,
      KORA_SUPABASE_URL: server.url,
      KORA_FLY_API_TOKEN: TOKEN,
      KORA_FLY_API_BASE: server.url,
      KORA_FLY_GRAPHQL_BASE: server.url,
    };
    const runs = [
      await runKora(['check'], { env }),
      await runKora(['check', '--json'], { env }),
      await runKora(['doctor', '--live'], { env }),
      await runKora(['doctor', '--live', '--json'], { env }),
    ];
    expect(server.requests.length).toBeGreaterThanOrEqual(20);
    const said = runs.flatMap(({ stdout, stderr }) => [stdout, stderr]).join('\n');
    expect(said).toContain('vercel');
    for (const form of [
      TOKEN,
      encodeURIComponent(TOKEN),
      JSON.stringify(TOKEN).replaceAll('/', '\\/').slice(1, -1),
    ]) {
      expect(said).not.toContain(form);
    }
    for (const offset of [0, 1, 2]) {
      const encoded = Buffer.from('x'.repeat(offset) + TOKEN).toString('base64');
      expect(said).not.toContain(encoded.slice(4, 32));
    }
  },
);

test('control characters of an upstream reach no terminal', async () => {
  await using server = await scriptedServer(({ path }) =>
    path === '/v3/me'
      ? { body: { type: 'personal', workplace: { name: 'a\u001b[2J\u009b31mb' } } }
      : { body: { projects: [] } },
  );
  const env = { KORA_DOPPLER_API_BASE: server.url, KORA_DOPPLER_API_TOKEN: 'dp.pt.0123456789abcdef' };
  const run = await runKora(['check', 'doppler'], { env });
  expect(run.stdout).toContain('workplace=a\\u001b[2J\\u009b31mb');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that none of them is left is the promise.
  expect(run.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
});

test('--timeout ends a look at a silent service', async () => {
  await using server = await scriptedServer(() => undefined);
  const run = await checkFile(httpChecks({ silent: server.url }), ['--timeout', '200ms', '--json']);
  expect(run.code).toBe(3);
  expect(JSON.parse(run.stdout)[0]).toMatchObject({
    reason: 'timeout',
    error: 'probe timed out after 200ms',
  });
});

test('--timeout takes a duration and nothing else', async () => {
  const run = await runKora(['check', '--timeout', 'soon']);
  expect([run.code, run.stdout]).toEqual([64, '']);
  expect(run.stderr).toContain('"soon" is not a duration such as 500ms or 5s');
});

test('Ctrl-C ends it with 130 at once', async () => {
  const asked = Promise.withResolvers<void>();
  await using server = await scriptedServer(() => void asked.resolve());
  using folder = tempFolder();
  const KORA_CONFIG = folder.write('kora.yaml', httpChecks({ silent: server.url }));
  const kora = startKora(['check'], { env: { KORA_CONFIG } });
  await asked.promise;
  kora.process.kill('SIGINT');
  expect(await kora.ended).toEqual({ code: 130, signal: null, stdout: '', stderr: '' });
});

/** Runs a check at a silent service, and makes the process do that in the middle of it. */
async function checkUntil(defect: string) {
  const asked = Promise.withResolvers<void>();
  await using server = await scriptedServer(() => void asked.resolve());
  using folder = tempFolder();
  const KORA_CONFIG = folder.write('kora.yaml', httpChecks({ silent: server.url }));
  const preload = folder.write('defect.mjs', `process.on('SIGUSR2', () => { ${defect} });`);
  const env = { KORA_CONFIG, KORA_API_TOKEN: TOKEN, NODE_OPTIONS: `--import=${preload}` };
  const kora = startKora(['check'], { env });
  await asked.promise;
  kora.process.kill('SIGUSR2');
  return await kora.ended;
}

test('an exit that no command asked for does not look like success', async () => {
  expect(await checkUntil('process.exit()')).toMatchObject({ code: 70, stdout: '' });
});

test('a defect outside of any command is told as one, without a credential', async () => {
  const run = await checkUntil('throw new Error(`sent ${process.env.KORA_API_TOKEN}`)');
  expect(run).toMatchObject({ code: 70, stdout: '' });
  expect(run.stderr).toContain('this is a defect of Kora');
  expect(run.stderr).toContain('sent [redacted]');
  expect(run.stderr).not.toContain(TOKEN);
});

test('a reader that goes away is no error', async () => {
  const pipeline = `"${process.execPath}" "${KORA_BIN}" check; echo "code $?" >&2`;
  const shell = spawn('sh', ['-c', `(${pipeline}) | true`], { env: { PATH: process.env.PATH } });
  let stderr = '';
  shell.stderr.on('data', (data) => {
    stderr += data;
  });
  await once(shell, 'close');
  expect(stderr).toBe('code 3\n');
});

test('a bad configuration lists every problem and asks nobody', async () => {
  await using server = await scriptedServer(statusByPath);
  const run = await checkFile(`intervall: 5m\n${httpChecks({ one: server.url }, ', timeut: 5s')}`);
  expect([run.code, run.stdout]).toEqual([78, '']);
  expect(run.stderr).toContain('did you mean "interval"?');
  expect(server.requests).toEqual([]);
});
