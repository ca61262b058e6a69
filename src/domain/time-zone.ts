import { KoraError } from '../lib/errors.ts';
import type { EpochMs } from '../lib/time.ts';

/** A day of the calendar, counted from 1970-01-01 as day 0; no time zone is meant. */
export type CalendarDay = number;

export const DAY_MS = 86_400_000;

// A formatter takes half a millisecond to make and some memory; zones are named by whoever asks.
const MOST_FORMATTERS = 64;
const MAX_SHOWN_CHARS = 40;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = makeFormatter(timeZone);
  const [oldest] = formatters.keys();
  if (oldest !== undefined && formatters.size >= MOST_FORMATTERS) formatters.delete(oldest);
  formatters.set(timeZone, made);
  return made;
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch (cause) {
    const message = `unknown time zone "${timeZone.slice(0, MAX_SHOWN_CHARS)}"; give an IANA name such as "Europe/Berlin" or "UTC"`;
    throw new KoraError('bad_request', message, { cause });
  }
}

/** Throws KoraError `bad_request` when there is no such time zone. */
export function requireTimeZone(timeZone: string): void {
  formatterOf(timeZone);
}

/** What the clocks of the zone show at `atMs`, written as if it were UTC; to the second. */
function wallClockMs(timeZone: string, atMs: EpochMs): number {
  // "11/24/2026, 21:16:23"; reading the text is several times quicker than formatToParts.
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = formatterOf(timeZone)
    .format(atMs)
    .split(/\D+/)
    .map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function offsetMs(timeZone: string, atMs: EpochMs): number {
  return wallClockMs(timeZone, atMs) - Math.floor(atMs / 1000) * 1000;
}

/** The day that the calendars of the zone show at `atMs`. Throws KoraError `bad_request` for an unknown zone. */
export function calendarDayAt(timeZone: string, atMs: EpochMs): CalendarDay {
  return Math.floor(wallClockMs(timeZone, atMs) / DAY_MS);
}

/**
 * The first instant of the day in the zone: its first midnight when there are two, the moment after the gap when there is
 * none. A day that the zone left out begins with the day after it.
 */
export function startOfDay(timeZone: string, day: CalendarDay): EpochMs {
  const midnightMs = day * DAY_MS;
  const before = offsetMs(timeZone, midnightMs - DAY_MS);
  const after = offsetMs(timeZone, midnightMs + DAY_MS);
  // Without a change of the clocks, which is nearly always, there is one candidate and no need to check it.
  if (before === after) return midnightMs - before;
  const candidates = [midnightMs - before, midnightMs - after].sort((a, b) => a - b);
  const first = candidates.find((atMs) => atMs + offsetMs(timeZone, atMs) === midnightMs);
  // The clocks jump over midnight: the day begins when they would have shown it.
  return first ?? midnightMs - before;
}
