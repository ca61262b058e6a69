import { expect, test } from 'vitest';
import { isOverdue } from './overdue.ts';

const NOW = Date.UTC(2026, 10, 23, 14, 0, 0);
const monitor = (ageMs: number) => ({
  checked_at: new Date(NOW - ageMs).toISOString(),
  interval_ms: 30_000,
  timeout_ms: 10_000,
});

test('a look is overdue after two intervals and the longest wait', () => {
  expect(isOverdue(monitor(74_000), NOW)).toBe(false);
  expect(isOverdue(monitor(76_000), NOW)).toBe(true);
});

test('what was never looked at, or has no known interval, is not overdue', () => {
  expect(isOverdue({ ...monitor(0), checked_at: null }, NOW)).toBe(false);
  expect(isOverdue({ ...monitor(1e9), interval_ms: null }, NOW)).toBe(false);
});
