import { join } from 'node:path';
import { bareMemory, cpuOver, folder, startTarget, writeMonitors } from '../bench-folder.ts';
import type { Figure } from '../figure.ts';
import { freePort, msUntil, pause, rssMb, startKora, startNode } from '../processes.ts';

const BARE_LOOP = join(import.meta.dirname, '../bare-loop.ts');
const COUNT = 10_000;
const INTERVAL_MS = 10_000;
const FIRST_MS = 31_000;
const WINDOW_MS = 150_000;

/** Ten thousand monitors for three minutes, every look stored. */
export async function manyMonitors(): Promise<Figure[]> {
  const { child, url } = await startTarget();
  const port = String(await freePort());
  const kora = startKora({ KORA_CONFIG: writeMonitors(COUNT, '10s', url), KORA_WEB_PORT: port }, folder);
  await msUntil(`http://127.0.0.1:${port}/healthz`, (body) => body !== '');
  await pause(FIRST_MS);
  const early = rssMb(kora.pid);
  const looksBefore = (await readLateness(port)).total;
  const koraMs = await cpuOver(kora.pid, WINDOW_MS);
  const { total, p99Ms } = await readLateness(port);
  const late = rssMb(kora.pid);
  const storage = await fetch(`http://127.0.0.1:${port}/api/v1/storage`);
  const { state, lost_beats: lost } = (await storage.json()) as { state: string; lost_beats: number };
  await kora.stop();
  const barePerThousand = await bareSecondsPerThousand(url);
  await child.stop();
  const perThousand = koraMs / (total - looksBefore);
  const baseline = await bareMemory();
  const stored = state === 'ok' && lost === 0;
  return [
    {
      name: '10,000 monitors at 10 s: CPU per 1,000 checks',
      value: `${perThousand.toFixed(3)} s`,
      baseline: `${barePerThousand.toFixed(3)} s (bare undici loop); stored: ${stored ? 'every look' : 'NOT ALL'}`,
      bar: '<= 0.400 s',
      met: perThousand <= 0.4 && stored,
    },
    {
      name: '10,000 monitors at 10 s: lateness p99 at most',
      value: `${p99Ms} ms`,
      baseline: `${total} looks`,
      bar: '<= 50 ms',
      met: p99Ms <= 50,
    },
    memoryFigure('after 31 s', early, { barMb: 250, baseline }),
    memoryFigure('after 3 minutes', late, { barMb: 300, baseline }),
  ];
}

function memoryFigure(
  when: string,
  mb: number,
  { barMb, baseline }: { barMb: number; baseline: string },
): Figure {
  return {
    name: `10,000 monitors: RSS ${when}`,
    value: `${Math.round(mb)} MB`,
    baseline,
    bar: `<= ${barMb} MB`,
    met: mb <= barMb,
  };
}

async function readLateness(port: string): Promise<{ readonly total: number; readonly p99Ms: number }> {
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const buckets = [...metrics.matchAll(/lateness_seconds_bucket\{le="([\d.]+)"\} (\d+)/g)].map(
    ([, le, count]) => ({ leMs: Number(le) * 1_000, count: Number(count) }),
  );
  const total = Number(/lateness_seconds_count (\d+)/.exec(metrics)?.[1] ?? 0);
  const p99Ms = buckets.find(({ count }) => count >= total * 0.99)?.leMs ?? Number.POSITIVE_INFINITY;
  return { total, p99Ms };
}

async function bareSecondsPerThousand(url: string): Promise<number> {
  const windowMs = 20_000;
  const env = { URL: url, COUNT: String(COUNT), INTERVAL_MS: String(INTERVAL_MS) };
  const bare = startNode([BARE_LOOP], env, folder);
  await pause(INTERVAL_MS);
  const ms = await cpuOver(bare.pid, windowMs);
  await bare.stop();
  return ms / ((COUNT * windowMs) / INTERVAL_MS);
}
