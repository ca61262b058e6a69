import { type Beat, mergeBeats } from '../domain/beat.ts';
import { mergeTallies, mergeTally, type Periods, type Tally, tallyByPeriod } from '../domain/tally.ts';
import type { EpochMs } from '../lib/time.ts';
import { beatBefore, readBlock, writeBlock } from './beat-blocks.ts';
import { tallyAt } from './codec/tally-codec.ts';
import { dayOf, HOUR_MS, hourOf, MINUTE_MS } from './periods.ts';
import { readHours, readMinutes, writeHours, writeMinutes } from './rollups.ts';
import type { Db, MonitorRow, Session } from './session.ts';

/** An hour is sealed this long after its end, when its last looks have come in. Later ones are sealed once more. */
export const SEAL_AFTER_MS = 120_000;

/**
 * Seals the hours that are over, of at most `limit` monitors, in one transaction: their beats become blocks, and all
 * roll-ups follow from them. Doing it twice changes nothing. True when there is more to do.
 */
export async function sealDue(session: Session, nowMs: EpochMs, limit: number): Promise<boolean> {
  const beforeMs = hourOf(nowMs - SEAL_AFTER_MS);
  const due = session.open.monitorsWithHoursBefore(beforeMs);
  const batch = fewOf(session, due.slice(0, limit));
  if (batch.length === 0) return false;
  const sealed = await session.db.transaction().execute(async (tx) => {
    const outcomes: Sealed[] = [];
    for (const monitor of batch) outcomes.push(await sealMonitor(session, tx, { monitor, beforeMs }));
    return outcomes;
  });
  for (const outcome of sealed) applySealed(session, outcome);
  return due.length > batch.length;
}

// A write waits for one step at most; one monitor is sealed as a whole, however many beats it has.
const BEATS_AT_ONCE = 2_000;

function fewOf({ open, monitors }: Session, due: readonly number[]): readonly MonitorRow[] {
  let beats = 0;
  const end = due.findIndex((monitorId) => {
    const isFull = beats >= BEATS_AT_ONCE;
    for (const hourMs of open.hours(monitorId)) beats += open.count(monitorId, hourMs);
    return isFull;
  });
  return due.slice(0, end === -1 ? due.length : end).flatMap((monitorId) => monitors.get(monitorId) ?? []);
}

/**
 * Rolls up the hours that are over and for which the last look of a monitor still speaks, although no later one came: before
 * that look is forgotten.
 */
export async function sealTail(session: Session, monitor: MonitorRow, nowMs: EpochMs): Promise<void> {
  const beforeMs = hourOf(nowMs - SEAL_AFTER_MS);
  if (monitor.rolledUntilMs === null || monitor.rolledUntilMs >= beforeMs) return;
  const sealed = await session.db
    .transaction()
    .execute((tx) => sealMonitor(session, tx, { monitor, beforeMs }));
  applySealed(session, sealed);
}

interface SealedHour {
  readonly hourMs: EpochMs;
  /** How many open beats went into it. */
  readonly openBeats: number;
}

interface Sealed {
  readonly monitor: MonitorRow;
  readonly hours: readonly SealedHour[];
  readonly rolledUntilMs: EpochMs;
  readonly lastSealed: Beat | null;
}

// Only now is it certain. Beats that came meanwhile keep their hour open.
function applySealed(session: Session, { monitor, hours, rolledUntilMs, lastSealed }: Sealed): void {
  monitor.rolledUntilMs = rolledUntilMs;
  if (lastSealed !== null && isNewest(lastSealed, monitor)) monitor.lastSealed = lastSealed;
  for (const { hourMs, openBeats } of hours) {
    if (session.open.count(monitor.id, hourMs) === openBeats) session.open.drop(monitor.id, hourMs);
  }
}

function isNewest(beat: Beat, { lastSealed, rolledUntilMs }: MonitorRow): boolean {
  if (lastSealed !== null) return beat.startedAtMs >= lastSealed.startedAtMs;
  return hourOf(beat.startedAtMs) + HOUR_MS === rolledUntilMs;
}

interface SealParts {
  readonly monitor: MonitorRow;
  readonly beforeMs: EpochMs;
}

async function sealMonitor(session: Session, tx: Db, { monitor, beforeMs }: SealParts): Promise<Sealed> {
  const openHours = session.open.hours(monitor.id).filter((hourMs) => hourMs < beforeMs);
  // Where the roll-ups end: it comes up once, since a look from before may speak for it.
  const stops = [...openHours, ...(monitor.rolledUntilMs === null ? [] : [monitor.rolledUntilMs])];
  stops.sort((a, b) => a - b);
  const days = new Map<EpochMs, Map<EpochMs, Tally>>();
  const hours: SealedHour[] = [];
  let rolledUntilMs = monitor.rolledUntilMs ?? openHours[0] ?? beforeMs;
  let hourMs: EpochMs | undefined = Math.min(rolledUntilMs, openHours[0] ?? rolledUntilMs);
  let carry = await beatBefore(session, tx, monitor, hourMs);
  // After the wall clock was set back, what was told already may reach beyond the hours that are over.
  const endMs = Math.max(beforeMs, monitor.rolledUntilMs ?? 0);
  while (hourMs !== undefined && hourMs < endMs) {
    const isAgain = hourMs < rolledUntilMs;
    const openBeats = session.open.count(monitor.id, hourMs);
    const { beats, wasTold } = await sealHour(session, tx, { monitor, hourMs, carry, days });
    hours.push({ hourMs, openBeats });
    carry = beats.at(-1) ?? carry;
    rolledUntilMs = Math.max(rolledUntilMs, hourMs + HOUR_MS);
    const changesNext = isAgain && (openBeats > 0 || (beats.length === 0 && wasTold));
    const nextMs = nextHour({ hourMs, carry, stops, changesNext });
    if (nextMs !== undefined && nextMs > hourMs + HOUR_MS)
      carry = await beatBefore(session, tx, monitor, nextMs);
    hourMs = nextMs;
  }
  for (const [startMs, tallies] of days) await writeHours(tx, monitor.id, { startMs, tallies });
  await tx
    .updateTable('monitor')
    .set({ first_beat_at_ms: monitor.firstBeatAtMs, rolled_until_ms: rolledUntilMs })
    .where('id', '=', monitor.id)
    .execute();
  return { monitor, hours, rolledUntilMs, lastSealed: carry };
}

interface NextParts {
  readonly hourMs: EpochMs;
  readonly carry: Beat | null;
  readonly stops: readonly EpochMs[];
  /** Whether the hour after was rolled up with a carry that is no longer the right one. */
  readonly changesNext: boolean;
}

// The hour after, when the last look speaks for its beginning, or did; else the next that has to be looked into.
function nextHour({ hourMs, carry, stops, changesNext }: NextParts): EpochMs | undefined {
  const afterMs = hourMs + HOUR_MS;
  if (changesNext || (carry !== null && carry.startedAtMs + carry.holdsMs > afterMs)) return afterMs;
  return stops.find((stop) => stop >= afterMs);
}

interface HourParts {
  readonly monitor: MonitorRow;
  readonly hourMs: EpochMs;
  readonly carry: Beat | null;
  /** The hours of each day that was touched, to be written at the end. */
  readonly days: Map<EpochMs, Map<EpochMs, Tally>>;
}

interface SealedBeats {
  readonly beats: readonly Beat[];
  /** Whether the roll-ups told of this hour before. */
  readonly wasTold: boolean;
}

/** Writes the hour's block and minutes, and puts its tally into its day. */
async function sealHour(
  session: Session,
  tx: Db,
  { monitor, hourMs, carry, days }: HourParts,
): Promise<SealedBeats> {
  const dayMs = dayOf(hourMs);
  const day = days.get(dayMs) ?? (await readHours(tx, monitor.id, dayMs));
  const told = day.get(hourMs);
  const open = session.open.beats(monitor.id, hourMs);
  const sealed = told === undefined ? [] : await readBlock(tx, monitor.id, hourMs);
  const beats = mergeBeats(sealed, open);
  if (open.length > 0) await writeBlock(tx, monitor.id, { hourMs, beats });
  // The beats that the roll-up was made of are past their days: what came late can only be added to it, once.
  if (told !== undefined && looksOf(told) > sealed.length) {
    const late = beats.filter((beat) => !sealed.includes(beat));
    if (late.length > 0) await addLate(tx, monitor.id, { hourMs, told, late, day });
    days.set(dayMs, day);
    return { beats, wasTold: true };
  }
  const minutes = tallyByPeriod(beats, carry, minutesOf(hourMs));
  if (told === undefined && minutes.size === 0) return { beats, wasTold: false };
  await writeMinutes(tx, monitor.id, { startMs: hourMs, tallies: minutes });
  const tally = mergeTallies(minutes.values());
  if (tally.parts.length > 0) day.set(hourMs, tally);
  else day.delete(hourMs);
  days.set(dayMs, day);
  return { beats, wasTold: told !== undefined };
}

interface LateParts {
  readonly hourMs: EpochMs;
  /** What the roll-up of the hour says, of beats that are gone. */
  readonly told: Tally;
  readonly late: readonly Beat[];
  /** The hours of its day. */
  readonly day: Map<EpochMs, Tally>;
}

async function addLate(tx: Db, monitorId: number, { hourMs, told, late, day }: LateParts): Promise<void> {
  const added = tallyByPeriod(late, null, minutesOf(hourMs));
  day.set(hourMs, mergeTallies([told, ...added.values()]));
  const minutes = await readMinutes(tx, monitorId, hourMs);
  for (const [startMs, tally] of added) mergeTally(tallyAt(minutes, startMs), tally);
  await writeMinutes(tx, monitorId, { startMs: hourMs, tallies: minutes });
}

function minutesOf(hourMs: EpochMs): Periods {
  return { fromMs: hourMs, toMs: hourMs + HOUR_MS, periodMs: MINUTE_MS };
}

function looksOf({ parts }: Tally): number {
  return parts.reduce((sum, { looks }) => sum + looks, 0);
}
