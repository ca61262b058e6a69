import { isoTime } from '../lib/time.ts';
import type { StoreSummary } from '../operations/back-up-store.ts';

/** `20.6 MB, 1,000,000 beats of 100 monitors, 3 incidents, newest beat 2026-11-24T02:00:00.000Z`. */
export function describeSummary({ bytes, beats, monitors, incidents, newestBeatAtMs }: StoreSummary): string {
  return [
    sizeText(bytes),
    `${count(beats, 'beat')} of ${count(monitors, 'monitor')}`,
    count(incidents, 'incident'),
    newestBeatAtMs === null ? 'no beat yet' : `newest beat ${isoTime(newestBeatAtMs)}`,
  ].join(', ');
}

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const;

/** A size as disks are sold: `20.6 MB`. */
export function sizeText(bytes: number): string {
  let size = bytes / 1_000;
  let unit = 0;
  for (; size >= 999.95 && unit < UNITS.length - 1; unit += 1) size /= 1_000;
  return `${size.toFixed(1)} ${UNITS[unit]}`;
}

export function count(many: number, word: string): string {
  return `${many.toLocaleString('en-US')} ${word}${many === 1 ? '' : 's'}`;
}
