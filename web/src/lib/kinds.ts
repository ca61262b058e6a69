import type { Fault, Reason, Status } from '../../../src/contracts/status.ts';

/** The kinds of trouble, in the order in which a person should hear of them. */
export const KIND_ORDER = [
  'rejected',
  'denied',
  'misconfigured',
  'theirs',
  'failing',
  'silent',
  'unreachable',
  'limited',
  'low',
  'unresolved',
  'cut_off',
  'flapping',
  'degraded',
  'not_seen',
] as const;
export type Kind = (typeof KIND_ORDER)[number];

/** Whose fault it is as far as the reason alone says: what the daemon decides too while no experiment has been made. */
const FAULT_OF_REASON = {
  ok: null,
  threshold_crossed: 'undetermined',
  auth_missing: null,
  auth_rejected: 'credential',
  permission_denied: 'permission',
  rate_limited: 'quota',
  not_found: 'configuration',
  http_client_error: 'configuration',
  http_server_error: 'provider',
  unexpected_status: 'undetermined',
  timeout: 'undetermined',
  dns_failed: 'dns',
  connection_refused: 'undetermined',
  connection_reset: 'undetermined',
  network_unreachable: 'undetermined',
  tls_failed: 'undetermined',
  protocol_error: 'undetermined',
  redirect_refused: 'configuration',
  unexpected_body: 'undetermined',
  body_too_large: 'undetermined',
  internal_error: 'internal',
  quota_low: 'quota',
} satisfies Record<Reason, Fault | null>;

interface Blamed {
  readonly reason: Reason | null;
  readonly fault: Fault | null;
}

/** Whose fault it is: as the experiments decided, else as far as the reason alone says. Null when it is nobody's. */
export function faultOf({ reason, fault }: Blamed): Fault | null {
  if (fault !== null) return fault;
  // A newer daemon may send a reason that this page has never heard of.
  if (reason === null || !Object.hasOwn(FAULT_OF_REASON, reason)) return null;
  return FAULT_OF_REASON[reason];
}

const KIND_OF_FAULT = {
  provider: 'theirs',
  credential: 'rejected',
  permission: 'denied',
  configuration: 'misconfigured',
  quota: 'limited',
  dns: 'unresolved',
  network: 'cut_off',
  internal: 'not_seen',
} satisfies Record<Exclude<Fault, 'undetermined'>, Kind>;

const SILENT: ReadonlySet<Reason> = new Set(['timeout']);
const UNREACHABLE: ReadonlySet<Reason> = new Set([
  'dns_failed',
  'connection_refused',
  'connection_reset',
  'network_unreachable',
  'tls_failed',
]);

/** Kinds that a person here has to mend, however else it is. */
export const FOR_A_PERSON: ReadonlySet<Kind> = new Set(['rejected', 'denied', 'misconfigured']);

/** The kind of trouble that a look is; null for one that is none. */
export function kindOf({ status, ...blamed }: Blamed & { readonly status: Status | null }): Kind | null {
  if (status === 'healthy' || status === null) return null;
  const fault = faultOf(blamed);
  const kind = fault === null || !Object.hasOwn(KIND_OF_FAULT, fault) ? null : kindOfFault(fault);
  if (kind !== null && FOR_A_PERSON.has(kind)) return kind;
  if (blamed.reason === 'quota_low') return 'low';
  if (status === 'degraded') return 'degraded';
  if (kind !== null) return kind;
  if (blamed.reason !== null && SILENT.has(blamed.reason)) return 'silent';
  if (blamed.reason !== null && UNREACHABLE.has(blamed.reason)) return 'unreachable';
  // Nobody knows why: then no more is said than that it is not well.
  return status === 'unhealthy' || fault === 'undetermined' ? 'failing' : 'not_seen';
}

function kindOfFault(fault: Fault): Kind | null {
  return fault === 'undetermined' ? null : KIND_OF_FAULT[fault];
}
