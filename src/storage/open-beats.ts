import { type Beat, mergeBeats } from '../domain/beat.ts';
import type { EpochMs } from '../lib/time.ts';
import { BeatWriter, readBeats } from './codec/beat-codec.ts';
import { ByteReader } from './codec/bytes.ts';
import { hourOf } from './periods.ts';

/**
 * The beats whose hours are not sealed yet, by monitor and hour, as the bytes of the block that each will become. The log
 * holds the same beats on disk, so that this can be made anew after a crash.
 */
export class OpenBeats {
  readonly #monitors = new Map<number, Map<EpochMs, BeatWriter>>();
  /** How many monitors have an hour open. */
  readonly #openHours = new Map<EpochMs, number>();

  add(monitorId: number, beat: Beat): void {
    const hourMs = hourOf(beat.startedAtMs);
    const hours = this.#hoursOf(monitorId);
    const writer = hours.get(hourMs);
    if (writer === undefined) {
      hours.set(hourMs, writeAll([beat], hourMs));
      this.#openHours.set(hourMs, (this.#openHours.get(hourMs) ?? 0) + 1);
    } else if (beat.startedAtMs > writer.lastStartedAtMs) writer.append(beat);
    else hours.set(hourMs, writeAll(mergeBeats(beatsOf(writer, hourMs), [beat]), hourMs));
  }

  /** The oldest first; empty when that hour is not open. */
  beats(monitorId: number, hourMs: EpochMs): readonly Beat[] {
    const writer = this.#monitors.get(monitorId)?.get(hourMs);
    return writer === undefined ? [] : beatsOf(writer, hourMs);
  }

  /** The open hours of a monitor, the oldest first. */
  hours(monitorId: number): readonly EpochMs[] {
    return [...(this.#monitors.get(monitorId)?.keys() ?? [])].sort((a, b) => a - b);
  }

  /** Which monitors have hours open that began before `beforeMs`. */
  monitorsWithHoursBefore(beforeMs: EpochMs): readonly number[] {
    return [...this.#monitors].flatMap(([monitorId, hours]) =>
      [...hours.keys()].some((hourMs) => hourMs < beforeMs) ? [monitorId] : [],
    );
  }

  isOpen(hourMs: EpochMs): boolean {
    return this.#openHours.has(hourMs);
  }

  /** How many beats of an hour are open, to tell whether some came while it was being sealed. */
  count(monitorId: number, hourMs: EpochMs): number {
    return this.#monitors.get(monitorId)?.get(hourMs)?.count ?? 0;
  }

  drop(monitorId: number, hourMs: EpochMs): void {
    const hours = this.#monitors.get(monitorId);
    if (hours?.delete(hourMs) !== true) return;
    if (hours.size === 0) this.#monitors.delete(monitorId);
    const left = (this.#openHours.get(hourMs) ?? 1) - 1;
    if (left === 0) this.#openHours.delete(hourMs);
    else this.#openHours.set(hourMs, left);
  }

  #hoursOf(monitorId: number): Map<EpochMs, BeatWriter> {
    const known = this.#monitors.get(monitorId);
    if (known !== undefined) return known;
    const hours = new Map<EpochMs, BeatWriter>();
    this.#monitors.set(monitorId, hours);
    return hours;
  }
}

function writeAll(beats: readonly Beat[], hourMs: EpochMs): BeatWriter {
  const writer = new BeatWriter(hourMs);
  for (const beat of beats) writer.append(beat);
  return writer;
}

function beatsOf(writer: BeatWriter, hourMs: EpochMs): Beat[] {
  return readBeats(new ByteReader(writer.view()), hourMs);
}
