import { systemClock } from '../../src/lib/time.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { bareMemory, folder } from '../bench-folder.ts';
import type { Figure } from '../figure.ts';
import { freePort, msUntil, pause, rssMb, startKora } from '../processes.ts';

export async function fiveMonitors(): Promise<Figure[]> {
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
