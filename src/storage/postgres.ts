import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { KoraError } from '../lib/errors.ts';
import type { Database, Dialect } from './dialect.ts';
import type { Tables } from './schema.ts';

const DIALECT: Dialect = { kind: 'postgres', serial: sql`bigserial`, int8: sql`bigint`, bytes: sql`bytea` };

const INT8 = 20;
const CONNECTIONS = 4;
const CONNECT_WITHIN_MS = 5_000;
const STATEMENT_WITHIN_MS = 60_000;
// Any number will do, as long as every Kora uses the same one: "kora" in ASCII.
const LOCK_KEY = 0x6b6f7261;

/** Connects to the database of `url`. Throws when it does not answer; `KoraError` (`store_in_use`) when another Kora has it. */
export async function openPostgres(url: string): Promise<Database> {
  const types = { getTypeParser: typeParser };
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    statement_timeout: STATEMENT_WITHIN_MS,
    application_name: 'kora-heartbeat',
    types,
  });
  // A connection that breaks while idle is replaced when it is needed; the query that needs it tells when it cannot be.
  pool.on('error', () => {});
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  try {
    const lock = await takeLock(url);
    return {
      db,
      dialect: DIALECT,
      notices: [],
      isHeld: lock.isHeld,
      // Its commits are durable as the server is configured.
      setDurability: () => {},
      giveSpaceBack: () => false,
      backUp: () => Promise.reject(new KoraError('usage', 'the store is Postgres: back it up with pg_dump')),
      async close() {
        await db.destroy();
        await lock.release();
      },
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

// Times and counts come as text otherwise; all of ours are far below 2^53.
function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (oid === INT8) return Number;
  return format === 'binary'
    ? (pg.types.getTypeParser(oid, 'binary') as (value: unknown) => unknown)
    : pg.types.getTypeParser(oid, 'text');
}

interface Lock {
  isHeld(): boolean;
  release(): Promise<void>;
}

// A lock of the server on a connection of its own: it ends with the connection, however that ends.
async function takeLock(url: string): Promise<Lock> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_WITHIN_MS });
  let held = true;
  const lose = () => {
    held = false;
  };
  client.on('error', lose);
  client.on('end', lose);
  await client.connect();
  const { rows } = await client.query('select pg_try_advisory_lock($1) as locked', [LOCK_KEY]);
  if (rows[0]?.locked === true) return { isHeld: () => held, release: () => client.end() };
  await client.end();
  throw new KoraError('store_in_use', 'another Kora is running on this database (KORA_DATABASE_URL)');
}
