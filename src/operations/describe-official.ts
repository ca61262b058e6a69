import type { MonitorConfig } from '../config/config.ts';
import type { Official } from '../contracts/feeds.ts';
import type { OfficialState } from '../domain/feed-reading.ts';
import { isoTime } from '../lib/time.ts';

/** What a monitor's status page says, as the API tells it; null for a monitor that has none. */
export function officialOf(
  monitors: readonly MonitorConfig[],
  stateOf: (name: string) => OfficialState | null,
): (name: string) => Official | null {
  const pages = new Map(monitors.flatMap(({ name, feed }) => (feed === null ? [] : [[name, feed.pageUrl]])));
  return (name) => {
    const state = stateOf(name);
    const pageUrl = pages.get(name);
    return state === null || pageUrl === undefined ? null : describeOfficial(state, pageUrl);
  };
}

function describeOfficial({ state, words, sinceMs }: OfficialState, pageUrl: string): Official {
  return { state, words, since: sinceMs === null ? null : isoTime(sinceMs), page_url: pageUrl };
}
