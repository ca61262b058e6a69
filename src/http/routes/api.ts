import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DEFAULT_RECENT_BEATS, MAX_RECENT_BEATS } from '../../contracts/monitors.ts';
import { KoraError } from '../../lib/errors.ts';
import { packageFile } from '../../lib/package-files.ts';
import { createCheckMonitor } from '../../operations/check-monitor.ts';
import { getMonitor, listMonitors } from '../../operations/list-monitors.ts';
import { HOT_PATH } from '../hot-route.ts';
import type { HttpParts } from '../http-parts.ts';
import type { LiveStream } from '../live.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

const beatsQuery = z.object({
  beats: z.coerce.number().int().min(0).max(MAX_RECENT_BEATS).default(DEFAULT_RECENT_BEATS),
});
const nameParams = z.object({ name: z.string() });

/** The frozen endpoints beside the hot one, and `/api/v1`. */
export function addApiRoutes(app: FastifyInstance, parts: HttpParts, live: LiveStream): void {
  const checkMonitor = createCheckMonitor(parts);

  // The hot route answers before this one; it is here so that its address is known when another method is refused.
  app.get(HOT_PATH, (_request, reply) => reply.type(JSON_TYPE).send(parts.board.heartbeat().body));
  app.get('/api/cron/jobs', () => parts.cronJobs());
  app.get('/api/mcp/clients', () => parts.mcpClients());
  app.get('/api/v1/monitors', ({ query }) => listMonitors(parts, parse(beatsQuery, query, 'query').beats));
  app.get('/api/v1/monitors/:name', ({ params, query }) =>
    getMonitor(parts, parse(nameParams, params, 'path').name, parse(beatsQuery, query, 'query').beats),
  );
  app.post('/api/v1/monitors/:name/check', ({ params }) =>
    checkMonitor(parse(nameParams, params, 'path').name),
  );
  // A HEAD that opened a stream would never end.
  app.get('/api/v1/live', { exposeHeadRoute: false }, (request, reply) => live.serve(request, reply));
  app.get('/api/openapi.json', async (_request, reply) =>
    reply.type(JSON_TYPE).send(await readFile(packageFile('docs/reference/openapi.json'))),
  );
  app.get('/api/config.schema.json', async (_request, reply) =>
    reply.type(JSON_TYPE).send(await readFile(packageFile('docs/reference/kora.schema.json'))),
  );
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new KoraError(
    'bad_request',
    `${where} ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`,
  );
}
