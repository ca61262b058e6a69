import type { CredentialKind } from '../../define-probe.ts';
import { readMacaroons } from './macaroon.ts';

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

const MAKE_READ_ONLY = 'Make a read-only one with: fly tokens create readonly ORG --expiry 8760h';

/** What a token says of itself: a macaroon carries its own end and limits. */
export function recogniseFlyToken(value: string): CredentialKind {
  const { macaroons } = readFlyToken(value);
  if (macaroons === '') {
    return {
      kind: 'personal access token',
      excess: 'It may do everything that its user may.',
      advice: MAKE_READ_ONLY,
    };
  }
  const traits = readMacaroons(macaroons);
  if (traits === null) return { kind: 'Fly token (macaroon)' };
  const { mayChange, expiresAtMs } = traits;
  return {
    kind: mayChange === false ? 'read-only Fly token (macaroon)' : 'Fly token (macaroon)',
    expiresAtMs,
    ...(mayChange === true
      ? { excess: 'It may deploy and change what it sees, and not only read it.', advice: MAKE_READ_ONLY }
      : {}),
  };
}
