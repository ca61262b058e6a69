import type { Quota } from '../lib/rate-limit.ts';
import type { EpochMs } from '../lib/time.ts';

/** A limit as a provider documents it, or as it was learned: so many requests in so long. */
export interface RequestLimit {
  readonly requests: number;
  readonly perMs: number;
}

/** What the answers to one credential told of its quota. Nothing in it is negative, infinite or NaN. */
export interface KnownQuota {
  readonly limit: number | null;
  readonly remaining: number | null;
  /** When the window ends; in the past once it has ended. */
  readonly resetAtMs: EpochMs | null;
  /** The longest that was ever left of this window, and of the one before: neither can be shorter. */
  readonly longestLeftMs: number;
  readonly earlierLeftMs: number;
  /** The least that lay between the ends of two windows: none was longer. Null until a second one was seen. */
  readonly betweenResetsMs: number | null;
  /** Answers in a row that told nothing of a quota. */
  readonly silentAnswers: number;
}

export const NO_KNOWN_QUOTA: KnownQuota = {
  limit: null,
  remaining: null,
  resetAtMs: null,
  longestLeftMs: 0,
  earlierLeftMs: 0,
  betweenResetsMs: null,
  silentAnswers: 0,
};

// The longest quotas are those of a month; a reset beyond is no time to wait for, but nonsense.
const LONGEST_WINDOW_MS = 32 * 86_400_000;
// Told in whole seconds, the same reset wavers by one from answer to answer.
const SAME_RESET_MS = 1_500;
// An answer without the headers may be an error page; several are a provider that tells nothing any more.
const FORGET_AFTER_SILENT = 3;
// Who tells a limit and no reset mostly counts by the minute.
const USUAL_WINDOW_MS = 60_000;

/** Pure: what is known after one more answer. Whatever an answer says, a later one can put it right. */
export function learnQuota(known: KnownQuota, told: Quota | null, nowMs: EpochMs): KnownQuota {
  const limit = atLeast(told?.limit, 1);
  const remaining = atLeast(told?.remaining, 0);
  if (limit === null && remaining === null) return forget(known);
  return {
    // A few tell what is left and not of how many.
    limit: limit ?? known.limit,
    remaining: limit === null || remaining === null ? remaining : Math.min(remaining, limit),
    silentAnswers: 0,
    ...learnWindow(known, futureReset(told?.resetAtMs, nowMs), nowMs),
  };
}

function forget(known: KnownQuota): KnownQuota {
  const silentAnswers = known.silentAnswers + 1;
  return silentAnswers >= FORGET_AFTER_SILENT ? NO_KNOWN_QUOTA : { ...known, silentAnswers };
}

type Window = Pick<KnownQuota, 'resetAtMs' | 'longestLeftMs' | 'earlierLeftMs' | 'betweenResetsMs'>;

function learnWindow(known: KnownQuota, resetAtMs: EpochMs | null, nowMs: EpochMs): Window {
  const { longestLeftMs, earlierLeftMs, betweenResetsMs } = known;
  if (resetAtMs === null)
    return { resetAtMs: known.resetAtMs, longestLeftMs, earlierLeftMs, betweenResetsMs };
  const leftMs = resetAtMs - nowMs;
  const before = known.resetAtMs;
  if (before !== null && Math.abs(resetAtMs - before) <= SAME_RESET_MS)
    return { resetAtMs, longestLeftMs: Math.max(longestLeftMs, leftMs), earlierLeftMs, betweenResetsMs };
  // Only a window that had ended tells how long the next is; one whose end moves on with each answer does not.
  const between = before !== null && before <= nowMs ? resetAtMs - before : null;
  return {
    resetAtMs,
    longestLeftMs: leftMs,
    earlierLeftMs: longestLeftMs,
    betweenResetsMs: between === null ? betweenResetsMs : Math.min(between, betweenResetsMs ?? between),
  };
}

/**
 * The limit that counts, and its window: as announced, otherwise as documented (`documented`; null where nothing is).
 * Null when neither tells. Of what is not sure of a window's length, the longer is taken.
 */
export function limitInForce(known: KnownQuota, documented: RequestLimit | null): RequestLimit | null {
  if (known.limit === null) return documented;
  return { requests: known.limit, perMs: windowMs(known, documented) };
}

function windowMs(
  { longestLeftMs, earlierLeftMs, betweenResetsMs }: KnownQuota,
  documented: RequestLimit | null,
) {
  const leastMs = Math.max(longestLeftMs, earlierLeftMs);
  const mostMs = Math.min(betweenResetsMs ?? LONGEST_WINDOW_MS, documented?.perMs ?? LONGEST_WINDOW_MS);
  if (mostMs < LONGEST_WINDOW_MS) return Math.max(leastMs, mostMs);
  // What is left of the first window that was seen is all that there is to be careful with in it.
  return leastMs === 0 ? USUAL_WINDOW_MS : leastMs;
}

/** A reset that can be waited for; null for none, one in the past or one of another age. */
export function futureReset(resetAtMs: EpochMs | null | undefined, nowMs: EpochMs): EpochMs | null {
  if (resetAtMs === null || resetAtMs === undefined) return null;
  const leftMs = resetAtMs - nowMs;
  return leftMs > 0 && leftMs <= LONGEST_WINDOW_MS ? resetAtMs : null;
}

function atLeast(value: number | null | undefined, least: number): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= least ? value : null;
}
