import { type Beat, mergeBeats } from '../domain/beat.ts';
import type { EpochMs } from '../lib/time.ts';
import { decodeBlock } from './beat-blocks.ts';
import { errorsDuring } from './details.ts';
import { HOUR_MS, hourOf } from './periods.ts';
import type { MonitorRow, Session } from './session.ts';

/** What is to be exported: from the one moment to before the other, of these monitors in their order. */
export interface ExportSpan {
  readonly monitors: readonly MonitorRow[];
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** Beats of one monitor, the oldest first, with the errors that were so meanwhile: each holds until the next. */
export interface BeatsPage {
  readonly monitor: string;
  readonly beats: readonly Beat[];
  readonly errors: readonly { readonly atMs: EpochMs; readonly error: string | null }[];
}

const BLOCKS_AT_ONCE = 24;

/**
 * Every beat of the span once, monitor by monitor. It reads some hours at a time and holds nothing open in between: whoever
 * takes them slowly costs a daemon that writes meanwhile nothing.
 */
export async function* exportBeats(
  session: Session,
  { monitors, fromMs, toMs }: ExportSpan,
): AsyncGenerator<BeatsPage> {
  for (const monitor of monitors) {
    for (let hourMs = hourOf(fromMs); hourMs < toMs; ) {
      const { beats, untilMs } = await readHours(session, monitor, { fromMs: hourMs, toMs });
      hourMs = untilMs;
      const within = beats.filter(({ startedAtMs }) => startedAtMs >= fromMs && startedAtMs < toMs);
      const first = within[0];
      const last = within.at(-1);
      if (first === undefined || last === undefined) continue;
      const span = { monitorId: monitor.id, fromMs: first.startedAtMs, toMs: last.startedAtMs };
      yield { monitor: monitor.name, beats: within, errors: await errorsDuring(session, span) };
    }
  }
}

interface HoursRead {
  readonly beats: readonly Beat[];
  /** The hour to go on from. */
  readonly untilMs: EpochMs;
}

async function readHours(
  session: Session,
  { id }: MonitorRow,
  { fromMs, toMs }: { readonly fromMs: EpochMs; readonly toMs: EpochMs },
): Promise<HoursRead> {
  const blocks = await session.db
    .selectFrom('beat_block')
    .select(['hour_ms', 'data'])
    .where('monitor_id', '=', id)
    .where('hour_ms', '>=', fromMs)
    .where('hour_ms', '<', toMs)
    .orderBy('hour_ms')
    .limit(BLOCKS_AT_ONCE)
    .execute();
  const last = blocks.at(-1);
  const untilMs = last === undefined || blocks.length < BLOCKS_AT_ONCE ? toMs : last.hour_ms + HOUR_MS;
  const sealed = new Map(blocks.map(({ hour_ms, data }) => [hour_ms, data]));
  const open = session.open.hours(id).filter((hourMs) => hourMs >= fromMs && hourMs < untilMs);
  const hours = [...new Set([...sealed.keys(), ...open])].sort((a, b) => a - b);
  const beats: Beat[] = [];
  for (const hourMs of hours) {
    const data = sealed.get(hourMs);
    const known = data === undefined ? [] : decodeBlock(data, hourMs);
    // A beat that was sealed since the log was read is in both, once.
    const added = session.open.beats(id, hourMs);
    for (const beat of added.length === 0 ? known : mergeBeats(known, added)) beats.push(beat);
  }
  return { beats, untilMs };
}
