import type { z } from 'zod';
import { DEFAULT_PAGE, DEFAULT_POINTS, MAX_PAGE, MAX_POINTS } from '../../src/contracts/history.ts';
import { DEFAULT_RECENT_BEATS, MAX_RECENT_BEATS } from '../../src/contracts/monitors.ts';

/** One route as the document describes it. */
export interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly answer: Answer;
  readonly parameters?: readonly Parameter[];
  /** What is sent, as JSON. */
  readonly body?: z.ZodType;
  /** Statuses that come as a problem document, beside those that every guarded route may give. */
  readonly problems?: readonly number[];
  /** Sends a validator, and 304 to a client that has the present answer already. */
  readonly conditional?: boolean;
  readonly open?: boolean;
}

export type Answer = z.ZodType | 'event-stream' | 'text' | 'json-document';

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description: string;
  readonly schema: object;
}

export const NAME: Parameter = {
  name: 'name',
  in: 'path',
  required: true,
  description: 'The name of the monitor.',
  schema: { type: 'string' },
};
export const BEATS: Parameter = {
  name: 'beats',
  in: 'query',
  required: false,
  description: 'How many of the latest looks to give with each monitor.',
  schema: { type: 'integer', minimum: 0, maximum: MAX_RECENT_BEATS, default: DEFAULT_RECENT_BEATS },
};
export const IF_NONE_MATCH: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The etag of an earlier answer: 304 when it is still the present one.',
  schema: { type: 'string' },
};
export const LAST_EVENT_ID: Parameter = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The last id that was heard: only what changed since is sent. Unknown ids start afresh.',
  schema: { type: 'string' },
};
export const LAST_EVENT_ID_QUERY: Parameter = {
  ...LAST_EVENT_ID,
  name: 'last_event_id',
  in: 'query',
  description: 'The same, for clients that cannot set headers.',
};
export function query(name: string, description: string, schema: object): Parameter {
  return { name, in: 'query', required: false, description, schema };
}

const moment = { type: 'string', format: 'date-time' };
export const FROM = query('from', 'Not before this (RFC 3339).', moment);
export const TO = query('to', 'Before this (RFC 3339). Default now.', moment);
export const CURSOR = query('cursor', 'The `next_cursor` of the page before.', { type: 'string' });
export const LIMIT = query('limit', 'How many a page has.', {
  type: 'integer',
  minimum: 1,
  maximum: MAX_PAGE,
  default: DEFAULT_PAGE,
});
export const PAGE_OF_MONITORS = query('limit', 'How many a page has; all of them when it is left out.', {
  type: 'integer',
  minimum: 1,
  maximum: MAX_PAGE,
});
export const WINDOWS = query(
  'windows',
  'Windows such as `1h`, `30d` or a month such as `2026-11`; at most 12.',
  {
    type: 'string',
    default: '24h,7d,30d,90d,365d',
  },
);
export const TIME_ZONE = query('tz', 'The time zone of days and months, by its IANA name.', {
  type: 'string',
  default: 'UTC',
});
export const POINTS = query('points', 'The most points; there may be fewer.', {
  type: 'integer',
  minimum: 1,
  maximum: MAX_POINTS,
  default: DEFAULT_POINTS,
});
export const DAYS = query('days', 'How many days, today included.', {
  type: 'integer',
  minimum: 1,
  maximum: 365,
  default: 90,
});
export const STATUS = query('status', 'Only those that are so.', { enum: ['open', 'closed'] });
export const MONITOR = query('monitor', 'Only those of this monitor.', { type: 'string' });
export const INCIDENT_ID: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of the incident.',
  schema: { type: 'string' },
};
