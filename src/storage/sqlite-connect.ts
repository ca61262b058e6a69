import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { Kysely, type SqliteDatabase, SqliteDialect, sql } from 'kysely';
import type { Dialect } from './dialect.ts';
import type { Tables } from './schema.ts';

export const DIALECT: Dialect = {
  kind: 'sqlite',
  serial: sql`integer`,
  int8: sql`integer`,
  bytes: sql`blob`,
};

// WAL lets readers read while the writer writes. Space is given back in small steps, not by rewriting the file. Whoever fills
// a megabyte of the WAL moves it to the file: with SQLite's own four that would take longer than a write may wait.
export const PRAGMAS = `
  pragma auto_vacuum = incremental;
  pragma journal_mode = wal;
  pragma wal_autocheckpoint = 250;
  pragma synchronous = normal;
  pragma busy_timeout = 5000;
  pragma cache_size = -8000;
  pragma temp_store = memory;
  pragma journal_size_limit = 16777216;
`;
/** The query functions' view of an open file; to destroy it closes the file. */
export function connectSqlite(handle: DatabaseSync): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(handle) }) });
}

type Prepared = ReturnType<SqliteDatabase['prepare']>;

/** Kysely's view of Node's own SQLite. Statements are kept: preparing one costs more than running it. */
function adapt(handle: DatabaseSync): SqliteDatabase {
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
