import type { Beat } from '../contracts/monitors.ts';
import { MAX_RECENT_BEATS } from '../contracts/monitors.ts';
import { REASONS, STATUSES } from '../contracts/status.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import type { Verdict } from './verdict.ts';

/** The latest verdict of a monitor, and since when its status is what it is. */
export interface MonitorState {
  readonly verdict: Verdict;
  readonly checkedAtMs: EpochMs;
  readonly sinceAtMs: EpochMs;
}

/** What a new verdict means to those who watch for changes. */
export type StateChange = 'first' | 'status_changed' | 'reason_changed' | 'unchanged';

/** Pure: the state after a look that ended at `checkedAtMs`. */
export function advance(
  previous: MonitorState | null,
  verdict: Verdict,
  checkedAtMs: EpochMs,
): { state: MonitorState; change: StateChange } {
  if (previous === null) return { state: { verdict, checkedAtMs, sinceAtMs: checkedAtMs }, change: 'first' };
  const sameStatus = previous.verdict.status === verdict.status;
  const sinceAtMs = sameStatus ? previous.sinceAtMs : checkedAtMs;
  const change = !sameStatus
    ? 'status_changed'
    : previous.verdict.reason === verdict.reason
      ? 'unchanged'
      : 'reason_changed';
  return { state: { verdict, checkedAtMs, sinceAtMs }, change };
}

/** The last beats of a monitor, in sixteen bytes each: ten thousand monitors keep theirs in memory. */
export interface BeatRing {
  push(verdict: Verdict, atMs: EpochMs): void;
  /** Replaces the newest: slow facts came in and the same look is judged anew. */
  amend(verdict: Verdict): void;
  /** The newest `count`, the oldest of them first. */
  last(count: number): readonly Beat[];
}

const REASON_FACTOR = STATUSES.length;
const LATENCY_FACTOR = REASON_FACTOR * 64;
const FIRST_CAPACITY = 4;

export function createBeatRing(): BeatRing {
  // Pairs: the time, then latency + 1 (0 is none), reason and status packed into one whole number.
  let values = new Float64Array(FIRST_CAPACITY * 2);
  let length = 0;
  let next = 0;

  function grow(): void {
    const larger = new Float64Array(Math.min(MAX_RECENT_BEATS, length * 2) * 2);
    larger.set(values);
    values = larger;
    next = length;
  }

  function newestIndex(): number {
    const capacity = values.length / 2;
    return (next - 1 + capacity) % capacity;
  }

  return {
    push(verdict, atMs) {
      if (length === values.length / 2 && length < MAX_RECENT_BEATS) grow();
      values[next * 2] = atMs;
      values[next * 2 + 1] = pack(verdict);
      next = (next + 1) % (values.length / 2);
      length = Math.min(length + 1, MAX_RECENT_BEATS);
    },
    amend(verdict) {
      if (length > 0) values[newestIndex() * 2 + 1] = pack(verdict);
    },
    last(count) {
      const capacity = values.length / 2;
      const taken = Math.min(count, length);
      return Array.from({ length: taken }, (_, i) => {
        const index = (next - taken + i + capacity) % capacity;
        return unpack(values[index * 2] ?? 0, values[index * 2 + 1] ?? 0);
      });
    },
  };
}

function pack({ status, reason, latencyMs }: Verdict): number {
  const latency = latencyMs === null ? 0 : latencyMs + 1;
  return latency * LATENCY_FACTOR + REASONS.indexOf(reason) * REASON_FACTOR + STATUSES.indexOf(status);
}

function unpack(atMs: EpochMs, packed: number): Beat {
  const latency = Math.floor(packed / LATENCY_FACTOR);
  return {
    at: isoTime(atMs),
    status: STATUSES[packed % REASON_FACTOR] ?? 'unknown',
    reason: REASONS[Math.floor(packed / REASON_FACTOR) % 64] ?? 'internal_error',
    latency_ms: latency === 0 ? null : latency - 1,
  };
}
