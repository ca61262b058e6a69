import type { StoreLocation } from '../../src/storage/dialect.ts';
import type { Retention } from '../../src/storage/session.ts';

/** What the writer is told to do, as JSON in its only argument. */
export interface Story {
  readonly location: StoreLocation;
  readonly seed: number;
  /** Gets a line when a batch is handed to the store, and another when the store said that it is durable. */
  readonly journal: string;
}

const MINUTE_MS = 60_000;

/** From half a minute to longer than an hour, so that looks speak across the hours that are sealed. */
const INTERVALS_MS = [MINUTE_MS / 2, MINUTE_MS, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 100 * MINUTE_MS];
const TIMEOUT_MS = 10_000;

export const MONITORS = Array.from({ length: 20 }, (_, i) => {
  const intervalMs = INTERVALS_MS[i % INTERVALS_MS.length] ?? MINUTE_MS;
  return {
    name: `monitor-${i}`,
    intervalMs,
    holdsMs: intervalMs + TIMEOUT_MS,
    damping: i % 7 === 6 ? { looks: 1, of: 1 } : { looks: 2, of: 3 },
  };
});

/** Short, so that every tier forgets within the simulated days of a run. */
export const RETENTION: Retention = { beatDays: 1, minuteDays: 1, hourDays: 3, dayDays: 9 };

/** Simulated time passes slowly when nothing was written to the journal for so long. */
export const MOST_UNNOTED_MS = 30 * MINUTE_MS;
