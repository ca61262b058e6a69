import type { Beat } from '../../domain/beat.ts';
import { BeatWriter, readBeats } from './beat-codec.ts';
import { ByteReader, ByteWriter } from './bytes.ts';

/** A beat with the number under which the store knows its monitor. */
export interface MonitorBeat {
  readonly monitorId: number;
  readonly beat: Beat;
}

/** Many monitors' beats as one row of the log, about fourteen bytes each. */
export function writeBatch(beats: readonly MonitorBeat[]): Uint8Array<ArrayBuffer> {
  const baseMs = beats.reduce(
    (least, { beat }) => Math.min(least, beat.startedAtMs),
    Number.MAX_SAFE_INTEGER,
  );
  const writers = new Map<number, BeatWriter>();
  for (const { monitorId, beat } of beats) {
    const writer = writers.get(monitorId) ?? new BeatWriter(baseMs);
    writers.set(monitorId, writer);
    writer.append(beat);
  }
  const row = new ByteWriter();
  row.unsigned(baseMs);
  for (const [monitorId, writer] of writers) {
    const bytes = writer.view();
    row.unsigned(monitorId);
    row.unsigned(bytes.length);
    row.append(bytes);
  }
  return row.bytes();
}

// No clock is that wrong.
const LATEST_MS = Date.UTC(2500, 0, 1);

/** The beats of a row, those of one monitor in the order in which they were written. Throws a `RangeError` for damaged bytes. */
export function readBatch(bytes: Uint8Array): MonitorBeat[] {
  const row = new ByteReader(bytes);
  const baseMs = row.unsigned();
  const beats: MonitorBeat[] = [];
  while (!row.isAtEnd) {
    const monitorId = row.unsigned();
    const length = row.unsigned();
    for (const beat of readBeats(new ByteReader(row.take(length)), baseMs)) {
      if (beat.startedAtMs < baseMs || beat.startedAtMs > LATEST_MS)
        throw new RangeError('the stored bytes are no beats');
      beats.push({ monitorId, beat });
    }
  }
  return beats;
}
