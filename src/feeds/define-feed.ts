import type { ZodType, z } from 'zod';
import type { FeedReport } from '../domain/feed-reading.ts';
import type { EpochMs } from '../lib/time.ts';
import type { XmlElement } from './xml.ts';

/** What a page answered, read as what it says it is. */
export type FeedDocument =
  | { readonly format: 'json'; readonly value: unknown }
  | { readonly format: 'xml'; readonly root: XmlElement };

/**
 * A kind of status page is one value, in a file of its own below `kinds/`. It is pure and never throws. Its report holds
 * texts and numbers as the page sent them, in any amount: what is too much, and what is no plain text, is taken out of all
 * reports in `fit-report.ts`.
 */
export interface FeedKind {
  /** The file's name, and the word in the API: `statuspage`. */
  readonly name: string;
  /** Whether it lists its components also while they are well; then a list that became empty is a fault of the feed. */
  readonly listsAll: boolean;
  /** By what stands at the top of the document only. No two kinds recognise the same document. */
  recognises(document: FeedDocument): boolean;
  /** Null when its shape is another. `nowMs` tells what has begun from what is only announced. */
  parse(document: FeedDocument, nowMs: EpochMs): FeedReport | null;
}

export interface JsonFeed<Schema extends ZodType> {
  readonly name: string;
  readonly listsAll: boolean;
  /** Tolerates what was added, what is missing and nulls. */
  readonly schema: Schema;
  recognises(value: unknown): boolean;
  report(body: z.output<Schema>, nowMs: EpochMs): FeedReport;
}

export function defineJsonFeed<Schema extends ZodType>(feed: JsonFeed<Schema>): FeedKind {
  return {
    name: feed.name,
    listsAll: feed.listsAll,
    recognises: (document) => document.format === 'json' && feed.recognises(document.value),
    parse(document, nowMs) {
      const parsed = feed.schema.safeParse(document.format === 'json' ? document.value : null);
      return parsed.success ? feed.report(parsed.data, nowMs) : null;
    },
  };
}
