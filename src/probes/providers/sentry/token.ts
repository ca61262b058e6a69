import type { CredentialKind } from '../../define-probe.ts';

// Prefixes as Sentry's own source names them (AuthTokenType); self-hosted and older tokens have none.
const KIND_BY_PREFIX: Readonly<Record<string, CredentialKind>> = {
  sntrys_: {
    kind: 'organization auth token',
    problem:
      'An organization auth token (sntrys_) is made for builds and cannot list issues; make an internal integration with event:read.',
  },
  sntryu_: {
    kind: 'personal token',
    advice: 'It dies with its user; an internal integration with event:read outlives them.',
  },
  sntryi_: { kind: 'integration token' },
  sntrya_: {
    kind: 'app token',
    advice: 'It belongs to the user of an app; an internal integration with event:read outlives them.',
  },
};

/** What the token is by its look; null when it tells nothing. */
export function recogniseToken(token: string): CredentialKind | null {
  if (/^https?:/.test(token)) {
    return {
      kind: 'DSN',
      problem: 'A DSN only sends events and reads nothing; make an internal integration with event:read.',
    };
  }
  if (/^[0-9a-f]{64}$/.test(token)) return { kind: 'integration or older personal token' };
  return KIND_BY_PREFIX[token.slice(0, 7)] ?? null;
}
