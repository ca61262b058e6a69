import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { answerMinimally, minimalStdioScript } from '../../test/support/minimal-mcp.ts';
import { scriptedServer } from '../../test/support/scripted-server.ts';
import type { McpHttpServerConfig, McpStdioServerConfig } from '../config/config.ts';
import { Secret } from '../lib/secret.ts';
import { systemClock } from '../lib/time.ts';
import { checkMcpServer } from './check-server.ts';

const base = { name: 'it', authTokenEnv: '', authTokenPresent: false, allowedToolsRegex: null } as const;

function stdio(script: string, env: Record<string, Secret> = {}): McpStdioServerConfig {
  return { ...base, transport: 'stdio', command: process.execPath, args: ['-e', script], env, cwd: null };
}

function http(url: string): McpHttpServerConfig {
  return {
    ...base,
    transport: 'streamable_http',
    url,
    headers: { authorization: new Secret('Bearer abc123xyz') },
  };
}

function check(config: McpStdioServerConfig | McpHttpServerConfig, deadlineMs = 20_000) {
  return checkMcpServer(config, { clock: systemClock, deadlineMs, signal: new AbortController().signal });
}

test('a server that greets people on stdout first is connected all the same', async () => {
  expect(await check(stdio(minimalStdioScript('Server running on stdio\n')))).toEqual({
    status: 'connected',
    toolsCount: 1,
    error: null,
  });
});

test.each([
  ['one endless line', 'x'],
  ['endless lines', 'x\\n'],
])(
  'a flood of %s is given up long before the deadline',
  async (_what, text) => {
    const script = `const flood = '${text}'.repeat(65_536);
    const pour = () => { while (process.stdout.write(flood)); };
    process.stdout.on('drain', pour); pour();`;
    expect(await check(stdio(script), 120_000)).toMatchObject({ status: 'unhealthy' });
  },
  30_000,
);

test('the child gets what is configured for it and nothing else of the environment that Kora has', async () => {
  // Vitest's own variable stands for Kora's credentials; with it, or without what was given, the server ends at once.
  const guard = `if (process.env.GIVEN !== 'yes' || process.env.VITEST !== undefined) process.exit(1);`;
  expect(process.env.VITEST).toBeDefined();
  expect(await check(stdio(`${guard}${minimalStdioScript()}`, { GIVEN: new Secret('yes') }))).toMatchObject({
    status: 'connected',
  });
});

test('a session over HTTP is ended by name, so that none is left on the server', async () => {
  await using server = await scriptedServer(answerMinimally);
  expect(await check(http(`${server.url}/mcp`))).toMatchObject({ status: 'connected', toolsCount: 0 });
  const last = server.requests.at(-1);
  expect([last?.method, last?.headers['mcp-session-id']]).toEqual(['DELETE', 's1']);
});

test('a redirect within the origin is followed', async () => {
  await using server = await scriptedServer((request) =>
    request.path === '/mcp' ? { status: 307, headers: { location: '/mcp/' } } : answerMinimally(request),
  );
  expect(await check(http(`${server.url}/mcp`))).toMatchObject({ status: 'connected' });
});

test('a redirect to another origin is not followed, and said', async () => {
  await using thief = await scriptedServer(answerMinimally);
  await using server = await scriptedServer(() => ({
    status: 307,
    headers: { location: `${thief.url}/mcp` },
  }));
  expect(await check(http(`${server.url}/mcp`))).toMatchObject({
    status: 'unhealthy',
    error: expect.stringContaining('another origin'),
  });
  expect(thief.requests).toEqual([]);
});

test('a server that takes the request and never answers is unhealthy at the deadline', async () => {
  await using server = await scriptedServer(() => undefined);
  expect(await check(http(`${server.url}/mcp`), 500)).toEqual({
    status: 'unhealthy',
    toolsCount: null,
    error: 'no answer within 500ms',
  });
});

test('a child ends with Kora even when Kora exits without stopping', async () => {
  const transport = join(import.meta.dirname, 'group-transport.ts');
  const time = join(import.meta.dirname, '../lib/time.ts');
  const script = `import { createGroupTransport } from ${JSON.stringify(transport)};
    import { systemClock } from ${JSON.stringify(time)};
    const hang = 'process.stdout.write(JSON.stringify({ jsonrpc: "2.0", method: "pid", params: { pid: process.pid } }) + "\\\\n"); setInterval(() => {}, 1000)';
    const config = { name: 'it', authTokenEnv: '', authTokenPresent: false, allowedToolsRegex: null,
      transport: 'stdio', command: process.execPath, args: ['-e', hang], env: {}, cwd: null };
    const transport = createGroupTransport(config, systemClock);
    transport.onmessage = ({ params }) => { process.stdout.write(String(params.pid), () => process.exit(0)); };
    await transport.start();`;
  const kora = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const chunks: Buffer[] = [];
  kora.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(kora, 'close');
  const pid = Number(Buffer.concat(chunks).toString());
  expect(pid).toBeGreaterThan(1);
  await expect.poll(() => isAlive(pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
