import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { cronJobsResponseSchema } from '../../src/contracts/cron.ts';
import { heartbeatServicesResponseSchema } from '../../src/contracts/heartbeat.ts';
import { mcpClientsResponseSchema } from '../../src/contracts/mcp.ts';
import { monitorsResponseSchema } from '../../src/contracts/monitors.ts';
import { systemClock } from '../../src/lib/time.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { closedPort } from '../support/scripted-server.ts';

const KORA = join(import.meta.dirname, '../../bin/kora');

interface Daemon {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  output(): string;
  exit(): Promise<number | null>;
}

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kora-e2e-'));
  cleanUps.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function startKora(
  env: Record<string, string>,
  { args = [] as string[], cwd = '', ready = 'daemon.listening' } = {},
): Promise<Daemon> {
  const port = await closedPort();
  const folder = cwd === '' ? await emptyFolder() : cwd;
  const child = spawn(process.execPath, [KORA, 'daemon', ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, KORA_WEB_PORT: String(port), ...env },
  });
  let output = '';
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const listening = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text: Buffer) => {
        output += text;
        if (output.includes(ready)) resolve();
      });
    }
    exited.then(() => (ready === '' ? resolve() : reject(new Error(`kora ended: ${output}`))));
  });
  cleanUps.push(async () => {
    child.kill('SIGKILL');
    await exited;
  });
  await listening;
  return { url: `http://127.0.0.1:${port}`, port, child, output: () => output, exit: () => exited };
}

async function simulated(latencyMs = 0): Promise<Simulator> {
  const simulator = createSimulator({ clock: systemClock, latencyMs });
  await simulator.start();
  cleanUps.push(() => simulator.stop());
  return simulator;
}

async function services(url: string) {
  const response = await fetch(`${url}/api/heartbeat/services`);
  return heartbeatServicesResponseSchema.parse(await response.json());
}

/** The services all of whose details are known. */
function filled(body: Awaited<ReturnType<typeof services>>): string[] {
  return body.services
    .filter(({ details }) => !Object.values(details).includes('unknown'))
    .map(({ name }) => name);
}

const NAMES = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'];

describe('a daemon without any credential', () => {
  test('shows five unknown services, each saying what to set', async () => {
    const { url } = await startKora({ KORA_SENTRY_ORG: '   ' });
    await expect.poll(async () => (await services(url)).services.map(({ name }) => name)).toEqual(NAMES);
    const body = await services(url);
    expect(body).toMatchObject({ cache_warming: false, stub: false });
    expect(body.services[1]).toMatchObject({
      status: 'unknown',
      latency_ms: null,
      details: {},
      error: "auth env unset or empty: 'KORA_SENTRY_API_TOKEN', 'KORA_SENTRY_ORG'",
    });
    const { monitors } = monitorsResponseSchema.parse(await (await fetch(`${url}/api/v1/monitors`)).json());
    for (const { setup } of monitors)
      expect(setup[0]).toMatchObject({ present: false, mint_url: expect.stringMatching(/^https:/) });
  });

  test('answers the other frozen endpoints, health and readiness', async () => {
    const { url } = await startKora({});
    const jobs = cronJobsResponseSchema.parse(await (await fetch(`${url}/api/cron/jobs`)).json());
    expect(jobs.map(({ name }) => name)).toEqual(['heartbeat.service_probes', 'mcp.health_check']);
    mcpClientsResponseSchema.parse(await (await fetch(`${url}/api/mcp/clients`)).json());
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200);
  });
});

describe('a daemon with credentials', () => {
  test('fills every detail, answers 304, streams changes and resumes', async () => {
    const simulator = await simulated();
    const { url } = await startKora({ ...simulator.environment() });
    await expect.poll(async () => filled(await services(url)), { timeout: 10_000 }).toEqual(NAMES);
    const first = await fetch(`${url}/api/heartbeat/services`);
    const etag = first.headers.get('etag') ?? '';
    expect(
      (await fetch(`${url}/api/heartbeat/services`, { headers: { 'if-none-match': etag } })).status,
    ).toBe(304);

    const stream = await fetch(`${url}/api/v1/live`);
    const events = readEvents(stream);
    const initial = [];
    for (let i = 0; i < NAMES.length; i += 1) initial.push(await events.next());
    // In the order of their ids, so that any of them can be resumed from.
    expect(initial.map(({ value }) => value?.name).sort()).toEqual([...NAMES].sort());
    simulator.set('fly', { kind: 'server_error', status: 503 });
    const checked = await fetch(`${url}/api/v1/monitors/fly/check`, { method: 'POST' });
    expect(await checked.json()).toMatchObject({
      name: 'fly',
      status: 'unhealthy',
      reason: 'http_server_error',
      error: 'HTTP 503',
    });
    const { value: change } = await events.next();
    expect(change).toMatchObject({ name: 'fly', status: 'unhealthy' });
    await events.return?.(undefined);

    const again = await fetch(`${url}/api/v1/live`, {
      headers: { 'last-event-id': initial[4]?.value?.id ?? '' },
    });
    const resumed = readEvents(again);
    expect((await resumed.next()).value).toMatchObject({ name: 'fly', status: 'unhealthy' });
    await resumed.return?.(undefined);

    const tooSoon = await fetch(`${url}/api/v1/monitors/fly/check`, { method: 'POST' });
    expect(tooSoon.status).toBe(429);
    expect(Number(tooSoon.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(tooSoon.headers.get('content-type')).toContain('application/problem+json');
    expect((await fetch(`${url}/api/v1/monitors/nobody`)).status).toBe(404);
    expect((await fetch(`${url}/api/v1/monitors?beats=x`)).status).toBe(400);
    expect((await fetch(`${url}/api/v1/monitors`, { method: 'DELETE' })).headers.get('allow')).toBe(
      'GET, HEAD',
    );
  });

  test('never lets a credential out, whatever the upstreams echo', async () => {
    const simulator = await simulated();
    const environment: Record<string, string> = simulator.environment();
    for (const name of NAMES) simulator.set(name, { kind: 'echo_credential' });
    const apiToken = 'planted-api-token-"&<\'/+1';
    const { url, output, child, exit } = await startKora({
      ...environment,
      KORA_API_TOKEN: apiToken,
      KORA_LOG_LEVEL: 'trace',
    });
    const headers = { authorization: `Bearer ${apiToken}` };
    const get = async (path: string) => {
      const response = await fetch(`${url}${path}`, { headers });
      return `${[...response.headers]}${await response.text()}`;
    };
    await expect.poll(async () => (await fetch(`${url}/readyz`, { headers })).status).toBe(200);
    const paths = [
      '/api/heartbeat/services',
      '/api/v1/monitors',
      '/api/v1/monitors/fly',
      '/api/mcp/clients',
      '/api/cron/jobs',
      '/metrics',
      '/nope',
      `/x?${apiToken}`,
    ];
    let emitted = (await Promise.all(paths.map(get))).join('\n');
    const live = readText(await fetch(`${url}/api/v1/live`, { headers }));
    let streamed = '';
    while (!streamed.includes('"name":"fly"')) streamed += (await live.next()).value ?? '';
    emitted += streamed;
    await live.return?.(undefined);
    child.kill('SIGTERM');
    expect(await exit()).toBe(0);
    emitted += output();
    expect(emitted).toContain('"reason":"http_server_error"');
    for (const secret of [...secretsOf(environment), apiToken]) {
      for (const form of [
        secret,
        encodeURIComponent(secret),
        JSON.stringify(secret).slice(1, -1),
        Buffer.from(secret).toString('base64').slice(0, -4),
      ]) {
        expect(emitted).not.toContain(form);
      }
    }
    expect(emitted).not.toMatch(/Bearer \S/);
  });
});

describe('who may ask', () => {
  test('a page of another origin and a rebound name may not', async () => {
    const { url, port } = await startKora({});
    const rebound = await rawGet(port, 'kora.attacker.example');
    expect(rebound).toMatch(/^HTTP\/1\.1 403/);
    expect(await rawGet(port, `localhost:${port}`)).toMatch(/^HTTP\/1\.1 200/);
    expect(
      (await fetch(`${url}/api/v1/monitors`, { headers: { origin: 'https://attacker.example' } })).status,
    ).toBe(403);
  });

  test('where a token is set, nothing but /healthz answers without it', async () => {
    const { url } = await startKora({ KORA_API_TOKEN: 'right-token-123' });
    for (const path of [
      '/api/heartbeat/services',
      '/api/v1/monitors',
      '/api/v1/live',
      '/metrics',
      '/readyz',
      '/api/openapi.json',
    ]) {
      expect((await fetch(`${url}${path}`)).status, path).toBe(401);
      expect(
        (await fetch(`${url}${path}`, { headers: { authorization: 'Bearer wrong' } })).status,
        path,
      ).toBe(401);
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(
      (await fetch(`${url}/api/v1/monitors`, { headers: { authorization: 'Bearer right-token-123' } }))
        .status,
    ).toBe(200);
    const page = await fetch(`${url}/heartbeat`, { headers: { accept: 'text/html' }, redirect: 'manual' });
    expect(page.headers.get('location')).toBe('/sign-in?next=%2Fheartbeat');
    const form = (token: string, next: string) =>
      fetch(`${url}/sign-in`, {
        method: 'POST',
        body: new URLSearchParams({ token, next }),
        redirect: 'manual',
      });
    expect((await form('wrong-token', '/')).status).toBe(401);
    const signedIn = await form('right-token-123', '//attacker.example');
    expect(signedIn.headers.get('location')).toBe('/');
    const cookie = signedIn.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    const session = { cookie: cookie.split(';')[0] ?? '' };
    expect((await fetch(`${url}/api/heartbeat/services`, { headers: session })).status).toBe(200);
    expect(
      (await fetch(`${url}/api/heartbeat/services`, { headers: { cookie: `${session.cookie}x` } })).status,
    ).toBe(401);
  });
});

describe('starting and stopping', () => {
  test('an open address without a token, a bad file and a taken port stop the start', async () => {
    const open = await startKora({ KORA_WEB_HOST: '0.0.0.0' }, { ready: '' });
    expect(await open.exit()).toBe(78);
    expect(open.output()).toContain('KORA_API_TOKEN');

    const cwd = await emptyFolder();
    await writeFile(
      join(cwd, 'kora.yaml'),
      'intervall: 5m\nmonitors:\n  - name: a\n    provider: vercell\n    token: literal-secret-value\n',
    );
    const bad = await startKora({}, { ready: '', cwd });
    expect(await bad.exit()).toBe(78);
    expect(bad.output()).toContain('kora.yaml:1:1 intervall: unknown key; did you mean "interval"?');
    expect(bad.output()).not.toContain('literal-secret-value');

    const first = await startKora({});
    const second = await startKora({ KORA_WEB_PORT: String(first.port) }, { ready: '' });
    expect(await second.exit()).toBe(1);
    expect(second.output().trim().split('\n')).toHaveLength(1);
  });

  test('SIGTERM ends it with 0 while a look hangs and a stream is open', async () => {
    const simulator = await simulated();
    simulator.set('fly', { kind: 'silent' });
    const { url, child, exit } = await startKora({ ...simulator.environment() });
    const stream = await fetch(`${url}/api/v1/live`);
    const look = () => fetch(`${url}/api/v1/monitors/fly/check`, { method: 'POST' });
    const waiting = look();
    await expect.poll(async () => (await look()).status).toBe(409);
    child.kill('SIGTERM');
    expect((await waiting).status).toBe(503);
    expect(await exit()).toBe(0);
    await stream.body?.cancel().catch(() => {});
  });

  test('a second signal ends it at once, although something still hangs', async () => {
    const cwd = await emptyFolder();
    // It ignores the polite signal, so the first shutdown waits for its half a second of grace.
    const script =
      'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); require("fs").writeFileSync("started", "")';
    const server = { command: process.execPath, args: ['-e', script] };
    await writeFile(join(cwd, 'mcp.json'), JSON.stringify({ mcpServers: { stubborn: server } }));
    const { child } = await startKora({ KORA_MCP_CONFIG: join(cwd, 'mcp.json') }, { cwd });
    await expect.poll(() => existsSync(join(cwd, 'started'))).toBe(true);
    await expect
      .poll(() => {
        child.kill('SIGTERM');
        return child.exitCode;
      })
      .toBe(143);
  });

  test('a bad interval warns, names the default and goes on', async () => {
    const { output } = await startKora({ KORA_HEARTBEAT_PROBE_INTERVAL_SEC: '-3' });
    expect(output()).toMatch(/KORA_HEARTBEAT_PROBE_INTERVAL_SEC.*-3.*300/);
  });
});

function secretsOf(environment: Record<string, string>): string[] {
  return Object.entries(environment)
    .filter(([name]) => /TOKEN|KEY/.test(name))
    .map(([, value]) => value.replace(/^FlyV1 /, ''));
}

async function* readText(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) yield decoder.decode(chunk, { stream: true });
}

interface LiveEvent {
  readonly id: string;
  readonly name: string;
  readonly status: string;
}

async function* readEvents(response: Response): AsyncGenerator<LiveEvent> {
  let text = '';
  for await (const part of readText(response)) {
    text += part;
    for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const id = /^id: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (id !== undefined && data !== undefined)
        yield { id, ...(JSON.parse(data) as { name: string; status: string }) };
    }
  }
}

/** A request with a Host header of one's own, which fetch does not allow. */
async function rawGet(port: number, host: string): Promise<string> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/api/heartbeat/services', headers: { host } }, (response) => {
      response.resume();
      resolve(`HTTP/1.1 ${response.statusCode}`);
    })
      .on('error', reject)
      .end();
  });
}
