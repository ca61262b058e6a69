import type { LedgerEntry, LedgerResponse } from '../contracts/providers.ts';
import { type AdmittedIncident, type LeadAndLag, leadAndLag } from '../domain/ledger.ts';
import { type Columns, csvEncoder, csvText } from '../lib/csv.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import type { StoredFeedIncident } from '../storage/feed-incidents.ts';
import type { StoredIncident } from '../storage/incidents.ts';
import { askStore, type HistorySources } from './history-store.ts';
import { readIncidentPlace, writeIncidentPlace } from './incident-place.ts';
import type { WatchedMonitor } from './watched-feeds.ts';

export interface LedgerSources extends HistorySources {
  /** The monitors of providers whose status page is read. */
  readonly watched: readonly WatchedMonitor[];
}

export interface LedgerQuery {
  readonly provider: string | null;
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly cursor: string | null;
  readonly limit: number;
}

const PAGE = 500;
// What is not the provider's fault fills no ledger; how much of that is passed over for one page of it.
const MOST_PAGES = 20;
const APART_MS = 2 * 3_600_000;

/** A page of the ledger: each incident of a provider's own, and when its status page told of it. The newest first. */
export async function listLedger(sources: LedgerSources, query: LedgerQuery): Promise<LedgerResponse> {
  const watched = new Map(
    sources.watched
      .filter(({ provider }) => query.provider === null || provider === query.provider)
      .map((monitor) => [monitor.name, monitor]),
  );
  const { found, next } = await collect(sources, query, watched);
  const nowMs = sources.clock.nowMs();
  const told = await feedIncidents(sources, found, nowMs);
  return {
    entries: found.map(({ incident, monitor }) =>
      describeEntry(incident, monitor, leadAndLag(incident, admittedFor(monitor, told), nowMs)),
    ),
    next_cursor: next,
  };
}

/** The entry of one incident; null where no status page is read, or it is not the provider's fault. */
export async function ledgerEntry(
  sources: LedgerSources,
  { incident, monitor: name }: { readonly incident: StoredIncident; readonly monitor: string | null },
): Promise<LedgerEntry | null> {
  const monitor = sources.watched.find((watched) => watched.name === name);
  if (monitor === undefined || incident.fault !== 'provider') return null;
  const nowMs = sources.clock.nowMs();
  const told = await feedIncidents(sources, [{ incident, monitor }], nowMs);
  return describeEntry(incident, monitor, leadAndLag(incident, admittedFor(monitor, told), nowMs));
}

interface Found {
  readonly incident: StoredIncident;
  readonly monitor: WatchedMonitor;
}

async function collect(
  sources: LedgerSources,
  { from, to, cursor, limit }: LedgerQuery,
  watched: ReadonlyMap<string, WatchedMonitor>,
): Promise<{ readonly found: readonly Found[]; readonly next: string | null }> {
  const found: Found[] = [];
  let after = cursor === null ? null : readIncidentPlace(cursor);
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const page = await askStore(sources, 'listIncidents', {
      state: null,
      monitor: null,
      fromMs: from,
      toMs: to,
      after,
      limit: PAGE,
    });
    for (const { incident, monitor: name } of page) {
      after = { isOpen: incident.endedAtMs === null, startedAtMs: incident.startedAtMs, id: incident.id };
      const monitor = name === null ? undefined : watched.get(name);
      if (monitor === undefined || incident.fault !== 'provider') continue;
      found.push({ incident, monitor });
      if (found.length === limit) return { found, next: writeIncidentPlace(incident) };
    }
    if (page.length < PAGE) return { found, next: null };
  }
  const last = after;
  return {
    found,
    next: last === null ? null : writeIncidentPlace({ ...last, endedAtMs: last.isOpen ? null : 0 }),
  };
}

async function feedIncidents(sources: LedgerSources, found: readonly Found[], nowMs: EpochMs) {
  if (found.length === 0) return [];
  const starts = found.map(({ incident }) => incident.startedAtMs);
  const ends = found.map(({ incident }) => incident.endedAtMs ?? nowMs);
  return askStore(sources, 'readFeedIncidents', {
    feeds: [...new Set(found.map(({ monitor }) => monitor.feed.url))],
    // One that began days before may have lasted until then.
    fromMs: Math.min(...starts) - 7 * 24 * 3_600_000,
    toMs: Math.max(...ends) + APART_MS,
  });
}

function admittedFor(
  { feed }: WatchedMonitor,
  told: readonly StoredFeedIncident[],
): readonly AdmittedIncident[] {
  return told.filter(({ feed: url, incident }) => {
    if (url !== feed.url || incident.phase === 'scheduled' || incident.level === 'maintenance') return false;
    const { components } = incident;
    // The region of then is not kept; a component of any region that is watched counts.
    return components.length === 0 || components.some((component) => feed.watches(component, null));
  });
}

const MINUTE_MS = 60_000;

function describeEntry(
  incident: StoredIncident,
  { name, provider, title }: WatchedMonitor,
  { admitted, leadMs, lagMs }: LeadAndLag,
): LedgerEntry {
  return {
    incident: incident.id,
    monitor: name,
    provider,
    started_at: isoTime(incident.startedAtMs),
    ended_at: timeOrNull(incident.endedAtMs),
    admitted_at: timeOrNull(admitted?.admittedAtMs ?? null),
    lead_minutes: minutes(leadMs),
    resolved_at: timeOrNull(admitted?.incident.resolvedAtMs ?? null),
    lag_minutes: minutes(lagMs),
    feed_incident: admitted?.incident.id ?? null,
    feed_title: admitted?.incident.title ?? null,
    feed_url: admitted?.incident.url ?? null,
    reason: incident.reason,
    words: wordsOf(title, leadMs),
  };
}

function wordsOf(title: string, leadMs: number | null): string {
  if (leadMs === null) return `${title} has not admitted it.`;
  const count = Math.round(Math.abs(leadMs) / MINUTE_MS);
  const span = `${count} ${count === 1 ? 'minute' : 'minutes'}`;
  if (count === 0) return `${title} told of it as it was seen.`;
  return leadMs > 0
    ? `${title} admitted it ${span} after it was seen.`
    : `${title} told of it ${span} before it was seen.`;
}

function minutes(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / (MINUTE_MS / 10)) / 10;
}

function timeOrNull(ms: EpochMs | null): string | null {
  return ms === null ? null : isoTime(ms);
}

const COLUMNS: Columns<LedgerEntry> = [
  ['incident', ({ incident }) => csvText(incident)],
  ['provider', ({ provider }) => csvText(provider)],
  ['monitor', ({ monitor }) => csvText(monitor)],
  ['started_at', ({ started_at }) => started_at],
  ['ended_at', ({ ended_at }) => ended_at],
  ['reason', ({ reason }) => reason],
  ['admitted_at', ({ admitted_at }) => admitted_at],
  ['lead_minutes', ({ lead_minutes }) => lead_minutes],
  ['resolved_at', ({ resolved_at }) => resolved_at],
  ['lag_minutes', ({ lag_minutes }) => lag_minutes],
  ['status_page_incident', ({ feed_incident }) => csvText(feed_incident)],
  ['status_page_title', ({ feed_title }) => csvText(feed_title)],
  ['status_page_url', ({ feed_url }) => csvText(feed_url)],
];

/** The ledger as CSV (RFC 4180), for a claim of a service level. */
export function ledgerCsv({ entries }: LedgerResponse): string {
  const encoder = csvEncoder(COLUMNS);
  return encoder.head + encoder.lines(entries);
}
