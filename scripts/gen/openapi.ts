import { z } from 'zod';
import { problemSchema } from '../../src/contracts/problem.ts';
import { VERSION } from '../../src/lib/version.ts';
import type { GeneratedFile } from './generated-file.ts';
import { OPERATIONS } from './openapi-operations.ts';
import type { Answer, Operation } from './openapi-parameters.ts';

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
  const { id, summary, answer, parameters = [], problems = [], body, conditional, open } = operation;
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
  const sent =
    body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: toSchema(body, components) } },
          },
        };
  return { operationId: id, summary, ...(open ? { security: [] } : {}), parameters, ...sent, responses };
}

const PROBLEMS: Readonly<Record<number, string>> = {
  400: 'A parameter does not fit; `detail` names it.',
  401: 'The token is missing or wrong.',
  403: 'The Host or Origin header is not one that is answered.',
  404: 'There is no monitor, or no incident, of that name.',
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
