import { z } from 'zod';
import { type Details, UNKNOWN_DETAIL } from '../../../contracts/status.ts';
import { knownNumber } from '../../../domain/verdict.ts';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import { defineProbe, type ProbeContext, type Refusal } from '../../define-probe.ts';
import { addressOption, listOption, secretOption } from '../../options.ts';
import { lenientJson, RefusedAnswer } from '../../probe-http.ts';
import { countDeployments, type Deployment, listUrl, pageSchema } from './deployments.ts';

const DAY_MS = 86_400_000;
const MAX_PAGES = 20;

const schema = z.strictObject({
  token: secretOption(),
  teamId: z.string().trim().min(1).optional().describe('A team id (team_…) or a team slug.'),
  projectIds: listOption().optional().describe('Only these projects count.'),
  apiBase: addressOption().default('https://api.vercel.com'),
  errorRateAbove: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('Degraded above this share of failed deployments.'),
});
export type VercelOptions = z.output<typeof schema>;

export const vercel = defineProbe({
  type: 'vercel',
  kind: 'provider',
  title: 'Vercel',
  schema,
  variables: {
    token: {
      env: 'KORA_VERCEL_API_TOKEN',
      purpose: 'Lists the deployments of the last 24 hours.',
      required: true,
      secret: true,
      mintUrl: 'https://vercel.com/account/settings/tokens',
      leastScope:
        'A token scoped to one project (or one team), with an expiry. Vercel has no read-only tokens.',
      example: '24 letters and digits',
      withoutIt: 'Vercel is not asked at all and stays unknown.',
    },
    teamId: {
      env: 'KORA_VERCEL_TEAM_ID',
      purpose: 'The team whose deployments are counted.',
      required: false,
      secret: false,
      mintUrl: 'https://vercel.com/account/settings',
      example: 'team_…',
      withoutIt: 'Only the personal scope of the token is counted.',
    },
    projectIds: {
      env: 'KORA_VERCEL_PROJECT_IDS',
      purpose: 'The projects that are counted, separated by commas.',
      required: false,
      secret: false,
      example: 'prj_…,prj_…',
      withoutIt:
        'All projects that the token may see are counted. A project-scoped token may need its project here.',
    },
    apiBase: {
      env: 'KORA_VERCEL_API_BASE',
      purpose: 'Another address of the API, for tests.',
      required: false,
      secret: false,
      example: 'https://api.vercel.com',
      withoutIt: 'https://api.vercel.com is asked.',
    },
  },
  detailKeys: ['deployments_last_24h', 'error_rate_24h'],
  credential: ({ token }) => token,
  look,
  judge({ errorRateAbove }, details) {
    const rate = knownNumber(details, 'error_rate_24h');
    const total = knownNumber(details, 'deployments_last_24h');
    if (rate === null || total === null)
      return {
        status: 'healthy',
        why: 'It answers; the deployments of the last 24 hours could not all be read.',
      };
    if (total === 0)
      return { status: 'healthy', why: 'It answers; nothing was deployed in the last 24 hours.' };
    const share = `${percent(rate)} of ${total} deployments of the last 24 hours failed`;
    if (rate <= errorRateAbove) return { status: 'healthy', why: `${share}.` };
    return {
      status: 'degraded',
      why: `${share}, above the threshold of ${percent(errorRateAbove)}.`,
      hint: 'Look at the failed deployments in the Vercel dashboard.',
    };
  },
  explain,
});

/** Page one proves that Vercel and the token work; without the pages after it the numbers are not known. */
async function look(options: VercelOptions, context: ProbeContext): Promise<Details> {
  const sinceMs = context.startedAtMs - DAY_MS;
  const first = await firstPage(options, context, sinceMs);
  try {
    const { deployments, truncated } = await laterPages(options, context, { ...first, sinceMs });
    return {
      ...countDeployments(deployments, sinceMs),
      ...(truncated ? { deployments_last_24h_truncated: true } : {}),
    };
  } catch {
    return { deployments_last_24h: UNKNOWN_DETAIL, error_rate_24h: UNKNOWN_DETAIL };
  }
}

interface FirstPage {
  readonly version: 'v6' | 'v7';
  readonly deployments: readonly Deployment[];
  readonly next: number | null;
}

// v7 is what Vercel's own SDK calls (1.28.35); an installation that only knows v6 answers 404 or 410.
async function firstPage(
  options: VercelOptions,
  { http }: ProbeContext,
  sinceMs: number,
): Promise<FirstPage> {
  const request = (version: FirstPage['version']) => ({
    url: listUrl(options, { version, sinceMs }),
    headers: headers(options),
  });
  try {
    return toPage('v7', (await http.json(request('v7'), pageSchema)).body);
  } catch (error) {
    if (!(error instanceof RefusedAnswer) || (error.answer.status !== 404 && error.answer.status !== 410))
      throw error;
    try {
      return toPage('v6', (await http.json(request('v6'), pageSchema)).body);
    } catch {
      throw error;
    }
  }
}

function toPage(
  version: FirstPage['version'],
  { deployments, pagination }: z.output<typeof pageSchema>,
): FirstPage {
  return { version, deployments, next: pagination?.next ?? null };
}

async function laterPages(
  options: VercelOptions,
  { http }: ProbeContext,
  first: FirstPage & { sinceMs: number },
) {
  const { version, sinceMs } = first;
  const byId = new Map(first.deployments.map((deployment) => [deployment.uid, deployment]));
  let next = first.next;
  let page = 1;
  while (next !== null && next > sinceMs && page < MAX_PAGES) {
    const { body } = await http.json(
      { url: listUrl(options, { version, sinceMs, untilMs: next }), headers: headers(options) },
      pageSchema,
    );
    // Two deployments of the same millisecond may stand on both sides of the seam.
    for (const deployment of body.deployments) byId.set(deployment.uid, deployment);
    next = body.deployments.length === 0 ? null : (body.pagination?.next ?? null);
    page += 1;
  }
  return { deployments: [...byId.values()], truncated: next !== null && next > sinceMs };
}

function headers({ token }: VercelOptions) {
  return { authorization: `Bearer ${token.reveal()}` };
}

const errorSchema = z.looseObject({
  code: z.string().optional(),
  error: z
    .looseObject({
      code: z.string().optional(),
      missingToken: z.boolean().optional(),
      invalidToken: z.boolean().optional(),
      saml: z.boolean().optional(),
    })
    .optional(),
});

// Vercel says 403, and not 401, for a token that it does not know.
function explain({ teamId }: VercelOptions, answer: HttpAnswer): Refusal | null {
  const body = errorSchema.safeParse(lenientJson(answer)).data;
  if (answer.status === 403 && (body?.error?.invalidToken === true || body?.error?.missingToken === true)) {
    return {
      reason: 'auth_rejected',
      why: 'Vercel does not know this token (HTTP 403): it is wrong, revoked or expired.',
      hint: 'Make a new token under Account Settings, Tokens, and set KORA_VERCEL_API_TOKEN.',
    };
  }
  if (answer.status === 403 && body?.error?.saml === true) {
    return {
      reason: 'permission_denied',
      why: 'The team wants a single sign-on session for this token (HTTP 403).',
      hint: 'Make the token while signed in to the team through its single sign-on.',
    };
  }
  if (answer.status === 403) {
    return {
      reason: 'permission_denied',
      why: 'Vercel knows the token, but it may not list these deployments (HTTP 403).',
      hint:
        teamId === undefined
          ? 'Set KORA_VERCEL_TEAM_ID, and KORA_VERCEL_PROJECT_IDS for a project-scoped token.'
          : 'Check that the token is scoped to this team, and name its projects in KORA_VERCEL_PROJECT_IDS.',
    };
  }
  return null;
}

function percent(ratio: number): string {
  return `${Math.round(ratio * 1_000) / 10} %`;
}
