import type { Quota } from '../lib/rate-limit.ts';
import type { EpochMs } from '../lib/time.ts';
import { futureReset, type RequestLimit } from './quota-window.ts';

/** Looking uses at most this share of a quota; the rest is the team's. */
export const DEFAULT_BUDGET_SHARE = 0.05;
/** Whatever a provider says, it is asked again within this: a header must never end the looking. */
export const LONGEST_HOLD_MS = 3_600_000;
const LONGEST_BACKOFF_MS = 900_000;

/** The looks of one monitor. */
export interface LookLoad {
  readonly intervalMs: number;
  /** That one look makes. */
  readonly requests: number;
}

/** What looking asks with one credential, all its monitors together. */
export interface Load {
  readonly looks: readonly LookLoad[];
  /** Of the slow lane, within the latest window. */
  readonly slowRequests: number;
}

export interface BudgetRule {
  readonly limit: RequestLimit;
  /** 0.05 for 5 %. */
  readonly share: number;
}

/**
 * How many times its interval each monitor leaves between two looks, as a factor of 1 or more: so many that all looks
 * together stay within the share, of which slow facts may take up to half.
 */
export function stretchFactor({ limit, share }: BudgetRule, { looks, slowRequests }: Load): number {
  const allowed = share * limit.requests;
  const forLooks = allowed - Math.min(allowed / 2, slowRequests);
  return Math.max(1, lookRequests(limit, looks) / forLooks);
}

/** The interval that is kept: a multiple of the configured one, so that looks stay on its grid; never stretched beyond an hour. */
export function effectiveIntervalMs(intervalMs: number, factor: number): number {
  const most = Math.max(1, Math.floor(LONGEST_HOLD_MS / intervalMs));
  // A factor of 3 that arithmetic made 3.0000000001 is no reason for a fourth.
  return intervalMs * Math.min(most, Math.max(1, Math.ceil(factor - 1e-6)));
}

/** What the looks ask within one window if nothing is stretched. */
export function lookRequests({ perMs }: RequestLimit, looks: readonly LookLoad[]): number {
  return looks.reduce((sum, { requests, intervalMs }) => sum + (requests * perMs) / intervalMs, 0);
}

/** What the slow lane may ask: what the looks leave of the share, but half of it at least. */
export function slowAllowance({ limit, share }: BudgetRule, looks: readonly LookLoad[]): RequestLimit {
  const allowed = share * limit.requests;
  // However rare the looks are, all of them may fall into one window.
  const perWindow = looks.reduce(
    (sum, { requests, intervalMs }) => sum + requests * Math.max(1, limit.perMs / intervalMs),
    0,
  );
  const requests = allowed - Math.min(allowed / 2, perWindow);
  if (requests >= 1) return { requests: Math.floor(requests), perMs: limit.perMs };
  return { requests: 1, perMs: Math.min(LONGEST_HOLD_MS, limit.perMs / requests) };
}

export interface Refused {
  /** What the answer said of the quota. */
  readonly quota: Quota | null;
  readonly nowMs: EpochMs;
  readonly intervalMs: number;
  /** How many in a row were refused so, this one included. */
  readonly refusals: number;
}

/**
 * How long nothing is asked after a provider refused for too many requests: until the time that it names (Retry-After
 * before the reset), otherwise twice as long each time, up to a quarter of an hour.
 */
export function holdAfterRefusal({ quota, nowMs, intervalMs, refusals }: Refused): number {
  const toldMs = toldWaitMs(quota, nowMs);
  if (toldMs !== null) return Math.min(toldMs, LONGEST_HOLD_MS);
  return Math.min(LONGEST_BACKOFF_MS, intervalMs * 2 ** refusals);
}

function toldWaitMs(quota: Quota | null, nowMs: EpochMs): number | null {
  const retryAfterMs = quota?.retryAfterMs ?? 0;
  if (retryAfterMs > 0) return retryAfterMs;
  const resetAtMs = futureReset(quota?.resetAtMs, nowMs);
  return resetAtMs === null ? null : resetAtMs - nowMs;
}

/** How long nothing is asked after a good answer: until the reset when it was the last of the window, otherwise 0. */
export function holdWhenUsedUp(quota: Quota | null, nowMs: EpochMs): number {
  if (quota?.remaining !== 0) return 0;
  const resetAtMs = futureReset(quota.resetAtMs, nowMs);
  return resetAtMs === null ? 0 : Math.min(resetAtMs - nowMs, LONGEST_HOLD_MS);
}
