import type { EpochMs } from '../lib/time.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The beginning of the hour (UTC) of a moment. */
export function hourOf(atMs: EpochMs): EpochMs {
  return atMs - (atMs % HOUR_MS);
}

/** The beginning of the day (UTC) of a moment. */
export function dayOf(atMs: EpochMs): EpochMs {
  return atMs - (atMs % DAY_MS);
}

/** The beginnings of all hours that touch the span. */
export function hoursBetween(fromMs: EpochMs, toMs: EpochMs): EpochMs[] {
  const hours: EpochMs[] = [];
  for (let hourMs = hourOf(fromMs); hourMs < toMs; hourMs += HOUR_MS) hours.push(hourMs);
  return hours;
}
