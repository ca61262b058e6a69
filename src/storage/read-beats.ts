import { type Beat, mergeBeats } from '../domain/beat.ts';
import type { EpochMs } from '../lib/time.ts';
import { decodeBlock } from './beat-blocks.ts';
import { hourOf } from './periods.ts';
import type { MonitorRow, Session } from './session.ts';

const BLOCKS_AT_ONCE = 24;

export interface BeatsWanted {
  /** Beats that began at or after this. */
  readonly fromMs: EpochMs;
  /** Beats that began before this. */
  readonly beforeMs: EpochMs;
  readonly limit: number;
}

/** The newest beats of the span, the newest first. */
export async function newestBeats(
  session: Session,
  monitor: MonitorRow,
  wanted: BeatsWanted,
): Promise<readonly Beat[]> {
  const { fromMs, beforeMs, limit } = wanted;
  const found: Beat[] = [];
  for await (const beats of newestHours(session, monitor, wanted)) {
    for (const beat of beats.reverse()) {
      if (beat.startedAtMs >= beforeMs || beat.startedAtMs < fromMs) continue;
      found.push(beat);
      if (found.length === limit) return found;
    }
  }
  return found;
}

/** The beats of each hour that touches the span, the newest hour first. */
async function* newestHours(
  session: Session,
  { id }: MonitorRow,
  { fromMs, beforeMs }: BeatsWanted,
): AsyncGenerator<Beat[]> {
  const openHours = session.open.hours(id).filter((hourMs) => hourMs < beforeMs && hourMs >= hourOf(fromMs));
  for (let untilMs = beforeMs; ; ) {
    const blocks = await newestBlocks(session, id, { fromMs, untilMs });
    // Below the oldest block of a full page there may be more; open hours there wait for their turn.
    const downToMs = blocks.size < BLOCKS_AT_ONCE ? Number.NEGATIVE_INFINITY : Math.min(...blocks.keys());
    const open = openHours.filter((hourMs) => hourMs >= downToMs && hourMs < untilMs);
    for (const hourMs of [...new Set([...blocks.keys(), ...open])].sort((a, b) => b - a)) {
      const data = blocks.get(hourMs);
      yield mergeBeats(data === undefined ? [] : decodeBlock(data, hourMs), session.open.beats(id, hourMs));
    }
    if (blocks.size < BLOCKS_AT_ONCE) return;
    untilMs = downToMs;
  }
}

async function newestBlocks(
  { db }: Session,
  monitorId: number,
  { fromMs, untilMs }: { readonly fromMs: EpochMs; readonly untilMs: EpochMs },
): Promise<ReadonlyMap<EpochMs, Uint8Array>> {
  const rows = await db
    .selectFrom('beat_block')
    .select(['hour_ms', 'data'])
    .where('monitor_id', '=', monitorId)
    .where('hour_ms', '>=', hourOf(fromMs))
    .where('hour_ms', '<', untilMs)
    .orderBy('hour_ms', 'desc')
    .limit(BLOCKS_AT_ONCE)
    .execute();
  return new Map(rows.map(({ hour_ms, data }) => [hour_ms, data]));
}
