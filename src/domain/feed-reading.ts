import type { FeedIncidentPhase, FeedState } from '../contracts/feeds.ts';
import type { EpochMs } from '../lib/time.ts';

/** What a status page says of a component or an incident; `unknown` is a word that Kora does not know. */
export type FeedLevel = 'operational' | 'maintenance' | 'degraded' | 'outage' | 'unknown';

export interface FeedComponent {
  readonly group: string | null;
  readonly name: string;
  readonly level: FeedLevel;
  /** Since when, by the page's own account or as it was first read so; null while it is operational. */
  readonly sinceMs: EpochMs | null;
}

export interface FeedIncident {
  readonly id: string;
  readonly title: string;
  readonly phase: FeedIncidentPhase;
  readonly level: FeedLevel;
  readonly startedAtMs: EpochMs | null;
  readonly updatedAtMs: EpochMs | null;
  readonly resolvedAtMs: EpochMs | null;
  /** Only http and https; null when there is none. */
  readonly url: string | null;
  /** The latest update as plain text, at most 2,000 characters; null when there is none. */
  readonly text: string | null;
  /** Every component it ever named, over all reads. Empty when it names none. */
  readonly components: readonly ComponentKey[];
}

export interface ComponentKey {
  readonly group: string | null;
  readonly name: string;
}

/** What one page said, whatever its kind. */
export interface FeedReport {
  /** Of the page as a whole; null when the kind gives none. */
  readonly level: FeedLevel | null;
  readonly components: readonly FeedComponent[];
  readonly incidents: readonly FeedIncident[];
  readonly updatedAtMs: EpochMs | null;
}

/** What is known of a feed now. */
export interface FeedReading {
  /** As it was last read well; null until then. */
  readonly report: FeedReport | null;
  readonly kind: string | null;
  /** Why the last try failed, in words; null when it did not. A sick feed never touches a service. */
  readonly problem: string | null;
  readonly readAtMs: EpochMs | null;
  readonly triedAtMs: EpochMs | null;
}

/** A page says something else than before, or became sick or well again. */
export interface FeedChange {
  readonly url: string;
  readonly reading: FeedReading;
  readonly before: FeedReading;
}

/** What a reading means for one monitor. */
export interface OfficialState {
  readonly state: FeedState;
  /** Since when, by the provider's own account where it gives one. */
  readonly sinceMs: EpochMs | null;
  /** One sentence for people. */
  readonly words: string;
  /** The open incidents that concern it, the worst first. */
  readonly incidents: readonly FeedIncident[];
}
