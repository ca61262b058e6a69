import { z } from 'zod';
import type { FeedIncident } from '../../domain/feed-reading.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { levelOfAll, levelWords, phaseOf } from '../levels.ts';
import {
  idText,
  instant,
  isObject,
  list,
  MOST_COMPONENTS,
  MOST_INCIDENTS,
  member,
  name,
  part,
  text,
} from '../shapes.ts';

const incidentSchema = z.object({
  id: idText,
  name: text,
  started: instant,
  start: instant,
  status: text,
  impact: text,
  url: text,
});
type Incident = z.output<typeof incidentSchema>;

const typed = part(z.object({ type: text }));

/** Instatus: `/summary.json` with the page's own state, or `/v2/components.json` with its components alone. */
export const instatus = defineJsonFeed({
  name: 'instatus',
  listsAll: true,
  schema: z.object({
    page: part(z.object({ status: z.union([z.string(), typed]) })),
    status: typed,
    components: list(z.object({ name, status: text, isParent: z.unknown().optional() }), MOST_COMPONENTS),
    activeIncidents: list(incidentSchema, MOST_INCIDENTS),
    activeMaintenances: list(incidentSchema, MOST_INCIDENTS),
  }),
  recognises: (value) => isSummary(value) || isComponents(value),
  report({ page, status, components: rows, activeIncidents, activeMaintenances }) {
    const components = rows
      .filter(({ isParent }) => isParent !== true)
      .map((row) => ({ group: null, name: row.name, level: levelOf(row.status), sinceMs: null }));
    const own = page?.status ?? null;
    const word = (typeof own === 'string' ? own : own?.type) ?? status?.type ?? null;
    return {
      level: word === null ? levelOfAll(components) : levelOf(word),
      components,
      incidents: [
        ...activeIncidents.map((row) => toIncident(row, { level: levelOf(row.impact) })),
        ...activeMaintenances.map((row) => toIncident(row, { level: 'maintenance' })),
      ],
      updatedAtMs: null,
    };
  },
});

function isSummary(value: unknown): boolean {
  const page = member(value, 'page');
  if (!isObject(page)) return false;
  const own = member(page, 'status');
  return typeof own === 'string' || [own, member(value, 'status')].some((it) => hasText(it, 'type'));
}

function hasText(value: unknown, key: string): boolean {
  return typeof member(value, key) === 'string';
}

function isComponents(value: unknown): boolean {
  const components = member(value, 'components');
  return (
    member(value, 'page') === undefined &&
    Array.isArray(components) &&
    isObject(components[0]) &&
    typeof member(components[0], 'isParent') === 'boolean'
  );
}

const levelOf = levelWords({
  up: 'operational',
  hasissues: 'degraded',
  undermaintenance: 'maintenance',
  operational: 'operational',
  degradedperformance: 'degraded',
  minoroutage: 'degraded',
  partialoutage: 'degraded',
  majoroutage: 'outage',
});

function toIncident(row: Incident, { level }: Pick<FeedIncident, 'level'>): FeedIncident {
  const startedAtMs = row.started ?? row.start;
  return {
    id: row.id ?? row.url ?? `${row.name} ${startedAtMs}`,
    title: row.name ?? '',
    phase: phaseOf(row.status),
    level,
    startedAtMs,
    updatedAtMs: null,
    resolvedAtMs: null,
    url: row.url,
    text: null,
    components: [],
  };
}
