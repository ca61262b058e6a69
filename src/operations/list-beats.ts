import type { BeatsResponse, DetailChangesResponse, StoredBeat } from '../contracts/history.ts';
import type { Beat } from '../domain/beat.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import { describePhases } from './describe-phases.ts';
import { askStore, type HistorySources } from './history-store.ts';
import { isMoment, readCursor, writeCursor } from './page-cursor.ts';

export interface BeatsQuery {
  readonly name: string;
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly cursor: string | null;
  readonly limit: number;
}

/** A page of looks, the newest first. */
export async function listBeats(sources: HistorySources, query: BeatsQuery): Promise<BeatsResponse> {
  const { name, limit } = query;
  const beforeMs = pageEnd(query, sources.clock.nowMs());
  const beats = await askStore(sources, 'newestBeats', { name, fromMs: query.from ?? 0, beforeMs, limit });
  return {
    monitor: name,
    beats: await describeBeats(sources, name, beats),
    next_cursor: beats.length < limit ? null : writeCursor([beats.at(-1)?.startedAtMs ?? 0]),
  };
}

/** A page of how error and details changed, the newest first. */
export async function listDetailChanges(
  sources: HistorySources,
  query: Omit<BeatsQuery, 'from' | 'to'>,
): Promise<DetailChangesResponse> {
  const { name, limit } = query;
  const beforeMs = pageEnd({ ...query, to: null }, sources.clock.nowMs());
  const changes = await askStore(sources, 'detailChanges', { name, beforeMs, limit });
  return {
    monitor: name,
    changes: changes.map(({ atMs, error, details }) => ({
      at: isoTime(atMs),
      error,
      details: JSON.parse(details),
    })),
    next_cursor: changes.length < limit ? null : writeCursor([changes.at(-1)?.atMs ?? 0]),
  };
}

/** Beats as the API tells them, each with the error that was so when it was seen. They may come in either order. */
export async function describeBeats(
  sources: HistorySources,
  name: string,
  beats: readonly Beat[],
): Promise<StoredBeat[]> {
  if (beats.length === 0) return [];
  const starts = beats.map(({ startedAtMs }) => startedAtMs);
  const fromMs = Math.min(...starts);
  const errors = await askStore(sources, 'errorsDuring', { name, fromMs, toMs: Math.max(...starts) });
  return beats.map((beat) => ({
    at: isoTime(beat.startedAtMs),
    status: beat.status,
    reason: beat.reason,
    fault: beat.fault,
    latency_ms: beat.latencyMs,
    phases: describePhases(beat.phases),
    error: errors.findLast(({ atMs }) => atMs <= beat.startedAtMs)?.error ?? null,
  }));
}

// A moment more than now: a look that begins in this very millisecond is not left out.
function pageEnd({ cursor, to }: Pick<BeatsQuery, 'cursor' | 'to'>, nowMs: EpochMs): EpochMs {
  if (cursor !== null) return readCursor(cursor, isMoment)[0];
  return to ?? nowMs + 1;
}
