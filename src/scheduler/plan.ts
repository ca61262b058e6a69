/** When something runs next, on the monotonic clock (milliseconds). */
export interface Slot {
  readonly dueAtTick: number;
  readonly intervalMs: number;
}

/** The next place on the slot's own grid after `tick`. What was missed while asleep or busy is skipped, not caught up. */
export function nextDueAt({ dueAtTick, intervalMs }: Slot, tick: number): number {
  const missed = Math.max(0, Math.floor((tick - dueAtTick) / intervalMs));
  return dueAtTick + (missed + 1) * intervalMs;
}

/** The first place on the slot's own grid that is not before `tick`. */
export function firstDueFrom({ dueAtTick, intervalMs }: Slot, tick: number): number {
  return dueAtTick + Math.ceil((tick - dueAtTick) / intervalMs) * intervalMs;
}

/** Up to this many monitors start all at once: a person is waiting for the first page. */
export const SPREAD_ABOVE = 50;
/** However many there are, each runs for the first time within this: nobody waits minutes for the first page. */
export const FIRST_WITHIN_MS = 10_000;

export interface FirstRuns {
  /** How long after start it first runs. */
  readonly firstAfterMs: number;
  /** How long after start its own grid begins; runs lie on it from the second one on. */
  readonly gridAfterMs: number;
}

/**
 * When a task first runs. A few run at once. Many are spread by a hash of the name, which stays the same from start to
 * start: the first runs over a few seconds, the later ones over the whole interval, so that they never come in bursts.
 */
export function firstRuns(name: string, intervalMs: number, taskCount: number): FirstRuns {
  if (taskCount <= SPREAD_ABOVE) return { firstAfterMs: 0, gridAfterMs: 0 };
  const place = hashName(name) / 2 ** 32;
  return { firstAfterMs: place * Math.min(intervalMs, FIRST_WITHIN_MS), gridAfterMs: place * intervalMs };
}

// FNV-1a with a final mix; names that differ in one digit must not land side by side.
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
