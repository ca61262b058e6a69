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
  /** Whole seconds until then, as Retry-After says it; at least 1. */
  readonly retryAfterSec: number;
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
    const resetAtMs = (current + 1) * windowMs;
    return {
      limit,
      remaining: Math.max(0, limit - used),
      resetAtMs,
      retryAfterSec: Math.max(1, Math.ceil((resetAtMs - nowMs) / 1_000)),
      exceeded: used > limit,
    };
  };
}

// What a client that is refused for no count of its own is told to wait.
const REFUSED_SEC = 30;

/** The same quota when the provider says that it is used up, whatever was counted. */
export function usedUp(quota: QuotaState, nowMs: EpochMs): QuotaState {
  if (quota.exceeded) return { ...quota, remaining: 0 };
  return { ...quota, remaining: 0, resetAtMs: nowMs + REFUSED_SEC * 1_000, retryAfterSec: REFUSED_SEC };
}
