import { mergeBeats } from '../domain/beat.ts';
import { mergeTallies, type Tally, tallyByPeriod } from '../domain/tally.ts';
import type { EpochMs } from '../lib/time.ts';
import { beatBefore, readBlocks } from './beat-blocks.ts';
import { readTallies, readTally } from './codec/tally-codec.ts';
import { liveHours, type Span, tallyLiveHour } from './live-tallies.ts';
import { dayOf, HOUR_MS, hourOf, hoursBetween, MINUTE_MS } from './periods.ts';
import { readHours } from './rollups.ts';
import type { MonitorRow, Session } from './session.ts';

/** Tallies by the start of their period; periods of which nothing is known are missing. */
export type TalliesByStart = Map<EpochMs, Tally>;

/** The hours that touch the span. */
export async function hourTallies(
  session: Session,
  monitor: MonitorRow,
  span: Span,
): Promise<TalliesByStart> {
  const tallies: TalliesByStart = new Map();
  const rows = await session.db
    .selectFrom('hour_rollup')
    .select(['day_ms', 'data'])
    .where('monitor_id', '=', monitor.id)
    .where('day_ms', '>=', dayOf(span.fromMs))
    .where('day_ms', '<', span.toMs)
    .execute();
  for (const { day_ms, data } of rows) {
    for (const [startMs, tally] of readTallies(data, Number(day_ms), HOUR_MS)) tallies.set(startMs, tally);
  }
  for (const hourMs of await liveHours(session, monitor, span)) {
    const live = await tallyLiveHour(session, monitor, { hourMs, nowMs: span.nowMs, periodMs: HOUR_MS });
    put(tallies, hourMs, live.get(hourMs));
  }
  return within(tallies, hourOf(span.fromMs), span.toMs);
}

/** The days that touch the span. */
export async function dayTallies(session: Session, monitor: MonitorRow, span: Span): Promise<TalliesByStart> {
  const tallies: TalliesByStart = new Map();
  const rows = await session.db
    .selectFrom('day_rollup')
    .select(['day_ms', 'data'])
    .where('monitor_id', '=', monitor.id)
    .where('day_ms', '>=', dayOf(span.fromMs))
    .where('day_ms', '<', span.toMs)
    .execute();
  for (const { day_ms, data } of rows) tallies.set(Number(day_ms), readTally(data));
  const whole = { ...span, fromMs: dayOf(span.fromMs) };
  for (const [dayMs, hours] of groupByDay(await liveHours(session, monitor, whole))) {
    const day = await readHours(session.db, monitor.id, dayMs);
    for (const hourMs of hours) {
      const live = await tallyLiveHour(session, monitor, { hourMs, nowMs: span.nowMs, periodMs: HOUR_MS });
      put(day, hourMs, live.get(hourMs));
    }
    tallies.set(dayMs, mergeTallies(day.values()));
  }
  return tallies;
}

/** The minutes that touch the span; beyond their days those that the beats give, as long as there are beats. */
export async function minuteTallies(
  session: Session,
  monitor: MonitorRow,
  span: Span,
): Promise<TalliesByStart> {
  const tallies: TalliesByStart = new Map();
  const rows = await session.db
    .selectFrom('minute_rollup')
    .select(['hour_ms', 'data'])
    .where('monitor_id', '=', monitor.id)
    .where('hour_ms', '>=', hourOf(span.fromMs))
    .where('hour_ms', '<', span.toMs)
    .execute();
  const stored = new Set<EpochMs>();
  for (const { hour_ms, data } of rows) {
    stored.add(Number(hour_ms));
    for (const [startMs, tally] of readTallies(data, Number(hour_ms), MINUTE_MS)) tallies.set(startMs, tally);
  }
  await addFromBeats(session, monitor, span, { periodMs: MINUTE_MS, except: stored, tallies });
  const from = span.fromMs - (span.fromMs % MINUTE_MS);
  return within(tallies, from, span.toMs);
}

/** Periods of any length below an hour that divides it, straight from the beats. */
export async function beatTallies(
  session: Session,
  monitor: MonitorRow,
  { periodMs, ...span }: Span & { readonly periodMs: number },
): Promise<TalliesByStart> {
  const tallies: TalliesByStart = new Map();
  await addFromBeats(session, monitor, span, { periodMs, except: new Set(), tallies });
  return within(tallies, span.fromMs - (span.fromMs % periodMs), span.toMs);
}

interface FromBeats {
  readonly periodMs: number;
  /** Hours that are known already. */
  readonly except: ReadonlySet<EpochMs>;
  readonly tallies: TalliesByStart;
}

async function addFromBeats(
  session: Session,
  monitor: MonitorRow,
  span: Span,
  { periodMs, except, tallies }: FromBeats,
): Promise<void> {
  const live = new Set(await liveHours(session, monitor, span));
  const blocks = await readBlocks(session.db, monitor.id, span);
  let carry = await beatBefore(session, session.db, monitor, hourOf(span.fromMs));
  const endMs = Math.min(span.toMs, span.nowMs);
  for (const hourMs of hoursBetween(span.fromMs, endMs)) {
    const beats = mergeBeats(blocks.get(hourMs) ?? [], session.open.beats(monitor.id, hourMs));
    if (live.has(hourMs) || !except.has(hourMs)) {
      clear(tallies, hourMs);
      const periods = { fromMs: hourMs, toMs: Math.min(hourMs + HOUR_MS, span.nowMs), periodMs };
      const known = beats.filter(({ startedAtMs }) => startedAtMs < periods.toMs);
      for (const [startMs, tally] of tallyByPeriod(known, carry, periods)) tallies.set(startMs, tally);
    }
    carry = beats.at(-1) ?? carry;
  }
}

function clear(tallies: TalliesByStart, hourMs: EpochMs): void {
  for (const startMs of tallies.keys()) if (hourOf(startMs) === hourMs) tallies.delete(startMs);
}

function put(tallies: TalliesByStart, startMs: EpochMs, tally: Tally | undefined): void {
  if (tally === undefined) tallies.delete(startMs);
  else tallies.set(startMs, tally);
}

function within(tallies: TalliesByStart, fromMs: EpochMs, toMs: EpochMs): TalliesByStart {
  for (const startMs of tallies.keys()) if (startMs < fromMs || startMs >= toMs) tallies.delete(startMs);
  return tallies;
}

function groupByDay(hours: readonly EpochMs[]): ReadonlyMap<EpochMs, readonly EpochMs[]> {
  const days = new Map<EpochMs, EpochMs[]>();
  for (const hourMs of hours) days.set(dayOf(hourMs), [...(days.get(dayOf(hourMs)) ?? []), hourMs]);
  return days;
}
