import { createSketch, type LatencySketch } from '../../domain/latency-sketch.ts';
import { type StatusTimes, statusTimes, type Tally, type TallyPart } from '../../domain/tally.ts';
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
  const reader = new ByteReader(bytes);
  const parts = Array.from({ length: reader.unsigned() }, () => readPart(reader));
  return { parts, latency: readSketch(reader) };
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
  const reader = new ByteReader(bytes);
  const tallies = new Map<EpochMs, Tally>();
  while (!reader.isAtEnd) {
    const startMs = blockMs + reader.unsigned() * periodMs;
    tallies.set(startMs, readTally(reader.take(reader.unsigned())));
  }
  return tallies;
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
  for (const [bin, inBin] of [...bins].sort(([a], [b]) => a - b)) {
    writer.unsigned(bin - previous);
    writer.unsigned(inBin);
    previous = bin;
  }
}

function readSketch(reader: ByteReader): LatencySketch {
  const sketch = createSketch();
  sketch.count = reader.unsigned();
  if (sketch.count === 0) return sketch;
  sketch.min = reader.unsigned();
  sketch.max = sketch.min + reader.unsigned();
  sketch.zeroes = reader.unsigned();
  for (let bin = 0, seen = sketch.zeroes; seen < sketch.count; ) {
    bin += reader.unsigned();
    const inBin = reader.unsigned();
    sketch.bins.set(bin, inBin);
    seen += inBin;
  }
  return sketch;
}

/** The time in each status of the periods of a block that begin within the span; reads nothing else of them. */
export function readTimes(
  bytes: Uint8Array,
  { blockMs, periodMs, fromMs, toMs }: TimesWanted,
): Map<EpochMs, StatusTimes> {
  const reader = new ByteReader(bytes);
  const times = new Map<EpochMs, StatusTimes>();
  while (!reader.isAtEnd) {
    const startMs = blockMs + reader.unsigned() * periodMs;
    const tally = reader.take(reader.unsigned());
    if (startMs >= fromMs && startMs < toMs) times.set(startMs, readTimesOf(tally));
  }
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
