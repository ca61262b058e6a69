import type { Beat } from '../../domain/beat.ts';
import type { Phases } from '../../lib/http-client.ts';
import type { EpochMs } from '../../lib/time.ts';
import { type ByteReader, ByteWriter } from './bytes.ts';
import { faultCode, faultOf, reasonCode, reasonOf, statusCode, statusOf } from './codes.ts';

// What the head byte of a beat tells about the bytes after it.
const SAME_VERDICT = 1;
const HAS_LATENCY = 2;
const HAS_PHASES = 4;
const HAS_DNS = 8;
const HAS_CONNECT = 16;
const HAS_TLS = 32;

// Phases are kept in tenths of a millisecond, which is also how they are shown.
const TENTHS = 10;

/** What a beat is written against: most of it is as in the beat before. */
interface Previous {
  startedAtMs: EpochMs;
  gapMs: number;
  status: number;
  reason: number;
  fault: number;
  holdsMs: number;
  latencyMs: number;
  firstByteTenths: number;
}

function noPrevious(fromMs: EpochMs): Previous {
  return {
    startedAtMs: fromMs,
    gapMs: 0,
    status: -1,
    reason: -1,
    fault: -1,
    holdsMs: -1,
    latencyMs: 0,
    firstByteTenths: 0,
  };
}

/** Writes beats one after the other, each as what differs from the one before: six to eight bytes for a usual one. */
export class BeatWriter {
  readonly #writer = new ByteWriter();
  readonly #previous: Previous;
  #count = 0;

  /** `fromMs` is what the first start is counted from. */
  constructor(fromMs: EpochMs) {
    this.#previous = noPrevious(fromMs);
  }

  get count(): number {
    return this.#count;
  }

  get lastStartedAtMs(): EpochMs {
    return this.#previous.startedAtMs;
  }

  append(beat: Beat): void {
    const writer = this.#writer;
    const previous = this.#previous;
    const status = statusCode(beat.status);
    const reason = reasonCode(beat.reason);
    const fault = faultCode(beat.fault);
    const same =
      status === previous.status &&
      reason === previous.reason &&
      fault === previous.fault &&
      beat.holdsMs === previous.holdsMs;
    writer.byte(headOf(beat, same));
    const gapMs = beat.startedAtMs - previous.startedAtMs;
    writer.signed(gapMs - previous.gapMs);
    if (!same) {
      for (const code of [status, reason, fault]) writer.byte(code);
      writer.unsigned(beat.holdsMs);
    }
    if (beat.latencyMs !== null) {
      writer.signed(beat.latencyMs - previous.latencyMs);
      previous.latencyMs = beat.latencyMs;
    }
    if (beat.phases !== null) this.#appendPhases(beat.phases);
    Object.assign(previous, {
      startedAtMs: beat.startedAtMs,
      gapMs,
      status,
      reason,
      fault,
      holdsMs: beat.holdsMs,
    });
    this.#count += 1;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return this.#writer.bytes();
  }

  view(): Uint8Array {
    return this.#writer.view();
  }

  #appendPhases({ dnsMs, connectMs, tlsMs, firstByteMs, bodyMs }: Phases): void {
    for (const ms of [dnsMs, connectMs, tlsMs]) if (ms !== null) this.#writer.unsigned(tenths(ms));
    const firstByteTenths = tenths(firstByteMs);
    this.#writer.signed(firstByteTenths - this.#previous.firstByteTenths);
    this.#writer.unsigned(tenths(bodyMs));
    this.#previous.firstByteTenths = firstByteTenths;
  }
}

/** All beats that a `BeatWriter` wrote, with `fromMs` as it was given to it. */
export function readBeats(reader: ByteReader, fromMs: EpochMs): Beat[] {
  const beats: Beat[] = [];
  const previous = noPrevious(fromMs);
  while (!reader.isAtEnd) beats.push(readBeat(reader, previous));
  return beats;
}

function readBeat(reader: ByteReader, previous: Previous): Beat {
  const head = reader.byte();
  previous.gapMs += reader.signed();
  previous.startedAtMs += previous.gapMs;
  if ((head & SAME_VERDICT) === 0) {
    previous.status = reader.byte();
    previous.reason = reader.byte();
    previous.fault = reader.byte();
    previous.holdsMs = reader.unsigned();
  }
  if ((head & HAS_LATENCY) !== 0) previous.latencyMs += reader.signed();
  return {
    startedAtMs: previous.startedAtMs,
    status: statusOf(previous.status),
    reason: reasonOf(previous.reason),
    fault: faultOf(previous.fault),
    latencyMs: (head & HAS_LATENCY) === 0 ? null : previous.latencyMs,
    phases: (head & HAS_PHASES) === 0 ? null : readPhases(reader, head, previous),
    holdsMs: previous.holdsMs,
  };
}

function readPhases(reader: ByteReader, head: number, previous: Previous): Phases {
  const optional = (flag: number) => ((head & flag) === 0 ? null : reader.unsigned() / TENTHS);
  const dnsMs = optional(HAS_DNS);
  const connectMs = optional(HAS_CONNECT);
  const tlsMs = optional(HAS_TLS);
  previous.firstByteTenths += reader.signed();
  return {
    dnsMs,
    connectMs,
    tlsMs,
    firstByteMs: previous.firstByteTenths / TENTHS,
    bodyMs: reader.unsigned() / TENTHS,
  };
}

function headOf({ latencyMs, phases }: Beat, same: boolean): number {
  const head = (same ? SAME_VERDICT : 0) | (latencyMs === null ? 0 : HAS_LATENCY);
  if (phases === null) return head;
  return (
    head |
    HAS_PHASES |
    (phases.dnsMs === null ? 0 : HAS_DNS) |
    (phases.connectMs === null ? 0 : HAS_CONNECT) |
    (phases.tlsMs === null ? 0 : HAS_TLS)
  );
}

function tenths(ms: number): number {
  return Math.round(ms * TENTHS);
}
