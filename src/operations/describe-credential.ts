import type { Credential } from '../contracts/credentials.ts';
import { type CredentialFacts, daysLeft, expiryWarning } from '../domain/credential-health.ts';
import type { Redact } from '../lib/redact.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import { cleanTexts } from '../probes/clean.ts';
import type { CredentialKind } from '../probes/define-probe.ts';

/** What its look alone tells, free of credentials; empty when that is nothing. */
export function factsByLook(recognised: CredentialKind | null, redact: Redact): CredentialFacts {
  if (recognised === null) return {};
  const { problem, ...facts } = recognised;
  return cleanTexts(problem === undefined ? facts : { ...facts, advice: problem }, redact);
}

export type DescribedFacts = Pick<
  Credential,
  | 'kind'
  | 'owner'
  | 'scope'
  | 'expires_at'
  | 'expires_in_days'
  | 'expiry_warning'
  | 'over_privileged'
  | 'advice'
>;

/** What is known of a credential, as every interface of Kora writes it. */
export function describeFacts(facts: CredentialFacts, nowMs: EpochMs): DescribedFacts {
  const { kind = null, owner = null, scope = null, excess = null, advice = null } = facts;
  const endsMs = facts.expiresAtMs ?? null;
  return {
    kind,
    owner,
    scope,
    expires_at: endsMs === null ? null : isoTime(endsMs),
    expires_in_days: endsMs === null ? null : daysLeft(endsMs, nowMs),
    expiry_warning: expiryWarning(endsMs, nowMs),
    over_privileged: excess,
    advice,
  };
}

/** `in 12 days`, for people. */
export function inDays(days: number): string {
  if (days < 0) return days === -1 ? 'less than a day ago' : `${-days - 1} ${plural(-days - 1)} ago`;
  return days === 0 ? 'in less than a day' : `in ${days} ${plural(days)}`;
}

function plural(days: number): string {
  return days === 1 ? 'day' : 'days';
}
