import type { Credential } from '../contracts/credentials.ts';
import type { CredentialHealth } from '../domain/credential-health.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import type { ConfiguredCredential, Lack } from './configured-credentials.ts';
import { type DescribedFacts, inDays } from './describe-credential.ts';

/** What is known of a credential, to be put into words. */
export interface KnownCredential {
  readonly configured: ConfiguredCredential;
  readonly health: CredentialHealth;
  readonly state: Credential['state'];
  readonly described: DescribedFacts;
}

/** How it fares, in one sentence: who has to act comes before what happened. */
export function wordsOn({ configured, health, state, described }: KnownCredential): string {
  const { title, lack } = configured;
  if (lack !== null) return lackWords(title, lack);
  switch (state) {
    case 'rejected':
      return `Make a new one: it has been refused since ${momentOf(health.rejectedSinceMs)}.`;
    case 'expired':
      return `Make a new one: it expired on ${dayOf(described.expires_at)}.`;
    case 'untried':
      return 'No look was made with it yet.';
    case 'unsure':
      return 'No call with it got far enough to say whether it works.';
    default:
      return workingWords(health, described);
  }
}

function lackWords(title: string, { unset, isItself, isRequired, withoutIt }: Lack): string {
  const names = unset.join(' and ');
  if (!isItself) return `Set ${names}: ${title} is not asked before, and this is not used.`;
  return isRequired ? `Set ${names}. ${withoutIt}` : `Not needed, but without ${names}: ${withoutIt}`;
}

function workingWords(
  { lacking }: CredentialHealth,
  { expiry_warning, expires_in_days, over_privileged }: DescribedFacts,
): string {
  if (expiry_warning !== 'none' && expiry_warning !== 'expired')
    return `Replace it soon: it works, and expires ${inDays(expires_in_days ?? 0)}.`;
  if (lacking.length > 0)
    return `Give it the scope that it lacks: the provider knows it, but does not allow what ${lacking.join(' and ')} asks.`;
  if (expiry_warning === 'expired') return 'It works, although its end has passed.';
  return over_privileged === null ? 'It works.' : 'It works, and may do more than looking needs.';
}

/** What to do about it; null when there is nothing to better. */
export function adviceOn({ configured, health, state, described }: KnownCredential): string | null {
  const { variable, leastScope, lack } = configured;
  if (lack !== null)
    return lack.isItself && leastScope !== null ? `The least that it needs: ${leastScope}` : null;
  const where = variable === null ? 'what kora.yaml refers to' : variable;
  const replace = `set ${where}, and start Kora again.`;
  const best = described.advice ?? (leastScope === null ? null : `The least that it needs: ${leastScope}`);
  if (state === 'rejected' || state === 'expired') return joined(`Make a new one, ${replace}`, best);
  if (described.expiry_warning !== 'none') return joined(`Make a new one before then, ${replace}`, best);
  if (health.lacking.length > 0) return best;
  return described.over_privileged === null ? described.advice : best;
}

function joined(first: string, second: string | null): string {
  return second === null ? first : `${first} ${second}`;
}

function momentOf(atMs: EpochMs | null): string {
  return atMs === null ? 'a while' : `${isoTime(atMs).slice(0, 16).replace('T', ' ')} UTC`;
}

function dayOf(at: string | null): string {
  return at?.slice(0, 10) ?? 'a day that is not known';
}
