import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { systemClock } from '../src/lib/time.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import {
  cpuMs,
  freePort,
  median,
  msUntil,
  pause,
  rssMb,
  startKora,
  startNode,
  stopAll,
} from './processes.ts';

/** `npm run bench`: each figure beside its baseline of the same run. Everything on 127.0.0.1; ends by itself. */
interface Figure {
  readonly name: string;
  readonly value: string;
  readonly baseline: string;
  readonly bar: string;
  readonly met: boolean;
}

const folder = mkdtempSync(join(tmpdir(), 'kora-bench-'));
const TARGET = join(import.meta.dirname, 'target.ts');
const BARE_LOOP = join(import.meta.dirname, 'bare-loop.ts');

function show({ name, value, baseline, bar, met }: Figure): void {
  console.log(
    `${met ? 'met   ' : 'MISSED'} ${name.padEnd(48)} ${value.padStart(12)}  bar ${bar.padEnd(12)} baseline ${baseline}`,
  );
}

async function startTimes(): Promise<Figure[]> {
  const simulator = createSimulator({ clock: systemClock, latencyMs: 20 });
  await simulator.start();
  const first: number[] = [];
  const five: number[] = [];
  const bare: number[] = [];
  for (let run = 0; run < 7; run += 1) {
    const port = String(await freePort());
    const server = startNode([TARGET], { PORT: port }, folder);
    bare.push(await msUntil(`http://127.0.0.1:${port}/`, (body) => body !== ''));
    await server.stop();
    const koraPort = String(await freePort());
    const url = `http://127.0.0.1:${koraPort}/api/heartbeat/services`;
    const from = performance.now();
    const kora = startKora({ ...simulator.environment(), KORA_WEB_PORT: koraPort }, folder);
    await msUntil(url, (body) => body.includes('"cache_warming":false'));
    first.push(performance.now() - from);
    await msUntil(url, (body) => body.split('"name"').length === 6);
    five.push(performance.now() - from);
    await kora.stop();
  }
  await simulator.stop();
  const ms = (value: number) => `${Math.round(value)} ms`;
  const baseline = `${ms(median(bare))} (bare node:http)`;
  // The first runs fill the compile cache; a median of seven leaves them out.
  return [
    {
      name: 'process start to the first snapshot',
      value: ms(median(first)),
      baseline,
      bar: '<= 500 ms',
      met: median(first) <= 500,
    },
    {
      name: 'process start to all five',
      value: ms(median(five)),
      baseline,
      bar: '<= 700 ms',
      met: median(five) <= 700,
    },
  ];
}

function writeMonitors(count: number, interval: string, url: string): string {
  const path = join(folder, `monitors-${count}.yaml`);
  const entries = Array.from(
    { length: count },
    (_, i) => `  - { name: m-${i}, check: http, url: "${url}", interval: ${interval} }\n`,
  );
  writeFileSync(path, `monitors:\n${entries.join('')}`);
  return path;
}

async function startTarget(body = 'ok', headers: Readonly<Record<string, string>> = {}) {
  const port = String(await freePort());
  const env = { PORT: port, BODY: body, HEADERS: JSON.stringify(headers) };
  const child = startNode([TARGET], env, folder);
  const url = `http://127.0.0.1:${port}/`;
  await msUntil(url, (answer) => answer !== '');
  return { child, url };
}

async function cpuOver(pid: number, windowMs: number): Promise<number> {
  const from = cpuMs(pid);
  await pause(windowMs);
  return cpuMs(pid) - from;
}

async function cpuPerProbe(): Promise<Figure[]> {
  const COUNT = 500;
  const WINDOW_MS = 10_000;
  const { child, url } = await startTarget();
  const port = String(await freePort());
  const kora = startKora({ KORA_CONFIG: writeMonitors(COUNT, '1s', url), KORA_WEB_PORT: port }, folder);
  const bare = startNode([BARE_LOOP], { URL: url, COUNT: String(COUNT), INTERVAL_MS: '1000' }, folder);
  await pause(6_000);
  const [koraMs, bareMs] = await Promise.all([cpuOver(kora.pid, WINDOW_MS), cpuOver(bare.pid, WINDOW_MS)]);
  for (const each of [kora, bare, child]) await each.stop();
  const perProbe = (ms: number) => `${Math.round((ms * 1_000_000) / (COUNT * WINDOW_MS))} us`;
  const ratio = koraMs / bareMs;
  return [
    {
      name: 'CPU per HTTP probe, against a bare undici loop',
      value: `${ratio.toFixed(2)} x`,
      baseline: `${perProbe(bareMs)} (Kora ${perProbe(koraMs)})`,
      bar: '<= 2.00 x',
      met: ratio <= 2,
    },
  ];
}

async function requestsPerSecond(url: string): Promise<number> {
  const { stdout } = await promisify(execFile)('autocannon', [
    '--json',
    '--connections',
    '10',
    '--duration',
    '2',
    url,
  ]);
  const { requests } = JSON.parse(stdout) as { requests: { average: number } };
  return requests.average;
}

async function hotEndpoint(): Promise<Figure[]> {
  const simulator = createSimulator({ clock: systemClock, latencyMs: 0 });
  await simulator.start();
  const port = String(await freePort());
  const kora = startKora({ ...simulator.environment(), KORA_WEB_PORT: port }, folder);
  const url = `http://127.0.0.1:${port}/api/heartbeat/services`;
  await msUntil(url, (body) => body.split('"name"').length === 6);
  await pause(1_000);
  const answer = await fetch(url);
  // The bare server sends what Kora sends, but for what node:http adds by itself.
  const headers = Object.fromEntries(
    [...answer.headers].filter(([name]) => !['connection', 'date', 'keep-alive'].includes(name)),
  );
  const bare = await startTarget(await answer.text(), headers);
  const rounds: { kora: number; bare: number }[] = [];
  // Both warm before anything counts; then in turn, many short rounds, since the machine's speed drifts.
  for (const each of [url, bare.url]) await requestsPerSecond(each);
  for (let round = 0; round < 7; round += 1) {
    rounds.push({ kora: await requestsPerSecond(url), bare: await requestsPerSecond(bare.url) });
  }
  for (const each of [kora, bare.child]) await each.stop();
  await simulator.stop();
  const ratio = median(rounds.map((round) => round.kora / round.bare));
  return [
    {
      name: 'frozen endpoint, against a bare node:http server',
      value: `${ratio.toFixed(2)} x`,
      baseline: `${Math.round(median(rounds.map((round) => round.bare)))} req/s`,
      bar: '>= 0.90 x',
      met: ratio >= 0.9,
    },
  ];
}

async function manyMonitors(): Promise<Figure[]> {
  const { child, url } = await startTarget();
  const port = String(await freePort());
  const kora = startKora({ KORA_CONFIG: writeMonitors(10_000, '10s', url), KORA_WEB_PORT: port }, folder);
  await msUntil(`http://127.0.0.1:${port}/healthz`, (body) => body !== '');
  await pause(31_000);
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const buckets = [...metrics.matchAll(/lateness_seconds_bucket\{le="([\d.]+)"\} (\d+)/g)].map(
    ([, le, count]) => ({ leMs: Number(le) * 1_000, count: Number(count) }),
  );
  const total = Number(/lateness_seconds_count (\d+)/.exec(metrics)?.[1] ?? 0);
  const p99Ms = buckets.find(({ count }) => count >= total * 0.99)?.leMs ?? Number.POSITIVE_INFINITY;
  const memory = rssMb(kora.pid);
  for (const each of [kora, child]) await each.stop();
  const mb = (value: number) => `${Math.round(value)} MB`;
  return [
    {
      name: '10,000 monitors at 10 s: lateness p99 at most',
      value: `${p99Ms} ms`,
      baseline: `${total} looks`,
      bar: '<= 50 ms',
      met: p99Ms <= 50,
    },
    {
      name: '10,000 monitors: RSS',
      value: mb(memory),
      baseline: await bareMemory(),
      bar: '<= 250 MB',
      met: memory <= 250,
    },
  ];
}

async function bareMemory(): Promise<string> {
  const { child } = await startTarget();
  const memory = rssMb(child.pid);
  await child.stop();
  return `${Math.round(memory)} MB (bare node:http)`;
}

async function fiveMonitors(): Promise<Figure[]> {
  const simulator = createSimulator({ clock: systemClock, latencyMs: 20 });
  await simulator.start();
  const port = String(await freePort());
  const kora = startKora(
    { ...simulator.environment(), KORA_WEB_PORT: port, KORA_HEARTBEAT_PROBE_INTERVAL_SEC: '1' },
    folder,
  );
  await msUntil(`http://127.0.0.1:${port}/healthz`, (body) => body !== '');
  await pause(10_000);
  const memory = rssMb(kora.pid);
  await kora.stop();
  await simulator.stop();
  return [
    {
      name: '5 monitors: RSS',
      value: `${Math.round(memory)} MB`,
      baseline: await bareMemory(),
      bar: '<= 110 MB',
      met: memory <= 110,
    },
  ];
}

const PARTS = {
  start: startTimes,
  cpu: cpuPerProbe,
  endpoint: hotEndpoint,
  five: fiveMonitors,
  many: manyMonitors,
};
const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'boolean', default: false } },
});
const chosen = Object.entries(PARTS).filter(([name]) => values.only === undefined || values.only === name);
if (chosen.length === 0) {
  rmSync(folder, { recursive: true });
  console.error(`--only takes one of ${Object.keys(PARTS).join(', ')}`);
  process.exit(64);
}
const figures: Figure[] = [];
try {
  for (const [, measure] of chosen) {
    const measured = await measure();
    figures.push(...measured);
    if (!values.json) for (const figure of measured) show(figure);
  }
} finally {
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
}
if (values.json) console.log(JSON.stringify(figures, null, 2));
process.exit(0);
