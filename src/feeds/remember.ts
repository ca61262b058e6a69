import { isDeepStrictEqual } from 'node:util';
import type { FeedComponent, FeedIncident, FeedReport } from '../domain/feed-reading.ts';
import type { EpochMs } from '../lib/time.ts';
import { newestFirst, uniqueKeys } from './fit-report.ts';
import { isOpen, keyText } from './levels.ts';
import { MOST_INCIDENTS } from './shapes.ts';

const KEPT_MS = 7 * 86_400_000;

/**
 * What is known after another read. Pages forget: an incident keeps every component that it ever named, one that is no
 * longer told of is over, and what is over is kept for a week.
 */
export function rememberReport(before: FeedReport | null, now: FeedReport, nowMs: EpochMs): FeedReport {
  const known = new Map(before?.incidents.map((incident) => [incident.id, incident]));
  const told = new Set(now.incidents.map(({ id }) => id));
  const gone = (before?.incidents ?? []).filter(({ id }) => !told.has(id)).flatMap((it) => closed(it, nowMs));
  const current = now.incidents.map((incident) => joined(known.get(incident.id), incident, nowMs));
  return {
    ...now,
    components: withSince(before?.components ?? [], now.components, nowMs),
    incidents: newestFirst([...current, ...gone])
      .filter((incident) => isRecent(incident, nowMs))
      .slice(0, MOST_INCIDENTS),
  };
}

function joined(before: FeedIncident | undefined, incident: FeedIncident, nowMs: EpochMs): FeedIncident {
  const isOver = incident.phase === 'resolved';
  const known = {
    ...incident,
    // A page that does not say when is taken at its word from the first time that it was heard.
    startedAtMs: incident.startedAtMs ?? before?.startedAtMs ?? nowMs,
    resolvedAtMs: incident.resolvedAtMs ?? (isOver ? (before?.resolvedAtMs ?? endOf(incident, nowMs)) : null),
    components: uniqueKeys([...(before?.components ?? []), ...incident.components]),
  };
  // The same object while it says the same, so that whoever stores incidents sees at once which are new.
  return before !== undefined && isDeepStrictEqual(before, known) ? before : known;
}

function endOf({ updatedAtMs }: FeedIncident, nowMs: EpochMs): EpochMs {
  return Math.min(updatedAtMs ?? nowMs, nowMs);
}

// A maintenance that was announced and is told of no more was called off.
function closed(incident: FeedIncident, nowMs: EpochMs): readonly FeedIncident[] {
  if (incident.phase === 'scheduled') return [];
  if (!isOpen(incident)) return [incident];
  return [{ ...incident, phase: 'resolved', resolvedAtMs: nowMs }];
}

function isRecent(incident: FeedIncident, nowMs: EpochMs): boolean {
  return incident.resolvedAtMs === null || incident.resolvedAtMs > nowMs - KEPT_MS;
}

function withSince(
  before: readonly FeedComponent[],
  components: readonly FeedComponent[],
  nowMs: EpochMs,
): readonly FeedComponent[] {
  if (components.every(({ level }) => level === 'operational')) return components;
  const known = new Map(before.map((component) => [keyText(component), component]));
  return components.map((component) => {
    if (component.level === 'operational') return component;
    const same = known.get(keyText(component));
    const sinceMs = same?.level === component.level ? same.sinceMs : null;
    return { ...component, sinceMs: sinceMs ?? component.sinceMs ?? nowMs };
  });
}
