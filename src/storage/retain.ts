import type { EpochMs } from '../lib/time.ts';
import { beatBefore } from './beat-blocks.ts';
import { DAY_MS, hourOf } from './periods.ts';
import { TIERS } from './rollups.ts';
import { sealTail } from './seal.ts';
import type { MonitorRow, Session } from './session.ts';

// A write waits for one step at most: a few milliseconds, however much there is to forget.
const ROWS_AT_ONCE = 25;

/** Forgets, of one monitor, what is past its days in each tier: a few rows of it. True when there may be more. */
export async function retainMonitor(session: Session, monitorId: number, nowMs: EpochMs): Promise<boolean> {
  const monitor = session.monitors.get(monitorId);
  if (monitor === undefined) return false;
  let left = ROWS_AT_ONCE - (await forgetDetails(session, monitorId, nowMs));
  for (const tier of TIERS) {
    if (left === 0) return true;
    const pastMs = nowMs - session.retention[tier.days] * DAY_MS - tier.periodMs;
    const beforeMs = tier.table === 'beat_block' ? await untold(session, monitor, { pastMs, nowMs }) : pastMs;
    left -= await forgetRows(session, tier, { monitorId, beforeMs, most: left });
  }
  return left === 0;
}

/**
 * Up to which hour beats may go. Their last look may speak for hours that are not rolled up yet; and what the log still holds
 * is told once more after a crash, and recognised only as long as it is there.
 */
async function untold(
  session: Session,
  monitor: MonitorRow,
  { pastMs, nowMs }: { readonly pastMs: EpochMs; readonly nowMs: EpochMs },
): Promise<EpochMs> {
  const unloggedMs = Math.min(pastMs, ...session.loggedHours.keys());
  if (monitor.rolledUntilMs === null) return unloggedMs;
  const last = await beatBefore(session, session.db, monitor, monitor.rolledUntilMs);
  if (last === null || hourOf(last.startedAtMs) >= unloggedMs) return unloggedMs;
  await sealTail(session, monitor, nowMs);
  const isTold = last.startedAtMs + last.holdsMs <= monitor.rolledUntilMs;
  return isTold ? unloggedMs : hourOf(last.startedAtMs);
}

interface Rows {
  readonly monitorId: number;
  readonly beforeMs: EpochMs;
  readonly most: number;
}

/** Gives how many went. */
async function forgetRows(
  { db }: Session,
  { table, key }: (typeof TIERS)[number],
  { monitorId, beforeMs, most }: Rows,
): Promise<number> {
  const old = db
    .selectFrom(table)
    .select(key as never)
    .where('monitor_id', '=', monitorId)
    .where(key, '<', beforeMs as never)
    .orderBy(key as never)
    .limit(most);
  const { numDeletedRows } = await db
    .deleteFrom(table)
    .where('monitor_id', '=', monitorId)
    .where(key as never, 'in', old as never)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

// The newest change before the days begin is what was so when they began.
async function forgetDetails({ db, retention }: Session, monitorId: number, nowMs: EpochMs): Promise<number> {
  const fromMs = nowMs - retention.beatDays * DAY_MS;
  const of = db.selectFrom('detail_change').select('at_ms').where('monitor_id', '=', monitorId);
  const first = await of.where('at_ms', '<=', fromMs).orderBy('at_ms', 'desc').limit(1).executeTakeFirst();
  if (first === undefined) return 0;
  const old = of.where('at_ms', '<', first.at_ms).orderBy('at_ms').limit(ROWS_AT_ONCE);
  const { numDeletedRows } = await db
    .deleteFrom('detail_change')
    .where('monitor_id', '=', monitorId)
    .where('at_ms', 'in', old)
    .executeTakeFirst();
  return Number(numDeletedRows);
}

// Each has a timeline of its own.
const INCIDENTS_AT_ONCE = 5;

/** Forgets incidents that ended before every tier's days: some of them. True when there are more. */
export async function retainIncidents({ db, retention }: Session, nowMs: EpochMs): Promise<boolean> {
  const old = await db
    .selectFrom('incident')
    .select('id')
    .where('ended_at_ms', '<', nowMs - retention.dayDays * DAY_MS)
    .limit(INCIDENTS_AT_ONCE)
    .execute();
  if (old.length === 0) return false;
  const ids = old.map(({ id }) => id);
  await db.transaction().execute(async (tx) => {
    await tx.deleteFrom('incident_event').where('incident_id', 'in', ids).execute();
    await tx.deleteFrom('incident').where('id', 'in', ids).execute();
  });
  return old.length === INCIDENTS_AT_ONCE;
}
