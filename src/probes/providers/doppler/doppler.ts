import { z } from 'zod';
import { knownNumber } from '../../../domain/verdict.ts';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import type { CredentialKind, Refusal } from '../../define-probe.ts';
import { defineProbe } from '../../define-probe.ts';
import { addressOption, secretOption } from '../../options.ts';
import { fetchAges, fetchProjectsTotal } from './secret-ages.ts';

const schema = z.strictObject({
  token: secretOption(),
  apiBase: addressOption().default('https://api.doppler.com'),
  oldestSecretAgeDaysAbove: z
    .int()
    .nonnegative()
    .default(180)
    .describe('Degraded when the oldest secret is older, in days.'),
});
export type DopplerOptions = z.output<typeof schema>;

const meSchema = z.looseObject({
  type: z.string().nullish(),
  workplace: z.looseObject({ name: z.string().nullish() }).nullish(),
});

const MINUTE_MS = 60_000;

export const doppler = defineProbe({
  type: 'doppler',
  kind: 'provider',
  title: 'Doppler',
  schema,
  variables: {
    token: {
      env: 'KORA_DOPPLER_API_TOKEN',
      purpose:
        'Reads who the token is, and for the details the projects and the change logs of their configs. Never a secret.',
      required: true,
      secret: true,
      mintUrl: 'https://dashboard.doppler.com/workplace/service_accounts',
      leastScope:
        'A service account without workplace permissions, in each project with list-configs and config-logs only.',
      example: 'dp.sa.…',
      withoutIt: 'Doppler is not asked at all and stays unknown.',
    },
    apiBase: {
      env: 'KORA_DOPPLER_API_BASE',
      purpose: 'Another address of the API, for tests.',
      required: false,
      secret: false,
      example: 'https://api.doppler.com',
      withoutIt: 'https://api.doppler.com is asked.',
    },
  },
  detailKeys: ['projects_total', 'oldest_secret_age_days'],
  credential: ({ token }) => token,
  recognise: ({ token }) => recogniseToken(token.reveal()),
  async look({ token, apiBase }, { http }) {
    const { body } = await http.json(
      { url: `${apiBase}/v3/me`, headers: authorization(token.reveal()) },
      meSchema,
    );
    return { token_type: body.type ?? 'unknown', workplace: body.workplace?.name ?? 'unknown' };
  },
  facts: [
    {
      name: 'projects',
      keys: ['projects_total'],
      everyMs: 15 * MINUTE_MS,
      deadlineMs: MINUTE_MS,
      wanted: ({ token }) => seesProjects(token.reveal()),
      fetch: fetchProjectsTotal,
    },
    {
      name: 'ages',
      keys: ['oldest_secret_age_days'],
      everyMs: 360 * MINUTE_MS,
      deadlineMs: 10 * MINUTE_MS,
      wanted: ({ token }) => seesProjects(token.reveal()),
      fetch: fetchAges,
    },
  ],
  judge({ oldestSecretAgeDaysAbove }, details) {
    const days = knownNumber(details, 'oldest_secret_age_days');
    if (days === null)
      return { status: 'healthy', why: 'It answers; how old the oldest secret is, is not known.' };
    if (days <= oldestSecretAgeDaysAbove)
      return { status: 'healthy', why: `No secret is known to be older than ${days} days.` };
    return {
      status: 'degraded',
      why: `The oldest secret is at least ${days} days old, above the threshold of ${oldestSecretAgeDaysAbove}.`,
      hint: 'Rotate the secrets of the configs that nobody has changed for so long.',
    };
  },
  explain,
  async introspect({ token, apiBase }, { http }) {
    const { body } = await http.json(
      { url: `${apiBase}/v3/me`, headers: authorization(token.reveal()) },
      meSchema,
    );
    return { kind: body.type ?? 'unknown', scope: `workplace ${body.workplace?.name ?? 'unknown'}` };
  },
});

export function authorization(token: string) {
  return { authorization: `Bearer ${token}` };
}

// A service token belongs to one config and may list nothing.
function seesProjects(token: string): boolean {
  return !token.startsWith('dp.st.');
}

const OVER_PRIVILEGED =
  'It can read and write every secret; a service account with list-configs and config-logs only is enough.';

function recogniseToken(token: string): CredentialKind | null {
  if (token.startsWith('dp.st.')) {
    return {
      kind: 'service token',
      advice: 'It sees one config only, so projects and ages stay unknown; a service account sees them.',
    };
  }
  if (token.startsWith('dp.sa.') || token.startsWith('dp.said.')) return { kind: 'service account token' };
  if (token.startsWith('dp.pt.')) return { kind: 'personal token', advice: OVER_PRIVILEGED };
  if (token.startsWith('dp.ct.')) return { kind: 'CLI token', advice: OVER_PRIVILEGED };
  if (token.startsWith('dp.scim.') || token.startsWith('dp.audit.')) {
    return {
      kind: 'directory token',
      problem: 'It lists users and groups and nothing else; make a service account token.',
    };
  }
  return null;
}

function explain({ token }: DopplerOptions, { status }: HttpAnswer): Refusal | null {
  if (status === 401) {
    return {
      reason: 'auth_rejected',
      why: 'Doppler does not accept this token (HTTP 401): it is wrong, revoked or expired.',
      hint: 'Make a new service account token and set KORA_DOPPLER_API_TOKEN.',
    };
  }
  const problem = recogniseToken(token.reveal())?.problem;
  return status === 403 && problem !== undefined
    ? {
        reason: 'permission_denied',
        why: 'Doppler knows the token but does not allow this (HTTP 403).',
        hint: problem,
      }
    : null;
}
