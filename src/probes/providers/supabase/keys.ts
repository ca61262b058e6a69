import { z } from 'zod';
import type { HeaderMap } from '../../../lib/http-client.ts';
import type { Secret } from '../../../lib/secret.ts';
import type { EpochMs } from '../../../lib/time.ts';
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
});

export interface ReadKey {
  readonly recognised: CredentialKind | null;
  readonly expiresAtMs: EpochMs | null;
}

/** What a key tells about itself by its form and, for a JWT, by its claims. */
export function readKey(key: string): ReadKey {
  const none = { expiresAtMs: null };
  if (key.startsWith('sb_publishable_')) return { recognised: { kind: 'publishable key' }, ...none };
  if (key.startsWith('sb_secret_'))
    return { recognised: { kind: 'secret key', advice: OVER_PRIVILEGED }, ...none };
  if (key.startsWith('sbp_')) {
    return {
      recognised: {
        kind: 'management token',
        problem: 'This is a token of the Management API; the project wants its publishable key.',
      },
      ...none,
    };
  }
  const claims = readClaims(key);
  if (claims === null) return { recognised: null, ...none };
  const kind =
    claims.role === 'service_role'
      ? { kind: 'service_role key', advice: OVER_PRIVILEGED }
      : { kind: `${claims.role ?? 'unknown'} key (JWT)`, advice: LEGACY };
  return { recognised: kind, expiresAtMs: claims.exp == null ? null : claims.exp * 1_000 };
}

const LEGACY = 'Keys of this form are going away on hosted projects; make a publishable key.';
const OVER_PRIVILEGED = 'It bypasses row-level security; the publishable key is enough for looking.';

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
