import { z } from 'zod';
import { cronJobsResponseSchema } from '../../src/contracts/cron.ts';
import { heartbeatServicesResponseSchema } from '../../src/contracts/heartbeat.ts';
import { mcpClientsResponseSchema } from '../../src/contracts/mcp.ts';
import {
  DEFAULT_RECENT_BEATS,
  MAX_RECENT_BEATS,
  monitorSchema,
  monitorsResponseSchema,
} from '../../src/contracts/monitors.ts';
import { problemSchema } from '../../src/contracts/problem.ts';
import { VERSION } from '../../src/lib/version.ts';
import type { GeneratedFile } from './generated-file.ts';

interface Operation {
  readonly id: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly answer: Answer;
  readonly parameters?: readonly Parameter[];
  /** Statuses that come as a problem document, beside those that every guarded route may give. */
  readonly problems?: readonly number[];
  /** Sends a validator, and 304 to a client that has the present answer already. */
  readonly conditional?: boolean;
  readonly open?: boolean;
}

type Answer = z.ZodType | 'event-stream' | 'text' | 'json-document';

interface Parameter {
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
const statusOnly = z.strictObject({ status: z.string() });

const OPERATIONS: readonly Operation[] = [
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
    parameters: [BEATS],
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
    id: 'streamSnapshots',
    method: 'get',
    path: '/api/v1/live',
    summary: 'Server-sent events: one `snapshot` per change; its data is a Monitor as JSON.',
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

/** What every route but an open one may answer: no token, a foreign host or origin, too many wrong tokens. */
const GUARDED = [401, 403, 429] as const;

/** docs/reference/openapi.json, which the daemon serves as it is. */
export function generateOpenApi(): GeneratedFile {
  const components: Record<string, unknown> = {};
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of OPERATIONS) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describe(operation, components) };
  }
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Kora Heartbeat',
      version: VERSION,
      description:
        'Whether the platforms that a team stands on are alive, seen through its own accounts. The three paths outside `/api/v1` are a frozen contract.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{}, { token: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'The value of KORA_API_TOKEN, where one is set.',
        },
      },
    },
  };
  return { path: 'docs/reference/openapi.json', text: `${JSON.stringify(document, null, 2)}\n` };
}

function describe(operation: Operation, components: Record<string, unknown>): object {
  const { id, summary, answer, parameters = [], problems = [], conditional, open } = operation;
  const etag = {
    etag: { description: 'Changes with every change of the answer.', schema: { type: 'string' } },
  };
  const responses: Record<string, unknown> = {
    200: {
      description: 'The answer.',
      ...(conditional ? { headers: etag } : {}),
      content: contentOf(answer, components),
    },
    ...(conditional ? { 304: { description: 'The client has the present answer already.' } } : {}),
  };
  for (const status of [...problems, ...(open ? [] : GUARDED)].sort()) {
    responses[status] = {
      description: PROBLEMS[status],
      ...(RETRIED.has(status) ? { headers: { 'retry-after': RETRY_AFTER } } : {}),
      content: { 'application/problem+json': { schema: toSchema(problemSchema, components) } },
    };
  }
  return { operationId: id, summary, ...(open ? { security: [] } : {}), parameters, responses };
}

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'A parameter does not fit; `detail` names it.',
  401: 'The token is missing or wrong.',
  403: 'The Host or Origin header is not one that is answered.',
  404: 'There is no such monitor.',
  409: 'A look at it is already under way.',
  429: 'Too soon after the last one, or too many wrong tokens.',
  503: 'Not now; `code` says why.',
};
const RETRIED: ReadonlySet<number> = new Set([429, 503]);
const RETRY_AFTER = { description: 'Seconds to wait, where known.', schema: { type: 'integer' } };

function contentOf(answer: Answer, components: Record<string, unknown>): object {
  if (answer === 'text') return { 'text/plain': { schema: { type: 'string' } } };
  if (answer === 'event-stream') return { 'text/event-stream': { schema: { type: 'string' } } };
  if (answer === 'json-document') return { 'application/json': { schema: { type: 'object' } } };
  return { 'application/json': { schema: toSchema(answer, components) } };
}

/** The schema with its named parts moved to the document's components. */
function toSchema(schema: z.ZodType, components: Record<string, unknown>): unknown {
  const {
    $defs,
    $schema: _dialect,
    ...root
  } = JSON.parse(
    JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12' })).replaceAll(
      '#/$defs/',
      '#/components/schemas/',
    ),
  ) as { $defs?: Record<string, unknown>; $schema?: string; id?: string };
  for (const [name, part] of Object.entries($defs ?? {})) components[name] = withoutId(part);
  if (typeof root.id !== 'string') return root;
  components[root.id] = withoutId(root);
  return { $ref: `#/components/schemas/${root.id}` };
}

function withoutId(part: unknown): unknown {
  const { id: _id, ...rest } = part as Record<string, unknown>;
  return rest;
}
