import { existsSync, readFileSync } from 'node:fs';
import type { Beat } from '../../src/domain/beat.ts';
import type { EpochMs } from '../../src/lib/time.ts';
import { readBatch } from '../../src/storage/codec/beat-batch.ts';

export type BeatsById = ReadonlyMap<number, readonly Beat[]>;

/** What the writer of one round left. */
export interface Journal {
  /** Beats that the store had acknowledged as durable. */
  readonly acknowledged: BeatsById;
  /** Those of the batch that was under way at the kill: all of it may be there, or nothing. */
  readonly underWay: BeatsById;
  /** The incidents that were acknowledged, by id, as they were last. */
  readonly incidents: ReadonlySet<string>;
  /** When the last line was written; null when there is none. */
  readonly lastAtMs: EpochMs | null;
}

export function readJournal(file: string): Journal {
  const acknowledged = new Map<number, Beat[]>();
  const incidents = new Set<string>();
  let pending: Line | null = null;
  let lastAtMs: EpochMs | null = null;
  for (const line of existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []) {
    const read = readLine(line);
    if (read === null) continue;
    lastAtMs = read.atMs;
    if (read.kind === 'trying') pending = read;
    else {
      addAll(acknowledged, read);
      for (const { incident } of read.append.incidents) incidents.add(incident.id);
      pending = null;
    }
  }
  const underWay = new Map<number, Beat[]>();
  if (pending !== null) addAll(underWay, pending);
  return { acknowledged, underWay, incidents, lastAtMs };
}

interface Line {
  readonly kind: string;
  readonly atMs: EpochMs;
  readonly append: {
    readonly beats: string | null;
    readonly incidents: readonly { readonly incident: { readonly id: string } }[];
  };
}

// The kill may have cut the last line off.
function readLine(line: string): Line | null {
  const space = line.indexOf(' ');
  try {
    return space === -1 ? null : { kind: line.slice(0, space), ...JSON.parse(line.slice(space + 1)) };
  } catch {
    return null;
  }
}

function addAll(into: Map<number, Beat[]>, { append }: Line): void {
  if (append.beats === null) return;
  for (const { monitorId, beat } of readBatch(Buffer.from(append.beats, 'base64'))) {
    const beats = into.get(monitorId) ?? [];
    into.set(monitorId, beats);
    beats.push(beat);
  }
}
