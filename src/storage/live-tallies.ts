import { type Tally, tallyByPeriod } from '../domain/tally.ts';
import type { EpochMs } from '../lib/time.ts';
import { beatBefore, beatsOfHour, readBlock } from './beat-blocks.ts';
import { HOUR_MS, hourOf } from './periods.ts';
import type { MonitorRow, Session } from './session.ts';

/** A span of time to be told of, and what the time is now: nothing is said of the future. */
export interface Span {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly nowMs: EpochMs;
}

/**
 * The hours of the span that the roll-ups do not tell of, or no longer rightly: those with open beats, and those since
 * the last roll-up for which a look still speaks. The oldest first.
 */
export async function liveHours(
  session: Session,
  monitor: MonitorRow,
  span: Span,
): Promise<readonly EpochMs[]> {
  const firstMs = hourOf(span.fromMs);
  const endMs = Math.min(span.toMs, span.nowMs);
  const open = session.open.hours(monitor.id);
  const hours = new Set<EpochMs>();
  const addUntil = (fromMs: EpochMs, untilMs: EpochMs) => {
    for (let hourMs = Math.max(fromMs, firstMs); hourMs < Math.min(untilMs, endMs); hourMs += HOUR_MS)
      hours.add(hourMs);
  };
  for (const hourMs of open) addUntil(hourMs, await spokenForUntil(session, monitor, hourMs));
  const newest = await beatBefore(session, session.db, monitor, Number.MAX_SAFE_INTEGER);
  addUntil(
    monitor.rolledUntilMs ?? open[0] ?? endMs,
    newest === null ? 0 : newest.startedAtMs + newest.holdsMs,
  );
  return [...hours].sort((a, b) => a - b);
}

/**
 * How long what an open hour holds may speak for: to its own end at least. One that was rolled up before changes the hours
 * after it too, both those that its last look now speaks for and those that the look before that one did.
 */
async function spokenForUntil(session: Session, monitor: MonitorRow, hourMs: EpochMs): Promise<EpochMs> {
  const afterMs = hourMs + HOUR_MS;
  if (monitor.rolledUntilMs === null || hourMs >= monitor.rolledUntilMs) return afterMs;
  const beats = [
    session.open.beats(monitor.id, hourMs).at(-1),
    (await readBlock(session.db, monitor.id, hourMs)).at(-1),
    await beatBefore(session, session.db, monitor, hourMs),
  ];
  return Math.max(afterMs, ...beats.map((beat) => (beat == null ? 0 : beat.startedAtMs + beat.holdsMs)));
}

export interface LiveHour {
  readonly hourMs: EpochMs;
  readonly nowMs: EpochMs;
  readonly periodMs: number;
}

/** The tallies of one live hour, cut into periods. A look that still speaks does so until now, and no further. */
export async function tallyLiveHour(
  session: Session,
  monitor: MonitorRow,
  { hourMs, nowMs, periodMs }: LiveHour,
): Promise<Map<EpochMs, Tally>> {
  const beats = await beatsOfHour(session, session.db, monitor, hourMs);
  const carry = await beatBefore(session, session.db, monitor, hourMs);
  const toMs = Math.min(hourMs + HOUR_MS, nowMs);
  const known = beats.filter(({ startedAtMs }) => startedAtMs < toMs);
  return tallyByPeriod(known, carry, { fromMs: hourMs, toMs, periodMs });
}
