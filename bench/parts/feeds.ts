import { join } from 'node:path';
import { cpuOver, folder } from '../bench-folder.ts';
import type { Figure } from '../figure.ts';
import { freePort, msUntil, pause, startNode } from '../processes.ts';

const PAGES = join(import.meta.dirname, '../status-pages.ts');
const READER = join(import.meta.dirname, '../feed-reader.ts');
const BARE_LOOP = join(import.meta.dirname, '../bare-loop.ts');
const COUNT = 100;
const CADENCE_MS = 120_000;
/** The reader's clock runs so much faster, so that a short window holds many reads. */
const SPEED = 10;
const WARM_UP_MS = 15_000;
const WINDOW_MS = 24_000;
const MOST_SHARE = 0.02;

/** What reading the status pages of 100 providers takes of a core at the default cadence. */
export async function statusPages(): Promise<Figure[]> {
  return [
    await figureOf('100 status pages of 100 kB, none of which changes', '0'),
    await figureOf('100 status pages of 100 kB, all new at each read', '1'),
  ];
}

async function figureOf(name: string, changing: string): Promise<Figure> {
  const port = String(await freePort());
  const pages = startNode([PAGES], { PORT: port, CHANGING: changing }, folder);
  const url = `http://127.0.0.1:${port}/`;
  await msUntil(url, (body) => body !== '');
  const shared = { URL: url, COUNT: String(COUNT) };
  const reader = startNode([READER], { ...shared, SPEED: String(SPEED) }, folder);
  const bare = startNode([BARE_LOOP], { ...shared, INTERVAL_MS: String(CADENCE_MS / SPEED) }, folder);
  await pause(WARM_UP_MS);
  const [share, bareShare] = (
    await Promise.all([cpuOver(reader.pid, WINDOW_MS), cpuOver(bare.pid, WINDOW_MS)])
  ).map((ms) => ms / (WINDOW_MS * SPEED));
  for (const child of [reader, bare, pages]) await child.stop();
  const inPercent = (ratio = 0) => `${(ratio * 100).toFixed(2)} %`;
  return {
    name,
    value: `${inPercent(share)} of a core`,
    baseline: `${inPercent(bareShare)} (bare undici loop, nothing read of them)`,
    bar: '<= 2 % of a core',
    met: (share ?? 1) <= MOST_SHARE,
  };
}
