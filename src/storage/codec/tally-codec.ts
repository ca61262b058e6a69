import { addToBin, type LatencySketch } from '../../domain/latency-sketch.ts';
import {
  createTally,
  partOf,
  type StatusTimes,
  statusTimes,
  type Tally,
  type TallyPart,
} from '../../domain/tally.ts';
import type { EpochMs } from '../../lib/time.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { faultCode, faultOf, reasonCode, reasonOf, statusCode, statusOf } from './codes.ts';

export function writeTally(tally: Tally): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  writer.unsigned(tally.parts.length);
  for (const part of tally.parts) writePart(writer, part);
  writeSketch(writer, tally.latency);
  return writer.bytes();
}

export function readTally(bytes: Uint8Array): Tally {
  const tally = createTally();
  mergeStored(tally, bytes);
  return tally;
}

/** Adds a stored tally to one. */
export function mergeStored(tally: Tally, bytes: Uint8Array): void {
  untilDamage(() => mergeEncoded(tally, new ByteReader(bytes)));
}

// One block whose bytes were damaged must not keep anybody from all the others.
function untilDamage(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

// Without making it first: a series over months is thousands of them.
function mergeEncoded(tally: Tally, reader: ByteReader): void {
  for (let parts = reader.unsigned(); parts > 0; parts -= 1) {
    const { looks, ms, ...key } = readPart(reader);
    const part = partOf(tally, key);
    part.looks += looks;
    part.ms += ms;
  }
  mergeEncodedSketch(tally.latency, reader);
}

/** The tallies of the periods of one block (the minutes of an hour, the hours of a day), by their starts. */
export function writeTallies(
  tallies: ReadonlyMap<EpochMs, Tally>,
  blockMs: EpochMs,
  periodMs: number,
): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  for (const [startMs, tally] of [...tallies].sort(([a], [b]) => a - b)) {
    const bytes = writeTally(tally);
    writer.unsigned((startMs - blockMs) / periodMs);
    writer.unsigned(bytes.length);
    writer.append(bytes);
  }
  return writer.bytes();
}

export function readTallies(bytes: Uint8Array, blockMs: EpochMs, periodMs: number): Map<EpochMs, Tally> {
  const tallies = new Map<EpochMs, Tally>();
  mergeTalliesOf(bytes, { blockMs, periodMs }, (startMs) => tallyAt(tallies, startMs));
  return tallies;
}

export interface Block {
  readonly blockMs: EpochMs;
  readonly periodMs: number;
}

/** Adds each tally of a block to the one that is wanted for it; null leaves it out. */
export function mergeTalliesOf(
  bytes: Uint8Array,
  { blockMs, periodMs }: Block,
  into: (startMs: EpochMs) => Tally | null,
): void {
  const reader = new ByteReader(bytes);
  untilDamage(() => {
    while (!reader.isAtEnd) {
      const tally = into(startOf(reader, blockMs, periodMs));
      const length = reader.unsigned();
      if (tally === null) reader.take(length);
      else mergeEncoded(tally, reader);
    }
  });
}

// An hour has sixty minutes, and a day fewer hours.
const MOST_PERIODS = 60;

function startOf(reader: ByteReader, blockMs: EpochMs, periodMs: number): EpochMs {
  const period = reader.unsigned();
  if (period >= MOST_PERIODS) throw new RangeError('the stored bytes are no tallies');
  return blockMs + period * periodMs;
}

/** The tally of that start, which is made when it is not there. */
export function tallyAt(tallies: Map<EpochMs, Tally>, startMs: EpochMs): Tally {
  const known = tallies.get(startMs);
  if (known !== undefined) return known;
  const tally = createTally();
  tallies.set(startMs, tally);
  return tally;
}

function writePart(writer: ByteWriter, { status, reason, fault, looks, ms }: TallyPart): void {
  for (const code of [statusCode(status), reasonCode(reason), faultCode(fault)]) writer.byte(code);
  writer.unsigned(looks);
  writer.unsigned(ms);
}

function readPart(reader: ByteReader): TallyPart {
  const status = statusOf(reader.byte());
  const reason = reasonOf(reader.byte());
  const fault = faultOf(reader.byte());
  return { status, reason, fault, looks: reader.unsigned(), ms: reader.unsigned() };
}

// Bins that hold nothing are left out: a minute has a handful, a day some tens.
function writeSketch(writer: ByteWriter, { bins, zeroes, count, min, max }: LatencySketch): void {
  writer.unsigned(count);
  if (count === 0) return;
  writer.unsigned(min);
  writer.unsigned(max - min);
  writer.unsigned(zeroes);
  let previous = 0;
  for (const [bin, inBin] of bins.entries()) {
    if (inBin === 0) continue;
    writer.unsigned(bin - previous);
    writer.unsigned(inBin);
    previous = bin;
  }
}

// That of a latency of years.
const HIGHEST_BIN = 2_000;

function mergeEncodedSketch(sketch: LatencySketch, reader: ByteReader): void {
  const count = reader.unsigned();
  if (count === 0) return;
  const min = reader.unsigned();
  const max = min + reader.unsigned();
  const zeroes = reader.unsigned();
  for (let bin = 0, seen = zeroes; seen < count; ) {
    bin += reader.unsigned();
    const inBin = reader.unsigned();
    if (bin > HIGHEST_BIN) throw new RangeError('the stored bytes are no sketch');
    addToBin(sketch.bins, bin, inBin);
    seen += inBin;
  }
  sketch.count += count;
  sketch.zeroes += zeroes;
  sketch.min = Math.min(sketch.min, min);
  sketch.max = Math.max(sketch.max, max);
}

/** The time in each status of the periods of a block that begin within the span; reads nothing else of them. */
export function readTimes(
  bytes: Uint8Array,
  { blockMs, periodMs, fromMs, toMs }: TimesWanted,
): Map<EpochMs, StatusTimes> {
  const reader = new ByteReader(bytes);
  const times = new Map<EpochMs, StatusTimes>();
  untilDamage(() => {
    while (!reader.isAtEnd) {
      const startMs = startOf(reader, blockMs, periodMs);
      const tally = reader.take(reader.unsigned());
      if (startMs >= fromMs && startMs < toMs) times.set(startMs, readTimesOf(tally));
    }
  });
  return times;
}

export interface TimesWanted {
  readonly blockMs: EpochMs;
  readonly periodMs: number;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

function readTimesOf(bytes: Uint8Array): StatusTimes {
  const reader = new ByteReader(bytes);
  return statusTimes({ parts: Array.from({ length: reader.unsigned() }, () => readPart(reader)) });
}
