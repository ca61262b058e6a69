import fc from 'fast-check';
import { REASONS, STATUSES } from '../../src/contracts/status.ts';
import type { Beat } from '../../src/domain/beat.ts';
import type { Append } from '../../src/storage/append.ts';
import { writeBatch } from '../../src/storage/codec/beat-batch.ts';

/** 2026-11-20 00:00 UTC. */
export const START_MS = 1_795_132_800_000;

export function beat(startedAtMs: number, fields: Partial<Beat> = {}): Beat {
  return {
    startedAtMs,
    status: 'healthy',
    reason: 'ok',
    fault: null,
    latencyMs: 120,
    phases: null,
    holdsMs: 40_000,
    ...fields,
  };
}

/** What records these beats of one monitor and nothing else. */
export function appendOf(monitorId: number, beats: readonly Beat[]): Append {
  return {
    beats: writeBatch(beats.map((one) => ({ monitorId, beat: one }))),
    details: [],
    states: [],
    incidents: [],
    durability: 'crash',
  };
}

const tenths = fc.integer({ min: 0, max: 90_000 }).map((value) => value / 10);

/** Any beat that may be, somewhere within `spanMs` after the start. */
export function anyBeat(spanMs: number): fc.Arbitrary<Beat> {
  return fc.record({
    startedAtMs: fc.integer({ min: 0, max: spanMs }).map((offset) => START_MS + offset),
    status: fc.constantFrom(...STATUSES),
    reason: fc.constantFrom(...REASONS),
    fault: fc.constantFrom(null, 'provider', 'credential' as const),
    latencyMs: fc.option(fc.integer({ min: 0, max: 30_000 })),
    phases: fc.option(
      fc.record({
        dnsMs: fc.option(tenths),
        connectMs: fc.option(tenths),
        tlsMs: fc.option(tenths),
        firstByteMs: tenths,
        bodyMs: tenths,
      }),
    ),
    holdsMs: fc.constantFrom(10_000, 40_000, 310_000, 3 * 3_600_000),
  });
}
