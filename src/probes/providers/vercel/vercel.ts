import { type Details, UNKNOWN_DETAIL } from '../../../contracts/status.ts';
import { knownNumber } from '../../../domain/verdict.ts';
import {
  type CredentialKind,
  type CredentialReport,
  defineProbe,
  type Judgement,
  type ProbeContext,
} from '../../define-probe.ts';
import { countDeployments, openDeployments, readAll } from './deployments.ts';
import { explain } from './explain.ts';
import { schema, type VercelOptions, variables } from './options.ts';

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

// Prefixes as Vercel announced them ("Introducing new token formats"); older tokens have none.
const KIND_BY_PREFIX: Readonly<Record<string, CredentialKind>> = {
  vcp_: { kind: 'personal access token' },
  vci_: { kind: 'integration token', advice: 'It ends with its integration; an access token does not.' },
  vca_: { kind: 'app access token', advice: 'It is short-lived; make an access token.' },
  vcr_: { kind: 'app refresh token', advice: 'It only renews other tokens; make an access token.' },
  vck_: { kind: 'API key', advice: 'It may not list deployments; make an access token.' },
};

function recogniseToken(token: string): CredentialKind | null {
  return KIND_BY_PREFIX[token.slice(0, 4)] ?? null;
}

/** Lists one deployment. `GET /v2/user` would fail for a project-scoped token, which is the best kind. */
async function introspect(options: VercelOptions, context: ProbeContext): Promise<CredentialReport> {
  const { token, teamId, projectIds = [] } = options;
  await openDeployments(options, context.http, { sinceMs: context.startedAtMs - DAY_MS, limit: 1 });
  const owner = teamId === undefined ? 'its personal scope' : `team ${teamId}`;
  const where = projectIds.length === 0 ? '' : `, projects ${projectIds.join(', ')}`;
  return {
    kind: recogniseToken(token.reveal())?.kind ?? 'access token',
    scope: `lists the deployments of ${owner}${where}`,
  };
}
