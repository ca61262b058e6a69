import { z } from 'zod';
import type { FeedIncident, FeedLevel } from '../../domain/feed-reading.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { affectedComponents } from '../levels.ts';
import { idText, instant, list, MOST_HISTORY, MOST_NAMED, MOST_UPDATES, member, text } from '../shapes.ts';

const eventSchema = z.object({
  date: instant,
  arn: text,
  service: text,
  status: idText,
  summary: text,
  event_log: list(z.object({ summary: text, message: text, timestamp: instant }), MOST_UPDATES),
  impacted_services: z
    .unknown()
    .optional()
    .transform((value) =>
      typeof value === 'object' && value !== null ? Object.keys(value).slice(0, MOST_NAMED) : [],
    ),
});
type Event = z.output<typeof eventSchema>;

/** AWS, `/public/currentevents`: a list of what is going on now, so that none is the good word. */
export const aws = defineJsonFeed({
  name: 'aws',
  listsAll: false,
  schema: list(eventSchema, MOST_HISTORY),
  recognises: (value) => Array.isArray(value) && (value.length === 0 || isEvent(value[0])),
  report(events) {
    const incidents = events.map(toIncident);
    return { level: null, components: affectedComponents(incidents), incidents, updatedAtMs: null };
  },
});

function isEvent(value: unknown): boolean {
  return typeof member(value, 'arn') === 'string' || Array.isArray(member(value, 'event_log'));
}

const RESOLVED = '0';
const LEVEL_BY_STATUS = new Map<string, FeedLevel>([
  [RESOLVED, 'operational'],
  ['1', 'degraded'],
  ['2', 'degraded'],
  ['3', 'outage'],
]);

function toIncident(event: Event): FeedIncident {
  const latest = event.event_log.toSorted((a, b) => (b.timestamp ?? 0) - (a.timestamp ?? 0))[0];
  const isOver = event.status === RESOLVED;
  // arn:aws:health:REGION::event/…; empty for what concerns all regions.
  const region = event.arn?.split(':')[3] || null;
  const services = new Set([...(event.service === null ? [] : [event.service]), ...event.impacted_services]);
  return {
    id: event.arn ?? `${event.service} ${event.date}`,
    title: event.summary ?? latest?.summary ?? '',
    phase: isOver ? 'resolved' : 'unknown',
    level: LEVEL_BY_STATUS.get(event.status ?? '') ?? 'unknown',
    startedAtMs: event.date,
    updatedAtMs: latest?.timestamp ?? null,
    resolvedAtMs: isOver ? (latest?.timestamp ?? event.date) : null,
    url: null,
    text: latest?.message ?? null,
    components: [...services].map((name) => ({ group: region, name })),
  };
}
