import type { Reason, Status } from '../../../src/contracts/status.ts';
import type { BoardMonitor } from './board.ts';
import { believedView } from './judgement.ts';

/** What a monitor asks of a person. `waiting` has not been looked at yet. */
export type Group = 'needs_you' | 'theirs' | 'watching' | 'waiting' | 'fine';

export const GROUP_ORDER = ['needs_you', 'theirs', 'watching', 'waiting', 'fine'] as const;

export const GROUP_TITLES = {
  needs_you: 'Needs you',
  theirs: 'Theirs',
  watching: 'Watching',
  waiting: 'First look under way',
  fine: 'Fine',
} satisfies Record<Group, string>;

export const GROUP_NOTES = {
  needs_you: 'A credential, a permission or a setting',
  theirs: 'As far as can be seen from here',
  watching: 'Over a threshold, limited, flapping, or not certain',
  waiting: null,
  fine: null,
} satisfies Record<Group, string | null>;

const GROUP_OF_REASON = {
  ok: 'fine',
  threshold_crossed: 'watching',
  auth_missing: 'needs_you',
  auth_rejected: 'needs_you',
  permission_denied: 'needs_you',
  rate_limited: 'watching',
  not_found: 'needs_you',
  http_client_error: 'needs_you',
  http_server_error: 'theirs',
  unexpected_status: 'theirs',
  timeout: 'theirs',
  dns_failed: 'theirs',
  connection_refused: 'theirs',
  connection_reset: 'theirs',
  network_unreachable: 'watching',
  tls_failed: 'theirs',
  protocol_error: 'theirs',
  redirect_refused: 'needs_you',
  unexpected_body: 'theirs',
  body_too_large: 'theirs',
  internal_error: 'watching',
} satisfies Record<Reason, Group>;

/** Where a monitor stands on the overview. */
export function groupOf({
  status,
  reason,
  flapping,
}: Pick<BoardMonitor, 'status' | 'reason' | 'flapping'>): Group {
  if (status === null) return 'waiting';
  const group = groupOfStatus(status, reason);
  return flapping && group !== 'needs_you' ? 'watching' : group;
}

function groupOfStatus(status: Status, reason: Reason | null): Group {
  if (status === 'healthy') return 'fine';
  if (status === 'degraded') return 'watching';
  const group = reason === null ? undefined : GROUP_OF_REASON[reason];
  return group === undefined || group === 'fine' ? 'watching' : group;
}

const NETWORK_REASONS: ReadonlySet<Reason> = new Set([
  'timeout',
  'dns_failed',
  'connection_refused',
  'connection_reset',
  'network_unreachable',
  'tls_failed',
]);

/** True when several were asked and none could be reached: then the looks say more of this machine than of them. */
export function isCutOff(monitors: readonly BoardMonitor[]): boolean {
  const asked = monitors.filter(({ status, reason }) => status !== null && reason !== 'auth_missing');
  return asked.length > 1 && asked.every(isOutOfReach);
}

function isOutOfReach({ status, reason }: BoardMonitor): boolean {
  return status === 'unknown' && reason !== null && NETWORK_REASONS.has(reason);
}

/** The groups that have members, in order, by what is believed; members keep theirs. Cut off, nothing is called theirs. */
export function groupMonitors(
  monitors: readonly BoardMonitor[],
): readonly { group: Group; members: readonly BoardMonitor[] }[] {
  const believed = monitors.map(believedView);
  const instead: Group = isCutOff(believed) ? 'watching' : 'theirs';
  const groupNow = (monitor: BoardMonitor) => {
    const group = groupOf(monitor);
    return group === 'theirs' ? instead : group;
  };
  return GROUP_ORDER.map((group) => ({
    group,
    members: believed.filter((monitor) => groupNow(monitor) === group),
  })).filter(({ members }) => members.length > 0);
}
