import { mergeBeats } from '../domain/beat.ts';
import { mergeTally, type Tally, tallyByPeriod } from '../domain/tally.ts';
import type { EpochMs } from '../lib/time.ts';
import { beatBefore, readBlocks } from './beat-blocks.ts';
import { mergeStored, mergeTalliesOf, tallyAt } from './codec/tally-codec.ts';
import { liveHours, type Span, tallyLiveHour } from './live-tallies.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf, hoursBetween, MINUTE_MS } from './periods.ts';
import type { MonitorRow, Session } from './session.ts';

/** Tallies by the start of their step; steps of which nothing is known are missing. */
export type TalliesByStart = Map<EpochMs, Tally>;

export interface TalliesWanted extends Span {
  /** How much time goes into one tally: a multiple of the period that is asked for. Steps begin at multiples of it. */
  readonly stepMs: number;
}

/** The hours that touch the span. */
export async function hourTallies(
  session: Session,
  monitor: MonitorRow,
  wanted: TalliesWanted,
): Promise<TalliesByStart> {
  const { nowMs } = wanted;
  const live = new Set(await liveHours(session, monitor, wanted));
  const rows = await session.db
    .selectFrom('hour_rollup')
    .select(['day_ms', 'data'])
    .where('monitor_id', '=', monitor.id)
    .where('day_ms', '>=', dayOf(wanted.fromMs))
    .where('day_ms', '<', wanted.toMs)
    .execute();
  const steps = new Steps({ ...wanted, fromMs: hourOf(wanted.fromMs) });
  for (const { day_ms: blockMs, data } of rows) {
    mergeTalliesOf(data, { blockMs, periodMs: HOUR_MS }, (startMs) =>
      live.has(startMs) ? null : steps.at(startMs),
    );
  }
  for (const hourMs of live)
    steps.add(await tallyLiveHour(session, monitor, { hourMs, nowMs, periodMs: HOUR_MS }));
  return steps.tallies;
}

/** The days that touch the span. */
export async function dayTallies(
  session: Session,
  monitor: MonitorRow,
  wanted: TalliesWanted,
): Promise<TalliesByStart> {
  const whole = { ...wanted, fromMs: dayOf(wanted.fromMs) };
  const live = new Set((await liveHours(session, monitor, whole)).map(dayOf));
  const rows = await session.db
    .selectFrom('day_rollup')
    .select(['day_ms', 'data'])
    .where('monitor_id', '=', monitor.id)
    .where('day_ms', '>=', whole.fromMs)
    .where('day_ms', '<', wanted.toMs)
    .execute();
  const steps = new Steps(whole);
  for (const { day_ms: dayMs, data } of rows) {
    const tally = live.has(dayMs) ? null : steps.at(dayMs);
    if (tally !== null) mergeStored(tally, data);
  }
  for (const dayMs of live) {
    const day = {
      fromMs: dayMs,
      toMs: Math.min(dayMs + DAY_MS, wanted.nowMs),
      nowMs: wanted.nowMs,
      stepMs: DAY_MS,
    };
    steps.add(await hourTallies(session, monitor, day));
  }
  return steps.tallies;
}

/** The minutes that touch the span; beyond their days those that the beats give, as long as there are beats. */
export async function minuteTallies(
  session: Session,
  monitor: MonitorRow,
  wanted: TalliesWanted,
): Promise<TalliesByStart> {
  const live = new Set(await liveHours(session, monitor, wanted));
  const rows = await session.db
    .selectFrom('minute_rollup')
    .select(['hour_ms', 'data'])
    .where('monitor_id', '=', monitor.id)
    .where('hour_ms', '>=', hourOf(wanted.fromMs))
    .where('hour_ms', '<', wanted.toMs)
    .execute();
  const steps = new Steps({ ...wanted, fromMs: wanted.fromMs - (wanted.fromMs % MINUTE_MS) });
  const told = new Set<EpochMs>();
  for (const { hour_ms: blockMs, data } of rows) {
    if (live.has(blockMs)) continue;
    told.add(blockMs);
    mergeTalliesOf(data, { blockMs, periodMs: MINUTE_MS }, (startMs) => steps.at(startMs));
  }
  await addFromBeats(session, monitor, wanted, { periodMs: MINUTE_MS, told, steps });
  return steps.tallies;
}

/** Steps of any length below an hour that divides it, straight from the beats. */
export async function beatTallies(
  session: Session,
  monitor: MonitorRow,
  wanted: TalliesWanted,
): Promise<TalliesByStart> {
  const { stepMs } = wanted;
  const steps = new Steps({ ...wanted, fromMs: wanted.fromMs - (wanted.fromMs % stepMs) });
  await addFromBeats(session, monitor, wanted, { periodMs: stepMs, told: new Set(), steps });
  return steps.tallies;
}

interface FromBeats {
  readonly periodMs: number;
  /** Hours that are in the steps already. */
  readonly told: ReadonlySet<EpochMs>;
  readonly steps: Steps;
}

async function addFromBeats(
  session: Session,
  monitor: MonitorRow,
  span: Span,
  { periodMs, told, steps }: FromBeats,
): Promise<void> {
  const hours = hoursBetween(span.fromMs, Math.min(span.toMs, span.nowMs));
  if (hours.every((hourMs) => told.has(hourMs))) return;
  const blocks = await readBlocks(session.db, monitor.id, span);
  let carry = await beatBefore(session, session.db, monitor, hourOf(span.fromMs));
  for (const hourMs of hours) {
    const beats = mergeBeats(blocks.get(hourMs) ?? [], session.open.beats(monitor.id, hourMs));
    if (!told.has(hourMs)) {
      const toMs = Math.min(hourMs + HOUR_MS, span.nowMs);
      const known = beats.filter(({ startedAtMs }) => startedAtMs < toMs);
      steps.add(tallyByPeriod(known, carry, { fromMs: hourMs, toMs, periodMs }));
    }
    carry = beats.at(-1) ?? carry;
  }
}

/** Gathers tallies of short periods into steps of the span. */
class Steps {
  readonly tallies: TalliesByStart = new Map();
  readonly #wanted: TalliesWanted;

  constructor(wanted: TalliesWanted) {
    this.#wanted = wanted;
  }

  /** The step that a period beginning then belongs to; null outside the span. */
  at(startMs: EpochMs): Tally | null {
    const { fromMs, toMs, stepMs } = this.#wanted;
    if (startMs < fromMs || startMs >= toMs) return null;
    return tallyAt(this.tallies, startMs - (startMs % stepMs));
  }

  add(tallies: ReadonlyMap<EpochMs, Tally>): void {
    for (const [startMs, tally] of tallies) {
      const step = this.at(startMs);
      if (step !== null) mergeTally(step, tally);
    }
  }
}
