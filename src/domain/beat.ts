import type { Fault, Reason, Status } from '../contracts/status.ts';
import type { Phases } from '../lib/http-client.ts';
import type { EpochMs } from '../lib/time.ts';

/** One look as it is remembered. */
export interface Beat {
  readonly startedAtMs: EpochMs;
  readonly status: Status;
  readonly reason: Reason;
  readonly fault: Fault | null;
  /** Whole milliseconds of the first round trip; null when none was completed. */
  readonly latencyMs: number | null;
  readonly phases: Phases | null;
  /** How long it speaks for at most: until the next look, or so many milliseconds when that does not come. */
  readonly holdsMs: number;
}

/** Whether two beats are the same look told twice; two looks that differ may begin in one millisecond after a clock step. */
export function isSameLook(a: Beat, b: Beat): boolean {
  return (
    a.startedAtMs === b.startedAtMs &&
    a.status === b.status &&
    a.reason === b.reason &&
    a.fault === b.fault &&
    a.latencyMs === b.latencyMs &&
    a.holdsMs === b.holdsMs &&
    samePhases(a.phases, b.phases)
  );
}

function samePhases(a: Phases | null, b: Phases | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.dnsMs === b.dnsMs &&
    a.connectMs === b.connectMs &&
    a.tlsMs === b.tlsMs &&
    a.firstByteMs === b.firstByteMs &&
    a.bodyMs === b.bodyMs
  );
}

const HOUR_MS = 3_600_000;

/**
 * Every look once, the oldest first. Another look that began in the very same millisecond is moved to the next free
 * one, within its hour: none is lost and none is counted twice, whatever the wall clock did.
 */
export function mergeBeats(known: readonly Beat[], added: readonly Beat[]): Beat[] {
  const byStart = new Map(known.map((beat) => [beat.startedAtMs, beat]));
  for (const beat of added) place(byStart, beat);
  return [...byStart.values()].sort((a, b) => a.startedAtMs - b.startedAtMs);
}

function place(byStart: Map<EpochMs, Beat>, added: Beat): void {
  const step = added.startedAtMs % HOUR_MS < HOUR_MS / 2 ? 1 : -1;
  let beat = added;
  for (;;) {
    const there = byStart.get(beat.startedAtMs);
    if (there === undefined) {
      byStart.set(beat.startedAtMs, beat);
      return;
    }
    if (isSameLook(there, beat)) return;
    beat = { ...beat, startedAtMs: beat.startedAtMs + step };
  }
}
