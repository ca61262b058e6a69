import type { EpochMs } from '../lib/time.ts';
import { type MonitorBeat, readBatch } from './codec/beat-batch.ts';
import { hourOf } from './periods.ts';
import type { Db, LogRow, Session } from './session.ts';

const ROWS_AT_ONCE = 200;

/** Writes a batch as one row of the log, within the caller's transaction; gives the row's number. */
export async function appendToLog(tx: Db, data: Uint8Array): Promise<number> {
  const { seq } = await tx.insertInto('beat_log').values({ data }).returning('seq').executeTakeFirstOrThrow();
  return Number(seq);
}

/** Takes a batch that is durable into memory. */
export function openBatch(session: Session, seq: number, data: Uint8Array): readonly MonitorBeat[] {
  const beats = readBatch(data);
  const hours = new Set<EpochMs>();
  for (const { monitorId, beat } of beats) {
    const monitor = session.monitors.get(monitorId);
    if (monitor === undefined) continue;
    session.open.add(monitorId, beat);
    hours.add(hourOf(beat.startedAtMs));
    monitor.firstBeatAtMs = Math.min(monitor.firstBeatAtMs ?? beat.startedAtMs, beat.startedAtMs);
  }
  session.log.push({ seq, hours });
  for (const hourMs of hours) count(session, hourMs, 1);
  return beats;
}

/**
 * Reads the log of the last run. What was sealed already comes once more, and sealing it again changes nothing. Gives how many
 * of its rows are damaged.
 */
export async function replayLog(session: Session): Promise<number> {
  let damaged = 0;
  for (let after = 0; ; ) {
    const rows = await session.db
      .selectFrom('beat_log')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(ROWS_AT_ONCE)
      .execute();
    for (const { seq, data } of rows) if (!replayRow(session, Number(seq), data)) damaged += 1;
    const last = rows.at(-1);
    if (last === undefined) return damaged;
    after = Number(last.seq);
  }
}

function replayRow(session: Session, seq: number, data: Uint8Array): boolean {
  try {
    openBatch(session, seq, data);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Deletes, from the oldest on, rows of which every hour is sealed: at most `limit`. True when there may be more. */
export async function truncateLog(session: Session, limit: number): Promise<boolean> {
  const sealed = sealedPrefix(session.log, (hourMs) => session.open.isOpen(hourMs), limit);
  const last = session.log[sealed - 1];
  if (last === undefined) return false;
  await session.db.deleteFrom('beat_log').where('seq', '<=', last.seq).execute();
  for (const { hours } of session.log.splice(0, sealed))
    for (const hourMs of hours) count(session, hourMs, -1);
  return sealed === limit;
}

function count({ loggedHours }: Session, hourMs: EpochMs, change: number): void {
  const rows = (loggedHours.get(hourMs) ?? 0) + change;
  if (rows === 0) loggedHours.delete(hourMs);
  else loggedHours.set(hourMs, rows);
}

function sealedPrefix(log: readonly LogRow[], isOpen: (hourMs: EpochMs) => boolean, limit: number): number {
  const open = log.findIndex((row, i) => i >= limit || [...row.hours].some(isOpen));
  return open === -1 ? log.length : open;
}
