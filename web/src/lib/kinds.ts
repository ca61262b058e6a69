import type { Reason } from '../../../src/contracts/status.ts';

/** The kinds of trouble, in the order in which a person should hear of them. */
export type Kind =
  | 'rejected'
  | 'denied'
  | 'misconfigured'
  | 'failing'
  | 'silent'
  | 'unreachable'
  | 'limited'
  | 'flapping'
  | 'degraded'
  | 'not_seen';

const KIND_OF_REASON = {
  ok: null,
  threshold_crossed: 'degraded',
  auth_missing: null,
  auth_rejected: 'rejected',
  permission_denied: 'denied',
  rate_limited: 'limited',
  not_found: 'misconfigured',
  http_client_error: 'misconfigured',
  http_server_error: 'failing',
  unexpected_status: 'failing',
  timeout: 'silent',
  dns_failed: 'unreachable',
  connection_refused: 'unreachable',
  connection_reset: 'unreachable',
  network_unreachable: 'unreachable',
  tls_failed: 'unreachable',
  protocol_error: 'failing',
  redirect_refused: 'misconfigured',
  unexpected_body: 'failing',
  body_too_large: 'failing',
  internal_error: 'not_seen',
} satisfies Record<Reason, Kind | null>;

/** The kind of trouble that a reason is; null for one that is none, or that a newer server made up. */
export function kindOfReason(reason: Reason | null): Kind | null {
  return reason !== null && Object.hasOwn(KIND_OF_REASON, reason) ? KIND_OF_REASON[reason] : null;
}
