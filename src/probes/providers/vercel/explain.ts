import { z } from 'zod';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import type { Refusal } from '../../define-probe.ts';
import { lenientJson } from '../../probe-http.ts';
import { itSays } from '../../refusals.ts';
import type { VercelOptions } from './options.ts';

// Older endpoints wrap the error, newer ones send it flat.
const fieldsSchema = z.looseObject({
  message: z.string().optional().catch(undefined),
  missingToken: z.boolean().optional().catch(undefined),
  invalidToken: z.boolean().optional().catch(undefined),
  saml: z.boolean().optional().catch(undefined),
  retryAfter: z.looseObject({ value: z.number() }).optional().catch(undefined),
});
const bodySchema = fieldsSchema.extend({ error: fieldsSchema.optional().catch(undefined) });

/** What Vercel's error bodies mean. It says 403, and not 401, for a token that it does not know. */
export function explain(options: VercelOptions, answer: HttpAnswer): Refusal | null {
  const body = bodySchema.safeParse(lenientJson(answer)).data;
  const said = { ...body, ...body?.error };
  switch (answer.status) {
    case 403:
      return said.invalidToken === true || said.missingToken === true
        ? unknownToken(said.message)
        : notAllowed(options, said);
    case 404:
      return {
        reason: 'not_found',
        why: `Vercel does not know the team or project that was asked for (HTTP 404).${itSays(said.message)}`,
        hint: 'Check KORA_VERCEL_TEAM_ID and KORA_VERCEL_PROJECT_IDS, and KORA_VERCEL_API_BASE if it is set.',
      };
    case 429:
      return rateLimited(said);
    default:
      return null;
  }
}

type Said = z.output<typeof fieldsSchema>;

function unknownToken(message: string | undefined): Refusal {
  return {
    reason: 'auth_rejected',
    why: `Vercel does not know this token (HTTP 403): it is wrong, revoked or expired.${itSays(message)}`,
    hint: 'Make a new token under Account Settings, Tokens, and set KORA_VERCEL_API_TOKEN.',
  };
}

function notAllowed({ teamId }: VercelOptions, { saml, message }: Said): Refusal {
  const says = itSays(message);
  if (saml === true) {
    return {
      reason: 'permission_denied',
      why: `The team wants a single sign-on session for this token (HTTP 403).${says}`,
      hint: 'Make the token while signed in to the team through its single sign-on.',
    };
  }
  return {
    reason: 'permission_denied',
    why: `Vercel knows the token, but it may not list these deployments (HTTP 403).${says}`,
    hint:
      teamId === undefined
        ? 'Set KORA_VERCEL_TEAM_ID, and KORA_VERCEL_PROJECT_IDS for a project-scoped token.'
        : 'Check that the token is scoped to this team, and name its projects in KORA_VERCEL_PROJECT_IDS.',
  };
}

function rateLimited({ message, retryAfter }: Said): Refusal {
  const seconds = retryAfter === undefined ? '' : ` It asks to wait ${retryAfter.value} s.`;
  return {
    reason: 'rate_limited',
    why: `Vercel is limiting requests (HTTP 429).${itSays(message)}${seconds}`,
    hint: 'Look less often, or find what else uses this account.',
  };
}
