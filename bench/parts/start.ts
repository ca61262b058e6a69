import { join } from 'node:path';
import { systemClock } from '../../src/lib/time.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { folder } from '../bench-folder.ts';
import type { Figure } from '../figure.ts';
import { freePort, median, msUntil, startKora, startNode } from '../processes.ts';

const TARGET = join(import.meta.dirname, '../target.ts');

export async function startTimes(): Promise<Figure[]> {
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
