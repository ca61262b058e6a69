import type { FeedIncident } from '../domain/feed-reading.ts';
import type { EpochMs } from '../lib/time.ts';
import type { Session } from './session.ts';

/** An incident that a status page told of, with when it first did. */
export interface StoredFeedIncident {
  /** The address of the feed. */
  readonly feed: string;
  readonly admittedAtMs: EpochMs;
  readonly incident: FeedIncident;
}

/** Writes what the pages tell now. The first admission stays, whatever a page claims later. */
export async function writeFeedIncidents(
  { db }: Session,
  { incidents }: { readonly incidents: readonly StoredFeedIncident[] },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    for (const { feed, admittedAtMs, incident } of incidents) {
      const changing = { resolved_at_ms: incident.resolvedAtMs, data: JSON.stringify(incident) };
      await tx
        .insertInto('feed_incident')
        .values({ feed, id: incident.id, admitted_at_ms: admittedAtMs, ...changing })
        .onConflict((conflict) => conflict.columns(['feed', 'id']).doUpdateSet(changing))
        .execute();
    }
  });
}

export interface FeedIncidentsWanted {
  readonly feeds: readonly string[];
  /** Admitted in this span. */
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
}

/** At most 1,000, the newest first. */
export async function readFeedIncidents(
  { db }: Session,
  { feeds, fromMs, toMs }: FeedIncidentsWanted,
): Promise<readonly StoredFeedIncident[]> {
  if (feeds.length === 0) return [];
  const rows = await db
    .selectFrom('feed_incident')
    .selectAll()
    .where('feed', 'in', feeds)
    .where('admitted_at_ms', '>=', fromMs)
    .where('admitted_at_ms', '<', toMs)
    .orderBy('admitted_at_ms', 'desc')
    .limit(1_000)
    .execute();
  return rows.map((row) => ({
    feed: row.feed,
    admittedAtMs: row.admitted_at_ms,
    // This very code wrote it.
    incident: JSON.parse(row.data) as FeedIncident,
  }));
}
