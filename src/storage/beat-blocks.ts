import { type Beat, mergeBeats } from '../domain/beat.ts';
import type { EpochMs } from '../lib/time.ts';
import { BeatWriter, readBeats } from './codec/beat-codec.ts';
import { ByteReader } from './codec/bytes.ts';
import { hourOf } from './periods.ts';
import type { Db, MonitorRow, Session } from './session.ts';

/** The sealed beats of an hour, the oldest first; empty when there is no block. */
export async function readBlock(db: Db, monitorId: number, hourMs: EpochMs): Promise<readonly Beat[]> {
  const row = await db
    .selectFrom('beat_block')
    .select('data')
    .where('monitor_id', '=', monitorId)
    .where('hour_ms', '=', hourMs)
    .executeTakeFirst();
  return row === undefined ? [] : decodeBlock(row.data, hourMs);
}

/** The sealed beats of every hour that touches the span, by hour. */
export async function readBlocks(
  db: Db,
  monitorId: number,
  { fromMs, toMs }: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
): Promise<ReadonlyMap<EpochMs, readonly Beat[]>> {
  const rows = await db
    .selectFrom('beat_block')
    .select(['hour_ms', 'data'])
    .where('monitor_id', '=', monitorId)
    .where('hour_ms', '>=', hourOf(fromMs))
    .where('hour_ms', '<', toMs)
    .execute();
  return new Map(rows.map(({ hour_ms, data }) => [hour_ms, decodeBlock(data, hour_ms)]));
}

/** The beats of a block; none when its bytes are damaged: that must keep nobody from all the others. */
export function decodeBlock(data: Uint8Array, hourMs: EpochMs): readonly Beat[] {
  try {
    const beats = readBeats(new ByteReader(data), hourMs);
    return beats.every(({ startedAtMs }) => hourOf(startedAtMs) === hourMs) ? beats : [];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** Puts the hour's block in the place of the one before. */
export async function writeBlock(
  db: Db,
  monitorId: number,
  { hourMs, beats }: { readonly hourMs: EpochMs; readonly beats: readonly Beat[] },
): Promise<void> {
  const writer = new BeatWriter(hourMs);
  for (const beat of beats) writer.append(beat);
  await db
    .insertInto('beat_block')
    .values({ monitor_id: monitorId, hour_ms: hourMs, beats: beats.length, data: writer.bytes() })
    .onConflict((conflict) =>
      conflict.columns(['monitor_id', 'hour_ms']).doUpdateSet((eb) => ({
        beats: eb.ref('excluded.beats'),
        data: eb.ref('excluded.data'),
      })),
    )
    .execute();
}

/** All beats of an hour: those in its block and those that are open, each look once. */
export async function beatsOfHour(
  session: Session,
  db: Db,
  { id, rolledUntilMs }: MonitorRow,
  hourMs: EpochMs,
): Promise<readonly Beat[]> {
  const open = session.open.beats(id, hourMs);
  // Nothing of an hour that was never rolled up is in a block.
  if (rolledUntilMs === null || hourMs >= rolledUntilMs) return open;
  const sealed = await readBlock(db, id, hourMs);
  return open.length === 0 ? sealed : mergeBeats(sealed, open);
}

/** The newest beat before the hour, or null when there is none: it may speak for the hour's beginning. */
export async function beatBefore(
  session: Session,
  db: Db,
  monitor: MonitorRow,
  hourMs: EpochMs,
): Promise<Beat | null> {
  const openHour = session.open.hours(monitor.id).findLast((open) => open < hourMs);
  const open = openHour === undefined ? null : (session.open.beats(monitor.id, openHour).at(-1) ?? null);
  const sealed = await sealedBefore(db, monitor, hourMs);
  if (open === null || sealed === null) return open ?? sealed;
  return open.startedAtMs > sealed.startedAtMs ? open : sealed;
}

async function sealedBefore(db: Db, monitor: MonitorRow, hourMs: EpochMs): Promise<Beat | null> {
  const { lastSealed } = monitor;
  if (lastSealed !== null && lastSealed.startedAtMs < hourMs) return lastSealed;
  if (monitor.rolledUntilMs === null) return null;
  const row = await db
    .selectFrom('beat_block')
    .select(['data', 'hour_ms'])
    .where('monitor_id', '=', monitor.id)
    .where('hour_ms', '<', hourMs)
    .orderBy('hour_ms', 'desc')
    .limit(1)
    .executeTakeFirst();
  const beat = row === undefined ? null : (decodeBlock(row.data, Number(row.hour_ms)).at(-1) ?? null);
  if (lastSealed === null && beat !== null && hourMs > hourOf(monitor.rolledUntilMs - 1)) {
    monitor.lastSealed = beat;
  }
  return beat;
}
