import type { Credential } from '../../../src/contracts/credentials.ts';
import type { Status } from '../../../src/contracts/status.ts';
import { capitalise, countWord, listWords } from './words.ts';

export type CredentialState = Credential['state'];

const STATE_LABELS = {
  working: 'Working',
  rejected: 'Rejected',
  expired: 'Expired',
  untried: 'Not tried yet',
  missing: 'Not set',
  unsure: 'Not certain',
} satisfies Record<CredentialState, string>;

export function credentialLabel(state: CredentialState): string {
  return Object.hasOwn(STATE_LABELS, state) ? STATE_LABELS[state] : String(state).replaceAll('_', ' ');
}

const STATE_MARKS = {
  working: 'healthy',
  rejected: 'unhealthy',
  expired: 'unhealthy',
  untried: 'unknown',
  missing: 'unknown',
  unsure: 'unknown',
} satisfies Record<CredentialState, Status>;

/** The mark beside it: one that works but runs out soon is amber. */
export function credentialMark({
  state,
  expiry_warning,
}: Pick<Credential, 'state' | 'expiry_warning'>): Status {
  const mark = Object.hasOwn(STATE_MARKS, state) ? STATE_MARKS[state] : 'unknown';
  return mark === 'healthy' && URGENT.has(expiry_warning) ? 'degraded' : mark;
}

const URGENT: ReadonlySet<Credential['expiry_warning']> = new Set(['14_days', '7_days', '1_day', 'expired']);

export interface Countdown {
  /** "6 days left"; null when no expiry is known. */
  readonly text: string | null;
  readonly isUrgent: boolean;
}

/** How long it still lasts. */
export function countdown({
  expires_in_days: days,
  expiry_warning,
}: Pick<Credential, 'expires_in_days' | 'expiry_warning'>): Countdown {
  return { text: days === null ? null : daysLeft(days), isUrgent: URGENT.has(expiry_warning) };
}

function daysLeft(days: number): string {
  if (days < 0) return days === -1 ? 'Expired a day ago' : `Expired ${-days} days ago`;
  if (days === 0) return 'Less than a day left';
  return days === 1 ? '1 day left' : `${days.toLocaleString('en')} days left`;
}

/** What a credential asks of a person. */
export type Need = 'act' | 'soon' | 'better' | 'fine' | 'missing';

export const NEED_ORDER = ['act', 'soon', 'better', 'fine', 'missing'] as const;

export const NEED_TITLES = {
  act: 'Needs you',
  soon: 'Runs out soon',
  better: 'Could be better',
  fine: 'Fine',
  missing: 'Not set up yet',
} satisfies Record<Need, string>;

export function needOf({ state, expiry_warning, over_privileged, advice }: Credential): Need {
  if (state === 'missing') return 'missing';
  if (state === 'rejected' || state === 'expired') return 'act';
  if (expiry_warning === 'expired' || expiry_warning === '1_day' || expiry_warning === '7_days') return 'act';
  if (expiry_warning === '14_days' || expiry_warning === '30_days') return 'soon';
  return over_privileged === null && advice === null ? 'fine' : 'better';
}

/** The needs that have credentials, in order; credentials keep theirs. */
export function groupCredentials(
  credentials: readonly Credential[],
): readonly { readonly need: Need; readonly members: readonly Credential[] }[] {
  return NEED_ORDER.map((need) => ({
    need,
    members: credentials.filter((credential) => needOf(credential) === need),
  })).filter(({ members }) => members.length > 0);
}

const MOST_NAMES = 3;

/** One line over all of them: who needs a person, by name. */
export function credentialsSentence(credentials: readonly Credential[]): string {
  const ofNeed = (need: Need) => credentials.filter((credential) => needOf(credential) === need);
  const act = ofNeed('act');
  const set = credentials.length - ofNeed('missing').length;
  if (set === 0) return 'No credential is set up yet.';
  if (act.length > 0) return `${namesOf(act)} ${act.length === 1 ? 'needs' : 'need'} you.`;
  const soon = ofNeed('soon');
  if (soon.length > 0) return `${namesOf(soon)} ${soon.length === 1 ? 'runs' : 'run'} out soon.`;
  const better = ofNeed('better');
  if (better.length > 0) {
    const isTooMuch = better.every(({ over_privileged }) => over_privileged !== null);
    return `${namesOf(better)} ${isTooMuch ? 'may do more than looking needs' : 'could be better'}.`;
  }
  if (set === 1) return 'The credential is in order.';
  return set === 2 ? 'Both credentials are in order.' : `All ${countWord(set)} credentials are in order.`;
}

function namesOf(credentials: readonly Credential[]): string {
  if (credentials.length > MOST_NAMES) return `${capitalise(countWord(credentials.length))} credentials`;
  const names = [...new Set(credentials.map(({ title }) => title))];
  return `Your ${listWords(names)} ${credentials.length === 1 ? 'credential' : 'credentials'}`;
}
