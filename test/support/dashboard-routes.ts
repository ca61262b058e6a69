import type { Incident, IncidentEvent } from '../../src/contracts/incidents.ts';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import { daysOf, detailChangesOf, seriesOf, uptimeOf, uptimeOfAll } from './dashboard-history.ts';
import { incidentDetail, incidentsOf, pageOfIncidents, slosOf, storageOf } from './dashboard-incidents.ts';
import { type Past, pastOf } from './dashboard-past.ts';
import type { DashboardState } from './dashboard-states.ts';

const USUAL_DAYS = 400;

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const GONE: Answer = {
  status: 404,
  body: { type: 'about:blank', title: 'Not found', status: 404, code: 'not_found' },
};

function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** The history of a state, as the daemon's API would tell it. Notes that are added stay. */
export interface DashboardHistory {
  readonly incidents: readonly Incident[];
  /** Null for a path that is none of the history's. */
  answer(path: string, query: URLSearchParams): Answer | null;
  addNote(id: string, text: string): Answer;
}

export function dashboardHistory(state: DashboardState): DashboardHistory {
  const nowMs = systemClock.nowMs();
  const days = state.historyDays ?? USUAL_DAYS;
  const byName = new Map(state.monitors.map((monitor) => [monitor.name, monitor]));
  const pasts = new Map<string, Past>(
    state.monitors.map((monitor) => [monitor.name, pastOf(monitor, nowMs, days)]),
  );
  const incidents = incidentsOf(state.monitors, pasts);
  const notes = new Map<string, IncidentEvent[]>();

  function ofMonitor(name: string, what: string, query: URLSearchParams): Answer | null {
    const monitor = byName.get(name);
    const past = pasts.get(name);
    if (monitor === undefined || past === undefined) return GONE;
    const windows = (query.get('windows') ?? '24h').split(',');
    if (what === 'uptime') return ok(uptimeOf(monitor, past, windows));
    if (what === 'days') return ok(daysOf(monitor, past, Number(query.get('days') ?? 90)));
    if (what === 'details') return ok(detailChangesOf(monitor, past));
    if (what !== 'series') return null;
    const fromMs = Date.parse(query.get('from') ?? '');
    const toMs = Date.parse(query.get('to') ?? '');
    return ok(seriesOf(monitor, past, { fromMs, toMs, points: Number(query.get('points') ?? 300) }));
  }

  function ofIncident(id: string): Answer {
    const incident = incidents.find((one) => one.id === id);
    if (incident === undefined) return GONE;
    const name = incident.monitor ?? '';
    return ok(incidentDetail(incident, byName.get(name), pasts.get(name), notes.get(id) ?? []));
  }

  return {
    incidents,
    answer(path, query) {
      const [, first = '', name = '', what = ''] =
        /^\/api\/v1\/(\w+)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(path) ?? [];
      if (first === 'uptime') return ok(uptimeOfAll(pasts, (query.get('windows') ?? '24h').split(',')));
      if (first === 'slos') return ok({ slos: state.slos ?? slosOf(state.monitors, pasts) });
      if (first === 'storage') return ok(storageOf(state.storage ?? {}, nowMs));
      if (first === 'incidents' && name !== '') return ofIncident(decodeURIComponent(name));
      if (first === 'incidents') return ok(pageOfIncidents(incidents, incidentQuery(query)));
      if (first === 'monitors' && what !== '') return ofMonitor(decodeURIComponent(name), what, query);
      return null;
    },
    addNote(id, text) {
      if (!incidents.some((one) => one.id === id)) return GONE;
      const at = isoTime(systemClock.nowMs());
      const event: IncidentEvent = { at, kind: 'note', status: null, reason: null, text };
      notes.set(id, [...(notes.get(id) ?? []), event]);
      return ok(event);
    },
  };
}

function incidentQuery(query: URLSearchParams) {
  return {
    status: query.get('status'),
    monitor: query.get('monitor'),
    from: query.get('from'),
    to: query.get('to'),
    cursor: query.get('cursor'),
    limit: Number(query.get('limit') ?? 100),
  };
}
