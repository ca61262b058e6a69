import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Beat } from '../../src/domain/beat.ts';
import { createLogger } from '../../src/lib/log.ts';
import { systemClock } from '../../src/lib/time.ts';
import { Keeper } from '../../src/recording/keeper.ts';
import type { StoreLocation } from '../../src/storage/dialect.ts';
import { DEFAULT_RETENTION } from '../../src/storage/session.ts';
import { createStore } from '../../src/storage/store.ts';
import { startPostgres } from '../../test/support/postgres-server.ts';
import { folder } from '../bench-folder.ts';
import type { Figure } from '../figure.ts';
import { pause } from '../processes.ts';

const MONITORS = 1_000;
const INTERVAL_MS = 30_000;
const DAY_MS = 86_400_000;
const MOST_WAITING = 20_000;
const NAMES = Array.from({ length: MONITORS }, (_, i) => `m-${i}`);

/** How fast looks are stored, through the daemon's own keeper and store; and how much room a day of them takes. */
export async function writing(): Promise<Figure[]> {
  const sqlite = await store({ kind: 'sqlite', folder: join(folder, 'writing') }, { ms: 15_000 });
  const dayFolder = join(folder, 'day');
  const day = await store(
    { kind: 'sqlite', folder: dayFolder },
    { beats: (MONITORS * DAY_MS) / INTERVAL_MS },
  );
  const bytes = readdirSync(dayFolder).reduce((sum, name) => sum + statSync(join(dayFolder, name)).size, 0);
  const bare = bareInserts();
  return [
    rateFigure('SQLite', sqlite.perSecond, { bar: 100_000, bare }),
    await postgresFigure(bare),
    {
      name: 'size on disk per look, a day of 1,000 monitors at 30 s',
      value: `${(bytes / day.beats).toFixed(1)} bytes`,
      baseline: `${bareRowBytes().toFixed(1)} bytes (a row in a table)`,
      bar: '<= 32 bytes',
      met: bytes / day.beats <= 32,
    },
  ];
}

async function postgresFigure(bare: number): Promise<Figure> {
  await using server = await startPostgres();
  if (server === null) {
    return {
      name: 'looks stored in Postgres',
      value: 'no Postgres',
      baseline: '',
      bar: '>= 20,000 /s',
      met: false,
    };
  }
  const { perSecond } = await store({ kind: 'postgres', url: server.url }, { ms: 10_000 });
  return rateFigure('Postgres', perSecond, { bar: 20_000, bare });
}

function rateFigure(kind: string, perSecond: number, { bar, bare }: { bar: number; bare: number }): Figure {
  const count = (value: number) => Math.round(value).toLocaleString('en');
  return {
    name: `looks stored in ${kind}, hours sealed meanwhile`,
    value: `${count(perSecond)} /s`,
    baseline: `${count(bare)} /s (bare rows into one table, indexed)`,
    bar: `>= ${count(bar)} /s`,
    met: perSecond >= bar,
  };
}

type Amount = { readonly ms: number } | { readonly beats: number };

/** Stores looks as fast as they are taken. They lie in the past, so that their hours are over and are sealed. */
async function store(location: StoreLocation, amount: Amount) {
  const log = createLogger({ level: 'error', redact: (text) => text, write: console.error, readable: false });
  const onHousekeepingError = (problem: string) => log.error({ problem }, 'housekeeping');
  const made = createStore({ location, retention: DEFAULT_RETENTION, onHousekeepingError });
  const keeper = new Keeper({
    store: made,
    kind: location.kind,
    clock: systemClock,
    log,
    names: NAMES,
    beatsRestored: 0,
    onRestored: (_restored, held) => held,
    onStatus: () => {},
  });
  keeper.start();
  while (keeper.status().state !== 'ok') await pause(10);
  const fromMs = Math.floor((Date.now() - 2 * DAY_MS) / DAY_MS) * DAY_MS;
  const from = performance.now();
  const isEnough = (fed: number) =>
    'beats' in amount ? fed >= amount.beats : performance.now() - from >= amount.ms;
  let fed = 0;
  let stored = 0;
  const onSettled = () => {
    stored += 1;
  };
  while (!isEnough(fed)) {
    for (const [i, name] of NAMES.entries()) {
      const beat = beatOf(fed, fromMs + Math.floor(fed / MONITORS) * INTERVAL_MS + ((i * 7) % 900) * 30);
      keeper.keep({ look: { name, beat, detail: null, state: null }, incidents: [], onSettled }, false);
      fed += 1;
    }
    while (fed - stored > MOST_WAITING) await pause(0);
  }
  while (stored < fed) await pause(1);
  const perSecond = (stored * 1_000) / (performance.now() - from);
  // Long enough for what is left to be sealed and for freed space to be given back.
  if ('beats' in amount) await pause(20_000);
  await keeper.close();
  return { perSecond, beats: stored };
}

function beatOf(n: number, startedAtMs: number): Beat {
  const latencyMs = 100 + ((n * 31) % 80);
  const phases = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: latencyMs - 0.4, bodyMs: 0.3 };
  return { startedAtMs, status: 'healthy', reason: 'ok', fault: null, latencyMs, phases, holdsMs: 40_000 };
}

const ROWS = 300_000;

/** The plain way: one row a look, in a table that is ordered by monitor and time. */
function bareInserts(): number {
  const from = performance.now();
  writeBareRows(join(folder, 'bare.db'));
  return (ROWS * 1_000) / (performance.now() - from);
}

function bareRowBytes(): number {
  return statSync(join(folder, 'bare.db')).size / ROWS;
}

function writeBareRows(file: string): void {
  const db = new DatabaseSync(file);
  db.exec(`pragma journal_mode = wal; pragma synchronous = normal;
    create table beat (monitor_id integer, started_at_ms integer, status integer, reason integer, latency_ms integer,
      first_byte_us integer, body_us integer, holds_ms integer, primary key (monitor_id, started_at_ms)) without rowid`);
  const insert = db.prepare('insert into beat values (?, ?, ?, ?, ?, ?, ?, ?)');
  for (let n = 0; n < ROWS; n += 500) {
    db.exec('begin');
    for (let i = n; i < n + 500; i += 1) {
      const atMs = 1_795_000_000_000 + Math.floor(i / MONITORS) * INTERVAL_MS;
      insert.run(i % MONITORS, atMs, 0, 0, 100 + (i % 80), 99_600, 300, 40_000);
    }
    db.exec('commit');
  }
  db.exec('pragma wal_checkpoint(truncate)');
  db.close();
}
