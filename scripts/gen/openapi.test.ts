import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Secret } from '../../src/lib/secret.ts';
import { healthyVerdict, koraServer, stubMonitor } from '../../test/support/kora-server.ts';
import { generateOpenApi } from './openapi.ts';

const parameterSchema = z.object({ name: z.string(), in: z.string(), schema: z.object({}) });
const operationSchema = z.object({
  operationId: z.string().regex(/^[a-z][A-Za-z]+$/),
  summary: z.string().min(1),
  parameters: z.array(parameterSchema),
  responses: z.record(
    z.string().regex(/^[2-5]\d\d$/),
    z.object({
      description: z.string().min(1),
      content: z.record(z.string(), z.object({ schema: z.looseObject({}) })).optional(),
    }),
  ),
});
const documentSchema = z.object({
  openapi: z.literal('3.1.0'),
  info: z.object({ title: z.string(), version: z.string() }),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(['get', 'post']), operationSchema)),
  components: z.object({ schemas: z.record(z.string(), z.looseObject({})) }),
});

const text = generateOpenApi().text;
const document = documentSchema.parse(JSON.parse(text));
const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).flatMap(([method, operation]) =>
    operation === undefined ? [] : [{ path, method, operation }],
  ),
);

const ajv = new Ajv2020({ strict: true, allErrors: true });
formats.default(ajv);
ajv.addKeyword('components');
ajv.addSchema({ $id: 'kora', components: document.components });

/** What does not fit of a real answer, by the document's own schema for its path, status and media type. */
function problemsOf(
  path: string,
  method: string,
  answer: { status: number; type: string; body: unknown },
): unknown {
  const operation = operations.find((each) => each.path === path && each.method === method)?.operation;
  const content = operation?.responses[answer.status]?.content?.[answer.type];
  if (content === undefined)
    return `${method} ${path} ${answer.status} ${answer.type} is not in the document`;
  const schema = JSON.parse(JSON.stringify(content.schema).replaceAll('"#/components', '"kora#/components'));
  const validate = ajv.compile(schema);
  return validate(answer.body) ? [] : validate.errors;
}

describe('the document', () => {
  test('has one id per operation, and declares every part of its paths', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, operation } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = operation.parameters.filter((it) => it.in === 'path').map(({ name }) => name);
      expect(declared, path).toEqual(inPath);
    }
  });

  test('refers only to parts that it has, and uses all of them', () => {
    const used = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  test('names every route of the API that a running server has', async () => {
    const stub = stubMonitor('vercel');
    const vercel = { ...stub, definition: { ...stub.definition, type: 'vercel', kind: 'provider' as const } };
    await using kora = await koraServer({ names: ['vercel'], parts: { monitors: [vercel] } });
    for (const { path, method } of operations) {
      if (path === '/api/v1/live') continue;
      const { status } = await kora.ask(path.replace('{name}', 'vercel').replace('{type}', 'vercel'), {
        method: method.toUpperCase(),
      });
      expect([404, 405], path).not.toContain(status);
    }
  });
});

describe('what a running server answers fits the document', () => {
  const quota = { limit: 10, remaining: 1, resetAtMs: Date.UTC(2026, 0, 1), retryAfterMs: 5 };
  const phases = { dnsMs: 0.123, connectMs: null, tlsMs: null, firstByteMs: 3.21, bodyMs: 0 };
  const verdicts = [
    healthyVerdict({ quota, phases, details: { count: 3, nested: { a: [1, null] } } }),
    healthyVerdict({
      status: 'unknown',
      reason: 'timeout',
      error: 'probe timed out after 10s',
      latencyMs: null,
    }),
    null,
  ];
  const CASES = [
    ['get', '/api/heartbeat/services', '', 200],
    ['get', '/api/cron/jobs', '', 200],
    ['get', '/api/mcp/clients', '', 200],
    ['get', '/api/v1/monitors', '', 200],
    ['get', '/api/v1/monitors', '?beats=x', 400],
    ['get', '/api/v1/monitors/{name}', '', 200],
    ['get', '/api/v1/monitors/{name}', '?beats=x', 400],
    ['post', '/api/v1/monitors/{name}/check', '', 200],
    ['get', '/api/openapi.json', '', 200],
    ['get', '/api/config.schema.json', '', 200],
    ['get', '/healthz', '', 200],
    ['get', '/readyz', '', 503],
  ] as const;
  const cronJobs = () => [
    {
      name: 'heartbeat.service_probes',
      interval_seconds: 300,
      last_started_at: null,
      last_duration_ms: null,
      last_error: null,
      next_run_at: new Date(0).toISOString(),
      runs_total: 0,
    },
  ];

  test.each(CASES)('%s %s%s with %i', async (method, path, query, expected) => {
    await using kora = await koraServer({ names: ['vercel', 'sentry', 'fly'], parts: { cronJobs } });
    for (const [i, name] of ['vercel', 'sentry', 'fly'].entries()) {
      const verdict = verdicts[i];
      if (verdict != null) kora.recorder.record(name, verdict);
    }
    for (const name of ['vercel', 'sentry', 'fly', 'nobody']) {
      const { status, headers, json } = await kora.ask(path.replace('{name}', name) + query, {
        method: method.toUpperCase(),
      });
      if (name !== 'nobody' || !path.includes('{name}') || query !== '') expect(status).toBe(expected);
      const type = String(headers['content-type']).split(';')[0] ?? '';
      expect(problemsOf(path, method, { status, type, body: json() })).toEqual([]);
    }
  });

  test('also when it refuses: no token, a foreign host, too soon', async () => {
    await using guarded = await koraServer({ config: { apiToken: new Secret('token-123456') } });
    await using open = await koraServer();
    await open.ask('/api/v1/monitors/vercel/check', { method: 'POST' });
    const refusals = [
      ['get', '/api/v1/monitors', 401, await guarded.ask('/api/v1/monitors')],
      ['get', '/api/heartbeat/services', 401, await guarded.ask('/api/heartbeat/services')],
      ['get', '/metrics', 403, await open.ask('/metrics', { headers: { host: 'attacker.example' } })],
      [
        'post',
        '/api/v1/monitors/{name}/check',
        429,
        await open.ask('/api/v1/monitors/vercel/check', { method: 'POST' }),
      ],
    ] as const;
    for (const [method, path, status, answer] of refusals) {
      expect(answer.status).toBe(status);
      const type = String(answer.headers['content-type']).split(';')[0] ?? '';
      expect(problemsOf(path, method, { status, type, body: answer.json() })).toEqual([]);
    }
  });

  test('and would be found out if it did not', () => {
    const answer = {
      status: 200,
      type: 'application/json',
      body: { monitors: [{}], generated_at: 'now', warming: 1 },
    };
    expect(problemsOf('/api/v1/monitors', 'get', answer)).not.toEqual([]);
    expect(problemsOf('/api/v1/monitors', 'get', { ...answer, status: 418 })).toMatch(/not in the document/);
  });
});
