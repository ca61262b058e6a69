import { z } from 'zod';
import type { Details } from '../../../contracts/status.ts';
import type { VercelOptions } from './vercel.ts';

// v7 requires readyState, v6 may send only state; everything that the count does not need may be missing or null.
const deploymentSchema = z.looseObject({
  uid: z.string(),
  created: z.number().nullish(),
  createdAt: z.number().nullish(),
  readyState: z.string().nullish(),
  state: z.string().nullish(),
});

/** `GET /v7/deployments`, as @vercel/sdk 1.28.35 types it. `next` is a time in milliseconds, to be sent as `until`. */
export const pageSchema = z.looseObject({
  deployments: z.array(deploymentSchema),
  pagination: z.looseObject({ next: z.number().nullish() }).nullish(),
});

export type Deployment = z.output<typeof deploymentSchema>;

export interface ListRange {
  readonly version: 'v6' | 'v7';
  readonly sinceMs: number;
  readonly untilMs?: number;
}

export function listUrl(
  { apiBase, teamId, projectIds = [] }: VercelOptions,
  { version, sinceMs, untilMs }: ListRange,
): string {
  const query = new URLSearchParams({ limit: '100', since: String(sinceMs) });
  if (untilMs !== undefined) query.set('until', String(untilMs));
  if (teamId !== undefined) query.set(teamId.startsWith('team_') ? 'teamId' : 'slug', teamId);
  if (projectIds.length === 1) query.set('projectId', projectIds[0] ?? '');
  else for (const id of projectIds) query.append('projectIds', id);
  return `${apiBase}/${version}/deployments?${query}`;
}

/** The contract's numbers over the deployments created since `sinceMs`. */
export function countDeployments(deployments: readonly Deployment[], sinceMs: number): Details {
  const states = deployments
    .filter(({ created, createdAt }) => (created ?? createdAt ?? sinceMs) >= sinceMs)
    .map(({ readyState, state }) => readyState ?? state ?? '');
  const count = (...wanted: string[]) => states.filter((state) => wanted.includes(state)).length;
  const errored = count('ERROR');
  return {
    deployments_last_24h: states.length,
    error_rate_24h: states.length === 0 ? 0 : Math.round((errored / states.length) * 10_000) / 10_000,
    deployments_errored_24h: errored,
    deployments_canceled_24h: count('CANCELED'),
    deployments_building: count('BUILDING', 'QUEUED', 'INITIALIZING'),
  };
}
