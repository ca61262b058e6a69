import { z } from 'zod';
import type { FeedIncident } from '../../domain/feed-reading.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { affectedComponents, levelWords, phaseOf } from '../levels.ts';
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

const namedSchema = z.union([name, z.object({ name }).transform((service) => service.name)]);

const incidentSchema = z.object({
  id: idText,
  title: text,
  type: text,
  status: text,
  url: text,
  date_created: instant,
  date_updated: instant,
  services: list(namedSchema, MOST_NAMED),
  notes: list(z.object({ date_created: instant, body: text }), MOST_UPDATES),
});

/** Slack's own API, version 2.0.0, `/api/v2.0.0/current`. Services are named in incidents only, and not in all. */
export const slack = defineJsonFeed({
  name: 'slack',
  listsAll: false,
  schema: z.object({
    status: text,
    date_updated: instant,
    active_incidents: list(incidentSchema, MOST_INCIDENTS),
  }),
  recognises: (value) => Array.isArray(member(value, 'active_incidents')),
  report({ status, date_updated, active_incidents: active }) {
    const incidents = active.map(toIncident);
    return {
      level: status === 'ok' ? 'operational' : null,
      components: affectedComponents(incidents),
      incidents,
      updatedAtMs: date_updated,
    };
  },
});

const levelOf = levelWords({ outage: 'outage', incident: 'degraded', notice: 'operational' });

function toIncident(row: z.output<typeof incidentSchema>): FeedIncident {
  const latest = row.notes.toSorted((a, b) => (b.date_created ?? 0) - (a.date_created ?? 0))[0];
  return {
    id: row.id ?? row.url ?? row.title ?? '',
    title: row.title ?? '',
    phase: phaseOf(row.status),
    level: levelOf(row.type),
    startedAtMs: row.date_created,
    updatedAtMs: row.date_updated ?? latest?.date_created ?? null,
    resolvedAtMs: null,
    url: row.url,
    text: latest?.body ?? null,
    components: row.services.map((service) => ({ group: null, name: service })),
  };
}
