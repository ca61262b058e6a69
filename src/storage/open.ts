import type { Database, StoreLocation, StoreNotice } from './dialect.ts';
import { migrate } from './migrate.ts';

/** An open store with its schema brought to this version. `notices` are what people should know of it. */
export interface OpenedDatabase {
  readonly database: Database;
  readonly notices: readonly StoreNotice[];
}

/**
 * The only place that knows there are two databases. `stamp` names what is set aside when the file is damaged.
 * Throws when it cannot be opened; `describeFailure` says so in words.
 */
export async function openDatabase(location: StoreLocation, stamp: string): Promise<OpenedDatabase> {
  const database = await connect(location, stamp);
  try {
    await migrate(database.db, database.dialect);
    return { database, notices: database.notices };
  } catch (error) {
    await database.close();
    throw error;
  }
}

// Each is loaded only where it is used: most installations never need the driver of the other.
async function connect(location: StoreLocation, stamp: string): Promise<Database> {
  if (location.kind === 'postgres') return (await import('./postgres.ts')).openPostgres(location.url);
  return (await import('./sqlite.ts')).openSqlite(location.folder, stamp);
}
