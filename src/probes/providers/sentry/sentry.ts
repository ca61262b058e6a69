import { z } from 'zod';
import type { Details } from '../../../contracts/status.ts';
import { knownNumber } from '../../../domain/verdict.ts';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import { defineProbe, type ProbeContext, type Refusal } from '../../define-probe.ts';
import { addressOption, secretOption } from '../../options.ts';
import { readNextCursor } from './link-header.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 10;

const schema = z.strictObject({
  token: secretOption(),
  org: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9_-]*$/i, 'is not an organization slug'),
  statsPeriod: z
    .string()
    .trim()
    .regex(/^\d+[mhdw]$/, 'is not a period such as 24h or 14d')
    .optional(),
  apiBase: addressOption().default('https://sentry.io'),
  unresolvedAbove: z.int().nonnegative().default(10).describe('Degraded above this many unresolved issues.'),
});
type SentryOptions = z.output<typeof schema>;

// Only how many there are is of interest, so nothing of an issue is read.
const issuesSchema = z.array(z.unknown());

export const sentry = defineProbe({
  type: 'sentry',
  kind: 'provider',
  title: 'Sentry',
  schema,
  variables: {
    token: {
      env: 'KORA_SENTRY_API_TOKEN',
      purpose: 'Counts the unresolved issues of the organization.',
      required: true,
      secret: true,
      mintUrl: 'https://sentry.io/settings/developer-settings/new-internal/',
      leastScope: 'An internal integration with Issue & Event: Read (event:read) and nothing else.',
      example: '64 hexadecimal digits, or a personal token',
      withoutIt: 'Sentry is not asked at all and stays unknown.',
    },
    org: {
      env: 'KORA_SENTRY_ORG',
      purpose: 'The slug of the organization.',
      required: true,
      secret: false,
      mintUrl: 'https://sentry.io/settings/',
      example: 'my-company',
      withoutIt: 'Sentry is not asked at all and stays unknown.',
    },
    statsPeriod: {
      env: 'KORA_SENTRY_STATS_PERIOD',
      purpose: 'Counts only issues seen within this period.',
      required: false,
      secret: false,
      example: '14d',
      withoutIt:
        "Every issue within the plan's retention counts, which is more than Sentry's own page shows by default.",
    },
    apiBase: {
      env: 'KORA_SENTRY_API_BASE',
      purpose: 'The address of a region (https://de.sentry.io) or of a self-hosted Sentry.',
      required: false,
      secret: false,
      example: 'https://sentry.example.com',
      withoutIt: 'https://sentry.io is asked.',
    },
  },
  detailKeys: ['unresolved_issues'],
  credential: ({ token }) => token,
  recognise({ token }) {
    const value = token.reveal();
    if (value.startsWith('sntrys_')) return { kind: 'organization auth token', problem: ORG_TOKEN_PROBLEM };
    if (value.startsWith('sntryu_')) {
      return {
        kind: 'personal token',
        advice: 'It dies with its user; an internal integration with event:read outlives them.',
      };
    }
    return { kind: 'integration token' };
  },
  /** Page one; exact when Sentry says that there is no other. */
  async look(options, { http }) {
    const { body, answer } = await http.json(page(options, null), issuesSchema);
    const more = readNextCursor(answer.headers.link) !== null;
    return {
      unresolved_issues: body.length,
      ...(more ? { unresolved_issues_at_least: true } : {}),
      ...(options.statsPeriod === undefined ? {} : { stats_period: options.statsPeriod }),
    };
  },
  facts: [
    {
      name: 'later pages',
      keys: ['unresolved_issues'],
      everyMs: 300_000,
      deadlineMs: 60_000,
      wanted: (_options, look) => look.unresolved_issues_at_least === true,
      fetch: countAll,
    },
  ],
  judge({ unresolvedAbove }, details) {
    const count = knownNumber(details, 'unresolved_issues');
    if (count === null)
      return { status: 'healthy', why: 'It answers; the unresolved issues could not be counted.' };
    const said = `${details.unresolved_issues_at_least === true ? 'At least ' : ''}${count} unresolved ${count === 1 ? 'issue' : 'issues'}`;
    if (count <= unresolvedAbove) return { status: 'healthy', why: `${said}.` };
    return {
      status: 'degraded',
      why: `${said}, above the threshold of ${unresolvedAbove}.`,
      hint: 'Resolve, archive or assign issues in Sentry, or raise unresolvedAbove for this monitor.',
    };
  },
  explain,
});

/** Follows the cursors, always on our own host: the URLs in the Link header are somebody else's text. */
async function countAll(options: SentryOptions, { http }: ProbeContext): Promise<Details> {
  let count = 0;
  let cursor: string | null = null;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const { body, answer } = await http.json(page(options, cursor), issuesSchema);
    count += body.length;
    cursor = readNextCursor(answer.headers.link);
    if (cursor === null) return { unresolved_issues: count, unresolved_issues_at_least: false };
  }
  return { unresolved_issues: count, unresolved_issues_at_least: true };
}

function page({ token, org, statsPeriod, apiBase }: SentryOptions, cursor: string | null) {
  const query = new URLSearchParams({ query: 'is:unresolved', limit: String(PAGE_SIZE), project: '-1' });
  // `base` must stay: Sentry's own filter on the status needs it.
  for (const part of ['stats', 'lifetime', 'filtered', 'unhandled']) query.append('collapse', part);
  if (statsPeriod !== undefined) query.set('statsPeriod', statsPeriod);
  if (cursor !== null) query.set('cursor', cursor);
  const base = apiBase.replace(/\/api\/0$/, '');
  return {
    url: `${base}/api/0/organizations/${encodeURIComponent(org)}/issues/?${query}`,
    headers: { authorization: `Bearer ${token.reveal()}` },
  };
}

const ORG_TOKEN_PROBLEM =
  'An organization auth token (sntrys_) is made for builds and cannot list issues; make an internal integration with event:read.';

function explain({ token, org }: SentryOptions, { status }: HttpAnswer): Refusal | null {
  if (status === 403 || (status === 401 && token.reveal().startsWith('sntrys_'))) {
    return {
      reason: 'permission_denied',
      why: `Sentry knows the token, but it may not list the issues (HTTP ${status}).`,
      hint: token.reveal().startsWith('sntrys_')
        ? ORG_TOKEN_PROBLEM
        : 'Give its integration Issue & Event: Read (event:read).',
    };
  }
  if (status === 401) {
    return {
      reason: 'auth_rejected',
      why: 'Sentry does not accept this token (HTTP 401): it is wrong, revoked or expired.',
      hint: 'Make a new internal integration token with event:read and set KORA_SENTRY_API_TOKEN.',
    };
  }
  if (status === 404) {
    return {
      reason: 'not_found',
      why: `Sentry knows no organization "${org}" that this token may see (HTTP 404).`,
      hint: 'Check KORA_SENTRY_ORG, and KORA_SENTRY_API_BASE for a region or a self-hosted Sentry.',
    };
  }
  return null;
}
