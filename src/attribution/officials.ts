import type { Details } from '../contracts/status.ts';
import type { FeedReading } from '../domain/feed-reading.ts';
import { officialState, type Watches } from '../feeds/official-state.ts';
import type { Clock } from '../lib/time.ts';
import type { ReadOfficial } from './attribute.ts';

/** The status page of one monitor, and what on it concerns the monitor. */
export interface WatchedFeed {
  readonly url: string;
  readonly watches: Watches;
  readonly regionOf: (details: Details) => string | null;
}

export interface OfficialsParts {
  readonly clock: Clock;
  readonly feedOf: (name: string) => WatchedFeed | null;
  readonly reading: (url: string) => FeedReading;
  /** What the latest look found out, which may name the region. */
  readonly detailsOf: (name: string) => Details;
}

/** What the status pages say of each monitor; null for one that has none. */
export type Officials = (name: string) => ReadOfficial | null;

// A page with hundreds of components is judged once per reading, and anew now and then because it grows stale.
const KEEP_MS = 30_000;

interface Kept {
  readonly reading: FeedReading;
  readonly region: string | null;
  readonly untilTick: number;
  readonly official: ReadOfficial;
}

export function createOfficials({ clock, feedOf, reading: readingOf, detailsOf }: OfficialsParts): Officials {
  const kept = new Map<string, Kept>();
  return (name) => {
    const feed = feedOf(name);
    if (feed === null) return null;
    const reading = readingOf(feed.url);
    const region = feed.regionOf(detailsOf(name));
    const known = kept.get(name);
    if (known?.reading === reading && known.region === region && clock.tick() < known.untilTick) {
      return known.official;
    }
    const nowMs = clock.nowMs();
    const state = officialState(reading, feed.watches, { region, nowMs });
    const official = { state, readAtMs: reading.readAtMs ?? reading.triedAtMs ?? nowMs };
    kept.set(name, { reading, region, untilTick: clock.tick() + KEEP_MS, official });
    return official;
  };
}
