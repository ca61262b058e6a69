import type { Reason, Status } from '../../../src/contracts/status.ts';

/** From the best to the worst, as the summary counts them. */
export const STATUS_ORDER = [
  'healthy',
  'degraded',
  'unhealthy',
  'unknown',
] as const satisfies readonly Status[];

export const STATUS_LABELS = {
  healthy: 'Healthy',
  degraded: 'Degraded',
  unhealthy: 'Unhealthy',
  unknown: 'Probe pending',
} satisfies Record<Status, string>;

const SEVERITY = { healthy: 0, unknown: 1, degraded: 2, unhealthy: 3 } satisfies Record<Status, number>;

/** The status that sets the tone: unhealthy, then degraded, then unknown. Null when there is none. */
export function worstStatus(statuses: readonly (Status | null)[]): Status | null {
  let worst: Status | null = null;
  for (const status of statuses) {
    if (status !== null && (worst === null || SEVERITY[status] > SEVERITY[worst])) worst = status;
  }
  return worst;
}

/** How many there are of each status. */
export function countByStatus(statuses: readonly (Status | null)[]): Record<Status, number> {
  const counts = { healthy: 0, degraded: 0, unhealthy: 0, unknown: 0 } satisfies Record<Status, number>;
  for (const status of statuses) if (status !== null) counts[status] += 1;
  return counts;
}

/** A reason in a few plain words, to follow the status: "unhealthy, HTTP server error". */
export const REASON_WORDS = {
  ok: 'answered well',
  threshold_crossed: 'over a threshold',
  auth_missing: 'not set up',
  auth_rejected: 'credential refused',
  permission_denied: 'permission missing',
  rate_limited: 'rate limited',
  not_found: 'not found',
  http_client_error: 'request refused',
  http_server_error: 'server error',
  unexpected_status: 'unexpected status',
  timeout: 'no answer in time',
  dns_failed: 'name not resolved',
  connection_refused: 'connection refused',
  connection_reset: 'connection reset',
  network_unreachable: 'network unreachable',
  tls_failed: 'TLS failed',
  protocol_error: 'not proper HTTP',
  redirect_refused: 'redirect refused',
  unexpected_body: 'unexpected answer',
  body_too_large: 'answer too large',
  internal_error: 'Kora failed to look',
  quota_low: 'few requests left',
} satisfies Record<Reason, string>;

/** Words for a reason, also for one that a newer server may send. */
export function reasonWords(reason: string): string {
  return Object.hasOwn(REASON_WORDS, reason)
    ? REASON_WORDS[knownReason(reason)]
    : reason.replaceAll('_', ' ');
}

/** Only called with a key of REASON_WORDS, which the type of `Object.hasOwn` cannot say. */
function knownReason(reason: string): Reason {
  return reason as Reason;
}
