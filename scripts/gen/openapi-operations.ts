import { z } from 'zod';
import { cronJobsResponseSchema } from '../../src/contracts/cron.ts';
import { heartbeatServicesResponseSchema } from '../../src/contracts/heartbeat.ts';
import {
  beatsResponseSchema,
  DEFAULT_PAGE,
  DEFAULT_POINTS,
  detailChangesResponseSchema,
  MAX_PAGE,
  MAX_POINTS,
  seriesResponseSchema,
  uptimeDaysResponseSchema,
  uptimeOfAllSchema,
  uptimeResponseSchema,
} from '../../src/contracts/history.ts';
import {
  incidentDetailSchema,
  incidentEventSchema,
  incidentsResponseSchema,
  noteBodySchema,
} from '../../src/contracts/incidents.ts';
import { mcpClientsResponseSchema } from '../../src/contracts/mcp.ts';
import {
  DEFAULT_RECENT_BEATS,
  MAX_RECENT_BEATS,
  monitorSchema,
  monitorsResponseSchema,
} from '../../src/contracts/monitors.ts';
import { slosResponseSchema } from '../../src/contracts/slos.ts';
import { storageSchema } from '../../src/contracts/storage.ts';

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

const NAME: Parameter = {
  name: 'name',
  in: 'path',
  required: true,
  description: 'The name of the monitor.',
  schema: { type: 'string' },
};
const BEATS: Parameter = {
  name: 'beats',
  in: 'query',
  required: false,
  description: 'How many of the latest looks to give with each monitor.',
  schema: { type: 'integer', minimum: 0, maximum: MAX_RECENT_BEATS, default: DEFAULT_RECENT_BEATS },
};
const IF_NONE_MATCH: Parameter = {
  name: 'If-None-Match',
  in: 'header',
  required: false,
  description: 'The etag of an earlier answer: 304 when it is still the present one.',
  schema: { type: 'string' },
};
const LAST_EVENT_ID: Parameter = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The last id that was heard: only what changed since is sent. Unknown ids start afresh.',
  schema: { type: 'string' },
};
const LAST_EVENT_ID_QUERY: Parameter = {
  ...LAST_EVENT_ID,
  name: 'last_event_id',
  in: 'query',
  description: 'The same, for clients that cannot set headers.',
};
function query(name: string, description: string, schema: object): Parameter {
  return { name, in: 'query', required: false, description, schema };
}

const moment = { type: 'string', format: 'date-time' };
const FROM = query('from', 'Not before this (RFC 3339).', moment);
const TO = query('to', 'Before this (RFC 3339). Default now.', moment);
const CURSOR = query('cursor', 'The `next_cursor` of the page before.', { type: 'string' });
const LIMIT = query('limit', 'How many a page has.', {
  type: 'integer',
  minimum: 1,
  maximum: MAX_PAGE,
  default: DEFAULT_PAGE,
});
const PAGE_OF_MONITORS = query('limit', 'How many a page has; all of them when it is left out.', {
  type: 'integer',
  minimum: 1,
  maximum: MAX_PAGE,
});
const WINDOWS = query('windows', 'Windows such as `1h`, `30d` or a month such as `2026-11`; at most 12.', {
  type: 'string',
  default: '24h,7d,30d,90d,365d',
});
const TIME_ZONE = query('tz', 'The time zone of days and months, by its IANA name.', {
  type: 'string',
  default: 'UTC',
});
const POINTS = query('points', 'The most points; there may be fewer.', {
  type: 'integer',
  minimum: 1,
  maximum: MAX_POINTS,
  default: DEFAULT_POINTS,
});
const DAYS = query('days', 'How many days, today included.', {
  type: 'integer',
  minimum: 1,
  maximum: 365,
  default: 90,
});
const STATUS = query('status', 'Only those that are so.', { enum: ['open', 'closed'] });
const MONITOR = query('monitor', 'Only those of this monitor.', { type: 'string' });
const INCIDENT_ID: Parameter = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of the incident.',
  schema: { type: 'string' },
};

const statusOnly = z.strictObject({ status: z.string() });

export const OPERATIONS: readonly Operation[] = [
  {
    id: 'getHeartbeat',
    method: 'get',
    path: '/api/heartbeat/services',
    summary: 'The frozen contract: the latest snapshot of every service.',
    answer: heartbeatServicesResponseSchema,
    parameters: [IF_NONE_MATCH],
    conditional: true,
  },
  {
    id: 'listCronJobs',
    method: 'get',
    path: '/api/cron/jobs',
    summary: 'The periodic tasks of the daemon.',
    answer: cronJobsResponseSchema,
  },
  {
    id: 'listMcpClients',
    method: 'get',
    path: '/api/mcp/clients',
    summary: 'The MCP servers and their health.',
    answer: mcpClientsResponseSchema,
  },
  {
    id: 'listMonitors',
    method: 'get',
    path: '/api/v1/monitors',
    summary: 'Every monitor with reason, phases and recent beats.',
    answer: monitorsResponseSchema,
    parameters: [BEATS, PAGE_OF_MONITORS, CURSOR],
    problems: [400],
  },
  {
    id: 'getMonitor',
    method: 'get',
    path: '/api/v1/monitors/{name}',
    summary: 'One monitor.',
    answer: monitorSchema,
    parameters: [NAME, BEATS],
    problems: [400, 404],
  },
  {
    id: 'checkMonitor',
    method: 'post',
    path: '/api/v1/monitors/{name}/check',
    summary: 'Looks now and answers with what was seen; once per 10 s and monitor.',
    answer: monitorSchema,
    parameters: [NAME],
    problems: [404, 409],
  },
  {
    id: 'listBeats',
    method: 'get',
    path: '/api/v1/monitors/{name}/beats',
    summary: 'Its looks, the newest first.',
    answer: beatsResponseSchema,
    parameters: [NAME, FROM, TO, CURSOR, LIMIT],
    problems: [400, 404, 503],
  },
  {
    id: 'listDetailChanges',
    method: 'get',
    path: '/api/v1/monitors/{name}/details',
    summary: 'How its details and error changed, the newest first.',
    answer: detailChangesResponseSchema,
    parameters: [NAME, CURSOR, LIMIT],
    problems: [400, 404, 503],
  },
  {
    id: 'getSeries',
    method: 'get',
    path: '/api/v1/monitors/{name}/series',
    summary:
      'Looks and latencies over time, from the coarsest tier that gives the points. Default: the last day.',
    answer: seriesResponseSchema,
    parameters: [NAME, FROM, TO, POINTS],
    problems: [400, 404, 503],
  },
  {
    id: 'getUptime',
    method: 'get',
    path: '/api/v1/monitors/{name}/uptime',
    summary: 'Its uptime in three parts (good, bad, not measured), with coverage.',
    answer: uptimeResponseSchema,
    parameters: [NAME, WINDOWS, TIME_ZONE],
    problems: [400, 404, 503],
  },
  {
    id: 'getUptimeDays',
    method: 'get',
    path: '/api/v1/monitors/{name}/days',
    summary: 'Its uptime day by day.',
    answer: uptimeDaysResponseSchema,
    parameters: [NAME, DAYS, TIME_ZONE],
    problems: [400, 404, 503],
  },
  {
    id: 'getUptimeOfAll',
    method: 'get',
    path: '/api/v1/uptime',
    summary: 'The uptime of every monitor, each window to the hour.',
    answer: uptimeOfAllSchema,
    parameters: [WINDOWS, TIME_ZONE],
    problems: [400, 503],
  },
  {
    id: 'listIncidents',
    method: 'get',
    path: '/api/v1/incidents',
    summary: 'Incidents, open ones first, then the newest first.',
    answer: incidentsResponseSchema,
    parameters: [STATUS, MONITOR, FROM, TO, CURSOR, LIMIT],
    problems: [400, 503],
  },
  {
    id: 'getIncident',
    method: 'get',
    path: '/api/v1/incidents/{id}',
    summary: 'One incident with its timeline and the looks around it.',
    answer: incidentDetailSchema,
    parameters: [INCIDENT_ID],
    problems: [404, 503],
  },
  {
    id: 'addNote',
    method: 'post',
    path: '/api/v1/incidents/{id}/notes',
    summary: 'Writes a note into its timeline.',
    answer: incidentEventSchema,
    parameters: [INCIDENT_ID],
    body: noteBodySchema,
    problems: [400, 404, 503],
  },
  {
    id: 'listSlos',
    method: 'get',
    path: '/api/v1/slos',
    summary: 'Objectives, with what is left of their budgets and how fast it is spent.',
    answer: slosResponseSchema,
    problems: [503],
  },
  {
    id: 'getStorage',
    method: 'get',
    path: '/api/v1/storage',
    summary: 'How the store is doing.',
    answer: storageSchema,
  },
  {
    id: 'streamSnapshots',
    method: 'get',
    path: '/api/v1/live',
    summary:
      'Server-sent events: one `snapshot` per change (a Monitor as JSON), and beside them `incident` and `storage`.',
    answer: 'event-stream',
    parameters: [LAST_EVENT_ID, LAST_EVENT_ID_QUERY],
    problems: [503],
  },
  {
    id: 'getOpenApi',
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This document.',
    answer: 'json-document',
  },
  {
    id: 'getConfigSchema',
    method: 'get',
    path: '/api/config.schema.json',
    summary: 'The JSON Schema of kora.yaml, for editors.',
    answer: 'json-document',
  },
  {
    id: 'getHealth',
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process is alive. Never wants a token.',
    answer: statusOnly,
    open: true,
  },
  {
    id: 'getReadiness',
    method: 'get',
    path: '/readyz',
    summary: 'Whether every monitor was looked at once.',
    answer: statusOnly,
    problems: [503],
  },
  {
    id: 'getMetrics',
    method: 'get',
    path: '/metrics',
    summary: 'Metrics in the text format of Prometheus.',
    answer: 'text',
  },
];
