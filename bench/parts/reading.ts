import { join } from 'node:path';
import { openDatabase } from '../../src/storage/open.ts';
import { OPERATIONS } from '../../src/storage/operations.ts';
import { HOUR_MS } from '../../src/storage/periods.ts';
import { DEFAULT_RETENTION, openSession, type Session } from '../../src/storage/session.ts';
import { folder } from '../bench-folder.ts';
import type { Figure } from '../figure.ts';
import { generateHistory } from '../generate-history.ts';

const MONITORS = 1_000;
const DAYS = 90;
const DAY_MS = 86_400_000;
const UNTIL_MS = Math.floor(1_795_560_000_000 / HOUR_MS) * HOUR_MS;
const NOW_MS = UNTIL_MS + 60_000;
const RANGES_MS = [HOUR_MS, DAY_MS, 7 * DAY_MS, 30 * DAY_MS, 90 * DAY_MS, 365 * DAY_MS];

/** What the dashboard reads, from the roll-ups of 1,000 monitors over 90 days at 30 s and every look of the last day. */
export async function reading(): Promise<Figure[]> {
  const { database } = await openDatabase({ kind: 'sqlite', folder: join(folder, 'reading') }, 'bench');
  const session = await openSession(database, DEFAULT_RETENTION);
  await generateHistory(session, { monitors: MONITORS, days: DAYS, untilMs: UNTIL_MS });
  const series = await timesOf(600, (i) => seriesOf(session, i));
  const uptime = await timesOf(20, () => uptimeOfAll(session));
  const incidents = await timesOf(200, () => incidentsPage(session));
  const bare = await timesOf(200, (i) => oneRow(session, i));
  await database.close();
  const baseline = `${quantile(bare, 0.99).toFixed(2)} ms (p99 of reading one row)`;
  const figure = (name: string, value: number, barMs: number): Figure => ({
    name,
    value: `${value.toFixed(1)} ms`,
    baseline,
    bar: `<= ${barMs} ms`,
    met: value <= barMs,
  });
  return [
    figure('series of 1 h to 1 y, 300 points: p99', quantile(series, 0.99), 10),
    figure('uptime of all 1,000 over 90 days: median', quantile(uptime, 0.5), 150),
    figure('incidents page: p99', quantile(incidents, 0.99), 10),
  ];
}

function seriesOf(session: Session, i: number): Promise<unknown> {
  const spanMs = RANGES_MS[i % RANGES_MS.length] ?? DAY_MS;
  const name = `m-${(i * 7) % MONITORS}`;
  return OPERATIONS.series(session, {
    name,
    fromMs: NOW_MS - spanMs,
    toMs: NOW_MS,
    nowMs: NOW_MS,
    points: 300,
  });
}

function uptimeOfAll(session: Session): Promise<unknown> {
  const windows = [{ fromMs: NOW_MS - DAYS * DAY_MS, toMs: NOW_MS }];
  return OPERATIONS.uptimeOfAll(session, { windows, nowMs: NOW_MS });
}

function incidentsPage(session: Session): Promise<unknown> {
  const wanted = { state: null, monitor: null, fromMs: null, toMs: null, after: null, limit: 100 };
  return OPERATIONS.listIncidents(session, wanted);
}

function oneRow({ db }: Session, i: number): Promise<unknown> {
  return db
    .selectFrom('monitor')
    .selectAll()
    .where('id', '=', i + 1)
    .execute();
}

async function timesOf(count: number, run: (i: number) => Promise<unknown>): Promise<readonly number[]> {
  // What is measured is a daemon that has been running: its code compiled, its file in the system's cache.
  for (let i = 0; i < count / 10; i += 1) await run(i);
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const from = performance.now();
    await run(i);
    times.push(performance.now() - from);
  }
  return times.sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? 0;
}
