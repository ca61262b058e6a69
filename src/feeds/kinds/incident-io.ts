import { z } from 'zod';
import type { FeedComponent, FeedIncident } from '../../domain/feed-reading.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { isOpen, levelWords, phaseOf } from '../levels.ts';
import {
  idText,
  instant,
  isObject,
  list,
  MOST_INCIDENTS,
  MOST_NAMED,
  member,
  name,
  part,
  text,
} from '../shapes.ts';

const incidentSchema = z.object({
  id: idText,
  name: text,
  status: text,
  url: text,
  last_update_at: instant,
  last_update_message: text,
  current_worst_impact: text,
  started_at: instant,
  starts_at: instant,
  affected_components: list(z.object({ name, group_name: text, current_status: text }), MOST_NAMED),
});
type Incident = z.output<typeof incidentSchema>;

const summarySchema = z.object({
  ongoing_incidents: list(incidentSchema, MOST_INCIDENTS),
  in_progress_maintenances: list(incidentSchema, MOST_INCIDENTS),
  scheduled_maintenances: list(incidentSchema, MOST_INCIDENTS),
});
type Summary = z.output<typeof summarySchema>;

const MOST_SUBPAGES = 100;

/** incident.io's widget, `/api/v1/summary`: what is wrong only. A page above others holds a summary of each. */
export const incidentIo = defineJsonFeed({
  name: 'incident-io',
  listsAll: false,
  schema: summarySchema.extend({
    subpages: list(z.object({ summary: part(summarySchema) }), MOST_SUBPAGES),
  }),
  recognises: (value) =>
    isObject(value) &&
    (Array.isArray(member(value, 'ongoing_incidents')) || Array.isArray(member(value, 'subpages'))),
  report({ subpages, ...own }) {
    const summaries = [own, ...subpages.flatMap(({ summary }) => summary ?? [])];
    const told = summaries.flatMap(tellIncidents);
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
  full_outage: 'outage',
  under_maintenance: 'maintenance',
});

interface Told {
  readonly incident: FeedIncident;
  readonly components: readonly FeedComponent[];
}

function tellIncidents(summary: Summary): Told[] {
  const {
    ongoing_incidents: ongoing,
    in_progress_maintenances: now,
    scheduled_maintenances: later,
  } = summary;
  return [
    ...ongoing.map((row) => tell(row, { level: impactLevel(row.current_worst_impact) })),
    ...now.map((row) => tell(row, { level: 'maintenance', phase: 'in_progress' })),
    ...later.map((row) => tell(row, { level: 'maintenance', phase: 'scheduled' })),
  ];
}

function tell(row: Incident, meaning: Pick<FeedIncident, 'level'> & Partial<FeedIncident>): Told {
  const startedAtMs = row.started_at ?? row.starts_at;
  const incident: FeedIncident = {
    id: row.id ?? row.url ?? row.name ?? '',
    title: row.name ?? '',
    phase: phaseOf(row.status),
    startedAtMs,
    updatedAtMs: row.last_update_at,
    resolvedAtMs: null,
    url: row.url,
    text: row.last_update_message,
    components: row.affected_components.map(({ name, group_name }) => ({ group: group_name, name })),
    ...meaning,
  };
  const components = row.affected_components.map(({ name, group_name, current_status }) => ({
    group: group_name,
    name,
    level: impactLevel(current_status),
    sinceMs: startedAtMs,
  }));
  return { incident, components: isOpen(incident) ? components : [] };
}
