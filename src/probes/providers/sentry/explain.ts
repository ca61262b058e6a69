import { z } from 'zod';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import type { Refusal } from '../../define-probe.ts';
import { lenientJson } from '../../probe-http.ts';
import { itSays } from '../../refusals.ts';
import type { SentryOptions } from './options.ts';
import { recogniseToken } from './token.ts';

// Text, or an object where a session is missing something (single sign-on, a second factor).
const bodySchema = z.looseObject({
  detail: z.union([z.string(), z.looseObject({ code: z.string().nullish(), message: z.string().nullish() })]),
});

/** What Sentry's error bodies mean. */
export function explain({ token, org }: SentryOptions, answer: HttpAnswer): Refusal | null {
  const detail = bodySchema.safeParse(lenientJson(answer)).data?.detail;
  const demand = typeof detail === 'object' ? (detail.code ?? 'more than a token') : null;
  const says = itSays(typeof detail === 'object' ? detail.message : detail);
  const problem = recogniseToken(token.reveal())?.problem;
  const { status } = answer;
  if ((status === 401 || status === 403) && demand !== null) {
    return {
      reason: 'permission_denied',
      why: `Sentry wants more than this token (HTTP ${status}).${says}`,
      hint: `Use an internal integration with event:read, which is no person's session (Sentry asks for ${demand}).`,
    };
  }
  switch (status) {
    case 401:
      return {
        reason: 'auth_rejected',
        why: `Sentry does not accept this token (HTTP 401): it is wrong, revoked or expired.${says}`,
        hint:
          problem ?? 'Make a new internal integration token with event:read and set KORA_SENTRY_API_TOKEN.',
      };
    case 403:
      return {
        reason: 'permission_denied',
        why: `Sentry knows the token, but it may not list the issues (HTTP 403).${says}`,
        hint: problem ?? 'Give its integration Issue & Event: Read (event:read).',
      };
    case 404:
      return {
        reason: 'not_found',
        why: `Sentry knows no organization "${org}" that this token may see (HTTP 404).${says}`,
        hint: 'Check KORA_SENTRY_ORG, and KORA_SENTRY_API_BASE for a region or a self-hosted Sentry.',
      };
    case 400:
      return {
        reason: 'http_client_error',
        why: `Sentry did not understand the request (HTTP 400).${says}`,
        hint: 'Check KORA_SENTRY_STATS_PERIOD.',
      };
    case 429:
      return {
        reason: 'rate_limited',
        why: `Sentry is limiting requests (HTTP 429).${says}`,
        hint: 'Look less often, or find what else uses this token.',
      };
    default:
      return null;
  }
}
