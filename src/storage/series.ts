import type { SeriesTier } from '../contracts/history.ts';
import type { Tally } from '../domain/tally.ts';
import type { EpochMs } from '../lib/time.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './periods.ts';
import { beatTallies, dayTallies, hourTallies, minuteTallies, type TalliesByStart } from './read-tallies.ts';
import type { MonitorRow, Retention, Session } from './session.ts';

export interface SeriesWanted {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly nowMs: EpochMs;
  /** The most points; there may be fewer. */
  readonly points: number;
}

export interface Series {
  readonly tier: SeriesTier;
  readonly stepMs: number;
  /** By the start of the span that it speaks for, the oldest first; spans without any look are missing. */
  readonly points: readonly { readonly startMs: EpochMs; readonly tally: Tally }[];
}

// Spans that people can read off an axis.
const STEPS_MS = [
  ...[1, 2, 5, 10, 15, 20, 30].map((seconds) => seconds * 1_000),
  ...[1, 2, 3, 5, 10, 15, 20, 30].map((minutes) => minutes * MINUTE_MS),
  ...[1, 2, 3, 4, 6, 8, 12].map((hours) => hours * HOUR_MS),
  ...[1, 2, 4, 7, 14, 30].map((days) => days * DAY_MS),
];

/** The series of a monitor from the coarsest tier that still gives so many points and reaches back so far. */
export async function readSeries(
  session: Session,
  monitor: MonitorRow,
  wanted: SeriesWanted,
): Promise<Series> {
  const { tier, stepMs } = chooseTier(wanted, session.retention);
  const tallies = await readTier(session, monitor, { wanted, tier, stepMs });
  const sorted = [...tallies].sort(([a], [b]) => a - b);
  return { tier, stepMs, points: sorted.map(([startMs, tally]) => ({ startMs, tally })) };
}

/** Pure: which tier answers, and how long a point's span is. */
export function chooseTier(
  { fromMs, toMs, nowMs, points }: SeriesWanted,
  retention: Retention,
): { readonly tier: SeriesTier; readonly stepMs: number } {
  const leastMs = (toMs - fromMs) / points;
  const agoDays = (nowMs - fromMs) / DAY_MS;
  const reachMs = agoDays > retention.hourDays ? DAY_MS : agoDays > retention.beatDays ? HOUR_MS : 0;
  const stepMs =
    STEPS_MS.find((step) => step >= leastMs && step >= reachMs) ?? Math.ceil(leastMs / DAY_MS) * DAY_MS;
  if (stepMs >= DAY_MS) return { tier: 'days', stepMs };
  if (stepMs >= HOUR_MS) return { tier: 'hours', stepMs };
  if (stepMs >= MINUTE_MS) return { tier: 'minutes', stepMs };
  return { tier: 'beats', stepMs };
}

function readTier(
  session: Session,
  monitor: MonitorRow,
  {
    wanted,
    tier,
    stepMs,
  }: { readonly wanted: SeriesWanted; readonly tier: SeriesTier; readonly stepMs: number },
): Promise<TalliesByStart> {
  const { fromMs, toMs, nowMs } = wanted;
  const span = { fromMs: fromMs - (fromMs % stepMs), toMs, nowMs, stepMs };
  switch (tier) {
    case 'days':
      return dayTallies(session, monitor, span);
    case 'hours':
      return hourTallies(session, monitor, span);
    case 'minutes':
      return minuteTallies(session, monitor, span);
    case 'beats':
      return beatTallies(session, monitor, span);
  }
}
