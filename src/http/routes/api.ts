import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { MAX_PAGE } from '../../contracts/history.ts';
import { DEFAULT_RECENT_BEATS, MAX_RECENT_BEATS } from '../../contracts/monitors.ts';
import { packageFile } from '../../lib/package-files.ts';
import { createCheckMonitor } from '../../operations/check-monitor.ts';
import { getMonitor, listMonitors } from '../../operations/list-monitors.ts';
import { HOT_PATH } from '../hot-route.ts';
import type { HttpParts } from '../http-parts.ts';
import type { LiveStream } from '../live.ts';
import { parseRequest, textQuery } from '../parse-request.ts';
import { addAttributionRoutes } from './attribution.ts';
import { addCredentialRoutes } from './credentials.ts';
import { addHistoryRoutes } from './history.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

const beatsQuery = z.object({
  beats: z.coerce.number().int().min(0).max(MAX_RECENT_BEATS).default(DEFAULT_RECENT_BEATS),
});
const monitorsQuery = beatsQuery.extend({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_PAGE)
    .optional()
    .transform((limit) => limit ?? null),
  cursor: textQuery,
});
const nameParams = z.object({ name: z.string() });

/** The frozen endpoints beside the hot one, and `/api/v1`. */
export function addApiRoutes(app: FastifyInstance, parts: HttpParts, live: LiveStream): void {
  const checkMonitor = createCheckMonitor(parts);

  // The hot route answers before this one; it is here so that its address is known when another method is refused.
  app.get(HOT_PATH, (_request, reply) => reply.type(JSON_TYPE).send(parts.board.heartbeat().body));
  app.get('/api/cron/jobs', () => parts.cronJobs());
  app.get('/api/mcp/clients', () => parts.mcpClients());
  app.get('/api/v1/monitors', ({ query }) =>
    listMonitors(parts, parseRequest(monitorsQuery, query, 'query')),
  );
  app.get('/api/v1/monitors/:name', ({ params, query }) =>
    getMonitor(
      parts,
      parseRequest(nameParams, params, 'path').name,
      parseRequest(beatsQuery, query, 'query').beats,
    ),
  );
  app.post('/api/v1/monitors/:name/check', ({ params }) =>
    checkMonitor(parseRequest(nameParams, params, 'path').name),
  );
  addHistoryRoutes(app, parts);
  addAttributionRoutes(app, parts);
  addCredentialRoutes(app, parts);
  // A HEAD that opened a stream would never end.
  app.get('/api/v1/live', { exposeHeadRoute: false }, (request, reply) => live.serve(request, reply));
  app.get('/api/openapi.json', async (_request, reply) =>
    reply.type(JSON_TYPE).send(await readFile(packageFile('docs/reference/openapi.json'))),
  );
  app.get('/api/config.schema.json', async (_request, reply) =>
    reply.type(JSON_TYPE).send(await readFile(packageFile('docs/reference/kora.schema.json'))),
  );
}
