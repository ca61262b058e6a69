import type { Official } from '../contracts/feeds.ts';
import type { OfficialState } from '../domain/feed-reading.ts';
import { isoTime } from '../lib/time.ts';

/** A status page's word on one monitor as the API tells it. */
export function describeOfficial({ state, words, sinceMs }: OfficialState, pageUrl: string): Official {
  return { state, words, since: sinceMs === null ? null : isoTime(sinceMs), page_url: pageUrl };
}
