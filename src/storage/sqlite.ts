import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect, sql } from 'kysely';
import { KoraError } from '../lib/errors.ts';
import type { Database, Dialect, StoreNotice } from './dialect.ts';
import { networkFileSystemNotice } from './network-file-system.ts';
import type { Tables } from './schema.ts';
import { salvage, setAsideDamaged } from './sqlite-damage.ts';

export const FILE_NAME = 'kora.db';
export const LOCK_NAME = 'kora.lock';

const DIALECT: Dialect = { kind: 'sqlite', serial: sql`integer`, int8: sql`integer`, bytes: sql`blob` };

// WAL lets readers read while the writer writes. Space is given back in small steps, not by rewriting the file. Whoever fills
// a megabyte of the WAL moves it to the file: with SQLite's own four that would take longer than a write may wait.
const PRAGMAS = `
  pragma auto_vacuum = incremental;
  pragma journal_mode = wal;
  pragma wal_autocheckpoint = 250;
  pragma synchronous = normal;
  pragma busy_timeout = 5000;
  pragma cache_size = -8000;
  pragma temp_store = memory;
  pragma journal_size_limit = 16777216;
`;
const VACUUM_PAGES = 32;
const BACKUP_PAGES = 256;

/**
 * Opens the file in `folder`, which is made when it is not there. A damaged file is set aside under the `stamp`, and a
 * new one takes its place. Throws `KoraError` (`store_in_use`) when another Kora has it.
 */
export async function openSqlite(folder: string, stamp: string): Promise<Database> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lock(join(folder, LOCK_NAME));
  try {
    const file = join(folder, FILE_NAME);
    const damaged = setAsideDamaged(file, stamp);
    const handle = new DatabaseSync(file);
    return connect(handle, { file, notices: networkFileSystemNotice(folder), damaged, unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

interface ConnectParts {
  readonly file: string;
  readonly notices: readonly StoreNotice[];
  readonly damaged: string | null;
  readonly unlock: () => void;
}

function connect(handle: DatabaseSync, { file, notices, damaged, unlock }: ConnectParts): Database {
  handle.exec(PRAGMAS);
  // It holds what the team's providers said: nobody else's business on a shared machine.
  chmodSync(file, 0o600);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(handle) }) });
  let durability = 'crash';
  return {
    db,
    dialect: DIALECT,
    notices,
    salvage: () => (damaged === null ? [] : [salvage(handle, damaged)]),
    isHeld: () => true,
    setDurability(wanted) {
      if (wanted === durability) return;
      durability = wanted;
      handle.exec(`pragma synchronous = ${wanted === 'power' ? 'full' : 'normal'}`);
    },
    giveSpaceBack() {
      handle.exec(`pragma incremental_vacuum(${VACUUM_PAGES})`);
      return freePages(handle) > 0;
    },
    async backUp(target, onProgress) {
      await backup(handle, target, {
        rate: BACKUP_PAGES,
        progress: ({ totalPages, remainingPages }) => onProgress(1 - remainingPages / totalPages),
      });
    },
    async close() {
      await db.destroy();
      unlock();
    },
  };
}

function freePages(handle: DatabaseSync): number {
  return Number(handle.prepare('pragma freelist_count').get()?.freelist_count ?? 0);
}

type Prepared = ReturnType<SqliteDatabase['prepare']>;

/** Kysely's view of Node's own SQLite. Statements are kept: preparing one costs more than running it. */
export function adapt(handle: DatabaseSync): SqliteDatabase {
  const statements = new Map<string, Prepared>();
  return {
    close: () => handle.close(),
    prepare(text) {
      const known = statements.get(text);
      if (known !== undefined) return known;
      const statement = handle.prepare(text);
      const adapted = text === ROLLBACK ? adaptRollback(handle, statement) : adaptStatement(statement);
      if (statements.size < MOST_STATEMENTS) statements.set(text, adapted);
      return adapted;
    },
  };
}

const MOST_STATEMENTS = 500;
const ROLLBACK = 'rollback';

// On a full or broken disk SQLite has rolled back by itself. Failing because of that would hide what happened.
function adaptRollback(handle: DatabaseSync, statement: StatementSync): Prepared {
  const adapted = adaptStatement(statement);
  const nothing = { changes: 0, lastInsertRowid: 0 };
  return { ...adapted, run: (parameters) => (handle.isTransaction ? adapted.run(parameters) : nothing) };
}

function adaptStatement(statement: StatementSync): Prepared {
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...asInput(parameters)),
    run: (parameters) => statement.run(...asInput(parameters)),
    iterate: (parameters) => statement.iterate(...asInput(parameters)),
  };
}

// Everything that the query functions give is a text, a number, bytes or null.
function asInput(parameters: readonly unknown[]): SQLInputValue[] {
  return parameters as SQLInputValue[];
}

/** A lock of the operating system on a file of its own: it ends with the process, however that ends. Throws `store_in_use`. */
export function lock(file: string): () => void {
  const handle = new DatabaseSync(file);
  try {
    handle.exec('pragma busy_timeout = 0; begin exclusive');
  } catch (cause) {
    handle.close();
    if (!saysBusy(cause)) throw cause;
    throw new KoraError('store_in_use', 'another Kora is running on this folder (KORA_DATA_DIR)', { cause });
  }
  return () => handle.close();
}

// https://www.sqlite.org/rescode.html, the low byte.
const SQLITE_BUSY = 5;

function saysBusy(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('errcode' in error)) return false;
  return (Number(error.errcode) & 0xff) === SQLITE_BUSY;
}
