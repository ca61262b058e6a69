import type { Credential, CredentialsResponse } from '../contracts/credentials.ts';
import {
  type CredentialFacts,
  type CredentialHealth,
  factsOf,
  needRank,
  newHealth,
  stateOf,
} from '../domain/credential-health.ts';
import { type Clock, type EpochMs, isoTime } from '../lib/time.ts';
import type { ConfiguredCredential } from './configured-credentials.ts';
import { adviceOn, wordsOn } from './credential-words.ts';
import { describeFacts } from './describe-credential.ts';

export interface CredentialSources {
  readonly clock: Clock;
  readonly configured: readonly ConfiguredCredential[];
  /** Of one that is used. */
  readonly health: (id: string) => CredentialHealth;
}

/** Every credential and how it fares, what needs a person first; those that are missing last. */
export function listCredentials(sources: CredentialSources): readonly Credential[] {
  const nowMs = sources.clock.nowMs();
  // The order of the configuration holds among those that need a person alike.
  return sources.configured
    .map((configured) => describe(sources, configured, nowMs))
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map(({ credential }) => credential);
}

/** As `/api/v1/credentials` answers. */
export function answerCredentials(credentials: readonly Credential[], nowMs: EpochMs): CredentialsResponse {
  return { credentials: [...credentials], generated_at: isoTime(nowMs) };
}

interface Described {
  readonly credential: Credential;
  readonly isLacking: boolean;
}

function describe(
  { health: healthOf }: CredentialSources,
  configured: ConfiguredCredential,
  nowMs: EpochMs,
): Described {
  const { id, provider, title, monitors, variable, mintUrl, leastScope, lack } = configured;
  const health = lack === null ? healthOf(id) : newHealth({});
  const state = stateNow(lack, health, nowMs);
  const facts: CredentialFacts = factsOf(health);
  const described = describeFacts(facts, nowMs);
  const known = { configured, health, state, described };
  const credential: Credential = {
    id,
    provider,
    title,
    monitors: [...monitors],
    variable,
    state,
    words: wordsOn(known),
    ...described,
    advice: adviceOn(known),
    last_worked_at: timeOrNull(health.lastWorkedAtMs),
    rejected_since: timeOrNull(health.rejectedSinceMs),
    checked_at: timeOrNull(health.checkedAtMs),
    mint_url: mintUrl,
    least_scope: leastScope,
  };
  return { credential, isLacking: health.lacking.length > 0 };
}

function stateNow(
  lack: ConfiguredCredential['lack'],
  health: CredentialHealth,
  nowMs: EpochMs,
): Credential['state'] {
  if (lack === null) return stateOf(health, nowMs);
  return lack.isItself ? 'missing' : 'untried';
}

function rankOf({ credential, isLacking }: Described): number {
  const { state, expiry_warning: warning, over_privileged } = credential;
  return needRank({ state, warning, isLacking, isOverPrivileged: over_privileged !== null });
}

function timeOrNull(atMs: EpochMs | null): string | null {
  return atMs === null ? null : isoTime(atMs);
}
