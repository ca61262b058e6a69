import { chmodSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { errorCode } from '../lib/errors.ts';
import { migrate, refuseNewer } from './migrate.ts';
import { nameOrphans, recoverNames } from './salvage-monitors.ts';
import { connectSqlite, DIALECT, PRAGMAS } from './sqlite-connect.ts';
import { SQLITE, saysDamaged, sqliteCode } from './sqlite-errors.ts';

export interface Salvaged {
  readonly rows: number;
  /** What is lost of it, in words; empty when every row could be read. */
  readonly lost: readonly string[];
  readonly isWhole: boolean;
}

/** What people know the tables by. */
const WORDS: Readonly<Record<string, string>> = {
  monitor: 'names of monitors',
  beat_log: 'the newest looks',
  beat_block: 'looks',
  minute_rollup: 'minutes',
  hour_rollup: 'hours',
  day_rollup: 'days',
  detail_change: 'details of looks',
  monitor_state: 'what was believed of monitors',
  incident: 'incidents',
  incident_event: 'timelines of incidents',
  feed_incident: 'what status pages told',
};

/**
 * Makes the file `fresh`, a store of this version, with every row that can still be read of the damaged one. Throws
 * `KoraError` (`store_newer`) when a newer Kora wrote that.
 */
export async function salvage(damaged: string, fresh: string): Promise<Salvaged> {
  await refuseNewerFile(damaged);
  const target = new DatabaseSync(fresh);
  const source = openDamaged(damaged);
  try {
    chmodSync(fresh, 0o600);
    target.exec(PRAGMAS);
    await migrate(connectSqlite(target), DIALECT);
    if (source === null) return { rows: 0, lost: ['all of it'], isWhole: false };
    const outcomes = tablesOf(target).map((table) => copyTable(source, target, table));
    const areNamesLost = outcomes.some(({ table, isWhole }) => table === 'monitor' && !isWhole);
    if (areNamesLost) recoverNames(source, target);
    nameOrphans(target);
    const torn = outcomes.filter(({ isWhole }) => !isWhole).map(({ table }) => WORDS[table] ?? table);
    const rows = outcomes.reduce((sum, { copied }) => sum + copied, 0);
    return { rows, lost: torn, isWhole: torn.length === 0 };
  } finally {
    source?.close();
    target.close();
  }
}

async function refuseNewerFile(file: string): Promise<void> {
  const handle = openDamaged(file);
  if (handle === null) return;
  const db = connectSqlite(handle);
  try {
    await refuseNewer(db);
  } catch (error) {
    if (!saysDamaged(error)) throw error;
  } finally {
    await db.destroy();
  }
}

function openDamaged(file: string): DatabaseSync | null {
  const handle = new DatabaseSync(file, { defensive: false });
  try {
    // Without it SQLite reads nothing at all of a file that is shorter than it should be.
    handle.exec('pragma writable_schema = on');
    handle.prepare('select count(*) from sqlite_schema').get();
    return handle;
  } catch (error) {
    handle.close();
    if (!saysDamaged(error)) throw error;
    return null;
  }
}

function tablesOf(handle: DatabaseSync): string[] {
  const own = handle.prepare(
    "select name from sqlite_schema where type = 'table' and name not glob 'sqlite_*' and name not glob 'kysely_*'",
  );
  return own.all().map(({ name }) => String(name));
}

interface Outcome {
  readonly table: string;
  readonly copied: number;
  readonly isWhole: boolean;
}

const ROWS_AT_ONCE = 1_000;
const LARGEST_ROWID = 2 ** 45;
// A file torn in more places than this is not worth more of them.
const MOST_GAPS = 10_000;

function copyTable(source: DatabaseSync, target: DatabaseSync, table: string): Outcome {
  const columns = sharedColumns(source, target, table);
  if (columns === null) return { table, copied: 0, isWhole: false };
  // A table of a later version than the damaged file.
  if (columns.length === 0) return { table, copied: 0, isWhole: true };
  const insert = target.prepare(
    `insert or ignore into "${table}" (rowid, ${columns}) values (?, ${columns.map(() => '?')})`,
  );
  const reader = new RowReader(source, `select rowid, ${columns} from "${table}"`);
  let copied = 0;
  let gaps = 0;
  target.exec('begin');
  for (let from: number | null = 0; from !== null && gaps < MOST_GAPS; ) {
    const { rows, isTorn } = reader.read(from, ROWS_AT_ONCE);
    for (const row of rows) copied += Number(insert.run(...row).changes);
    const last = rows.at(-1)?.[0];
    const next: number = last === undefined ? from : Number(last) + 1;
    if (isTorn) {
      gaps += 1;
      from = reader.afterGap(next);
    } else from = rows.length < ROWS_AT_ONCE ? null : next;
  }
  target.exec('commit');
  return { table, copied, isWhole: gaps === 0 };
}

/** Empty when the source has no such table; null when that cannot be read. */
function sharedColumns(source: DatabaseSync, target: DatabaseSync, table: string): string[] | null {
  const columnsOf = (handle: DatabaseSync) =>
    handle
      .prepare('select name from pragma_table_info(?)')
      .all(table)
      .map(({ name }) => String(name));
  try {
    const there = new Set(columnsOf(source));
    return columnsOf(target)
      .filter((name) => there.has(name))
      .map((name) => `"${name}"`);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return null;
  }
}

type Row = (null | number | bigint | string | Uint8Array)[];

/** Reads rows in the order of their numbers, around what cannot be read. */
class RowReader {
  readonly #source: DatabaseSync;
  readonly #select: string;

  constructor(source: DatabaseSync, select: string) {
    this.#source = source;
    this.#select = select;
  }

  /** The rows from that number on, up to the damage, when there is some. */
  read(from: number, limit: number): { readonly rows: readonly Row[]; readonly isTorn: boolean } {
    const rows: Row[] = [];
    try {
      // Prepared anew: a statement that met the damage may hold on to it.
      const statement = this.#source.prepare(`${this.#select} where rowid >= ? order by rowid limit ?`);
      statement.setReturnArrays(true);
      for (const row of statement.iterate(from, limit)) rows.push(asRow(row));
      return { rows, isTorn: false };
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      return { rows, isTorn: true };
    }
  }

  /** The next number from which something can be read: found by strides that grow, then by halving. Null when there is none. */
  afterGap(from: number): number | null {
    let bad = from;
    let good = from + 1;
    for (let stride = 1; this.read(good, 1).isTorn; stride *= 2) {
      if (good > LARGEST_ROWID) return null;
      bad = good;
      good += stride;
    }
    while (good - bad > 1) {
      const middle = Math.floor((good + bad) / 2);
      if (this.read(middle, 1).isTorn) bad = middle;
      else good = middle;
    }
    return good;
  }
}

const UNREADABLE: readonly (number | null)[] = [
  ...[SQLITE.corrupt, SQLITE.notADatabase, SQLITE.tooBig, SQLITE.noMemory],
];

// A number too large for JavaScript was none of ours.
function isUnreadable(error: unknown): boolean {
  return UNREADABLE.includes(sqliteCode(error)) || errorCode(error) === 'ERR_OUT_OF_RANGE';
}

// setReturnArrays makes arrays of what its types call objects.
function asRow(row: unknown): Row {
  return row as Row;
}
