import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StoreNotice } from './dialect.ts';

// https://www.sqlite.org/rescode.html
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
const PRIMARY_CODE = 0xff;

/** Whether an error of SQLite says that the file itself is damaged. */
export function saysDamaged(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return false;
  const code = Number(error.errcode) & PRIMARY_CODE;
  return code === SQLITE_CORRUPT || code === SQLITE_NOTADB;
}

/**
 * Checks the file; when it is damaged, renames it and what belongs to it, and gives its new path. Null when it is sound
 * or not there. Nothing is ever deleted.
 */
export function setAsideDamaged(file: string, stamp: string): string | null {
  if (!existsSync(file) || isSound(file)) return null;
  const aside = `${file}.damaged-${stamp}`;
  for (const ending of ['', '-wal', '-shm']) {
    if (existsSync(file + ending)) renameSync(file + ending, aside + ending);
  }
  return aside;
}

function isSound(file: string): boolean {
  let handle: DatabaseSync | null = null;
  try {
    handle = new DatabaseSync(file);
    const { quick_check: verdict } = handle.prepare('pragma quick_check(1)').get() ?? {};
    return verdict === 'ok';
  } catch (error) {
    if (saysDamaged(error)) return false;
    throw error;
  } finally {
    handle?.close();
  }
}

/** Copies every row that can still be read into the fresh file of `handle`, which has the same tables, all empty. */
export function salvage(handle: DatabaseSync, damaged: string): StoreNotice {
  const said = `the store was damaged; it was set aside as ${damaged}`;
  let source: DatabaseSync | null = null;
  try {
    source = new DatabaseSync(damaged);
    const outcomes = tablesOf(handle).map((table) => copyTable(handle, source as DatabaseSync, table));
    const rows = outcomes.reduce((sum, { copied }) => sum + copied, 0);
    const torn = outcomes.filter(({ gaps }) => gaps > 0).map(({ table, gaps }) => `${table} (${gaps})`);
    const lost = torn.length === 0 ? 'nothing is missing' : `parts of these are lost: ${torn.join(', ')}`;
    return {
      level: torn.length === 0 ? 'warning' : 'error',
      text: `${said}. ${rows} rows were salvaged; ${lost}`,
    };
  } catch (error) {
    if (!saysDamaged(error)) throw error;
    return { level: 'error', text: `${said}. Nothing of it could be read, so history begins anew` };
  } finally {
    source?.close();
  }
}

function tablesOf(handle: DatabaseSync): string[] {
  const own = handle.prepare(
    "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name not like 'kysely_%'",
  );
  return own.all().map(({ name }) => String(name));
}

interface Outcome {
  readonly table: string;
  readonly copied: number;
  /** Places in the table from which nothing could be read. */
  readonly gaps: number;
}

const ROWS_AT_ONCE = 500;
const LARGEST_ROWID = 2 ** 45;
// Each attempt is a walk down the tree; a file torn in more places than this is not worth more of them.
const MOST_ATTEMPTS = 5_000;

function copyTable(handle: DatabaseSync, source: DatabaseSync, table: string): Outcome {
  const columns = handle
    .prepare(`select * from "${table}" limit 0`)
    .columns()
    .map(({ name }) => `"${name}"`);
  const insert = handle.prepare(
    `insert or ignore into "${table}" (rowid, ${columns}) values (?, ${columns.map(() => '?')})`,
  );
  const select = readArrays(
    source,
    `select rowid, ${columns} from "${table}" where rowid between ? and ? order by rowid limit ${ROWS_AT_ONCE}`,
  );
  let copied = 0;
  let gaps = 0;
  let attempts = 0;
  handle.exec('begin');
  // Ranges yet to read, the lowest last; one that cannot be read is halved until what cannot be read is a single row.
  const ranges: [number, number][] = [[0, LARGEST_ROWID]];
  for (let range = ranges.pop(); range !== undefined && attempts < MOST_ATTEMPTS; range = ranges.pop()) {
    const [from, to] = range;
    attempts += 1;
    const rows = select(from, to);
    if (rows === null) {
      const middle = Math.floor((from + to) / 2);
      if (from === to) gaps += 1;
      else ranges.push([middle + 1, to], [from, middle]);
      continue;
    }
    for (const row of rows) insert.run(...row);
    copied += rows.length;
    const last = Number(rows.at(-1)?.[0]);
    if (rows.length === ROWS_AT_ONCE && last < to) ranges.push([last + 1, to]);
  }
  handle.exec('commit');
  return { table, copied, gaps: gaps + (ranges.length > 0 ? 1 : 0) };
}

type Row = (null | number | bigint | string | Uint8Array)[];

/** Reads a range of rows, or null when the damage is in the way. */
function readArrays(source: DatabaseSync, text: string): (from: number, to: number) => Row[] | null {
  let statement: ReturnType<DatabaseSync['prepare']> | null = null;
  return (from, to) => {
    try {
      if (statement === null) {
        statement = source.prepare(text);
        statement.setReturnArrays(true);
      }
      return asRows(statement.all(from, to));
    } catch (error) {
      if (saysDamaged(error)) return null;
      throw error;
    }
  };
}

// setReturnArrays makes arrays of what its types call objects.
function asRows(rows: unknown): Row[] {
  return rows as Row[];
}
