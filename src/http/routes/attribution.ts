import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DEFAULT_PAGE, MAX_PAGE } from '../../contracts/history.ts';
import { explainMonitor } from '../../operations/explain-monitor.ts';
import { ledgerCsv, listLedger } from '../../operations/list-ledger.ts';
import { getProvider, listProviders, type ProviderSources } from '../../operations/list-providers.ts';
import { watchedMonitors } from '../../operations/watched-feeds.ts';
import type { HttpParts } from '../http-parts.ts';
import { momentQuery, numberQuery, parseRequest, textQuery } from '../parse-request.ts';

const nameParams = z.object({ name: z.string() });
const typeParams = z.object({ type: z.string().max(200) });
const ledgerQuery = z.object({
  provider: textQuery,
  from: momentQuery,
  to: momentQuery,
  cursor: textQuery,
  limit: numberQuery({ min: 1, max: MAX_PAGE, fallback: DEFAULT_PAGE }),
  format: z.enum(['json', 'csv']).default('json'),
});

/** Whose fault it is: explanations, providers with their status pages, and the ledger. */
export function addAttributionRoutes(app: FastifyInstance, parts: HttpParts): void {
  const { clock, history, monitors, feeds, board } = parts;
  const sources: ProviderSources = {
    store: history.store,
    clock,
    monitors,
    watched: watchedMonitors(monitors),
    ...feeds,
    detailsOf: (name) => board.entry(name)?.state?.verdict.details ?? {},
    credentials: parts.credentials,
    budgetOf: parts.budgetOf,
  };

  app.get('/api/v1/monitors/:name/explanation', ({ params }) =>
    explainMonitor(parts, parseRequest(nameParams, params, 'path').name),
  );
  app.get('/api/v1/providers', () => listProviders(sources));
  app.get('/api/v1/providers/:type', ({ params }) =>
    getProvider(sources, parseRequest(typeParams, params, 'path').type),
  );
  app.get('/api/v1/ledger', async ({ query }, reply) => {
    const { format, ...wanted } = parseRequest(ledgerQuery, query, 'query');
    const ledger = await listLedger(sources, wanted);
    if (format === 'json') return ledger;
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="kora-ledger.csv"')
      .send(ledgerCsv(ledger));
  });
}
