import type { CredentialKind } from '../../define-probe.ts';

export interface FlyToken {
  /** Joined by commas; empty when there are none. */
  readonly macaroons: string;
  readonly oauth: string;
}

// Prefixes as Fly's own client tells macaroons (fly-go, package tokens).
const MACAROON = /^(?:fm1r_|fm1a_|fm2_)/;

/** Takes a pasted value apart: `fly tokens create` prints it with its scheme, and several joined by commas. */
export function readFlyToken(value: string): FlyToken {
  const parts = value
    .split(',')
    .map((part) => part.trim().replace(/^(?:(?:Bearer|FlyV1)\s+)+/i, ''))
    .filter((part) => part !== '');
  return {
    macaroons: parts.filter((part) => MACAROON.test(part)).join(','),
    oauth: parts.filter((part) => !MACAROON.test(part)).join(','),
  };
}

/** The Machines API takes macaroons alone. */
export function machinesHeader(value: string): string {
  const { macaroons, oauth } = readFlyToken(value);
  return macaroons === '' ? `Bearer ${oauth}` : `FlyV1 ${macaroons}`;
}

/** GraphQL takes both kinds side by side. */
export function graphqlHeader(value: string): string {
  const { macaroons, oauth } = readFlyToken(value);
  if (macaroons === '') return `Bearer ${oauth}`;
  return `FlyV1 ${[macaroons, oauth].filter((part) => part !== '').join(',')}`;
}

export function recogniseFlyToken(value: string): CredentialKind {
  const { macaroons } = readFlyToken(value);
  if (macaroons !== '') return { kind: 'Fly token (macaroon)' };
  return {
    kind: 'personal access token',
    advice: 'It can do everything its user can; make one with: fly tokens create readonly ORG',
  };
}
