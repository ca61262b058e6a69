import { createTally, type Tally } from '../domain/tally.ts';
import type { EpochMs } from '../lib/time.ts';
import type { ExportSpan } from './export-beats.ts';
import { DAY_MS, dayOf } from './periods.ts';
import { dayTallies } from './read-tallies.ts';
import type { MonitorRow, Session } from './session.ts';

/** A day (UTC) of one monitor, as far as it has passed. */
export interface DayTally {
  readonly monitor: string;
  readonly fromMs: EpochMs;
  /** The next day, or now. */
  readonly toMs: EpochMs;
  readonly tally: Tally;
}

const DAYS_AT_ONCE = 90;

/** Every day that touches the span, monitor by monitor, from the oldest that is kept on: those without a look too. */
export async function* exportDays(
  session: Session,
  { monitors, fromMs, toMs }: ExportSpan,
  nowMs: EpochMs,
): AsyncGenerator<readonly DayTally[]> {
  const endMs = Math.min(toMs, nowMs);
  for (const monitor of monitors) {
    const firstMs = dayOf(Math.max(fromMs, await oldestDay(session, monitor)));
    for (let pageMs = firstMs; pageMs < endMs; pageMs += DAYS_AT_ONCE * DAY_MS) {
      const pageEndMs = Math.min(pageMs + DAYS_AT_ONCE * DAY_MS, endMs);
      const span = { fromMs: pageMs, toMs: pageEndMs, nowMs, stepMs: DAY_MS };
      const tallies = await dayTallies(session, monitor, span);
      const days: DayTally[] = [];
      for (let dayMs = pageMs; dayMs < pageEndMs; dayMs += DAY_MS) {
        const tally = tallies.get(dayMs) ?? createTally();
        days.push({ monitor: monitor.name, fromMs: dayMs, toMs: Math.min(dayMs + DAY_MS, nowMs), tally });
      }
      yield days;
    }
  }
}

/** The oldest day of which something is known; beyond every day when nothing is. */
async function oldestDay({ db, open }: Session, { id }: MonitorRow): Promise<EpochMs> {
  const { dayMs } = await db
    .selectFrom('day_rollup')
    .select((eb) => eb.fn.min('day_ms').as('dayMs'))
    .where('monitor_id', '=', id)
    .executeTakeFirstOrThrow();
  const openMs = open.hours(id)[0] ?? Number.MAX_SAFE_INTEGER;
  return Math.min(dayMs ?? openMs, openMs);
}
