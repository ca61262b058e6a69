import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { systemClock } from '../../src/lib/time.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { folder, startTarget } from '../bench-folder.ts';
import type { Figure } from '../figure.ts';
import { freePort, median, msUntil, pause, startKora } from '../processes.ts';

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

export async function hotEndpoint(): Promise<Figure[]> {
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
