import { z } from 'zod';
import type { HeaderMap } from '../../../lib/http-client.ts';
import type { Secret } from '../../../lib/secret.ts';
import type { CredentialKind } from '../../define-probe.ts';

/** A legacy key is a JWT and goes into both headers; a newer one goes into `apikey` only and is refused as a Bearer. */
export function keyHeaders(key: Secret): HeaderMap {
  const value = key.reveal();
  return value.startsWith('eyJ') ? { apikey: value, authorization: `Bearer ${value}` } : { apikey: value };
}

// Seconds beyond which JavaScript has no date.
const LAST_SECOND = 8.64e12;
const claimsSchema = z.looseObject({
  role: z.string().nullish(),
  exp: z.number().max(LAST_SECOND).nullish().catch(null),
  ref: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .nullish()
    .catch(null),
});

const USE_PUBLISHABLE = 'The publishable key is enough for looking: set that instead.';
const BYPASSES = {
  excess: 'It bypasses row-level security: it may read and change every row.',
  advice: USE_PUBLISHABLE,
};
// Kinds that carry no end in them do not end.
const ENDLESS = { expiresAtMs: null };

const KIND_BY_PREFIX: readonly (readonly [string, CredentialKind])[] = [
  ['sb_publishable_', { kind: 'publishable key', ...ENDLESS }],
  ['sb_secret_', { kind: 'secret key', ...ENDLESS, ...BYPASSES }],
  [
    'sbp_',
    {
      kind: 'management token',
      problem: 'This is a token of the Management API; the project wants its publishable key.',
    },
  ],
];

/** What a key tells about itself by its form and, for a JWT, by its claims; null when that is nothing. */
export function recogniseKey(key: string): CredentialKind | null {
  const known = KIND_BY_PREFIX.find(([prefix]) => key.startsWith(prefix));
  if (known !== undefined) return known[1];
  const claims = readClaims(key);
  if (claims === null) return null;
  const { role, exp, ref } = claims;
  return {
    ...(role === 'service_role'
      ? { kind: 'service_role key', ...BYPASSES }
      : { kind: `${role ?? 'unknown'} key (JWT)`, advice: LEGACY }),
    expiresAtMs: exp == null ? null : exp * 1_000,
    ...(ref == null ? {} : { scope: `project ${ref}` }),
  };
}

/** A token of the Management API. A scoped one and one of the whole account look alike. */
export function recogniseManagementToken(token: string): CredentialKind | null {
  return token.startsWith('sbp_') ? { kind: 'management token' } : null;
}

const LEGACY = 'Keys of this form are going away on hosted projects; make a publishable key.';

function readClaims(key: string): z.output<typeof claimsSchema> | null {
  const payload = key.startsWith('eyJ') ? key.split('.')[1] : undefined;
  if (payload === undefined) return null;
  try {
    return (
      claimsSchema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).data ?? null
    );
  } catch {
    return null;
  }
}
