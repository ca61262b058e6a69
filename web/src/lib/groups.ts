import type { Fault, Reason } from '../../../src/contracts/status.ts';
import type { BoardMonitor } from './board.ts';
import { believedView } from './judgement.ts';
import { faultOf } from './kinds.ts';

/** What a monitor asks of a person. `unseen` says nothing of the service; `waiting` has not been looked at yet. */
export type Group = 'needs_you' | 'theirs' | 'watching' | 'unseen' | 'waiting' | 'fine' | 'not_set_up';

export const GROUP_ORDER = [
  'needs_you',
  'theirs',
  'watching',
  'unseen',
  'waiting',
  'fine',
  'not_set_up',
] as const;

export const GROUP_TITLES = {
  needs_you: 'Needs you',
  theirs: 'Theirs',
  watching: 'Watching',
  unseen: 'Out of sight',
  waiting: 'First look under way',
  fine: 'Fine',
  not_set_up: 'Not set up yet',
} satisfies Record<Group, string>;

export const GROUP_NOTES = {
  needs_you: 'A credential, a permission or a setting',
  theirs: 'The provider has to act',
  watching: 'Over a threshold, limited, flapping, or not certain',
  unseen: 'The fault is on this side; it says nothing about them',
  waiting: null,
  fine: null,
  not_set_up: 'What their own status pages say, until Kora looks itself',
} satisfies Record<Group, string | null>;

const GROUP_OF_FAULT = {
  provider: 'theirs',
  credential: 'needs_you',
  permission: 'needs_you',
  configuration: 'needs_you',
  quota: 'watching',
  dns: 'unseen',
  network: 'unseen',
  internal: 'unseen',
  undetermined: 'watching',
} satisfies Record<Fault, Group>;

/** Where a monitor stands on the overview. */
export function groupOf({
  status,
  reason,
  fault,
  flapping,
}: Pick<BoardMonitor, 'status' | 'reason' | 'fault' | 'flapping'>): Group {
  if (status === null) return 'waiting';
  if (status === 'healthy') return flapping ? 'watching' : 'fine';
  if (reason === 'auth_missing') return 'not_set_up';
  const blamed = faultOf({ reason, fault });
  const group =
    blamed !== null && Object.hasOwn(GROUP_OF_FAULT, blamed) ? GROUP_OF_FAULT[blamed] : 'watching';
  if (group === 'needs_you') return group;
  return flapping || status === 'degraded' ? 'watching' : group;
}

/** True when the daemon found that this machine reaches nobody. */
export function hasLostNetwork(monitors: readonly BoardMonitor[]): boolean {
  return monitors.some(({ status, fault }) => status !== 'healthy' && fault === 'network');
}

const NETWORK_REASONS: ReadonlySet<Reason> = new Set([
  'timeout',
  'dns_failed',
  'connection_refused',
  'connection_reset',
  'network_unreachable',
  'tls_failed',
]);

/**
 * True when several were asked and none could be reached, before anything was tried to learn why: then the looks say more
 * of this machine than of them.
 */
export function isCutOff(monitors: readonly BoardMonitor[]): boolean {
  const asked = monitors.filter(({ status, reason }) => status !== null && reason !== 'auth_missing');
  return asked.length > 1 && asked.every(isOutOfReach);
}

function isOutOfReach({ status, reason, fault }: BoardMonitor): boolean {
  return status === 'unknown' && fault === null && reason !== null && NETWORK_REASONS.has(reason);
}

/** The groups that have members, in order, by what is believed; members keep theirs. */
export function groupMonitors(
  monitors: readonly BoardMonitor[],
): readonly { group: Group; members: readonly BoardMonitor[] }[] {
  const believed = monitors.map(believedView);
  const isBlind = isCutOff(believed);
  const groupNow = (monitor: BoardMonitor) =>
    isBlind && isOutOfReach(monitor) ? 'unseen' : groupOf(monitor);
  return GROUP_ORDER.map((group) => ({
    group,
    members: believed.filter((monitor) => groupNow(monitor) === group),
  })).filter(({ members }) => members.length > 0);
}
