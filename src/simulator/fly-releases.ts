import { type EpochMs, isoTime } from '../lib/time.ts';
import type { Args } from './graphql.ts';
import { moments, scatter } from './timeline.ts';

const DAY_MS = 86_400_000;
const HISTORY_DAYS = 3;
const MAX_PAGE = 50;

export interface ReleasesPerDay {
  readonly app: string;
  readonly count: number;
  readonly failed: number;
}

/** The releases of the last days, the newest first. */
export function listReleases(
  { app, count, failed }: ReleasesPerDay,
  { nowMs, startedAtMs }: { readonly nowMs: EpochMs; readonly startedAtMs: EpochMs },
) {
  const span = { startedAtMs, nowMs, sinceMs: nowMs - HISTORY_DAYS * DAY_MS };
  return moments(count, span).map(({ index, atMs }) => {
    const isFailed = scatter(index, count) < failed;
    return {
      id: `demo-release-${app}-${index}`,
      version: 1_000 + index,
      status: isFailed ? 'failed' : 'complete',
      stable: !isFailed,
      reason: 'Deployed',
      description: 'Release',
      createdAt: isoTime(atMs),
      imageRef: `registry.fly.io/${app}:deployment-01DEMO${1_000 + index}`,
    };
  });
}

type Release = ReturnType<typeof listReleases>[number];

/** A page of at most 50, as GraphQL's connections give it; `after` is the cursor of the last one that was seen. */
export function releasesConnection(all: readonly Release[], { first, after }: Args) {
  const size = Math.min(typeof first === 'number' ? first : MAX_PAGE, MAX_PAGE);
  const from = typeof after === 'string' ? Number(Buffer.from(after, 'base64').toString('utf8')) : 0;
  const nodes = all.slice(from, from + size);
  const cursor = (position: number) => Buffer.from(String(position)).toString('base64');
  const end = from + nodes.length;
  return {
    totalCount: all.length,
    nodes,
    edges: nodes.map((node, i) => ({ cursor: cursor(from + i + 1), node })),
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: from > 0,
      startCursor: nodes.length === 0 ? null : cursor(from + 1),
      endCursor: nodes.length === 0 ? null : cursor(end),
    },
  };
}
