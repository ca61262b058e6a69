import { type Details, UNKNOWN_DETAIL } from '../../../contracts/status.ts';
import { knownNumber } from '../../../domain/verdict.ts';
import { defineProbe, type Judgement, type ProbeContext } from '../../define-probe.ts';
import { controls } from './controls.ts';
import { countDeployments, openDeployments, readAll } from './deployments.ts';
import { explain } from './explain.ts';
import { feed } from './feed.ts';
import { introspect } from './introspect.ts';
import { schema, type VercelOptions, variables } from './options.ts';
import { recogniseToken } from './token.ts';

const DAY_MS = 86_400_000;

export const vercel = defineProbe({
  type: 'vercel',
  kind: 'provider',
  title: 'Vercel',
  schema,
  variables,
  detailKeys: ['deployments_last_24h', 'error_rate_24h'],
  credential: ({ token }) => token,
  recognise: ({ token }) => recogniseToken(token.reveal()),
  look,
  judge,
  explain,
  controls,
  feed,
  introspect,
});

/** Page one proves that Vercel and the token work; without the pages after it the numbers are not known. */
async function look(options: VercelOptions, { http, startedAtMs }: ProbeContext): Promise<Details> {
  const sinceMs = startedAtMs - DAY_MS;
  const list = await openDeployments(options, http, { sinceMs });
  const all = await readAll(list).catch(() => null);
  return all === null
    ? { deployments_last_24h: UNKNOWN_DETAIL, error_rate_24h: UNKNOWN_DETAIL }
    : countDeployments(all, sinceMs);
}

function judge({ errorRateAbove }: VercelOptions, details: Details): Judgement {
  const rate = knownNumber(details, 'error_rate_24h');
  const total = knownNumber(details, 'deployments_last_24h');
  if (rate === null || total === null)
    return {
      status: 'healthy',
      why: 'It answers; the deployments of the last 24 hours could not all be read.',
    };
  if (total === 0)
    return { status: 'healthy', why: 'It answers; nothing was deployed in the last 24 hours.' };
  const counted = details.deployments_last_24h_truncated === true ? `the newest ${total}` : String(total);
  const share = `${percent(rate)} of ${counted} ${total === 1 ? 'deployment' : 'deployments'} of the last 24 hours failed`;
  if (rate <= errorRateAbove) return { status: 'healthy', why: `${share}.` };
  return {
    status: 'degraded',
    why: `${share}, above the threshold of ${percent(errorRateAbove)}.`,
    hint: 'Look at the failed deployments in the Vercel dashboard.',
  };
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 10_000) / 100} %`;
}
