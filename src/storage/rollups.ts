import { mergeTallies, statusTimes, type Tally } from '../domain/tally.ts';
import type { EpochMs } from '../lib/time.ts';
import { readTallies, writeTallies, writeTally } from './codec/tally-codec.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './periods.ts';
import type { Db } from './session.ts';

export interface Rollup {
  readonly startMs: EpochMs;
  readonly tallies: ReadonlyMap<EpochMs, Tally>;
}

/** Puts the minutes of an hour in the place of those before. */
export async function writeMinutes(db: Db, monitorId: number, { startMs, tallies }: Rollup): Promise<void> {
  const data = writeTallies(tallies, startMs, MINUTE_MS);
  await db
    .insertInto('minute_rollup')
    .values({ monitor_id: monitorId, hour_ms: startMs, data })
    .onConflict((conflict) =>
      conflict.columns(['monitor_id', 'hour_ms']).doUpdateSet((eb) => ({ data: eb.ref('excluded.data') })),
    )
    .execute();
}

/** Puts the hours of a day in the place of those before, and makes the day's own tally of them. */
export async function writeHours(db: Db, monitorId: number, { startMs, tallies }: Rollup): Promise<void> {
  const data = writeTallies(tallies, startMs, HOUR_MS);
  await db
    .insertInto('hour_rollup')
    .values({ monitor_id: monitorId, day_ms: startMs, data })
    .onConflict((conflict) =>
      conflict.columns(['monitor_id', 'day_ms']).doUpdateSet((eb) => ({ data: eb.ref('excluded.data') })),
    )
    .execute();
  const day = mergeTallies(tallies.values());
  const { healthyMs, degradedMs, unhealthyMs, unknownMs } = statusTimes(day);
  await db
    .insertInto('day_rollup')
    .values({
      monitor_id: monitorId,
      day_ms: startMs,
      healthy_ms: healthyMs,
      degraded_ms: degradedMs,
      unhealthy_ms: unhealthyMs,
      unknown_ms: unknownMs,
      data: writeTally(day),
    })
    .onConflict((conflict) =>
      conflict.columns(['monitor_id', 'day_ms']).doUpdateSet((eb) => ({
        healthy_ms: eb.ref('excluded.healthy_ms'),
        degraded_ms: eb.ref('excluded.degraded_ms'),
        unhealthy_ms: eb.ref('excluded.unhealthy_ms'),
        unknown_ms: eb.ref('excluded.unknown_ms'),
        data: eb.ref('excluded.data'),
      })),
    )
    .execute();
}

/** The stored minutes of an hour, by their starts. */
export async function readMinutes(db: Db, monitorId: number, hourMs: EpochMs): Promise<Map<EpochMs, Tally>> {
  const row = await db
    .selectFrom('minute_rollup')
    .select('data')
    .where('monitor_id', '=', monitorId)
    .where('hour_ms', '=', hourMs)
    .executeTakeFirst();
  return row === undefined ? new Map() : readTallies(row.data, hourMs, MINUTE_MS);
}

/** The stored hours of a day, by their starts. */
export async function readHours(db: Db, monitorId: number, dayMs: EpochMs): Promise<Map<EpochMs, Tally>> {
  const row = await db
    .selectFrom('hour_rollup')
    .select('data')
    .where('monitor_id', '=', monitorId)
    .where('day_ms', '=', dayMs)
    .executeTakeFirst();
  return row === undefined ? new Map() : readTallies(row.data, dayMs, HOUR_MS);
}

/** Every tier with what it is kept by. */
export const TIERS = [
  { table: 'beat_block', key: 'hour_ms', days: 'beatDays', periodMs: HOUR_MS },
  { table: 'minute_rollup', key: 'hour_ms', days: 'minuteDays', periodMs: HOUR_MS },
  { table: 'hour_rollup', key: 'day_ms', days: 'hourDays', periodMs: DAY_MS },
  { table: 'day_rollup', key: 'day_ms', days: 'dayDays', periodMs: DAY_MS },
] as const;
