import { KoraError } from '../lib/errors.ts';
import type { EpochMs } from '../lib/time.ts';
import { calendarDayAt, DAY_MS, requireTimeZone, startOfDay } from './time-zone.ts';

/** The time up to now, or a month of the calendar (`month` from 1 to 12). */
export type TimeWindow =
  | { readonly kind: 'span'; readonly spanMs: number }
  | { readonly kind: 'month'; readonly year: number; readonly month: number };

/** From `fromMs` on, up to and without `toMs`. */
export interface Period {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

export interface DayPeriod extends Period {
  /** `2026-11-24`, by the calendar of the zone. */
  readonly day: string;
}

/** The longest span; no roll-up is kept for longer. */
const MAX_SPAN_MS = 730 * DAY_MS;
const MS_BY_UNIT: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: DAY_MS };
const MAX_SHOWN_CHARS = 40;

/** `5m`, `24h`, `90d` (whole, at most 730 days) or a month `2026-11`. Throws KoraError `bad_request` for anything else. */
export function parseWindow(text: string): TimeWindow {
  const [, count, unit = ''] = /^([1-9]\d{0,6})([mhd])$/.exec(text) ?? [];
  const spanMs = Number(count) * (MS_BY_UNIT[unit] ?? Number.NaN);
  if (spanMs <= MAX_SPAN_MS) return { kind: 'span', spanMs };
  const [, year, month] = /^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (month !== undefined) return { kind: 'month', year: Number(year), month: Number(month) };
  throw new KoraError(
    'bad_request',
    `unknown window "${text.slice(0, MAX_SHOWN_CHARS)}"; give a span of at most 730 days such as "1h", "24h" or "90d", or a month such as "2026-11"`,
  );
}

/**
 * The window as instants. A span is so many hours, whatever the clocks did; a month lasts from its first to its last
 * midnight in the zone, but not beyond now. A month that has not begun is empty: `toMs` equals `fromMs`. Throws KoraError
 * `bad_request` for an unknown zone.
 */
export function resolveWindow(window: TimeWindow, nowMs: EpochMs, timeZone: string): Period {
  requireTimeZone(timeZone);
  if (window.kind === 'span') return { fromMs: nowMs - window.spanMs, toMs: nowMs };
  const fromMs = startOfMonth(timeZone, window.year, window.month);
  const endMs = startOfMonth(timeZone, window.year, window.month + 1);
  return { fromMs, toMs: Math.max(fromMs, Math.min(endMs, nowMs)) };
}

function startOfMonth(timeZone: string, year: number, month: number): EpochMs {
  return startOfDay(timeZone, Date.UTC(year, month - 1) / DAY_MS);
}

/**
 * The last `days` days of the zone, the oldest first, today last and up to now. They lie end to end; a day is 23 or 25
 * hours long when the clocks change, and one that the zone left out is not among them. Throws KoraError `bad_request` for
 * an unknown zone.
 */
export function dayStarts(timeZone: string, nowMs: EpochMs, days: number): readonly DayPeriod[] {
  const newestFirst: DayPeriod[] = [];
  let toMs = nowMs;
  for (let day = calendarDayAt(timeZone, nowMs); newestFirst.length < days; day -= 1) {
    const fromMs = startOfDay(timeZone, day);
    const isToday = newestFirst.length === 0;
    if (fromMs < toMs || isToday) newestFirst.push({ day: isoDay(day), fromMs, toMs });
    toMs = fromMs;
  }
  return newestFirst.reverse();
}

function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
