import type { EpochMs } from '../lib/time.ts';
import type { DetailChange } from './append.ts';
import type { Session } from './session.ts';

export interface DetailsWanted {
  readonly monitorId: number;
  readonly beforeMs: EpochMs;
  readonly limit: number;
}

/** How error and details changed, the newest first. */
export async function detailChanges(
  { db }: Session,
  { monitorId, beforeMs, limit }: DetailsWanted,
): Promise<readonly DetailChange[]> {
  const rows = await db
    .selectFrom('detail_change')
    .selectAll()
    .where('monitor_id', '=', monitorId)
    .where('at_ms', '<', beforeMs)
    .orderBy('at_ms', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    monitorId: row.monitor_id,
    atMs: row.at_ms,
    error: row.error,
    details: row.details,
  }));
}

/** The errors that were so at any time of the span, the oldest first: each holds until the next. */
export async function errorsDuring(
  { db }: Session,
  {
    monitorId,
    fromMs,
    toMs,
  }: { readonly monitorId: number; readonly fromMs: EpochMs; readonly toMs: EpochMs },
): Promise<readonly { readonly atMs: EpochMs; readonly error: string | null }[]> {
  const of = db
    .selectFrom('detail_change')
    .select(['at_ms as atMs', 'error'])
    .where('monitor_id', '=', monitorId);
  const before = await of.where('at_ms', '<=', fromMs).orderBy('at_ms', 'desc').limit(1).execute();
  const within = await of.where('at_ms', '>', fromMs).where('at_ms', '<=', toMs).orderBy('at_ms').execute();
  return [...before, ...within];
}
