import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Kysely, sql } from 'kysely';
import { KoraError } from '../lib/errors.ts';
import { replayLog } from './beat-log.ts';
import type { Database, StoreLocation } from './dialect.ts';
import { refuseNewer, refuseOlder } from './migrate.ts';
import type { Tables } from './schema.ts';
import { openSession, type Retention, type Session } from './session.ts';
import { FILE_NAME } from './sqlite.ts';
import { connectSqlite } from './sqlite-connect.ts';

/** A store that is only read, whether or not a daemon writes it meanwhile. */
export interface ReadableStore extends AsyncDisposable {
  readonly session: Session;
}

/**
 * Opens the store for reading: no lock is taken and nothing is migrated. Throws `store_unavailable` when there is none or an
 * earlier version wrote it, and `store_newer`.
 */
export async function openToRead(location: StoreLocation, retention: Retention): Promise<ReadableStore> {
  const db = await connect(location);
  return readableStore({ db, kind: location.kind, retention, refuse: refuseOlder });
}

/** The same of one SQLite file, which must be there; what is asked of it has to do for every earlier version. */
export function openFileToRead(file: string, retention: Retention): Promise<ReadableStore> {
  return readableStore({ db: connectFile(file), kind: 'sqlite', retention, refuse: async () => {} });
}

async function connect(location: StoreLocation): Promise<Kysely<Tables>> {
  if (location.kind === 'postgres') return (await import('./export-postgres.ts')).connectToRead(location.url);
  const file = join(location.folder, FILE_NAME);
  if (!existsSync(file)) {
    throw new KoraError('store_unavailable', `there is no history yet: ${file} is not there (KORA_DATA_DIR)`);
  }
  return connectFile(file);
}

const WAIT_FOR_LOCK_MS = 5_000;

function connectFile(file: string): Kysely<Tables> {
  const handle = new DatabaseSync(file, { readOnly: true, timeout: WAIT_FOR_LOCK_MS });
  return connectSqlite(handle);
}

interface ReadableParts {
  readonly db: Kysely<Tables>;
  readonly kind: StoreLocation['kind'];
  readonly retention: Retention;
  readonly refuse: (db: Kysely<Tables>) => Promise<void>;
}

async function readableStore({ db, kind, retention, refuse }: ReadableParts): Promise<ReadableStore> {
  try {
    await refuseNewer(db);
    await refuse(db);
    return {
      session: await readSession(db, kind, retention),
      [Symbol.asyncDispose]: () => db.destroy(),
    };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}

/**
 * What the daemon keeps in memory, as the log tells it. In one transaction, since the daemon may seal an hour meanwhile; what
 * is read later needs none, because a beat that was sealed since then is met twice and merged.
 */
function readSession(
  db: Kysely<Tables>,
  kind: StoreLocation['kind'],
  retention: Retention,
): Promise<Session> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const session = await openSession({ ...readOnly(kind), db: tx }, retention);
      await replayLog(session);
      return { ...session, db, database: { ...session.database, db } };
    });
}

/** The part of a database that only those who write ask for. */
function readOnly(kind: StoreLocation['kind']): Omit<Database, 'db'> {
  return {
    dialect: { kind, serial: sql`integer`, int8: sql`bigint`, bytes: sql`blob` },
    notices: [],
    isHeld: () => true,
    setDurability: () => {},
    giveSpaceBack: () => false,
    backUp: () => Promise.reject(new Error('it is only read')),
    close: () => Promise.resolve(),
  };
}
