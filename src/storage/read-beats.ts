import type { Beat } from '../domain/beat.ts';
import { mergeBeats } from '../domain/beat.ts';
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
  { fromMs, beforeMs, limit }: BeatsWanted,
): Promise<readonly Beat[]> {
  const found: Beat[] = [];
  const openHours = session.open
    .hours(monitor.id)
    .filter((hourMs) => hourMs < beforeMs && hourMs >= hourOf(fromMs));
  let untilMs = beforeMs;
  for (;;) {
    const blocks = await session.db
      .selectFrom('beat_block')
      .select(['hour_ms', 'data'])
      .where('monitor_id', '=', monitor.id)
      .where('hour_ms', '>=', hourOf(fromMs))
      .where('hour_ms', '<', untilMs)
      .orderBy('hour_ms', 'desc')
      .limit(BLOCKS_AT_ONCE)
      .execute();
    const byHour = new Map<EpochMs, Uint8Array>(blocks.map(({ hour_ms, data }) => [Number(hour_ms), data]));
    const oldestMs = blocks.length < BLOCKS_AT_ONCE ? 0 : Math.min(...byHour.keys());
    const hours = new Set([
      ...byHour.keys(),
      ...openHours.filter((hourMs) => hourMs >= oldestMs && hourMs < untilMs),
    ]);
    for (const hourMs of [...hours].sort((a, b) => b - a)) {
      const data = byHour.get(hourMs);
      const sealed = data === undefined ? [] : decodeBlock(data, hourMs);
      const beats = mergeBeats(sealed, session.open.beats(monitor.id, hourMs));
      for (const beat of beats.reverse()) {
        if (beat.startedAtMs >= beforeMs || beat.startedAtMs < fromMs) continue;
        found.push(beat);
        if (found.length === limit) return found;
      }
    }
    if (oldestMs === 0) return found;
    untilMs = oldestMs;
  }
}
