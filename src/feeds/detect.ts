import type { FeedDocument, FeedKind } from './define-feed.ts';
import { FEED_KINDS } from './kinds.gen.ts';

/** The kind of a page, by its body alone: providers move from one to another behind the same address. Null for none. */
export function detectKind(document: FeedDocument): FeedKind | null {
  return FEED_KINDS.find((kind) => kind.recognises(document)) ?? null;
}
