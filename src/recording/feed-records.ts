import type { FeedChange } from '../domain/feed-reading.ts';
import { admissionOf } from '../domain/ledger.ts';
import type { Clock } from '../lib/time.ts';
import type { StoredFeedIncident } from '../storage/feed-incidents.ts';

export interface FeedRecordsParts {
  readonly clock: Clock;
  readonly write: (incidents: readonly StoredFeedIncident[]) => Promise<void>;
  /** Told while the store is away; what was to be written is kept for the next change. */
  readonly onFailure: (error: unknown) => void;
}

/** Remembers what status pages told of incidents, for the ledger. */
export interface FeedRecords {
  onChange(change: FeedChange): void;
  /** Resolves when nothing is being written. */
  settled(): Promise<void>;
}

// Of pages that tell of hundreds, while the store is away.
const MOST_HELD = 2_000;

export function createFeedRecords({ clock, write, onFailure }: FeedRecordsParts): FeedRecords {
  const held = new Map<string, StoredFeedIncident>();
  let writing: Promise<void> | null = null;

  async function writeHeld(): Promise<void> {
    while (held.size > 0) {
      const batch = [...held];
      try {
        await write(batch.map(([, incident]) => incident));
      } catch (error) {
        onFailure(error);
        return;
      }
      for (const [key, incident] of batch) if (held.get(key) === incident) held.delete(key);
    }
  }

  return {
    onChange({ url, reading, before }) {
      const known = new Set(before.report?.incidents);
      for (const incident of reading.report?.incidents ?? []) {
        if (known.has(incident)) continue;
        const admittedAtMs = admissionOf(incident, before.readAtMs, clock.nowMs());
        // The newest word in the place of an older one, which still keeps when it was first told.
        const key = `${url} ${incident.id}`;
        const first = held.get(key)?.admittedAtMs ?? admittedAtMs;
        held.set(key, { feed: url, incident, admittedAtMs: Math.min(first, admittedAtMs) });
      }
      while (held.size > MOST_HELD) held.delete(held.keys().next().value ?? '');
      writing ??= writeHeld().finally(() => {
        writing = null;
      });
    },
    async settled() {
      await writing;
    },
  };
}
