import type { Kysely } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** What decided an incident's fault, what status pages told, and small things that outlive a restart. */
export async function up(db: Kysely<unknown>, { int8 }: Dialect): Promise<void> {
  await db.schema.alterTable('incident').addColumn('evidence', 'text').execute();
  await db.schema
    .createTable('kept')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('feed_incident')
    .addColumn('feed', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('admitted_at_ms', int8, (column) => column.notNull())
    .addColumn('resolved_at_ms', int8)
    .addColumn('data', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('feed_incident_pk', ['feed', 'id'])
    .execute();
  await db.schema
    .createIndex('feed_incident_by_admission')
    .on('feed_incident')
    .columns(['feed', 'admitted_at_ms'])
    .execute();
}
