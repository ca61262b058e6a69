import type { HeaderMap } from './http-client.ts';
import type { EpochMs } from './time.ts';

/** What a provider's answer says about the credential's quota; null for what it does not say. */
export interface Quota {
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resetAtMs: EpochMs | null;
  /** From `Retry-After`. */
  readonly retryAfterMs: number | null;
}

const PREFIXES = ['x-ratelimit', 'ratelimit', 'x-sentry-rate-limit', 'x-rate-limit'] as const;

/** Reads `Retry-After` (RFC 9110, 10.2.3) and the usual rate-limit headers; null when an answer has none of them. */
export function readQuota(headers: HeaderMap, nowMs: EpochMs): Quota | null {
  const retryAfterMs = readRetryAfter(headers['retry-after'], nowMs);
  const prefix = PREFIXES.find(
    (name) => headers[`${name}-remaining`] !== undefined || headers[`${name}-limit`] !== undefined,
  );
  if (prefix === undefined) {
    return retryAfterMs === null ? null : { limit: null, remaining: null, resetAtMs: null, retryAfterMs };
  }
  return {
    limit: readNumber(headers[`${prefix}-limit`]),
    remaining: readNumber(headers[`${prefix}-remaining`]),
    resetAtMs: readReset(headers[`${prefix}-reset`], nowMs),
    retryAfterMs,
  };
}

function readNumber(text: string | undefined): number | null {
  // Some write `100, 100;w=60`: the first number is the one in force.
  const match = /^\s*(\d{1,15})/.exec(text ?? '');
  return match === null ? null : Number(match[1]);
}

// Providers send seconds to wait, epoch seconds or epoch milliseconds, and few say which.
function readReset(text: string | undefined, nowMs: EpochMs): EpochMs | null {
  const value = readNumber(text);
  if (value === null) return null;
  if (value > 1e12) return value;
  if (value > 1e9) return value * 1_000;
  return nowMs + value * 1_000;
}

function readRetryAfter(text: string | undefined, nowMs: EpochMs): number | null {
  if (text === undefined) return null;
  if (/^\s*\d{1,9}\s*$/.test(text)) return Number(text) * 1_000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
