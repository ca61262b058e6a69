import { z } from 'zod';
import type { ComponentKey, FeedIncident } from '../../domain/feed-reading.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { affectedComponents, levelWords } from '../levels.ts';
import { idText, instant, list, MOST_HISTORY, MOST_NAMED, member, part, text } from '../shapes.ts';

const titledSchema = z.object({ title: text, id: idText });

const incidentSchema = z.object({
  id: idText,
  begin: instant,
  created: instant,
  end: instant,
  modified: instant,
  external_desc: text,
  most_recent_update: part(z.object({ status: text, text, when: instant })),
  status_impact: text,
  service_name: text,
  affected_products: list(titledSchema, MOST_NAMED),
  currently_affected_locations: list(titledSchema, MOST_NAMED),
  uri: text,
});
type Incident = z.output<typeof incidentSchema>;

/** Google Cloud, `/incidents.json`: the history of all incidents, the newest first; those without an end are open. */
export const googleCloud = defineJsonFeed({
  name: 'google-cloud',
  listsAll: false,
  schema: list(incidentSchema, MOST_HISTORY),
  recognises: (value) =>
    Array.isArray(value) &&
    member(value[0], 'begin') !== undefined &&
    ['service_key', 'external_desc', 'affected_products'].some((key) => member(value[0], key) !== undefined),
  report(rows) {
    const incidents = rows.map(toIncident);
    return { level: null, components: affectedComponents(incidents), incidents, updatedAtMs: null };
  },
});

const levelOf = levelWords({
  service_outage: 'outage',
  service_disruption: 'degraded',
  service_information: 'operational',
  available: 'operational',
});

function toIncident(row: Incident): FeedIncident {
  const latest = row.most_recent_update;
  return {
    id: row.id ?? row.uri ?? `${row.external_desc} ${row.begin}`,
    title: row.external_desc ?? row.service_name ?? '',
    phase: row.end === null ? 'unknown' : 'resolved',
    level: levelOf(latest?.status ?? row.status_impact),
    startedAtMs: row.begin ?? row.created,
    updatedAtMs: row.modified ?? latest?.when ?? null,
    resolvedAtMs: row.end,
    url: row.uri === null ? null : absolute(row.uri),
    text: latest?.text ?? null,
    components: affected(row),
  };
}

// A path below the page, such as `incidents/abc`.
function absolute(uri: string): string {
  return /^[\w./-]+$/.test(uri) ? `https://status.cloud.google.com/${uri.replace(/^\/+/, '')}` : uri;
}

/** Each product in each place, or the product alone where no place is named. */
function affected(row: Incident): ComponentKey[] {
  const titles = row.affected_products.flatMap(({ title }) => title ?? []);
  const products = titles.length > 0 ? titles : row.service_name === null ? [] : [row.service_name];
  const places = row.currently_affected_locations.flatMap(({ id, title }) => id ?? title ?? []);
  const groups = places.length > 0 ? places : [null];
  const pairs: ComponentKey[] = [];
  for (const name of products) {
    for (const group of groups) {
      if (pairs.length >= MOST_NAMED) return pairs;
      pairs.push({ group, name });
    }
  }
  return pairs;
}
