import type { Quota } from '../lib/rate-limit.ts';
import type { EpochMs } from '../lib/time.ts';
import { futureReset } from './quota-window.ts';

// Below this share of what there is, the next hour of ordinary work may be refused.
const LOW_RATIO = 0.05;
// A shorter window is over before anybody could do something about it.
const SHORTEST_WINDOW_MS = 30_000;

/** What looking itself asked of a quota in its present window. */
export interface OwnUse {
  readonly requests: number;
  /** Null when it is not known. */
  readonly windowMs: number | null;
}

/** A quota that is nearly used up. */
export interface LowQuota {
  /** `3 % of the hour's requests are left.` */
  readonly words: string;
  /** Of those that were used, how many looking made. */
  readonly usedWords: string;
}

/** Pure: what to tell of a quota of which others have left nearly nothing; null when there is enough, or looking ate it. */
export function judgeQuota(quota: Quota | null, own: OwnUse, nowMs: EpochMs): LowQuota | null {
  const leftMs = (futureReset(quota?.resetAtMs, nowMs) ?? Number.POSITIVE_INFINITY) - nowMs;
  if ((own.windowMs ?? leftMs) < SHORTEST_WINDOW_MS) return null;
  const limit = quota?.limit ?? 0;
  const remaining = quota?.remaining ?? Number.POSITIVE_INFINITY;
  if (!(limit >= 1 && remaining >= 0 && remaining < LOW_RATIO * limit)) return null;
  const used = limit - remaining;
  // An own share of half and more would be a matter of the interval, which is stretched for it.
  if (own.requests * 2 >= used) return null;
  return {
    words: `${percent(remaining / limit)} of ${whose(own.windowMs)} requests are left.`,
    usedWords: `Looking made ${own.requests} of the ${used} requests that were used`,
  };
}

function percent(ratio: number): string {
  if (ratio > 0 && ratio < 0.01) return 'Less than 1 %';
  return `${Math.floor(ratio * 100)} %`;
}

const WINDOWS: readonly (readonly [number, string])[] = [
  [60_000, "the minute's"],
  [3_600_000, "the hour's"],
  [86_400_000, "the day's"],
];

// A window is known by what lay between its ends, so not to the millisecond.
function whose(windowMs: number | null): string {
  const fits = ([ms]: readonly [number, string]) => Math.abs((windowMs ?? 0) / ms - 1) < 0.1;
  return WINDOWS.find(fits)?.[1] ?? 'its';
}
