import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './schema.ts';

const INT8 = 20;
const CONNECT_WITHIN_MS = 5_000;
const STATEMENT_WITHIN_MS = 60_000;

/** One connection to read through; unlike the daemon it takes no lock. */
export function connectToRead(url: string): Kysely<Tables> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 1,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: STATEMENT_WITHIN_MS,
    application_name: 'kora-export',
    types: { getTypeParser },
  });
  // The query that needs a broken connection tells of it.
  pool.on('error', () => {});
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

// Times and counts come as text otherwise; all of ours are far below 2^53.
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === INT8) return Number;
  return format === 'binary'
    ? (pg.types.getTypeParser(oid, 'binary') as (value: unknown) => unknown)
    : pg.types.getTypeParser(oid, 'text');
}
