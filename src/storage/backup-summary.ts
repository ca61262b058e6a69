import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { KoraError } from '../lib/errors.ts';
import type { EpochMs } from '../lib/time.ts';
import { beatsOfHour, decodeBlock, readBlock } from './beat-blocks.ts';
import { openFileToRead } from './export-source.ts';
import { DEFAULT_RETENTION, type Session } from './session.ts';
import { saysDamaged } from './sqlite-errors.ts';

/** What a store file holds. */
export interface StoreSummary {
  readonly bytes: number;
  readonly beats: number;
  readonly monitors: number;
  readonly incidents: number;
  readonly newestBeatAtMs: EpochMs | null;
}

export type Soundness = 'sound' | 'damaged' | 'foreign';

const TABLES = ['kysely_migration', 'monitor', 'beat_log', 'beat_block', 'incident'] as const;

/** Reads all of a file: whether it is a store of Kora, and whole. */
export function examineFile(file: string): Soundness {
  const handle = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = handle.prepare("select name from sqlite_schema where type = 'table'").all();
    const names = new Set(rows.map(({ name }) => name));
    if (!TABLES.every((table) => names.has(table))) return 'foreign';
    const { quick_check: verdict } = handle.prepare('pragma quick_check(1)').get() ?? {};
    return verdict === 'ok' ? 'sound' : 'damaged';
  } catch (error) {
    if (!saysDamaged(error)) throw error;
    return isNoDatabase(error) ? 'foreign' : 'damaged';
  } finally {
    handle.close();
  }
}

// https://www.sqlite.org/rescode.html
const SQLITE_NOTADB = 26;

function isNoDatabase(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && error.errcode === SQLITE_NOTADB;
}

/** Counts what is in a sound file; throws `store_newer`, naming it as `name`. */
export async function summariseFile(file: string, name: string): Promise<StoreSummary> {
  await using store = await openFileToRead(file, DEFAULT_RETENTION).catch((cause: unknown) => {
    if (!(cause instanceof KoraError) || cause.code !== 'store_newer') throw cause;
    throw new KoraError('store_newer', `${name} is of a newer Kora: use that version for it`, { cause });
  });
  const { session } = store;
  const { db } = session;
  const sealed = await db
    .selectFrom('beat_block')
    .select((eb) => [eb.fn.sum('beats').as('beats'), eb.fn.max('hour_ms').as('hourMs')])
    .executeTakeFirstOrThrow();
  const { incidents } = await db
    .selectFrom('incident')
    .select((eb) => eb.fn.countAll().as('incidents'))
    .executeTakeFirstOrThrow();
  const open = await summariseOpen(session);
  const newest = [
    ...(open.newestMs === null ? [] : [open.newestMs]),
    ...(sealed.hourMs === null ? [] : [await newestOfHour(session, Number(sealed.hourMs))]),
  ];
  return {
    bytes: statSync(file).size,
    beats: Number(sealed.beats ?? 0) + open.beats,
    monitors: session.monitors.size,
    incidents: Number(incidents),
    newestBeatAtMs: newest.length === 0 ? null : Math.max(...newest),
  };
}

/** The beats that are only in the log. */
async function summariseOpen(session: Session): Promise<{ beats: number; newestMs: EpochMs | null }> {
  let beats = 0;
  let newestMs: EpochMs | null = null;
  for (const monitor of session.monitors.values()) {
    for (const hourMs of session.open.hours(monitor.id)) {
      const sealed = await readBlock(session.db, monitor.id, hourMs);
      const all = await beatsOfHour(session, session.db, monitor, hourMs);
      beats += Math.max(0, all.length - sealed.length);
      newestMs = Math.max(newestMs ?? 0, all.at(-1)?.startedAtMs ?? 0);
    }
  }
  return { beats, newestMs };
}

async function newestOfHour({ db }: Session, hourMs: EpochMs): Promise<EpochMs> {
  const blocks = await db.selectFrom('beat_block').select('data').where('hour_ms', '=', hourMs).execute();
  return blocks.reduce((newest, { data }) => Math.max(newest, lastStart(data, hourMs)), hourMs);
}

// One block that cannot be read must not keep a backup of all the others from being made.
function lastStart(data: Uint8Array, hourMs: EpochMs): EpochMs {
  try {
    return decodeBlock(data, hourMs).at(-1)?.startedAtMs ?? hourMs;
  } catch (error) {
    if (error instanceof RangeError) return hourMs;
    throw error;
  }
}
