import { type Kysely, sql } from 'kysely';
import type { Dialect } from '../dialect.ts';

/** The first schema: beats, roll-ups, states, incidents. */
export async function up(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const { schema } = db;
  const { serial, int8, bytes } = dialect;
  await schema
    .createTable('meta')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('monitor')
    .addColumn('id', serial, (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull().unique())
    .addColumn('first_beat_at_ms', int8)
    .addColumn('rolled_until_ms', int8)
    .execute();
  await schema
    .createTable('beat_log')
    .addColumn('seq', serial, (column) => column.primaryKey())
    .addColumn('data', bytes, (column) => column.notNull())
    .execute();
  await createBlocks(db, 'beat_block', { key: 'hour_ms', int8, bytes }, ['beats']);
  await createBlocks(db, 'minute_rollup', { key: 'hour_ms', int8, bytes }, []);
  await createBlocks(db, 'hour_rollup', { key: 'day_ms', int8, bytes }, []);
  const times = ['healthy_ms', 'degraded_ms', 'unhealthy_ms', 'unknown_ms'];
  await createBlocks(db, 'day_rollup', { key: 'day_ms', int8, bytes }, times);
  await createIndexes(db, times);
  await createStates(db, int8);
  await createIncidents(db, dialect);
}

type ColumnType = Dialect['int8'];

async function createBlocks(
  db: Kysely<unknown>,
  table: string,
  { key, int8, bytes }: { readonly key: string; readonly int8: ColumnType; readonly bytes: Dialect['bytes'] },
  numbers: readonly string[],
): Promise<void> {
  let builder = db.schema
    .createTable(table)
    .addColumn('monitor_id', 'integer', (column) => column.notNull())
    .addColumn(key, int8, (column) => column.notNull());
  for (const name of numbers) builder = builder.addColumn(name, int8, (column) => column.notNull());
  await builder
    .addColumn('data', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint(`${table}_pk`, ['monitor_id', key] as never[])
    .execute();
}

// All monitors at once are asked for by day; the sums of the days are answered from the index alone.
async function createIndexes(db: Kysely<unknown>, times: readonly string[]): Promise<void> {
  await db.schema
    .createIndex('day_rollup_by_day')
    .on('day_rollup')
    .columns(['day_ms', 'monitor_id', ...times])
    .execute();
  await db.schema
    .createIndex('hour_rollup_by_day')
    .on('hour_rollup')
    .columns(['day_ms', 'monitor_id'])
    .execute();
}

async function createStates(db: Kysely<unknown>, int8: ColumnType): Promise<void> {
  await db.schema
    .createTable('detail_change')
    .addColumn('monitor_id', 'integer', (column) => column.notNull())
    .addColumn('at_ms', int8, (column) => column.notNull())
    .addColumn('error', 'text')
    .addColumn('details', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('detail_change_pk', ['monitor_id', 'at_ms'])
    .execute();
  await db.schema
    .createTable('monitor_state')
    .addColumn('monitor_id', 'integer', (column) => column.primaryKey())
    .addColumn('state', 'text', (column) => column.notNull())
    .execute();
}

async function createIncidents(db: Kysely<unknown>, { serial, int8 }: Dialect): Promise<void> {
  await db.schema
    .createTable('incident')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('monitor_id', 'integer')
    .addColumn('started_at_ms', int8, (column) => column.notNull())
    .addColumn('ended_at_ms', int8)
    .addColumn('worst', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('fault', 'text')
    .addColumn('why', 'text', (column) => column.notNull())
    .addColumn('flapping', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('incident_by_start').on('incident').columns(['started_at_ms', 'id']).execute();
  await db.schema
    .createIndex('incident_by_monitor')
    .on('incident')
    .columns(['monitor_id', 'started_at_ms'])
    .execute();
  // Few are open at a time, and they are asked for most often.
  await db.schema
    .createIndex('incident_open')
    .on('incident')
    .columns(['started_at_ms'])
    .where(sql.ref('ended_at_ms'), 'is', null)
    .execute();
  await db.schema
    .createTable('incident_event')
    .addColumn('seq', serial, (column) => column.primaryKey())
    .addColumn('key', 'text', (column) => column.notNull().unique())
    .addColumn('incident_id', 'text', (column) => column.notNull())
    .addColumn('at_ms', int8, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('status', 'text')
    .addColumn('reason', 'text')
    .addColumn('text', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('incident_event_by_incident')
    .on('incident_event')
    .columns(['incident_id', 'at_ms'])
    .execute();
}
