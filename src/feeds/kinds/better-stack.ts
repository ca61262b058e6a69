import { z } from 'zod';
import type { ComponentKey, FeedComponent, FeedIncident } from '../../domain/feed-reading.ts';
import type { EpochMs } from '../../lib/time.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { levelWords } from '../levels.ts';
import {
  idText,
  instant,
  list,
  MOST_COMPONENTS,
  MOST_NAMED,
  MOST_UPDATES,
  member,
  part,
  text,
} from '../shapes.ts';

const attributesSchema = z.object({
  name: text,
  public_name: text,
  status: text,
  status_page_section_id: idText,
  title: text,
  report_type: text,
  starts_at: instant,
  ends_at: instant,
  aggregate_state: text,
  affected_resources: list(z.object({ status_page_resource_id: idText }), MOST_NAMED),
  message: text,
  published_at: instant,
});

const idSchema = z.object({ id: idText });
const itemSchema = z.object({
  id: idText,
  type: text,
  attributes: part(attributesSchema),
  relationships: part(
    z.object({
      status_report: part(z.object({ data: part(idSchema) })),
      status_updates: part(z.object({ data: list(idSchema, MOST_UPDATES) })),
    }),
  ),
});
type Item = z.output<typeof itemSchema>;

/** Better Stack, `/index.json`: one document of JSON:API with the page and all that belongs to it. */
export const betterStack = defineJsonFeed({
  name: 'better-stack',
  listsAll: true,
  schema: z.object({
    data: part(z.object({ attributes: part(z.object({ aggregate_state: text, updated_at: instant })) })),
    included: list(itemSchema, MOST_COMPONENTS),
  }),
  recognises: (value) => member(member(value, 'data'), 'type') === 'status_page',
  report({ data, included }, nowMs) {
    const resources = included.filter(({ type }) => type === 'status_page_resource');
    const sections = new Map(
      included.flatMap(({ id, type, attributes }) =>
        type === 'status_page_section' ? [[id, attributes?.name ?? null]] : [],
      ),
    );
    const components = resources.flatMap((row) => toComponent(row, sections));
    const keys = new Map(components.map(({ id, group, name }) => [id, { group, name }]));
    return {
      level: levelOf(data?.attributes?.aggregate_state ?? null),
      components,
      incidents: included
        .filter(({ type }) => type === 'status_report')
        .map((row) => toIncident(row, { included, keys, nowMs })),
      updatedAtMs: data?.attributes?.updated_at ?? null,
    };
  },
});

const levelOf = levelWords({
  operational: 'operational',
  degraded: 'degraded',
  downtime: 'outage',
  maintenance: 'maintenance',
});

type Sections = ReadonlyMap<string | null, string | null>;

function toComponent(
  { id, attributes }: Item,
  sections: Sections,
): (FeedComponent & { readonly id: string | null })[] {
  const name = attributes?.public_name ?? null;
  if (name === null) return [];
  const group = sections.get(attributes?.status_page_section_id ?? null) ?? null;
  return [{ id, group, name, level: levelOf(attributes?.status ?? null), sinceMs: null }];
}

interface Surroundings {
  readonly included: readonly Item[];
  readonly keys: ReadonlyMap<string | null, ComponentKey>;
  readonly nowMs: EpochMs;
}

function toIncident(row: Item, { included, keys, nowMs }: Surroundings): FeedIncident {
  const { attributes } = row;
  const latest = updatesOf(row, included)[0];
  const startedAtMs = attributes?.starts_at ?? null;
  const endsAtMs = attributes?.ends_at ?? null;
  const isOver = endsAtMs !== null && endsAtMs <= nowMs;
  const isMaintenance = attributes?.report_type === 'maintenance';
  return {
    id: row.id ?? `${attributes?.title} ${startedAtMs}`,
    title: attributes?.title ?? '',
    phase: isOver ? 'resolved' : isMaintenance ? maintenancePhase(startedAtMs, nowMs) : 'unknown',
    level: isMaintenance ? 'maintenance' : levelOf(attributes?.aggregate_state ?? null),
    startedAtMs,
    updatedAtMs: latest?.published_at ?? null,
    resolvedAtMs: isOver ? endsAtMs : null,
    url: null,
    text: latest?.message ?? null,
    components: (attributes?.affected_resources ?? []).flatMap(
      ({ status_page_resource_id: id }) => keys.get(id) ?? [],
    ),
  };
}

function maintenancePhase(startedAtMs: EpochMs | null, nowMs: EpochMs): FeedIncident['phase'] {
  return startedAtMs !== null && startedAtMs > nowMs ? 'scheduled' : 'in_progress';
}

/** The newest first. A report names its updates, or they name it. */
function updatesOf({ id, relationships }: Item, included: readonly Item[]) {
  const named = new Set(relationships?.status_updates?.data.map((update) => update.id));
  return included
    .filter(
      (item) =>
        item.type === 'status_update' &&
        (named.has(item.id) || (id !== null && item.relationships?.status_report?.data?.id === id)),
    )
    .flatMap(({ attributes }) => attributes ?? [])
    .toSorted((a, b) => (b.published_at ?? 0) - (a.published_at ?? 0));
}
