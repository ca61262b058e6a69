import { z } from 'zod';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import type { Refusal } from '../../define-probe.ts';
import { lenientJson } from '../../probe-http.ts';
import { itSays } from '../../refusals.ts';
import type { DopplerOptions } from './options.ts';
import { recogniseToken } from './token.ts';

const bodySchema = z.looseObject({
  messages: z.array(z.string()).optional().catch(undefined),
  message: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
});

/** What Doppler's error bodies mean. */
export function explain({ token }: DopplerOptions, answer: HttpAnswer): Refusal | null {
  const body = bodySchema.safeParse(lenientJson(answer)).data;
  const says = itSays(body?.messages?.[0] ?? body?.message ?? body?.error);
  const problem = recogniseToken(token.reveal())?.problem;
  switch (answer.status) {
    case 401:
      return {
        reason: 'auth_rejected',
        why: `Doppler does not accept this token (HTTP 401): it is wrong, revoked or expired.${says}`,
        hint: problem ?? 'Make a new service account token and set KORA_DOPPLER_API_TOKEN.',
      };
    case 403:
      return {
        reason: 'permission_denied',
        why: `Doppler knows the token but does not allow this (HTTP 403).${says}`,
        hint:
          problem ??
          'Check that the token is not limited to other addresses, or make a service account token.',
      };
    case 429:
      return {
        reason: 'rate_limited',
        why: `Doppler is limiting requests (HTTP 429).${says}`,
        hint: 'Its limits count per address and per token: find what else uses them, or look less often.',
      };
    default:
      return null;
  }
}
