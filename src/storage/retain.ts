import type { EpochMs } from '../lib/time.ts';
import { DAY_MS } from './periods.ts';
import { TIERS } from './rollups.ts';
import type { Session } from './session.ts';

/**
 * Forgets, of one monitor, what is past its days in each tier. Small on purpose: a write waits for no more than this.
 */
export async function retainMonitor(session: Session, monitorId: number, nowMs: EpochMs): Promise<void> {
  const { db, retention } = session;
  for (const { table, key, days, periodMs } of TIERS) {
    const beforeMs = nowMs - retention[days] * DAY_MS - periodMs;
    await db
      .deleteFrom(table)
      .where('monitor_id', '=', monitorId)
      .where(key, '<', beforeMs as never)
      .execute();
  }
  await forgetDetails(session, monitorId, nowMs);
}

// The newest change before the days begin is what was so when they began.
async function forgetDetails({ db, retention }: Session, monitorId: number, nowMs: EpochMs): Promise<void> {
  const fromMs = nowMs - retention.beatDays * DAY_MS;
  const first = await db
    .selectFrom('detail_change')
    .select('at_ms')
    .where('monitor_id', '=', monitorId)
    .where('at_ms', '<=', fromMs)
    .orderBy('at_ms', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (first === undefined) return;
  await db
    .deleteFrom('detail_change')
    .where('monitor_id', '=', monitorId)
    .where('at_ms', '<', first.at_ms)
    .execute();
}

/** Forgets incidents that ended before every tier's days. */
export async function retainIncidents({ db, retention }: Session, nowMs: EpochMs): Promise<void> {
  const beforeMs = nowMs - retention.dayDays * DAY_MS;
  const old = db.selectFrom('incident').select('id').where('ended_at_ms', '<', beforeMs);
  await db.deleteFrom('incident_event').where('incident_id', 'in', old).execute();
  await db.deleteFrom('incident').where('ended_at_ms', '<', beforeMs).execute();
}
