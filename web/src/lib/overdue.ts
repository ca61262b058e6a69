import type { BoardMonitor } from './board.ts';

const SLACK_MS = 5_000;

/** True when the next look should long have ended: what is shown may no longer be so. */
export function isOverdue(
  { checked_at, interval_ms, timeout_ms }: Pick<BoardMonitor, 'checked_at' | 'interval_ms' | 'timeout_ms'>,
  nowMs: number,
): boolean {
  if (checked_at === null || interval_ms === null || timeout_ms === null) return false;
  return nowMs > Date.parse(checked_at) + 2 * interval_ms + timeout_ms + SLACK_MS;
}
