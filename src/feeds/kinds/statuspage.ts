import { z } from 'zod';
import type { ComponentKey, FeedComponent, FeedIncident, FeedLevel } from '../../domain/feed-reading.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { levelOfAll, levelWords, phaseOf } from '../levels.ts';
import {
  idText,
  instant,
  isObject,
  list,
  MOST_COMPONENTS,
  MOST_INCIDENTS,
  MOST_NAMED,
  MOST_UPDATES,
  member,
  name,
  part,
  text,
} from '../shapes.ts';

const componentSchema = z.object({
  id: idText,
  name,
  status: text,
  group: z.unknown().optional(),
  group_id: idText,
  updated_at: instant,
});
type Component = z.output<typeof componentSchema>;

const updateSchema = z.object({
  body: text,
  affected_components: list(z.object({ code: idText, name }), MOST_NAMED),
});

const incidentSchema = z.object({
  id: idText,
  name: text,
  status: text,
  impact: text,
  shortlink: text,
  created_at: instant,
  started_at: instant,
  updated_at: instant,
  resolved_at: instant,
  scheduled_for: instant,
  components: list(componentSchema, MOST_NAMED),
  incident_updates: list(updateSchema, MOST_UPDATES),
});
type Incident = z.output<typeof incidentSchema>;

/**
 * Atlassian Statuspage v2, `/api/v2/summary.json`, and incident.io's compatible form of it, in which any of the lists may
 * be missing and incidents often name no component.
 */
export const statuspage = defineJsonFeed({
  name: 'statuspage',
  listsAll: true,
  schema: z.object({
    page: part(z.object({ updated_at: instant })),
    status: part(z.object({ indicator: text })),
    components: list(componentSchema, MOST_COMPONENTS),
    incidents: list(incidentSchema, MOST_INCIDENTS),
    scheduled_maintenances: list(incidentSchema, MOST_INCIDENTS),
  }),
  recognises(value) {
    const hasParts = [member(value, 'components'), member(value, 'incidents')].some(Array.isArray);
    const hasIndicator = member(member(value, 'status'), 'indicator') !== undefined;
    return isObject(member(value, 'page')) && (hasParts || hasIndicator);
  },
  report({ page, status, components: rows, incidents, scheduled_maintenances: maintenances }) {
    const keyOf = componentKeys(rows);
    const components = rows.filter(({ group }) => group !== true).map((row) => toComponent(row, keyOf(row)));
    return {
      level: pageLevel(status?.indicator ?? null, components),
      components,
      incidents: [
        ...incidents.map((incident) => toIncident(incident, impactLevel(incident.impact), keyOf)),
        ...maintenances.map((incident) => toIncident(incident, 'maintenance', keyOf)),
      ],
      updatedAtMs: page?.updated_at ?? null,
    };
  },
});

// The same words for the whole page and for one incident.
const impactLevel = levelWords({
  none: 'operational',
  minor: 'degraded',
  major: 'outage',
  critical: 'outage',
  maintenance: 'maintenance',
});

const componentLevel = levelWords({
  operational: 'operational',
  degraded_performance: 'degraded',
  partial_outage: 'degraded',
  major_outage: 'outage',
  full_outage: 'outage',
  under_maintenance: 'maintenance',
});

// A list of components alone has no indicator.
function pageLevel(indicator: string | null, components: readonly FeedComponent[]): FeedLevel | null {
  return indicator === null ? levelOfAll(components) : impactLevel(indicator);
}

function toComponent({ status, updated_at }: Component, key: ComponentKey): FeedComponent {
  return { ...key, level: componentLevel(status), sinceMs: updated_at };
}

type KeyOf = (component: Pick<Component, 'id' | 'name' | 'group_id'>) => ComponentKey;

/** Names repeat from group to group, and incidents name components by id: the list tells the group of each. */
function componentKeys(rows: readonly Component[]): KeyOf {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ({ id, name, group_id }) => {
    const listed = id === null ? undefined : byId.get(id);
    const groupId = listed?.group_id ?? group_id;
    const group = groupId === null ? null : (byId.get(groupId)?.name ?? null);
    return { group, name: listed?.name ?? name };
  };
}

function toIncident(incident: Incident, level: FeedLevel, keyOf: KeyOf): FeedIncident {
  const { incident_updates: updates, components } = incident;
  const affected = updates.flatMap(({ affected_components: named }) =>
    named.map(({ code, name }) => keyOf({ id: code, name, group_id: null })),
  );
  const startedAtMs = incident.scheduled_for ?? incident.started_at ?? incident.created_at;
  return {
    id: incident.id ?? `${incident.name} ${startedAtMs}`,
    title: incident.name ?? '',
    phase: phaseOf(incident.status),
    level,
    startedAtMs,
    updatedAtMs: incident.updated_at,
    resolvedAtMs: incident.resolved_at,
    url: incident.shortlink,
    text: updates[0]?.body ?? null,
    components: [...components.map(keyOf), ...affected],
  };
}
