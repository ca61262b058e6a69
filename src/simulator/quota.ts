import type { EpochMs } from '../lib/time.ts';

export interface QuotaRule {
  readonly limit: number;
  readonly windowMs: number;
}

/** What is left of the current window, this request already taken off. */
export interface QuotaState {
  readonly limit: number;
  readonly remaining: number;
  readonly resetAtMs: EpochMs;
  /** The window was used up before this request. */
  readonly exceeded: boolean;
}

type TakeQuota = (nowMs: EpochMs) => QuotaState;

/** A fixed window that counts down with every request and starts anew when its time is over. */
export function createQuota({ limit, windowMs }: QuotaRule): TakeQuota {
  let window = Number.NEGATIVE_INFINITY;
  let used = 0;
  return (nowMs) => {
    const current = Math.floor(nowMs / windowMs);
    if (current !== window) used = 0;
    window = current;
    used += 1;
    return {
      limit,
      remaining: Math.max(0, limit - used),
      resetAtMs: (current + 1) * windowMs,
      exceeded: used > limit,
    };
  };
}
