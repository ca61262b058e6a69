import type { Credential } from '../contracts/credentials.ts';
import type { Fault, Reason } from '../contracts/status.ts';
import type { EpochMs } from '../lib/time.ts';

/** What is known of a credential beside whether it works. No text in it holds any of the credential. */
export interface CredentialFacts {
  readonly kind?: string;
  /** Whose it is: a person, a team, an integration. */
  readonly owner?: string;
  readonly scope?: string;
  /** Null: it never expires. Left out: nothing tells. */
  readonly expiresAtMs?: EpochMs | null;
  /** What it may do beyond looking, as a sentence. Left out: nothing, or nothing tells. */
  readonly excess?: string;
  /** How to make a better one, as a sentence. */
  readonly advice?: string;
}

/** How a credential fares. Plain JSON, and nothing in it is made from its value. */
export interface CredentialHealth {
  readonly lastTriedAtMs: EpochMs | null;
  readonly lastWorkedAtMs: EpochMs | null;
  /** The first refusal since it last worked; null when it is not refused. */
  readonly rejectedSinceMs: EpochMs | null;
  /** The monitors whose looks it may not make, although the provider knows it. */
  readonly lacking: readonly string[];
  /** When the provider last said what it is. */
  readonly checkedAtMs: EpochMs | null;
  /** What it is by its look alone, and what the provider told of it. */
  readonly byLook: CredentialFacts;
  readonly told: CredentialFacts;
}

/** What a call that was made with it came to. */
export interface CredentialUse {
  /** Whose look it was. */
  readonly monitor: string;
  readonly reason: Reason;
  /** Null until it is known whose fault a bad look is. */
  readonly fault: Fault | null;
  /** When the call began. */
  readonly atMs: EpochMs;
}

export function newHealth(byLook: CredentialFacts): CredentialHealth {
  return {
    lastTriedAtMs: null,
    lastWorkedAtMs: null,
    rejectedSinceMs: null,
    lacking: [],
    checkedAtMs: null,
    byLook,
    told: {},
  };
}

// The provider answered with what only a credential that serves is given.
const SERVED: readonly Reason[] = ['ok', 'threshold_crossed', 'quota_low'];

/** Pure: how it fares after a call. A call that did not get as far as the credential says nothing of it. */
export function afterUse(health: CredentialHealth, use: CredentialUse): CredentialHealth {
  const { monitor, reason, fault, atMs } = use;
  if (reason === 'auth_missing') return health;
  const tried = { ...health, lastTriedAtMs: atMs };
  const others = health.lacking.filter((name) => name !== monitor);
  if (SERVED.includes(reason)) return { ...worked(tried, atMs), lacking: others };
  if (reason === 'permission_denied' && isItsOwn(fault))
    return { ...worked(tried, atMs), lacking: [...others, monitor].toSorted() };
  if (reason !== 'auth_rejected') return tried;
  if (isItsOwn(fault)) return { ...tried, rejectedSinceMs: health.rejectedSinceMs ?? atMs };
  // Whoever refuses everybody refuses no credential: what this very look had begun is taken back.
  return health.rejectedSinceMs === atMs ? { ...tried, rejectedSinceMs: null } : tried;
}

function worked(health: CredentialHealth, atMs: EpochMs): CredentialHealth {
  return { ...health, lastWorkedAtMs: atMs, rejectedSinceMs: null };
}

function isItsOwn(fault: Fault | null): boolean {
  return fault === null || fault === 'credential' || fault === 'permission';
}

/** Pure: what the provider told of it at `atMs`. */
export function afterTelling(
  health: CredentialHealth,
  told: CredentialFacts,
  atMs: EpochMs,
): CredentialHealth {
  return { ...health, told, checkedAtMs: atMs };
}

/** Pure: what an earlier run left, together with what this run has seen of it since it started. */
export function resumeHealth(kept: CredentialHealth, seen: CredentialHealth): CredentialHealth {
  if (isReplaced(kept.byLook, seen.byLook)) return seen;
  const isAnswered = seen.lastWorkedAtMs !== null;
  const isTold = seen.checkedAtMs !== null;
  return {
    lastTriedAtMs: seen.lastTriedAtMs ?? kept.lastTriedAtMs,
    lastWorkedAtMs: seen.lastWorkedAtMs ?? kept.lastWorkedAtMs,
    rejectedSinceMs: isAnswered ? seen.rejectedSinceMs : (kept.rejectedSinceMs ?? seen.rejectedSinceMs),
    lacking: isAnswered ? seen.lacking : kept.lacking,
    checkedAtMs: seen.checkedAtMs ?? kept.checkedAtMs,
    byLook: seen.byLook,
    told: isTold ? seen.told : kept.told,
  };
}

// Another credential in the place of the old one: what was said of that is none of its business.
function isReplaced(before: CredentialFacts, now: CredentialFacts): boolean {
  return before.kind !== now.kind || before.expiresAtMs !== now.expiresAtMs;
}

/** What the provider told comes before what its look tells. */
export function factsOf({ byLook, told }: Pick<CredentialHealth, 'byLook' | 'told'>): CredentialFacts {
  return { ...byLook, ...told };
}

type State = Credential['state'];

export function stateOf(health: CredentialHealth, nowMs: EpochMs): Exclude<State, 'missing'> {
  const { lastTriedAtMs, lastWorkedAtMs, rejectedSinceMs } = health;
  const endsMs = factsOf(health).expiresAtMs ?? null;
  const isPast = endsMs !== null && endsMs <= nowMs;
  // One that still serves after its end serves, whatever was told of the end.
  const servesOn = rejectedSinceMs === null && (lastWorkedAtMs ?? 0) >= (endsMs ?? 0);
  if (isPast && !servesOn) return 'expired';
  if (rejectedSinceMs !== null) return 'rejected';
  if (lastWorkedAtMs !== null) return 'working';
  return lastTriedAtMs === null ? 'untried' : 'unsure';
}

export type ExpiryWarning = Credential['expiry_warning'];

const DAY_MS = 86_400_000;
const WARNINGS = [
  [1, '1_day'],
  [7, '7_days'],
  [14, '14_days'],
  [30, '30_days'],
] as const satisfies readonly (readonly [number, ExpiryWarning])[];

/** Whole days left; negative once it has expired. */
export function daysLeft(expiresAtMs: EpochMs, nowMs: EpochMs): number {
  return Math.floor((expiresAtMs - nowMs) / DAY_MS);
}

/** How urgent the end of a credential is, by whole days left. */
export function expiryWarning(expiresAtMs: EpochMs | null | undefined, nowMs: EpochMs): ExpiryWarning {
  if (expiresAtMs == null) return 'none';
  if (expiresAtMs <= nowMs) return 'expired';
  const days = daysLeft(expiresAtMs, nowMs);
  return WARNINGS.find(([within]) => days <= within)?.[1] ?? 'none';
}

/** What decides how soon a person is needed. */
export interface CredentialNeed {
  readonly state: State;
  readonly warning: ExpiryWarning;
  readonly isLacking: boolean;
  readonly isOverPrivileged: boolean;
}

/** Smaller: a person is needed sooner. */
export function needRank({ state, warning, isLacking, isOverPrivileged }: CredentialNeed): number {
  if (state === 'missing') return 9;
  if (state === 'rejected' || state === 'expired') return 0;
  if (warning !== 'none') return RANK_BY_WARNING[warning];
  if (isLacking) return 3;
  if (isOverPrivileged) return 6;
  return state === 'unsure' ? 7 : 8;
}

const RANK_BY_WARNING = {
  expired: 0,
  '1_day': 1,
  '7_days': 2,
  '14_days': 4,
  '30_days': 5,
} satisfies Record<Exclude<ExpiryWarning, 'none'>, number>;
