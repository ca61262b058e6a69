import { randomUUID } from 'node:crypto';
import type { Incident, IncidentDetail, IncidentEvent, IncidentsResponse } from '../contracts/incidents.ts';
import { KoraError } from '../lib/errors.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import type { StoredEvent, StoredIncident } from '../storage/incidents.ts';
import { describeEvidence } from './explain-monitor.ts';
import { askStore, type HistorySources } from './history-store.ts';
import { readIncidentPlace, writeIncidentPlace } from './incident-place.ts';
import { describeBeats } from './list-beats.ts';
import { type LedgerSources, ledgerEntry } from './list-ledger.ts';

export interface IncidentsQuery {
  readonly state: 'open' | 'closed' | null;
  readonly monitor: string | null;
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly cursor: string | null;
  readonly limit: number;
}

/** A page of incidents: open ones first, then the newest first. */
export async function listIncidents(
  sources: HistorySources,
  query: IncidentsQuery,
): Promise<IncidentsResponse> {
  const found = await askStore(sources, 'listIncidents', {
    state: query.state,
    monitor: query.monitor,
    fromMs: query.from,
    toMs: query.to,
    after: query.cursor === null ? null : readIncidentPlace(query.cursor),
    limit: query.limit,
  });
  const nowMs = sources.clock.nowMs();
  const last = found.at(-1);
  return {
    incidents: found.map(({ incident, monitor }) => describeIncident(incident, monitor, nowMs)),
    next_cursor: last === undefined || found.length < query.limit ? null : writeIncidentPlace(last.incident),
  };
}

const BEATS_AROUND_MS = 15 * 60_000;
const MOST_BEATS_AROUND = 200;

/** One incident with its timeline and the looks around it; throws `not_found`. */
export async function getIncident(sources: LedgerSources, id: string): Promise<IncidentDetail> {
  const found = await askStore(sources, 'getIncident', { id });
  if (found === null) throw new KoraError('not_found', 'there is no incident of that id');
  const { incident, monitor, events } = found;
  return {
    incident: describeIncident(incident, monitor, sources.clock.nowMs()),
    timeline: events.map(describeEvent),
    beats: monitor === null ? [] : await beatsAround(sources, monitor, incident),
    rule: incident.evidence?.rule ?? null,
    evidence: (incident.evidence?.rows ?? []).map(describeEvidence),
    ledger: await ledgerEntry(sources, { incident, monitor }),
  };
}

/** Writes a note into the timeline; throws `not_found`. */
export async function addNote(
  sources: HistorySources,
  { id, text }: { readonly id: string; readonly text: string },
): Promise<IncidentEvent> {
  const event: StoredEvent = {
    key: `${id}:note:${randomUUID()}`,
    atMs: sources.clock.nowMs(),
    kind: 'note',
    status: null,
    reason: null,
    text,
  };
  if (!(await askStore(sources, 'addNote', { id, event }))) {
    throw new KoraError('not_found', 'there is no incident of that id');
  }
  return describeEvent(event);
}

async function beatsAround(sources: HistorySources, name: string, incident: StoredIncident) {
  const limit = MOST_BEATS_AROUND / 2;
  const around = (atMs: EpochMs) =>
    askStore(sources, 'newestBeats', {
      name,
      fromMs: atMs - BEATS_AROUND_MS,
      beforeMs: atMs + BEATS_AROUND_MS,
      limit,
    });
  const beginning = await around(incident.startedAtMs);
  const end = await around(incident.endedAtMs ?? sources.clock.nowMs());
  const byStart = new Map([...beginning, ...end].map((beat) => [beat.startedAtMs, beat]));
  return describeBeats(
    sources,
    name,
    [...byStart.values()].sort((a, b) => a.startedAtMs - b.startedAtMs),
  );
}

export function describeIncident(incident: StoredIncident, monitor: string | null, nowMs: EpochMs): Incident {
  const { startedAtMs, endedAtMs } = incident;
  return {
    id: incident.id,
    monitor,
    state: endedAtMs === null ? 'open' : 'closed',
    worst_status: incident.worst,
    started_at: isoTime(startedAtMs),
    ended_at: endedAtMs === null ? null : isoTime(endedAtMs),
    duration_ms: Math.max(0, (endedAtMs ?? nowMs) - startedAtMs),
    reason: incident.reason,
    fault: incident.fault,
    why: incident.why,
    flapping: incident.flapping,
  };
}

function describeEvent({ atMs, kind, status, reason, text }: StoredEvent): IncidentEvent {
  return { at: isoTime(atMs), kind, status, reason, text };
}
