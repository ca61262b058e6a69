import type { Feed } from '../contracts/feeds.ts';
import type { ComponentKey, FeedIncident, FeedReading, OfficialState } from '../domain/feed-reading.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';

export interface DescribedFeed {
  readonly url: string;
  readonly pageUrl: string;
  readonly reading: FeedReading;
  readonly official: OfficialState;
  readonly isWatched: (component: ComponentKey) => boolean;
}

// What nothing depends on is told of too, but a page of hundreds of places is cut.
const MOST_COMPONENTS = 300;

/** A status page as the API tells it, what is looked at first. */
export function describeFeed({ url, pageUrl, reading, official, isWatched }: DescribedFeed): Feed {
  const { report, kind, problem, readAtMs, triedAtMs } = reading;
  const components = (report?.components ?? []).map(({ group, name, level }) => ({
    group,
    name,
    state: level,
    is_watched: isWatched({ group, name }),
  }));
  return {
    page_url: pageUrl,
    url,
    kind,
    state: official.state,
    words: official.words,
    problem,
    since: timeOrNull(official.sinceMs),
    read_at: timeOrNull(readAtMs),
    tried_at: timeOrNull(triedAtMs),
    components: components
      .sort((a, b) => Number(b.is_watched) - Number(a.is_watched))
      .slice(0, MOST_COMPONENTS),
    incidents: (report?.incidents ?? []).map((incident) => describeIncident(incident, isWatched)),
  };
}

function describeIncident(
  incident: FeedIncident,
  isWatched: DescribedFeed['isWatched'],
): Feed['incidents'][number] {
  return {
    id: incident.id,
    title: incident.title,
    phase: incident.phase,
    state: incident.level,
    started_at: timeOrNull(incident.startedAtMs),
    updated_at: timeOrNull(incident.updatedAtMs),
    resolved_at: timeOrNull(incident.resolvedAtMs),
    url: incident.url,
    text: incident.text,
    components: incident.components.map(({ group, name }) => (group === null ? name : `${group} / ${name}`)),
    is_watched: incident.components.length === 0 || incident.components.some(isWatched),
  };
}

function timeOrNull(ms: EpochMs | null): string | null {
  return ms === null ? null : isoTime(ms);
}
