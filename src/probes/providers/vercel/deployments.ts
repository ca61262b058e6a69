import { z } from 'zod';
import type { Details } from '../../../contracts/status.ts';
import type { EpochMs } from '../../../lib/time.ts';
import type { ProbeHttp } from '../../define-probe.ts';
import { RefusedAnswer } from '../../probe-http.ts';
import type { VercelOptions } from './options.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 20;

// v7 requires readyState, v6 may send only state; everything that the count does not need may be missing or null.
const deploymentSchema = z.looseObject({
  uid: z.string(),
  created: z.number().nullish(),
  createdAt: z.number().nullish(),
  readyState: z.string().nullish(),
  state: z.string().nullish(),
});
// `next` is a time in milliseconds, to be sent back as `until`.
const pageSchema = z.looseObject({
  deployments: z.array(deploymentSchema),
  pagination: z.looseObject({ next: z.number().nullish() }).nullish(),
});
type Page = z.output<typeof pageSchema>;
type Deployment = z.output<typeof deploymentSchema>;

/** Reads one page; every page of one look comes from the same version of the API. */
export interface DeploymentList {
  readonly first: Page;
  readonly sinceMs: EpochMs;
  readonly read: (untilMs: EpochMs) => Promise<Page>;
}

/** Page one. v7 is what Vercel's own SDK calls (1.28.35); an address that only knows v6 answers 404 or 410. */
export async function openDeployments(
  options: VercelOptions,
  http: ProbeHttp,
  { sinceMs, limit = PAGE_SIZE }: { readonly sinceMs: EpochMs; readonly limit?: number },
): Promise<DeploymentList> {
  const reader = (version: 'v6' | 'v7') => async (untilMs?: EpochMs) => {
    const url = `${options.apiBase}/${version}/deployments?${query(options, { sinceMs, limit, untilMs })}`;
    const headers = { authorization: `Bearer ${options.token.reveal()}` };
    return (await http.json({ url, headers }, pageSchema)).body;
  };
  try {
    return { first: await reader('v7')(), sinceMs, read: reader('v7') };
  } catch (error) {
    if (!(error instanceof RefusedAnswer) || ![404, 410].includes(error.answer.status)) throw error;
    // A wrong team is a 404 too: when v6 knows nothing either, the first answer is the one to explain.
    return { first: await reader('v6')().catch(() => Promise.reject(error)), sinceMs, read: reader('v6') };
  }
}

interface Range {
  readonly sinceMs: EpochMs;
  readonly untilMs: EpochMs | undefined;
  readonly limit: number;
}

function query({ teamId, projectIds = [] }: VercelOptions, { sinceMs, untilMs, limit }: Range) {
  const query = new URLSearchParams({ limit: String(limit), since: String(sinceMs) });
  if (untilMs !== undefined) query.set('until', String(untilMs));
  if (teamId !== undefined) query.set(teamId.startsWith('team_') ? 'teamId' : 'slug', teamId);
  for (const id of projectIds) query.append(projectIds.length === 1 ? 'projectId' : 'projectIds', id);
  return query;
}

export interface Deployments {
  readonly list: readonly Deployment[];
  /** There are more than the cap of pages holds. */
  readonly truncated: boolean;
}

/** All pages. Two deployments of the same millisecond may stand on both sides of a seam, so each counts once by its uid. */
export async function readAll({ first, sinceMs, read }: DeploymentList): Promise<Deployments> {
  const byUid = new Map<string, Deployment>();
  let page = first;
  let untilMs = Number.POSITIVE_INFINITY;
  for (let pages = 1; ; pages += 1) {
    for (const deployment of page.deployments) byUid.set(deployment.uid, deployment);
    const nextMs = nextUntil(page, sinceMs);
    const done = nextMs === null;
    // A cursor that does not move on would lead over the same page for ever.
    if (done || pages === MAX_PAGES || nextMs >= untilMs)
      return { list: [...byUid.values()], truncated: !done };
    untilMs = nextMs;
    page = await read(untilMs);
  }
}

function nextUntil({ deployments, pagination }: Page, sinceMs: EpochMs): EpochMs | null {
  const nextMs = pagination?.next ?? null;
  const last = deployments.at(-1);
  if (nextMs === null || last === undefined || nextMs < sinceMs) return null;
  return createdMs(last, sinceMs) < sinceMs ? null : nextMs;
}

// A deployment without a time was asked for by time, so it counts.
function createdMs({ created, createdAt }: Deployment, sinceMs: EpochMs): EpochMs {
  return created ?? createdAt ?? sinceMs;
}

/** The contract's numbers over the deployments created since `sinceMs`. */
export function countDeployments({ list, truncated }: Deployments, sinceMs: EpochMs): Details {
  const states = list
    .filter((deployment) => createdMs(deployment, sinceMs) >= sinceMs)
    .map(({ readyState, state }) => readyState ?? state ?? '');
  const count = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length;
  const errored = count('ERROR');
  return {
    deployments_last_24h: states.length,
    error_rate_24h: states.length === 0 ? 0 : Math.round((errored / states.length) * 10_000) / 10_000,
    deployments_errored_24h: errored,
    deployments_canceled_24h: count('CANCELED'),
    deployments_building: count('BUILDING', 'QUEUED', 'INITIALIZING'),
    ...(truncated ? { deployments_last_24h_truncated: true } : {}),
  };
}
