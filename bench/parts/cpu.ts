import { join } from 'node:path';
import { cpuOver, folder, startTarget, writeMonitors } from '../bench-folder.ts';
import type { Figure } from '../figure.ts';
import { freePort, pause, startKora, startNode } from '../processes.ts';

const BARE_LOOP = join(import.meta.dirname, '../bare-loop.ts');

export async function cpuPerProbe(): Promise<Figure[]> {
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
