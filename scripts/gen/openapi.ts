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
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly answer: z.ZodType | 'event-stream' | 'text';
  readonly parameters?: readonly Parameter[];
  readonly problems?: readonly number[];
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: object;
}

const NAME: Parameter = { name: 'name', in: 'path', required: true, schema: { type: 'string' } };
const BEATS: Parameter = {
  name: 'beats',
  in: 'query',
  required: false,
  schema: { type: 'integer', minimum: 0, maximum: MAX_RECENT_BEATS, default: DEFAULT_RECENT_BEATS },
};
const LAST_EVENT_ID: Parameter = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  schema: { type: 'string' },
};
const statusOnly = z.strictObject({ status: z.string() });

const OPERATIONS: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/heartbeat/services',
    summary: 'The frozen contract: the latest snapshot of every service.',
    answer: heartbeatServicesResponseSchema,
  },
  {
    method: 'get',
    path: '/api/cron/jobs',
    summary: 'The periodic tasks of the daemon.',
    answer: cronJobsResponseSchema,
  },
  {
    method: 'get',
    path: '/api/mcp/clients',
    summary: 'The MCP servers and their health.',
    answer: mcpClientsResponseSchema,
  },
  {
    method: 'get',
    path: '/api/v1/monitors',
    summary: 'Every monitor with reason, phases and recent beats.',
    answer: monitorsResponseSchema,
    parameters: [BEATS],
    problems: [400],
  },
  {
    method: 'get',
    path: '/api/v1/monitors/{name}',
    summary: 'One monitor.',
    answer: monitorSchema,
    parameters: [NAME, BEATS],
    problems: [400, 404],
  },
  {
    method: 'post',
    path: '/api/v1/monitors/{name}/check',
    summary: 'Looks now and answers with what was seen; once per 10 s.',
    answer: monitorSchema,
    parameters: [NAME],
    problems: [404, 409, 429],
  },
  {
    method: 'get',
    path: '/api/v1/live',
    summary: 'Server-sent events: one `snapshot` per change; its data is a Monitor.',
    answer: 'event-stream',
    parameters: [LAST_EVENT_ID],
  },
  {
    method: 'get',
    path: '/healthz',
    summary: 'Whether the process is alive. Never wants a token.',
    answer: statusOnly,
  },
  {
    method: 'get',
    path: '/readyz',
    summary: 'Whether every monitor was looked at once.',
    answer: statusOnly,
    problems: [503],
  },
  { method: 'get', path: '/metrics', summary: 'Prometheus metrics.', answer: 'text' },
];

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
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
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

function describe(
  { summary, answer, parameters = [], problems = [], method, path }: Operation,
  components: Record<string, unknown>,
): object {
  const responses: Record<string, unknown> = {
    200: { description: 'The answer.', content: contentOf(answer, components) },
  };
  for (const status of [...problems, 401, 403].sort()) {
    responses[status] = {
      description: 'A problem.',
      content: { 'application/problem+json': { schema: toSchema(problemSchema, components) } },
    };
  }
  return { operationId: `${method}${path.replace(/[^a-z0-9]+/gi, '_')}`, summary, parameters, responses };
}

function contentOf(answer: Operation['answer'], components: Record<string, unknown>): object {
  if (answer === 'text') return { 'text/plain': { schema: { type: 'string' } } };
  if (answer === 'event-stream') return { 'text/event-stream': { schema: { type: 'string' } } };
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
