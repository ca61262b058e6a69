import type { CredentialKind } from '../../define-probe.ts';

// Prefixes as Vercel announced them ("Introducing new token formats"); older tokens have none.
const KIND_BY_PREFIX: Readonly<Record<string, CredentialKind>> = {
  vcp_: { kind: 'personal access token' },
  vci_: { kind: 'integration token', advice: 'It ends with its integration; an access token does not.' },
  vca_: { kind: 'app access token', advice: 'It is short-lived; make an access token.' },
  vcr_: { kind: 'app refresh token', advice: 'It only renews other tokens; make an access token.' },
  vck_: { kind: 'API key', advice: 'It may not list deployments; make an access token.' },
};

/** What the token is by its prefix; null when it has none that Vercel names. */
export function recogniseToken(token: string): CredentialKind | null {
  return KIND_BY_PREFIX[token.slice(0, 4)] ?? null;
}
