import { describe, expect, test } from 'vitest';
import { readQuota } from './rate-limit.ts';

const NOW_MS = Date.UTC(2026, 10, 23, 14, 0, 0);

describe('the quota', () => {
  test.each([
    ['epoch milliseconds', String(NOW_MS + 30_000)],
    ['epoch seconds', String(NOW_MS / 1_000 + 30)],
    ['seconds to wait', '30'],
  ])('resets at a time told in %s', (_unit, reset) => {
    const headers = { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': reset };
    expect(readQuota(headers, NOW_MS)).toEqual({
      limit: 100,
      remaining: 7,
      resetAtMs: NOW_MS + 30_000,
      retryAfterMs: null,
    });
  });

  test.each(['ratelimit', 'x-sentry-rate-limit', 'x-rate-limit'])(
    'is read from the headers that begin with %s',
    (prefix) => {
      expect(readQuota({ [`${prefix}-limit`]: '40', [`${prefix}-remaining`]: '0' }, NOW_MS)).toMatchObject({
        limit: 40,
        remaining: 0,
      });
    },
  );

  test('is what is in force when a policy stands beside it', () => {
    expect(readQuota({ 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '5' }, NOW_MS)?.limit).toBe(
      100,
    );
  });

  test('is null where nothing is said, and where nonsense is', () => {
    expect(readQuota({}, NOW_MS)).toBe(null);
    expect(readQuota({ 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '-3' }, NOW_MS)).toMatchObject({
      limit: null,
      remaining: null,
    });
  });
});

describe('Retry-After', () => {
  test.each([
    ['30', 30_000],
    [new Date(NOW_MS + 90_000).toUTCString(), 90_000],
    [new Date(NOW_MS - 90_000).toUTCString(), 0],
  ])('%s is %i ms', (text, retryAfterMs) => {
    expect(readQuota({ 'retry-after': text }, NOW_MS)).toEqual({
      limit: null,
      remaining: null,
      resetAtMs: null,
      retryAfterMs,
    });
  });

  test('that nobody can read is ignored', () => {
    expect(readQuota({ 'retry-after': 'later' }, NOW_MS)).toBe(null);
  });
});
