import { MAX_RECENT_BEATS, type Beat as RecentBeat } from '../contracts/monitors.ts';
import { REASONS, STATUSES } from '../contracts/status.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import type { Beat } from './beat.ts';

/** The last beats of a monitor, in sixteen bytes each: ten thousand monitors keep theirs in memory. */
export interface BeatRing {
  push(beat: SeenBeat): void;
  /** Puts beats of an earlier run before those that are there, the oldest first. */
  precede(beats: readonly SeenBeat[]): void;
  /** Replaces the newest: slow facts came in and the same look is judged anew. */
  amend(verdict: PackedFields): void;
  /** The newest `count`, the oldest of them first. */
  last(count: number): readonly RecentBeat[];
}

type PackedFields = Pick<Beat, 'status' | 'reason' | 'latencyMs'>;
export type SeenBeat = PackedFields & Pick<Beat, 'startedAtMs'>;

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

  function push(atMs: EpochMs, packed: number): void {
    if (length === values.length / 2 && length < MAX_RECENT_BEATS) grow();
    values[next * 2] = atMs;
    values[next * 2 + 1] = packed;
    next = (next + 1) % (values.length / 2);
    length = Math.min(length + 1, MAX_RECENT_BEATS);
  }

  function pairs(): readonly (readonly [EpochMs, number])[] {
    const capacity = values.length / 2;
    return Array.from({ length }, (_, i) => {
      const index = (next - length + i + capacity) % capacity;
      return [values[index * 2] ?? 0, values[index * 2 + 1] ?? 0];
    });
  }

  return {
    push: (beat) => push(beat.startedAtMs, pack(beat)),
    precede(beats) {
      const present = pairs();
      next = 0;
      length = 0;
      for (const beat of beats) push(beat.startedAtMs, pack(beat));
      for (const [atMs, packed] of present) push(atMs, packed);
    },
    amend(verdict) {
      if (length > 0) values[newestIndex() * 2 + 1] = pack(verdict);
    },
    last: (count) =>
      pairs()
        .slice(Math.max(0, length - count))
        .map(([atMs, packed]) => unpack(atMs, packed)),
  };
}

function pack({ status, reason, latencyMs }: PackedFields): number {
  const latency = latencyMs === null ? 0 : latencyMs + 1;
  return latency * LATENCY_FACTOR + REASONS.indexOf(reason) * REASON_FACTOR + STATUSES.indexOf(status);
}

function unpack(atMs: EpochMs, packed: number): RecentBeat {
  const latency = Math.floor(packed / LATENCY_FACTOR);
  return {
    at: isoTime(atMs),
    status: STATUSES[packed % REASON_FACTOR] ?? 'unknown',
    reason: REASONS[Math.floor(packed / REASON_FACTOR) % 64] ?? 'internal_error',
    latency_ms: latency === 0 ? null : latency - 1,
  };
}
