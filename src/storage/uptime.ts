import { mergeTallies, type Tally } from '../domain/tally.ts';
import type { EpochMs } from '../lib/time.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf, MINUTE_MS } from './periods.ts';
import { dayTallies, hourTallies, minuteTallies } from './read-tallies.ts';
import type { MonitorRow, Session } from './session.ts';

/** A span of the past to be summed up. */
export interface Window {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** What a window holds, from where it could be told: a day that is kept only as a whole begins at midnight. */
export interface WindowTally extends Window {
  readonly tally: Tally;
}

// All of a window goes into one sum; a common multiple of every period is not needed for that.
const WHOLE_MS = Number.MAX_SAFE_INTEGER;

// Up to this a window is told to the minute, a longer one to the hour.
const EXACT_UP_TO_MS = 2 * DAY_MS;

/** Sums a window up from the coarsest periods that fit it: whole days, whole hours, and minutes at its edges. */
export async function tallyWindow(
  session: Session,
  monitor: MonitorRow,
  wanted: Window,
  nowMs: EpochMs,
): Promise<WindowTally> {
  const edgeMs = edgeOf(session, wanted, nowMs);
  const fromMs = floor(wanted.fromMs, edgeMs);
  const toMs = wanted.toMs >= nowMs ? nowMs : floor(wanted.toMs, edgeMs);
  const firstHour = Math.min(Math.ceil(fromMs / HOUR_MS) * HOUR_MS, toMs);
  const lastHour = toMs === nowMs ? toMs : Math.max(hourOf(toMs), firstHour);
  const minutes = async (window: Window) =>
    window.fromMs < window.toMs
      ? (await minuteTallies(session, monitor, { ...window, nowMs, stepMs: WHOLE_MS })).values()
      : [];
  const tally = mergeTallies([
    ...(await minutes({ fromMs, toMs: firstHour })),
    ...(await tallyHours(session, monitor, { fromMs: firstHour, toMs: lastHour }, nowMs)),
    ...(await minutes({ fromMs: lastHour, toMs })),
  ]);
  return { fromMs, toMs, tally };
}

// As exactly as the tiers still tell of its beginning.
function edgeOf({ retention }: Session, { fromMs, toMs }: Window, nowMs: EpochMs): number {
  const agoDays = (nowMs - fromMs) / DAY_MS;
  if (agoDays > retention.hourDays) return DAY_MS;
  return toMs - fromMs <= EXACT_UP_TO_MS && agoDays <= retention.beatDays ? MINUTE_MS : HOUR_MS;
}

function floor(ms: EpochMs, unitMs: number): EpochMs {
  return ms - (ms % unitMs);
}

/** Whole days from the day tier, what is left at either end from the hours. */
async function tallyHours(
  session: Session,
  monitor: MonitorRow,
  { fromMs, toMs }: Window,
  nowMs: EpochMs,
): Promise<Tally[]> {
  const firstDay = Math.ceil(fromMs / DAY_MS) * DAY_MS;
  const lastDay = toMs === nowMs ? toMs : dayOf(toMs);
  const hours = async (window: Window) =>
    window.fromMs < window.toMs
      ? [...(await hourTallies(session, monitor, { ...window, nowMs, stepMs: WHOLE_MS })).values()]
      : [];
  if (firstDay >= lastDay) return hours({ fromMs, toMs });
  return [
    ...(await hours({ fromMs, toMs: firstDay })),
    ...(
      await dayTallies(session, monitor, { fromMs: firstDay, toMs: lastDay, nowMs, stepMs: WHOLE_MS })
    ).values(),
    ...(await hours({ fromMs: lastDay, toMs })),
  ];
}
