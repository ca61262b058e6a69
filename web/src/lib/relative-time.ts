const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export type Zone = 'local' | 'utc';

/** The name of the zone: "Europe/Berlin". */
export function zoneName(zone: Zone): string {
  return zone === 'utc' ? 'UTC' : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** "just now", "12 s ago", "3 min ago", "in 40 s". Seconds go in steps of one, then of coarser units. */
export function relativeTime(atMs: number, nowMs: number): string {
  const differenceMs = nowMs - atMs;
  const distanceMs = Math.abs(differenceMs);
  if (distanceMs < 2 * SECOND_MS) return differenceMs < 0 ? 'now' : 'just now';
  const amount = span(distanceMs);
  return differenceMs < 0 ? `in ${amount}` : `${amount} ago`;
}

/** A length of time in its one or two largest units: "12 s", "3 min", "2 h 5 min", "4 d". */
export function span(ms: number): string {
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`;
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < DAY_MS) return twoUnits(ms, { large: HOUR_MS, name: 'h' }, { small: MINUTE_MS, name: 'min' });
  return `${Math.floor(ms / DAY_MS)} d`;
}

function twoUnits(
  ms: number,
  { large, name }: { large: number; name: string },
  { small, name: smallName }: { small: number; name: string },
): string {
  const rest = Math.floor((ms % large) / small);
  return rest === 0
    ? `${Math.floor(ms / large)} ${name}`
    : `${Math.floor(ms / large)} ${name} ${rest} ${smallName}`;
}

/** A length that is looked at closely: as `span`, and days with their hours: "11 d 4 h". */
export function duration(ms: number): string {
  if (ms < SECOND_MS) return ms <= 0 ? '0 s' : 'under 1 s';
  if (ms < DAY_MS) return span(ms);
  return ms < 100 * DAY_MS
    ? twoUnits(ms, { large: DAY_MS, name: 'd' }, { small: HOUR_MS, name: 'h' })
    : span(ms);
}

/** An interval as configured, exactly: "90 s", "5 min", "1 h". */
export function intervalText(seconds: number): string {
  if (seconds >= 3_600 && seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  if (seconds >= 60 && seconds % 60 === 0) return `${seconds / 60} min`;
  return `${seconds} s`;
}

/** "14:02:10", and the day before it when it is not today's in that zone. */
export function clockTime(atMs: number, nowMs: number, zone: Zone): string {
  const time = format(atMs, zone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  return isSameDay(atMs, nowMs, zone) ? time : `${day(atMs, zone)} ${time}`;
}

const FAR_MS = 300 * DAY_MS;

/** "14:02", with the day when it is not today's, and the year instead when it is far away. */
export function shortClockTime(atMs: number, nowMs: number, zone: Zone): string {
  if (Math.abs(atMs - nowMs) > FAR_MS) return dayOfYear(atMs, zone);
  const time = format(atMs, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return isSameDay(atMs, nowMs, zone) ? time : `${day(atMs, zone)} ${time}`;
}

/** "23 Nov 2025". */
function dayOfYear(atMs: number, zone: Zone): string {
  return format(atMs, zone, { day: 'numeric', month: 'short', year: 'numeric' });
}

/** "14:02" alone, for where the day is told otherwise. */
export function hourMinute(atMs: number, zone: Zone): string {
  return format(atMs, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** "Mon 23 Nov". */
export function weekday(atMs: number, zone: Zone): string {
  return format(atMs, zone, { weekday: 'short', day: 'numeric', month: 'short' }).replace(',', '');
}

/** "Nov 2026". */
export function month(atMs: number, zone: Zone): string {
  return format(atMs, zone, { month: 'short', year: 'numeric' });
}

/** "November 2026". */
export function monthName(atMs: number, zone: Zone): string {
  return format(atMs, zone, { year: 'numeric', month: 'long' });
}

/** The first moment of the day that `atMs` is in. Right to a minute where a day has an odd beginning. */
export function startOfDay(atMs: number, zone: Zone): number {
  if (zone === 'utc') return Math.floor(atMs / DAY_MS) * DAY_MS;
  const date = new Date(atMs);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** "23 Nov 2026, 14:02:10.123 UTC": the whole instant, zone named. */
export function exactTime(atMs: number, zone: Zone): string {
  return format(atMs, zone, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  });
}

/** "23 Nov". */
export function day(atMs: number, zone: Zone): string {
  return format(atMs, zone, { day: 'numeric', month: 'short' });
}

function isSameDay(a: number, b: number, zone: Zone): boolean {
  return day(a, zone) === day(b, zone) && Math.abs(a - b) < 2 * DAY_MS;
}

const formats = new Map<string, Intl.DateTimeFormat>();

// Making a format costs a hundred times more than using one.
function format(atMs: number, zone: Zone, options: Intl.DateTimeFormatOptions): string {
  if (!Number.isFinite(atMs)) return 'unknown time';
  const key = `${zone}${Object.keys(options).join()}`;
  const known = formats.get(key);
  const made =
    known ?? new Intl.DateTimeFormat('en-GB', zone === 'utc' ? { ...options, timeZone: 'UTC' } : options);
  formats.set(key, made);
  // The only month that this language shortens to four letters; columns of days align without it.
  return made.format(atMs).replace(/\bSept\b/, 'Sep');
}
