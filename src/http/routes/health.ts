import type { FastifyInstance } from 'fastify';
import type { HttpParts } from '../http-parts.ts';
import type { LookCount } from '../look-count.ts';
import { sendProblem } from '../problem.ts';

export const HEALTH_PATH = '/healthz';

/** For supervisors and scrapers: is the process alive, has it looked at everything once, and its metrics. */
export function addHealthRoutes(app: FastifyInstance, parts: HttpParts, looks: LookCount): void {
  app.get(HEALTH_PATH, () => ({ status: 'ok' }));
  app.get('/readyz', (_request, reply) => {
    const entries = parts.board.entries();
    const pending = entries.filter(({ state }) => state === null).length;
    if (pending === 0) return { status: 'ready' };
    return sendProblem(reply, {
      status: 503,
      code: 'warming',
      detail: `${pending} of ${entries.length} monitors were not looked at yet`,
    });
  });
  let scrape: Promise<() => Promise<{ contentType: string; body: string }>> | null = null;
  app.get('/metrics', async (_request, reply) => {
    // Imported at the first scrape: most installations have none, and it would slow every start.
    scrape ??= import('../metrics.ts').then(({ createMetrics }) => createMetrics({ ...parts, looks }));
    const { contentType, body } = await (await scrape)();
    return reply.type(contentType).send(body);
  });
}
