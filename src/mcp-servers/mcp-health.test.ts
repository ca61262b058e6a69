import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { closedPort, scriptedServer } from '../../test/support/scripted-server.ts';
import type { McpServerConfig } from '../config/config.ts';
import { createRedactor } from '../lib/redact.ts';
import { Secret } from '../lib/secret.ts';
import { systemClock } from '../lib/time.ts';
import { createMcpHealth } from './mcp-health.ts';

const EVERYTHING = join(
  import.meta.dirname,
  '../../node_modules/@modelcontextprotocol/server-everything/dist/index.js',
);
const TOKEN = 'mcp-planted-credential-1234';
const base = { name: 'it', authTokenEnv: '', authTokenPresent: false, allowedToolsRegex: null } as const;

function stdio(args: readonly string[], extra: Partial<McpServerConfig> = {}): McpServerConfig {
  return {
    ...base,
    transport: 'stdio',
    command: process.execPath,
    args,
    env: {},
    cwd: null,
    ...extra,
  } as McpServerConfig;
}

function http(url: string): McpServerConfig {
  return {
    ...base,
    transport: 'streamable_http',
    url,
    headers: { authorization: new Secret(`Bearer ${TOKEN}`) },
  };
}

async function check(server: McpServerConfig, deadlineMs = 15_000) {
  const health = createMcpHealth({
    servers: [server],
    clock: systemClock,
    redact: createRedactor([TOKEN]),
    deadlineMs,
  });
  await health.run(new AbortController().signal);
  const [client] = health.clients().clients;
  return client;
}

describe("somebody else's real server", () => {
  test('is connected over stdio and its tools are counted', async () => {
    const client = await check(stdio([EVERYTHING, 'stdio']));
    expect(client).toMatchObject({
      status: 'connected',
      last_error: null,
      last_check_at: expect.any(String),
    });
    expect(client?.tools_count).toBeGreaterThan(3);
  });

  test('counts only the tools that are allowed', async () => {
    expect(await check(stdio([EVERYTHING, 'stdio'], { allowedToolsRegex: '^echo$' }))).toMatchObject({
      tools_count: 1,
    });
  });

  test('is connected over streamable HTTP', async () => {
    const port = await closedPort();
    const server = spawn(process.execPath, [EVERYTHING, 'streamableHttp'], {
      env: { PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    try {
      await new Promise<void>((resolve, reject) => {
        server.on('exit', () => reject(new Error('the server ended')));
        for (const stream of [server.stdout, server.stderr]) {
          stream.on('data', (text: Buffer) => {
            if (text.includes(String(port))) resolve();
          });
        }
      });
      expect(await check(http(`http://127.0.0.1:${port}/mcp`))).toMatchObject({ status: 'connected' });
    } finally {
      server.kill('SIGKILL');
    }
  });
});

describe('a bad server', () => {
  test('that hangs is killed together with what it started', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kora-mcp-'));
    const script = join(folder, 'hang.mjs');
    const pids = join(folder, 'pids');
    await writeFile(
      script,
      `import { spawn } from 'node:child_process'; import { writeFileSync } from 'node:fs';
       process.on('SIGTERM', () => {});
       const grandchild = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
       writeFileSync(${JSON.stringify(pids)}, process.pid + ' ' + grandchild.pid); setInterval(() => {}, 1000);`,
    );
    expect(await check(stdio([script]), 2_000)).toMatchObject({
      status: 'unhealthy',
      last_error: 'no answer within 2s',
    });
    for (const pid of (await readFile(pids, 'utf8')).split(' ').map(Number)) {
      await expect.poll(() => isAlive(pid)).toBe(false);
    }
    await rm(folder, { recursive: true });
  });

  test('that cannot be started, ends at once or writes garbage gives its kind', async () => {
    expect(await check(stdio([], { command: '/nowhere/at-all' } as Partial<McpServerConfig>))).toMatchObject({
      status: 'error',
    });
    expect(await check(stdio(['-e', 'process.exit(3)']))).toMatchObject({ status: 'unhealthy' });
    expect(await check(stdio(['-e', 'process.stdout.write("nonsense\\n".repeat(9))']))).toMatchObject({
      status: 'unhealthy',
    });
  });

  test('is told apart over HTTP, and its words are never repeated', async () => {
    await using server = await scriptedServer(({ path, headers }) => ({
      status: path === '/401' ? 401 : 500,
      body: `you sent ${headers.authorization}`,
    }));
    expect(await check(http(`${server.url}/401`))).toMatchObject({
      status: 'error',
      last_error: expect.stringContaining('401'),
    });
    const broken = await check(http(`${server.url}/500`));
    expect(broken).toMatchObject({ status: 'unhealthy' });
    expect(server.requests.at(-1)?.headers.authorization).toContain(TOKEN);
    expect(JSON.stringify(broken)).not.toContain(TOKEN);
    const unreachable = await check(http(`http://127.0.0.1:${await closedPort()}/`));
    expect(unreachable).toMatchObject({ status: 'error' });
    expect(JSON.stringify(unreachable)).not.toContain(TOKEN);
  });
});

test('a server whose token is missing is not asked', async () => {
  const server = stdio(['-e', 'throw 1'], { authTokenEnv: 'DOCS_TOKEN' });
  expect(await check(server)).toMatchObject({
    status: 'configured_but_unconnected',
    last_check_at: null,
    last_error: "auth env unset or empty: 'DOCS_TOKEN'",
  });
});

test('a server of a transport that Kora does not speak is told as that, and is not asked', async () => {
  await using server = await scriptedServer(() => ({ status: 404 }));
  const config: McpServerConfig = {
    ...base,
    transport: 'unsupported',
    type: 'sse',
    url: `${server.url}/sse?key=1`,
  };
  expect(await check(config)).toMatchObject({
    transport: 'streamable_http',
    endpoint: `${server.url}/sse`,
    status: 'configured_but_unconnected',
    last_check_at: null,
    last_error: 'not checked: the transport sse is not supported, only stdio and streamable HTTP',
  });
  expect(server.requests).toEqual([]);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('a check that fails inside Kora is shown, told, and holds up no other', async () => {
  // The configuration lets no such address through, so it stands for any defect.
  const broken: McpServerConfig = { ...http('no address'), name: 'broken' };
  const health = createMcpHealth({
    servers: [broken, { ...http(`http://127.0.0.1:${await closedPort()}/`), name: 'fine' }],
    clock: systemClock,
    redact: createRedactor([]),
    deadlineMs: 15_000,
  });
  await expect(health.run(new AbortController().signal)).rejects.toThrow('inside Kora');
  expect(health.clients().clients).toMatchObject([
    { name: 'broken', status: 'error', last_error: 'the check failed inside Kora; see the log' },
    { name: 'fine', status: 'error', last_error: 'the server cannot be reached (ECONNREFUSED)' },
  ]);
});
