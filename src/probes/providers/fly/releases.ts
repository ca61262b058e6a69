import { z } from 'zod';
import type { Details } from '../../../contracts/status.ts';
import type { ProbeContext } from '../../define-probe.ts';
import type { FlyOptions } from './fly.ts';
import { graphqlHeader, readFlyToken } from './token.ts';

const DAY_MS = 86_400_000;
const PER_PAGE = 50;
const MAX_PAGES = 10;
const FAILED: ReadonlySet<string> = new Set(['failed', 'interrupted']);

const QUERY =
  'query($n:String!,$l:Int!,$a:String){app(name:$n){releases:releasesUnprocessed(first:$l,after:$a){nodes{id version status createdAt}pageInfo{hasNextPage endCursor}}}}';

// A time that cannot be read would quietly count as long ago.
const timeSchema = z.string().transform((text, context) => {
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) context.addIssue('is not a time');
  return atMs;
});
const keySchema = z.union([z.string(), z.number()]).nullish();
const releaseSchema = z.looseObject({
  id: keySchema,
  version: keySchema,
  status: z.string().nullish(),
  createdAt: timeSchema,
});
const graphqlSchema = z.looseObject({
  // GraphQL tells its errors in an answer of 200, beside whatever data it has.
  errors: z.array(z.unknown()).nullish(),
  data: z
    .looseObject({
      app: z
        .looseObject({
          releases: z.looseObject({
            nodes: z.array(releaseSchema.nullable()).nullish(),
            pageInfo: z
              .looseObject({ hasNextPage: z.boolean().nullish(), endCursor: z.string().nullish() })
              .nullish(),
          }),
        })
        .nullish(),
    })
    .nullish(),
});
const restSchema = z.looseObject({
  releases: z.array(
    z.looseObject({
      id: keySchema,
      version: keySchema,
      status: z.string().nullish(),
      created_at: timeSchema,
    }),
  ),
});

interface Release {
  readonly atMs: number;
  readonly failed: boolean;
}

interface Found {
  readonly releases: readonly Release[];
  /** Whether more of the last 24 hours may exist that were not read. */
  readonly truncated: boolean;
}

/** Releases of the last 24 hours over all apps: through GraphQL, which is published, else through flyctl's own REST. */
export async function fetchReleases(
  options: FlyOptions,
  apps: readonly string[],
  context: ProbeContext,
): Promise<Details> {
  const sinceMs = context.startedAtMs - DAY_MS;
  const found: Found[] = [];
  for (const app of apps) {
    found.push(
      await overGraphql(options, app, { context, sinceMs }).catch(() =>
        overRest(options, app, { context, sinceMs }),
      ),
    );
  }
  const recent = found.flatMap(({ releases }) => releases).filter(({ atMs }) => atMs >= sinceMs);
  return {
    deploys_last_24h: recent.length,
    deploys_failed_24h: recent.filter(({ failed }) => failed).length,
    ...(found.some(({ truncated }) => truncated) ? { deploys_last_24h_at_least: true } : {}),
  };
}

interface Window {
  readonly context: ProbeContext;
  readonly sinceMs: number;
}

async function overGraphql(options: FlyOptions, app: string, window: Window): Promise<Found> {
  const byKey = new Map<unknown, Release>();
  let after: string | null = null;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await readPage({ options, app, after, context: window.context });
    const nodes = (found.nodes ?? []).filter((node) => node !== null);
    const before = byKey.size;
    // Releases are made while one reads, and move others to the next page.
    for (const node of nodes) byKey.set(keyOf(node), toRelease(node.createdAt, node.status));
    after = found.pageInfo?.endCursor ?? null;
    const isLast = found.pageInfo?.hasNextPage !== true || after === null;
    // The newest come first, so one release of before is the end of what counts.
    if (isLast || nodes.some(({ createdAt }) => createdAt < window.sinceMs))
      return { releases: [...byKey.values()], truncated: false };
    // A cursor that does not move on would lead over the same page for ever.
    if (byKey.size === before) break;
  }
  return { releases: [...byKey.values()], truncated: true };
}

/** What tells one release from another; without any such thing each counts. */
function keyOf({ id, version }: Pick<z.output<typeof releaseSchema>, 'id' | 'version'>): unknown {
  return id ?? version ?? Symbol('release');
}

interface PageRequest {
  readonly options: FlyOptions;
  readonly app: string;
  readonly after: string | null;
  readonly context: ProbeContext;
}

async function readPage({ options, app, after, context }: PageRequest) {
  const { body } = await context.http.json(
    {
      url: `${options.graphqlBase.replace(/\/graphql$/, '')}/graphql`,
      method: 'POST',
      headers: { authorization: graphqlHeader(options.token.reveal()), 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY, variables: { n: app, l: PER_PAGE, a: after } }),
    },
    graphqlSchema,
  );
  const releases = body.data?.app?.releases;
  if (releases === undefined || (body.errors?.length ?? 0) > 0) throw new Error('GraphQL gave errors');
  return releases;
}

// Undocumented, as flyctl calls it: always Bearer, whatever the kind of token.
async function overRest(options: FlyOptions, app: string, { context, sinceMs }: Window): Promise<Found> {
  const { macaroons, oauth } = readFlyToken(options.token.reveal());
  const { body } = await context.http.json(
    {
      url: `${options.graphqlBase.replace(/\/graphql$/, '')}/api/v1/apps/${app}/releases?limit=${PER_PAGE}`,
      headers: { authorization: `Bearer ${[macaroons, oauth].filter((part) => part !== '').join(',')}` },
    },
    restSchema,
  );
  const byKey = new Map(
    body.releases.map((release) => [keyOf(release), toRelease(release.created_at, release.status)]),
  );
  const releases = [...byKey.values()];
  const isFull = body.releases.length >= PER_PAGE && releases.every(({ atMs }) => atMs >= sinceMs);
  return { releases, truncated: isFull };
}

function toRelease(atMs: number, status: string | null | undefined): Release {
  return { atMs, failed: FAILED.has(status?.toLowerCase() ?? '') };
}
