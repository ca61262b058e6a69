import { z } from 'zod';
import type { FeedIncident, FeedLevel } from '../../domain/feed-reading.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { levelOfAll, levelWords, phaseOf } from '../levels.ts';
import {
  idText,
  instant,
  list,
  MOST_COMPONENTS,
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
  state: text,
  created_at: instant,
  updated_at: instant,
  full_url: text,
  scheduled_start_at: instant,
  systems: list(name, MOST_NAMED),
  updates: list(z.object({ contents: text, created_at: instant }), MOST_UPDATES),
});
type Incident = z.output<typeof incidentSchema>;

/** Heroku's own page, version 4, `/api/v4/current-status`: three systems in colours. */
export const heroku = defineJsonFeed({
  name: 'heroku',
  listsAll: true,
  schema: z.object({
    status: list(z.object({ system: name, status: text }), MOST_COMPONENTS),
    incidents: list(incidentSchema, MOST_INCIDENTS),
    scheduled: list(incidentSchema, MOST_INCIDENTS),
  }),
  recognises(value) {
    const status = member(value, 'status');
    return Array.isArray(status) && (status.length === 0 || member(status[0], 'system') !== undefined);
  },
  report({ status, incidents, scheduled }, nowMs) {
    const components = status.map(({ system, status: colour }) => ({
      group: null,
      name: system,
      level: colourLevel(colour),
      sinceMs: null,
    }));
    const level = levelOfAll(components);
    return {
      level,
      components,
      incidents: [
        ...incidents.map((row) => toIncident(row, level ?? 'unknown')),
        ...scheduled.map((row) => ({ ...toIncident(row, 'maintenance'), phase: phaseAt(row, nowMs) })),
      ],
      updatedAtMs: null,
    };
  },
});

const colourLevel = levelWords({
  green: 'operational',
  yellow: 'degraded',
  red: 'outage',
  blue: 'maintenance',
});

// Its own words are `open` and `resolved`.
function phaseAt({ state, scheduled_start_at: startsAtMs }: Incident, nowMs: number): FeedIncident['phase'] {
  if (phaseOf(state) === 'resolved') return 'resolved';
  return startsAtMs !== null && startsAtMs <= nowMs ? 'in_progress' : 'scheduled';
}

// An incident has no level of its own: it is as bad as the worst colour while it lasts.
function toIncident(row: Incident, level: FeedLevel): FeedIncident {
  const latest = row.updates.toSorted((a, b) => (b.created_at ?? 0) - (a.created_at ?? 0))[0];
  const phase = phaseOf(row.state);
  return {
    id: row.id ?? `${row.title} ${row.created_at}`,
    title: row.title ?? '',
    phase,
    level: phase === 'resolved' ? 'unknown' : level,
    startedAtMs: row.scheduled_start_at ?? row.created_at,
    updatedAtMs: row.updated_at ?? latest?.created_at ?? null,
    resolvedAtMs: phase === 'resolved' ? (row.updated_at ?? latest?.created_at ?? null) : null,
    url: row.full_url,
    text: latest?.contents ?? null,
    components: row.systems.map((system) => ({ group: null, name: system })),
  };
}
