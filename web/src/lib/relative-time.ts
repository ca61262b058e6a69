const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

export type Zone = 'local' | 'utc';

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

/** "14:02", with the day when it is not today's. */
export function shortClockTime(atMs: number, nowMs: number, zone: Zone): string {
  const time = format(atMs, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return isSameDay(atMs, nowMs, zone) ? time : `${day(atMs, zone)} ${time}`;
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

function day(atMs: number, zone: Zone): string {
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
  return made.format(atMs);
}
