import type { Fault, Reason, Status } from '../contracts/status.ts';
import type { EpochMs } from '../lib/time.ts';
import type { Beat } from './beat.ts';
import { addLatency, createSketch, type LatencySketch, mergeSketch } from './latency-sketch.ts';

/** How often, and for how long, one status with one reason was seen. */
export interface TallyPart {
  readonly status: Status;
  readonly reason: Reason;
  readonly fault: Fault | null;
  looks: number;
  /** Time that these looks speak for. */
  ms: number;
}

/** What the looks of a span of time say. It can be merged: that of an hour is the merge of those of its minutes. */
export interface Tally {
  readonly parts: TallyPart[];
  readonly latency: LatencySketch;
}

/** A span of time, cut into periods of equal length that begin at multiples of it. */
export interface Periods {
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly periodMs: number;
}

export function createTally(): Tally {
  return { parts: [], latency: createSketch() };
}

export function mergeTally(tally: Tally, other: Tally): void {
  for (const part of other.parts) {
    const mine = partOf(tally, part);
    mine.looks += part.looks;
    mine.ms += part.ms;
  }
  mergeSketch(tally.latency, other.latency);
}

/**
 * The tally of each period in which something was seen, by the period's start. A look counts where it began; the time
 * that it speaks for (until the next look, at most `holdsMs`) counts where it passed, so the last look before the span
 * (`carry`) may count into it. The beats are sorted and all begin within the span.
 */
export function tallyByPeriod(
  beats: readonly Beat[],
  carry: Beat | null,
  { fromMs, toMs, periodMs }: Periods,
): Map<EpochMs, Tally> {
  const tallies = new Map<EpochMs, Tally>();
  const at = (ms: EpochMs): Tally => {
    const start = ms - (ms % periodMs);
    const known = tallies.get(start);
    if (known !== undefined) return known;
    const tally = createTally();
    tallies.set(start, tally);
    return tally;
  };
  const cover = (beat: Beat, untilMs: EpochMs) => {
    const endMs = Math.min(untilMs, beat.startedAtMs + beat.holdsMs, toMs);
    for (let ms = Math.max(beat.startedAtMs, fromMs); ms < endMs; ) {
      const nextMs = Math.min(ms - (ms % periodMs) + periodMs, endMs);
      partOf(at(ms), beat).ms += nextMs - ms;
      ms = nextMs;
    }
  };
  if (carry !== null) cover(carry, beats[0]?.startedAtMs ?? toMs);
  for (const [i, beat] of beats.entries()) {
    const tally = at(beat.startedAtMs);
    partOf(tally, beat).looks += 1;
    if (beat.latencyMs !== null) addLatency(tally.latency, beat.latencyMs);
    cover(beat, beats[i + 1]?.startedAtMs ?? toMs);
  }
  return tallies;
}

/** The merge of several; an empty tally for none. */
export function mergeTallies(tallies: Iterable<Tally>): Tally {
  const merged = createTally();
  for (const tally of tallies) mergeTally(merged, tally);
  return merged;
}

export interface StatusTimes {
  readonly healthyMs: number;
  readonly degradedMs: number;
  readonly unhealthyMs: number;
  /** Looks that measured nothing: measured time is the other three. */
  readonly unknownMs: number;
}

/**
 * Whether a look of this status and fault says anything about how the service did. One that failed for a reason that is
 * not the provider's does not; one of an earlier version, which knew no faults, does.
 */
export function isMeasured({ status, fault }: Pick<TallyPart, 'status' | 'fault'>): boolean {
  if (status === 'unhealthy') return fault === null || fault === 'provider';
  return status !== 'unknown';
}

export function statusTimes({ parts }: Pick<Tally, 'parts'>): StatusTimes {
  const times = { healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unknownMs: 0 };
  for (const part of parts) times[isMeasured(part) ? COLUMN_OF[part.status] : 'unknownMs'] += part.ms;
  return times;
}

const COLUMN_OF = {
  healthy: 'healthyMs',
  degraded: 'degradedMs',
  unhealthy: 'unhealthyMs',
  unknown: 'unknownMs',
} satisfies Record<Status, keyof StatusTimes>;

type PartKey = Pick<TallyPart, 'status' | 'reason' | 'fault'>;

/** The part of this status, reason and fault, which is made when it is not there. */
export function partOf({ parts }: Tally, { status, reason, fault }: PartKey): TallyPart {
  // Nearly always there is one part or two; a loop beats a map of keys.
  for (const part of parts) {
    if (part.status === status && part.reason === reason && part.fault === fault) return part;
  }
  const part = { status, reason, fault, looks: 0, ms: 0 };
  parts.push(part);
  return part;
}
