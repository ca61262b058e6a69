import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { DEFAULT_PAGE, DEFAULT_POINTS, MAX_PAGE, MAX_POINTS } from '../../contracts/history.ts';
import { noteBodySchema } from '../../contracts/incidents.ts';
import { describeStorage } from '../../operations/describe-storage.ts';
import { getSeries } from '../../operations/get-series.ts';
import { getUptime, getUptimeDays, getUptimeOfAll } from '../../operations/get-uptime.ts';
import { listBeats, listDetailChanges } from '../../operations/list-beats.ts';
import { addNote, getIncident, listIncidents } from '../../operations/list-incidents.ts';
import { findMonitor } from '../../operations/list-monitors.ts';
import { listSlos } from '../../operations/list-slos.ts';
import { watchedMonitors } from '../../operations/watched-feeds.ts';
import type { HttpParts } from '../http-parts.ts';
import { momentQuery, numberQuery, parseRequest, textQuery } from '../parse-request.ts';

const page = { cursor: textQuery, limit: numberQuery({ min: 1, max: MAX_PAGE, fallback: DEFAULT_PAGE }) };
const span = { from: momentQuery, to: momentQuery };
const timeZone = z.string().max(64).default('UTC');
const MOST_WINDOWS = 12;

const beatsQuery = z.object({ ...page, ...span });
const detailsQuery = z.object(page);
const seriesQuery = z.object({
  ...span,
  points: numberQuery({ min: 1, max: MAX_POINTS, fallback: DEFAULT_POINTS }),
});
const uptimeQuery = z.object({
  windows: z
    .string()
    .default('24h,7d,30d,90d,365d')
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(z.string()).max(MOST_WINDOWS)),
  tz: timeZone,
});
const daysQuery = z.object({ days: numberQuery({ min: 1, max: 365, fallback: 90 }), tz: timeZone });
const incidentsQuery = z.object({
  ...page,
  ...span,
  status: z.enum(['open', 'closed']).optional(),
  monitor: textQuery,
});
const nameParams = z.object({ name: z.string() });
const idParams = z.object({ id: z.string().max(200) });

/** What is remembered: looks, series, uptime, incidents, objectives, and how the store is doing. */
export function addHistoryRoutes(app: FastifyInstance, parts: HttpParts): void {
  const { monitors, clock, history } = parts;
  const sources = {
    store: history.store,
    clock,
    slos: history.slos,
    watched: watchedMonitors(monitors),
    names: monitors.map(({ name }) => name),
  };
  const nameOf = (params: unknown) => findMonitor(parts, parseRequest(nameParams, params, 'path').name).name;

  app.get('/api/v1/monitors/:name/beats', ({ params, query }) =>
    listBeats(sources, { name: nameOf(params), ...parseRequest(beatsQuery, query, 'query') }),
  );
  app.get('/api/v1/monitors/:name/details', ({ params, query }) =>
    listDetailChanges(sources, { name: nameOf(params), ...parseRequest(detailsQuery, query, 'query') }),
  );
  app.get('/api/v1/monitors/:name/series', ({ params, query }) =>
    getSeries(sources, { name: nameOf(params), ...parseRequest(seriesQuery, query, 'query') }),
  );
  app.get('/api/v1/monitors/:name/uptime', ({ params, query }) => {
    const { windows, tz } = parseRequest(uptimeQuery, query, 'query');
    return getUptime(sources, { name: nameOf(params), windows, timeZone: tz });
  });
  app.get('/api/v1/monitors/:name/days', ({ params, query }) => {
    const { days, tz } = parseRequest(daysQuery, query, 'query');
    return getUptimeDays(sources, { name: nameOf(params), days, timeZone: tz });
  });
  app.get('/api/v1/uptime', ({ query }) => {
    const { windows, tz } = parseRequest(uptimeQuery, query, 'query');
    return getUptimeOfAll(sources, { windows, timeZone: tz });
  });
  app.get('/api/v1/incidents', ({ query }) => {
    const { status = null, ...rest } = parseRequest(incidentsQuery, query, 'query');
    return listIncidents(sources, { state: status, ...rest });
  });
  app.get('/api/v1/incidents/:id', ({ params }) =>
    getIncident(sources, parseRequest(idParams, params, 'path').id),
  );
  app.post('/api/v1/incidents/:id/notes', ({ params, body }) => {
    const { text } = parseRequest(noteBodySchema, body, 'body');
    return addNote(sources, { id: parseRequest(idParams, params, 'path').id, text });
  });
  app.get('/api/v1/slos', () => listSlos(sources));
  app.get('/api/v1/storage', () => describeStorage(history.status()));
}
