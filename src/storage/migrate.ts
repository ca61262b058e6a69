import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { KoraError } from '../lib/errors.ts';
import type { Dialect } from './dialect.ts';
import { up as history } from './migrations/0001-history.ts';
import { up as attribution } from './migrations/0002-attribution.ts';
import type { Tables } from './schema.ts';

/** In their order, which never changes; a migration that was released is never edited. */
const MIGRATIONS = { '0001-history': history, '0002-attribution': attribution } as const;

/** Brings the schema forward to this version. Throws `KoraError` (`store_newer`) when a newer Kora wrote it. */
export async function migrate(db: Kysely<Tables>, dialect: Dialect): Promise<void> {
  await refuseNewer(db);
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () =>
        Object.fromEntries(
          Object.entries(MIGRATIONS).map(([name, up]) => [
            name,
            { up: (migrated: Kysely<unknown>) => up(migrated, dialect) },
          ]),
        ),
    },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
}

/** Throws `KoraError` (`store_newer`) when a newer Kora wrote it. */
export async function refuseNewer(db: Kysely<Tables>): Promise<void> {
  const strange = [...(await appliedMigrations(db))].filter((name) => !Object.hasOwn(MIGRATIONS, name));
  if (strange.length === 0) return;
  throw new KoraError(
    'store_newer',
    `the store was written by a newer Kora (it has ${strange.join(', ')}): start that version, or give this one another KORA_DATA_DIR or KORA_DATABASE_URL`,
  );
}

/** Throws `KoraError` (`store_unavailable`) when an earlier Kora wrote it, or nobody did yet. */
export async function refuseOlder(db: Kysely<Tables>): Promise<void> {
  const applied = await appliedMigrations(db);
  if (Object.keys(MIGRATIONS).every((name) => applied.has(name))) return;
  throw new KoraError(
    'store_unavailable',
    applied.size === 0
      ? 'there is no history yet: start the daemon once, which makes it'
      : 'the history is of an earlier version: start the daemon once, which brings it up to this one',
  );
}

async function appliedMigrations(db: Kysely<Tables>): Promise<ReadonlySet<string>> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === 'kysely_migration')) return new Set();
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return new Set(rows.map(({ name }) => name));
}
