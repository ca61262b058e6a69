import { z } from 'zod';
import type { Details } from '../../../contracts/status.ts';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import type { ProbeHttp } from '../../define-probe.ts';
import { readNextCursor } from './link-header.ts';
import type { SentryOptions } from './options.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 10;

// Only which issues there are is of interest, so nothing else of one is read.
const issuesSchema = z.array(z.looseObject({ id: z.string() }));

export interface IssuePage {
  readonly ids: readonly string[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
  readonly answer: HttpAnswer;
}

interface PageOptions {
  readonly cursor?: string | null;
  readonly limit?: number;
}

/** One page of unresolved issues, always from the configured host: the URLs in the Link header are somebody else's text. */
export async function readIssues(
  { token, org, statsPeriod, apiBase }: SentryOptions,
  http: ProbeHttp,
  { cursor = null, limit = PAGE_SIZE }: PageOptions = {},
): Promise<IssuePage> {
  const query = new URLSearchParams({ query: 'is:unresolved', limit: String(limit), project: '-1' });
  // `base` must stay: Sentry's own filter on the status needs it.
  for (const part of ['stats', 'lifetime', 'filtered', 'unhandled']) query.append('collapse', part);
  if (statsPeriod !== undefined) query.set('statsPeriod', statsPeriod);
  if (cursor !== null) query.set('cursor', cursor);
  const { body, answer } = await http.json(
    {
      url: `${issuesAddress({ apiBase, org })}?${query}`,
      headers: { authorization: `Bearer ${token.reveal()}` },
    },
    issuesSchema,
  );
  return { ids: body.map(({ id }) => id), nextCursor: readNextCursor(answer.headers.link), answer };
}

/** The listing of an organization's issues. */
export function issuesAddress({ apiBase, org }: Pick<SentryOptions, 'apiBase' | 'org'>): string {
  return `${apiBase.replace(/\/api\/0$/, '')}/api/0/organizations/${encodeURIComponent(org)}/issues/`;
}

/** The exact number up to the cap of pages, and a lower bound beyond. Issues move between pages while one reads. */
export async function countAllIssues(options: SentryOptions, http: ProbeHttp): Promise<Details> {
  const ids = new Set<string>();
  let cursor: string | null = null;
  let hits = 0;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page: IssuePage = await readIssues(options, http, { cursor });
    for (const id of page.ids) ids.add(id);
    hits = Number(page.answer.headers['x-hits'] ?? 0) || 0;
    cursor = page.nextCursor;
    if (cursor === null) return { unresolved_issues: ids.size, unresolved_issues_at_least: false };
  }
  // Sentry's own estimate is sampled and capped, so it is of use only where counting ends.
  return { unresolved_issues: Math.max(ids.size, hits), unresolved_issues_at_least: true };
}
