import type { DatabaseSync } from 'node:sqlite';
import { readBatch } from './codec/beat-batch.ts';
import { HOUR_MS } from './periods.ts';
import { saysDamaged } from './sqlite-errors.ts';

/**
 * When the table of monitors cannot be read: their names and numbers once more from its index, and from the roll-ups how far
 * each was told.
 */
export function recoverNames(source: DatabaseSync, target: DatabaseSync): void {
  const insert = target.prepare('insert or ignore into monitor (id, name) values (?, ?)');
  try {
    // In this order SQLite reads the index alone.
    for (const { id, name } of source.prepare('select id, name from monitor order by name').all())
      insert.run(Number(id), String(name));
  } catch (error) {
    if (!saysDamaged(error)) throw error;
  }
}

const TABLES_BY_MONITOR = [
  ...['beat_block', 'minute_rollup', 'hour_rollup', 'day_rollup'],
  ...['detail_change', 'monitor_state', 'incident'],
] as const;

/**
 * History of monitors whose names are lost keeps its number under a name that says so: a new monitor would get that number
 * otherwise, and the history with it.
 */
export function nameOrphans(target: DatabaseSync): void {
  const ids = new Set(loggedMonitors(target));
  for (const table of TABLES_BY_MONITOR) {
    const rows = target.prepare(
      `select distinct monitor_id as id from ${table} where monitor_id is not null`,
    );
    for (const { id } of rows.all()) ids.add(Number(id));
  }
  const insert = target.prepare('insert or ignore into monitor (id, name) values (?, ?)');
  for (const id of ids) insert.run(id, `lost-name-${id}`);
  const of = (value: string, table: string) =>
    `select ${value} as ms from ${table} where monitor_id = monitor.id`;
  target.exec(`update monitor set
      first_beat_at_ms = (select min(ms) from (${of('min(hour_ms)', 'beat_block')} union all ${of('min(day_ms)', 'day_rollup')})),
      rolled_until_ms = (select max(ms) + ${HOUR_MS}
        from (${of('max(hour_ms)', 'beat_block')} union all ${of('max(hour_ms)', 'minute_rollup')}))
    where rolled_until_ms is null`);
}

function loggedMonitors(target: DatabaseSync): number[] {
  return target
    .prepare('select data from beat_log')
    .all()
    .flatMap(({ data }) => (data instanceof Uint8Array ? monitorsOf(data) : []));
}

function monitorsOf(data: Uint8Array): number[] {
  try {
    return readBatch(data).map(({ monitorId }) => monitorId);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}
