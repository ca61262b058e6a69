import type {
  DetailChangesResponse,
  SeriesResponse,
  UptimeDaysResponse,
  UptimeOfAll,
  UptimeResponse,
} from '../../../src/contracts/history.ts';
import type { IncidentDetail, IncidentEvent, IncidentsResponse } from '../../../src/contracts/incidents.ts';
import type { SlosResponse } from '../../../src/contracts/slos.ts';
import type { Storage } from '../../../src/contracts/storage.ts';
import { getJson, hasList, postJson } from './api.ts';
import { isStorage } from './storage.ts';

export interface SeriesQuery {
  readonly fromMs: number;
  readonly toMs: number;
  readonly points: number;
}

export function fetchSeries(
  name: string,
  { fromMs, toMs, points }: SeriesQuery,
  signal: AbortSignal,
): Promise<SeriesResponse> {
  const query = new URLSearchParams({
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    points: String(points),
  });
  return getJson(`${monitorApi(name)}/series?${query}`, signal, isSeries);
}

export function fetchUptime(
  name: string,
  windows: readonly string[],
  timeZone: string,
  signal: AbortSignal,
): Promise<UptimeResponse> {
  return getJson(`${monitorApi(name)}/uptime?${windowsQuery(windows, timeZone)}`, signal, isUptime);
}

export function fetchUptimeOfAll(
  windows: readonly string[],
  timeZone: string,
  signal: AbortSignal,
): Promise<UptimeOfAll> {
  return getJson(`/api/v1/uptime?${windowsQuery(windows, timeZone)}`, signal, isUptimeOfAll);
}

export function fetchDays(name: string, timeZone: string, signal: AbortSignal): Promise<UptimeDaysResponse> {
  const query = new URLSearchParams({ days: '90', tz: timeZone });
  return getJson(`${monitorApi(name)}/days?${query}`, signal, isDays);
}

export function fetchDetailChanges(
  name: string,
  limit: number,
  signal: AbortSignal,
): Promise<DetailChangesResponse> {
  return getJson(`${monitorApi(name)}/details?limit=${limit}`, signal, isDetailChanges);
}

export interface IncidentsQuery {
  readonly status?: 'open' | 'closed' | null;
  readonly monitor?: string | null;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly cursor?: string | null;
  readonly limit?: number;
}

export function fetchIncidents(query: IncidentsQuery, signal: AbortSignal): Promise<IncidentsResponse> {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined) params.set(key, String(value));
  }
  return getJson(`/api/v1/incidents?${params}`, signal, isIncidents);
}

export function fetchIncident(id: string, signal: AbortSignal): Promise<IncidentDetail> {
  return getJson(`/api/v1/incidents/${encodeURIComponent(id)}`, signal, isIncidentDetail);
}

export function addNote(id: string, text: string): Promise<IncidentEvent> {
  return postJson(`/api/v1/incidents/${encodeURIComponent(id)}/notes`, { text }, isEvent);
}

export function fetchSlos(signal: AbortSignal): Promise<SlosResponse> {
  return getJson('/api/v1/slos', signal, isSlos);
}

export function fetchStorage(signal: AbortSignal): Promise<Storage> {
  return getJson('/api/v1/storage', signal, isStorage);
}

function monitorApi(name: string): string {
  return `/api/v1/monitors/${encodeURIComponent(name)}`;
}

function windowsQuery(windows: readonly string[], timeZone: string): URLSearchParams {
  return new URLSearchParams({ windows: windows.join(), tz: timeZone });
}

const isSeries = (body: unknown): body is SeriesResponse => hasList(body, 'points');
const isUptime = (body: unknown): body is UptimeResponse => hasList(body, 'windows');
const isUptimeOfAll = (body: unknown): body is UptimeOfAll => hasList(body, 'monitors');
const isDays = (body: unknown): body is UptimeDaysResponse => hasList(body, 'days');
const isDetailChanges = (body: unknown): body is DetailChangesResponse => hasList(body, 'changes');
const isIncidents = (body: unknown): body is IncidentsResponse => hasList(body, 'incidents');
const isIncidentDetail = (body: unknown): body is IncidentDetail => hasList(body, 'timeline');
const isSlos = (body: unknown): body is SlosResponse => hasList(body, 'slos');
const isEvent = (body: unknown): body is IncidentEvent =>
  typeof body === 'object' && body !== null && 'kind' in body && 'text' in body;
