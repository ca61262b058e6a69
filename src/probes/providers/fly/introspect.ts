import { z } from 'zod';
import type { Secret } from '../../../lib/secret.ts';
import type { CredentialReport, ProbeContext, ProbeRequest } from '../../define-probe.ts';
import { readFlyToken } from './token.ts';

const currentSchema = z.looseObject({
  tokens: z
    .array(
      z.looseObject({
        org_slug: z.string().nullish(),
        apps: z.array(z.string()).nullish(),
        user: z.string().nullish(),
      }),
    )
    .nullish(),
});

/** Fly tells of macaroons only; a token of another kind is proved by reading what it is for. */
export function isMacaroon(token: Secret): boolean {
  return readFlyToken(token.reveal()).macaroons !== '';
}

/** What Fly says of the token that the request carries (`/v1/tokens/current`). It tells no end and not what may be changed. */
export async function readCurrentToken(
  request: ProbeRequest,
  { http }: ProbeContext,
): Promise<CredentialReport> {
  const { body } = await http.json(request, currentSchema);
  const current = body.tokens?.[0];
  if (current === undefined) return {};
  const org = current.org_slug ?? 'an unknown organization';
  const names = current.apps ?? [];
  const scope = names.length > 0 ? `apps ${names.join(', ')} of ${org}` : `every app of ${org}`;
  const owner = current.org_slug == null ? {} : { owner: `organization ${current.org_slug}` };
  return current.user
    ? { ...USER, scope, ...owner }
    : { kind: names.length > 0 ? 'app token' : 'organization token', scope, ...owner };
}

const USER = {
  kind: 'user token',
  excess: 'It may do everything that its user may in the organization.',
  advice: 'Make a read-only one with: fly tokens create readonly ORG --expiry 8760h',
};
