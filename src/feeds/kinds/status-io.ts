import { z } from 'zod';
import type { FeedComponent, FeedIncident, FeedLevel } from '../../domain/feed-reading.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { levelOfAll } from '../levels.ts';
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

const containerSchema = z.object({ name, status_code: idText });
const componentSchema = containerSchema.extend({ containers: list(containerSchema, MOST_COMPONENTS) });

const incidentSchema = z.object({
  _id: idText,
  name: text,
  datetime_open: instant,
  datetime_planned_start: instant,
  messages: list(z.object({ details: text, state: idText, status: idText, datetime: instant }), MOST_UPDATES),
  components_affected: list(z.object({ name }), MOST_NAMED),
  containers_affected: list(z.object({ name }), MOST_NAMED),
});
type Incident = z.output<typeof incidentSchema>;

/** status.io, `https://api.status.io/1.0/status/ID`: components, each with containers such as regions. */
export const statusIo = defineJsonFeed({
  name: 'status-io',
  listsAll: true,
  schema: z.object({
    result: z.object({
      status_overall: part(z.object({ updated: instant, status_code: idText })),
      status: list(componentSchema, MOST_COMPONENTS),
      incidents: list(incidentSchema, MOST_INCIDENTS),
      maintenance: part(
        z.object({
          active: list(incidentSchema, MOST_INCIDENTS),
          upcoming: list(incidentSchema, MOST_INCIDENTS),
        }),
      ),
    }),
  }),
  recognises(value) {
    const result = member(value, 'result');
    return isObject(result) && isObject(member(result, 'status_overall'));
  },
  report({ result: { status_overall: overall, status, incidents, maintenance } }) {
    const components = status.flatMap(toComponents);
    const code = overall?.status_code ?? null;
    return {
      level: code === null ? levelOfAll(components) : levelOf(code),
      components,
      incidents: [
        ...incidents.map((row) => toIncident(row, components, {})),
        ...(maintenance?.active ?? []).map((row) => toIncident(row, components, MAINTENANCE.active)),
        ...(maintenance?.upcoming ?? []).map((row) => toIncident(row, components, MAINTENANCE.upcoming)),
      ],
      updatedAtMs: overall?.updated ?? null,
    };
  },
});

const MAINTENANCE = {
  active: { level: 'maintenance', phase: 'in_progress' },
  upcoming: { level: 'maintenance', phase: 'scheduled' },
} as const satisfies Record<string, Partial<FeedIncident>>;

const LEVEL_BY_CODE = new Map<string, FeedLevel>([
  ['100', 'operational'],
  ['200', 'maintenance'],
  ['300', 'degraded'],
  ['400', 'degraded'],
  ['500', 'outage'],
  // A security event says nothing of whether the service answers.
  ['600', 'degraded'],
]);

const PHASE_BY_CODE = new Map<string, FeedIncident['phase']>([
  ['100', 'investigating'],
  ['200', 'identified'],
  ['300', 'monitoring'],
  ['400', 'resolved'],
]);

function levelOf(code: string | null): FeedLevel {
  return LEVEL_BY_CODE.get(code ?? '') ?? 'unknown';
}

function toComponents({ containers, ...own }: z.output<typeof componentSchema>): FeedComponent[] {
  if (containers.length === 0)
    return [{ group: null, name: own.name, level: levelOf(own.status_code), sinceMs: null }];
  return containers.map(({ name, status_code: code }) => ({
    group: own.name,
    name,
    level: levelOf(code),
    sinceMs: null,
  }));
}

function toIncident(
  row: Incident,
  listed: readonly FeedComponent[],
  meaning: Partial<FeedIncident>,
): FeedIncident {
  const latest = row.messages.toSorted((a, b) => (b.datetime ?? 0) - (a.datetime ?? 0))[0];
  return {
    id: row._id ?? row.name ?? '',
    title: row.name ?? '',
    phase: PHASE_BY_CODE.get(latest?.state ?? '') ?? 'unknown',
    level: levelOf(latest?.status ?? null),
    startedAtMs: row.datetime_open ?? row.datetime_planned_start,
    updatedAtMs: latest?.datetime ?? null,
    resolvedAtMs: null,
    url: null,
    text: latest?.details ?? null,
    components: affectedOf(row, listed),
    ...meaning,
  };
}

// A container's name repeats in every component: it is meant within those that the incident names.
function affectedOf(
  { components_affected: components, containers_affected: containers }: Incident,
  listed: readonly FeedComponent[],
): FeedIncident['components'] {
  const within = new Set(components.map(({ name }) => name));
  const places = new Set(containers.map(({ name }) => name));
  const hit = listed.filter(({ group, name }) =>
    group === null ? within.has(name) : within.has(group) && (places.size === 0 || places.has(name)),
  );
  return hit.length > 0
    ? hit.map(({ group, name }) => ({ group, name }))
    : components.map(({ name }) => ({ group: null, name }));
}
