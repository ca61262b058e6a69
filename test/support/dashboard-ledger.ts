import type { Incident } from '../../src/contracts/incidents.ts';
import type { LedgerEntry } from '../../src/contracts/providers.ts';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import { createRandom } from './dashboard-monitors.ts';

const MINUTE_MS = 60_000;
/** How many of a hundred outages are never admitted. */
const SILENT_OF_100 = 38;

/** An outage that was admitted 11 minutes after our first bad look, unless told otherwise. */
export function ledgerEntry(provider: string, changes: Partial<LedgerEntry> = {}): LedgerEntry {
  const startMs = systemClock.nowMs() - 3 * 86_400_000;
  return {
    incident: `${provider}.x`,
    monitor: provider,
    provider,
    started_at: isoTime(startMs),
    ended_at: isoTime(startMs + 52 * MINUTE_MS),
    admitted_at: isoTime(startMs + 11 * MINUTE_MS),
    lead_minutes: 11,
    resolved_at: isoTime(startMs + 47 * MINUTE_MS),
    lag_minutes: 5,
    feed_incident: 'k3x9',
    feed_title: 'Elevated error rates on the database API',
    feed_url: `https://status.${provider}.example/incidents/k3x9`,
    reason: 'http_server_error',
    words: 'Admitted 11 minutes after our first bad look.',
    ...changes,
  };
}

/** What the providers said of the outages that were theirs, the newest first; the same every time. */
export function ledgerOf(incidents: readonly Incident[]): LedgerEntry[] {
  return incidents
    .flatMap((incident) =>
      incident.fault === 'provider' && incident.monitor !== null ? [entryOf(incident, incident.monitor)] : [],
    )
    .sort((a, b) => (a.started_at < b.started_at ? 1 : -1));
}

function entryOf({ id, started_at, ended_at, reason, duration_ms }: Incident, monitor: string): LedgerEntry {
  // How long it lasted is the same every time; when it began is not.
  const random = createRandom(`ledger ${monitor} ${ended_at === null ? 'open' : duration_ms}`);
  const base = ledgerEntry(monitor, { incident: id, started_at, ended_at, reason });
  if (random() * 100 < SILENT_OF_100) {
    return {
      ...base,
      admitted_at: null,
      lead_minutes: null,
      resolved_at: null,
      lag_minutes: null,
      feed_incident: null,
      feed_title: null,
      feed_url: null,
      words: ended_at === null ? 'Not admitted so far.' : 'Never admitted.',
    };
  }
  const lead = Number((random() * 31 - 7).toFixed(1));
  const lag = Number((random() * 40 - 12).toFixed(1));
  const resolvedMs = ended_at === null ? null : Date.parse(ended_at) - lag * MINUTE_MS;
  return {
    ...base,
    admitted_at: isoTime(Date.parse(started_at) + lead * MINUTE_MS),
    lead_minutes: lead,
    resolved_at: resolvedMs === null ? null : isoTime(resolvedMs),
    lag_minutes: resolvedMs === null ? null : lag,
    words: `Admitted ${Math.abs(Math.round(lead))} minutes ${lead < 0 ? 'before' : 'after'} our first bad look.`,
  };
}
