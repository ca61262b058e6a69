import { z } from 'zod';
import type { FeedComponent, FeedIncident } from '../../domain/feed-reading.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { isOpen, levelWords, phaseOf, worstLevel } from '../levels.ts';
import {
  idText,
  instant,
  list,
  MOST_INCIDENTS,
  MOST_NAMED,
  MOST_UPDATES,
  member,
  name,
  text,
} from '../shapes.ts';

const incidentSchema = z.object({
  id: idText,
  title: text,
  status: text,
  createdAt: instant,
  startedAt: instant,
  scheduledAt: instant,
  updatedAt: instant,
  resolvedAt: instant,
  components: list(z.object({ name, groupName: text, impact: text }), MOST_NAMED),
  updates: list(z.object({ message: text, createdAt: instant }), MOST_UPDATES),
});
type Incident = z.output<typeof incidentSchema>;

/** Railway's own page, `/api/status`: components are named in incidents only. */
export const railway = defineJsonFeed({
  name: 'railway',
  listsAll: false,
  schema: z.object({
    activeIncidents: list(incidentSchema, MOST_INCIDENTS),
    recentIncidents: list(incidentSchema, MOST_INCIDENTS),
    maintenances: list(incidentSchema, MOST_INCIDENTS),
  }),
  recognises: (value) =>
    member(value, 'page') === undefined &&
    Array.isArray(member(value, 'activeIncidents')) &&
    [member(value, 'recentIncidents'), member(value, 'maintenances')].some(Array.isArray),
  report({ activeIncidents: active, recentIncidents: recent, maintenances }, nowMs) {
    const told = [
      ...active.map((row) => tell(row)),
      ...recent.map((row) => tell(row)),
      ...maintenances.map((row) => tell(row, maintenance(row, nowMs))),
    ];
    return {
      level: null,
      components: told.flatMap(({ components }) => components),
      incidents: told.map(({ incident }) => incident),
      updatedAtMs: null,
    };
  },
});

const impactLevel = levelWords({
  operational: 'operational',
  degraded_performance: 'degraded',
  partial_outage: 'degraded',
  major_outage: 'outage',
  full_outage: 'outage',
  under_maintenance: 'maintenance',
});

interface Told {
  readonly incident: FeedIncident;
  readonly components: readonly FeedComponent[];
}

// A word for its phase that is not known tells by its time whether it has begun.
function maintenance(row: Incident, nowMs: number): Partial<FeedIncident> {
  const phase = phaseOf(row.status);
  const startsAtMs = row.scheduledAt ?? row.startedAt;
  const isAhead = startsAtMs !== null && startsAtMs > nowMs;
  return {
    level: 'maintenance',
    startedAtMs: startsAtMs ?? row.createdAt,
    phase: phase === 'unknown' && isAhead ? 'scheduled' : phase,
  };
}

function tell(row: Incident, meaning: Partial<FeedIncident> = {}): Told {
  const latest = row.updates.toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))[0];
  const rows = row.components.map(({ name, groupName, impact }) => ({
    group: groupName,
    name,
    level: impactLevel(impact),
    sinceMs: row.createdAt,
  }));
  const incident: FeedIncident = {
    id: row.id ?? `${row.title} ${row.createdAt}`,
    title: row.title ?? '',
    phase: phaseOf(row.status),
    level: worstLevel(rows.map(({ level }) => level)) ?? 'degraded',
    startedAtMs: row.startedAt ?? row.createdAt,
    updatedAtMs: row.updatedAt ?? latest?.createdAt ?? null,
    resolvedAtMs: row.resolvedAt,
    url: null,
    text: latest?.message ?? null,
    components: rows.map(({ group, name }) => ({ group, name })),
    ...meaning,
  };
  return { incident, components: isOpen(incident) ? rows : [] };
}
