import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { KoraError } from '../lib/errors.ts';
import { loadConfig } from './load-config.ts';

const FIXTURES = join(import.meta.dirname, '../../test/fixtures/config');
const SCHEMA = join(import.meta.dirname, '../../docs/reference/kora.schema.json');
const EXAMPLES = join(import.meta.dirname, '../../examples');

function load(env: Record<string, string>, file = '') {
  return loadConfig({
    env: file === '' ? env : { ...env, KORA_CONFIG: file },
    cwd: FIXTURES,
    file: file !== '',
  });
}

async function temporaryFile(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'kora-config-'));
  const path = join(folder, 'kora.yaml');
  await writeFile(path, text);
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

async function problemsOf(loading: Promise<unknown>): Promise<readonly string[]> {
  const error = await loading.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KoraError)) throw new Error(`expected problems, got ${String(error)}`);
  return error.problems;
}

test.each([
  ['interval: 5m\n', 0.05],
  ['budget: {}\n', 0.05],
  ['budget: { percent: 12.5 }\n', 0.125],
])('the share of a quota that looking may use, by %j, is %d', async (text, budgetShare) => {
  await using file = await temporaryFile(text);
  expect((await load({}, file.path)).budgetShare).toBe(budgetShare);
});

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

  test.each(['abc', '0', '-5', '0.0001', 'NaN', 'Infinity', '5m'])(
    'replaces the interval %s by its default, with a warning',
    async (value) => {
      const { probeIntervalMs, warnings } = await load({ KORA_HEARTBEAT_PROBE_INTERVAL_SEC: value });
      expect(probeIntervalMs).toBe(300_000);
      expect(warnings).toEqual([expect.stringContaining(JSON.stringify(value))]);
      expect(warnings[0]).toContain('using 300');
    },
  );

  test('reads status pages every two minutes, or as often as it is told', async () => {
    expect((await load({})).feedIntervalMs).toBe(120_000);
    expect((await load({ KORA_FEED_INTERVAL_SEC: '30' })).feedIntervalMs).toBe(30_000);
    const { feedIntervalMs, warnings } = await load({ KORA_FEED_INTERVAL_SEC: 'often' });
    expect(feedIntervalMs).toBe(120_000);
    expect(warnings).toEqual([expect.stringContaining('using 120')]);
  });

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

describe('the MCP file', () => {
  test('gives servers, puts references in, and names the variable that is missing', async () => {
    await using file = await temporaryFile(
      JSON.stringify({
        mcpServers: {
          docs: {
            type: 'http',
            url: 'https://${MCP_HOST}/mcp',
            headers: { Authorization: 'Bearer ${env:DOCS_TOKEN}' },
          },
          files: {
            command: 'npx',
            args: ['-y', 'files'],
            env: { API_KEY: 'spelled-out-1' },
            disabled: false,
          },
        },
      }),
    );
    const { mcpServers, secrets } = await load(
      { KORA_MCP_CONFIG: file.path, MCP_HOST: 'mcp.example.com' },
      'good-full.yaml',
    );
    expect(mcpServers).toMatchObject([
      {
        name: 'docs',
        transport: 'streamable_http',
        url: 'https://mcp.example.com/mcp',
        authTokenEnv: 'DOCS_TOKEN',
        authTokenPresent: false,
      },
      { name: 'files', transport: 'stdio', command: 'npx', args: ['-y', 'files'], authTokenEnv: '' },
    ]);
    expect(secrets.map((secret) => secret.reveal())).toContain('spelled-out-1');
  });

  test('leaves out what it switches off, whatever else such an entry says', async () => {
    const mcpServers = {
      off: { command: 'npx', disabled: true },
      'off too': { url: 'https://mcp.example.com/mcp', enabled: false },
      broken: { disabled: true, args: 5 },
      on: { command: 'npx', disabled: false, enabled: true },
    };
    await using file = await temporaryFile(JSON.stringify({ mcpServers }));
    const config = await load({ KORA_MCP_CONFIG: file.path }, 'good-full.yaml');
    expect(config.mcpServers.map(({ name }) => name)).toEqual(['on']);
  });

  test('says of which entries the transport is not supported', async () => {
    const url = 'https://mcp.example.com/it';
    const mcpServers = {
      old: { type: 'sse', url },
      older: { transport: 'sse', url },
      odd: { type: 'text of somebody', url },
      plain: { url },
      http: { type: 'http', url },
      spelled: { type: 'streamable-http', url },
      camel: { type: 'streamableHttp', url },
      local: { type: 'stdio', command: 'npx' },
    };
    await using file = await temporaryFile(JSON.stringify({ mcpServers }));
    const config = await load({ KORA_MCP_CONFIG: file.path }, 'good-full.yaml');
    expect(config.mcpServers.map(({ name, transport }) => [name, transport])).toEqual([
      ['old', 'unsupported'],
      ['older', 'unsupported'],
      ['odd', 'unsupported'],
      ['plain', 'streamable_http'],
      ['http', 'streamable_http'],
      ['spelled', 'streamable_http'],
      ['camel', 'streamable_http'],
      ['local', 'stdio'],
    ]);
    expect(config.warnings).toEqual([
      'kora.yaml: mcpServers.old: the type sse is not supported; it is listed, but not looked at',
      'kora.yaml: mcpServers.older: the type sse is not supported; it is listed, but not looked at',
      'kora.yaml: mcpServers.odd: the type unknown is not supported; it is listed, but not looked at',
    ]);
  });

  test.each([
    ['{', 'is not valid JSON'],
    [
      '{"mcpServers": {"a": {"command": 5}}}',
      'mcpServers.a.command: must be text, not a number; put it in quotes',
    ],
    ['{"mcpServers": {"a": 5}}', 'mcpServers.a: must be a map of keys and values, not a number'],
    ['{}', 'has no object "mcpServers"'],
    ['{"mcpServers": {"a": {}}}', 'mcpServers.a: has neither a command nor a url'],
    ['{"mcpServers": {"a": {"command": "x", "allowedToolsRegex": "("}}}', 'is not a regular expression'],
    ['{"mcpServers": {"a": {"url": "ftp://x"}}}', 'is not an http or https address'],
  ])('%s is one problem', async (text, problem) => {
    await using file = await temporaryFile(text);
    expect(await problemsOf(load({ KORA_MCP_CONFIG: file.path }, 'good-full.yaml'))).toEqual([
      expect.stringContaining(problem),
    ]);
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

  const examples = readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'));
  test.each(examples)(
    'the example %s loads, says nothing is wrong, and fits the schema that editors use',
    async (name) => {
      const path = join(EXAMPLES, name);
      const text = readFileSync(path, 'utf8');
      const referred = [...text.matchAll(/\$\{env:(\w+)\}/g)].map((match) => [
        match[1],
        'example-token-0001',
      ]);
      const config = await load(Object.fromEntries(referred), path);
      expect(config.warnings).toEqual([]);
      expect(
        config.monitors.filter(
          ({ origin, missing }) => origin === 'file' && missing.length > 0 && !referred.length,
        ),
      ).toEqual([]);
      const fits = new Ajv2020({ strict: false }).compile(JSON.parse(readFileSync(SCHEMA, 'utf8')));
      expect(fits(parse(text)), JSON.stringify(fits.errors)).toBe(true);
    },
  );

  test('tells of every problem at once, wherever it stands', async () => {
    const env = { KORA_DOPPLER_API_TOKEN: 'two\nlines' };
    await using file = await temporaryFile(
      'intervall: 5m\nmonitors:\n  - {name: A, check: http}\n  - {name: b, check: htp}\n',
    );
    const problems = await problemsOf(load(env, file.path));
    expect(problems.map((line) => line.replace(/^\S+:\d+:\d+ /, ''))).toEqual([
      expect.stringMatching(/^intervall: unknown key/),
      expect.stringMatching(/^monitors\[0\].url: is missing/),
      expect.stringMatching(/^monitors\[0\].name: is not a name/),
      expect.stringMatching(/^monitors\[1\].check: unknown check; did you mean "http"/),
      expect.stringMatching(/^KORA_DOPPLER_API_TOKEN: /),
    ]);
  });

  test('knows a referenced value for the scrubber, however odd it is', async () => {
    await using file = await temporaryFile(
      'monitors:\n  - name: a\n    check: http\n    url: https://example.com\n    headers: {accept: text/plain, x-b: "${env:ODD}"}\n',
    );
    const { secrets } = await load({ ODD: 'unset' }, file.path);
    expect(secrets.map((secret) => secret.reveal())).toEqual(['unset']);
  });

  test('leaves a bad option of the environment to its default, as without a file', async () => {
    await using file = await temporaryFile(
      'monitors:\n  - {name: sentry, provider: sentry, interval: 60s}\n',
    );
    const env = {
      KORA_SENTRY_API_TOKEN: 'abcdef',
      KORA_SENTRY_ORG: 'acme',
      KORA_SENTRY_STATS_PERIOD: 'long',
    };
    const { monitors, warnings } = await load(env, file.path);
    expect(monitors[1]).toMatchObject({ missing: [], intervalMs: 60_000, options: { org: 'acme' } });
    expect(warnings).toEqual([expect.stringContaining('KORA_SENTRY_STATS_PERIOD: "long" ')]);
  });

  test('that is named and is not there is a problem', async () => {
    expect(await problemsOf(load({}, 'nowhere.yaml'))).toEqual([
      expect.stringContaining('cannot be read (ENOENT)'),
    ]);
  });
});
