import type { TransportFailure } from '../lib/transport-error.ts';
import type { Refusal } from './define-probe.ts';

/** What an error status means when the provider's own body says nothing better. */
export function defaultRefusal(status: number): Refusal {
  if (status === 401) {
    return {
      reason: 'auth_rejected',
      why: 'It refused the credential (HTTP 401).',
      hint: 'Make a new token and set it; this one is unknown, revoked or expired.',
    };
  }
  if (status === 403) {
    return {
      reason: 'permission_denied',
      why: 'It knows the credential but does not allow this (HTTP 403).',
      hint: 'Give the token the scope that the setup names, or make one that has it.',
    };
  }
  if (status === 404) {
    return {
      reason: 'not_found',
      why: 'It does not know what was asked for (HTTP 404).',
      hint: 'Check the configured names and the address.',
    };
  }
  if (status === 429) {
    return {
      reason: 'rate_limited',
      why: 'It is limiting requests (HTTP 429).',
      hint: 'Look less often, or find what else uses this credential.',
    };
  }
  if (status >= 500) {
    return {
      reason: 'http_server_error',
      why: `It failed on its own side (HTTP ${status}).`,
      hint: "Wait, and watch the provider's status page.",
    };
  }
  if (status >= 400) {
    return {
      reason: 'http_client_error',
      why: `It refused the request (HTTP ${status}).`,
      hint: 'Check the configuration of this monitor.',
    };
  }
  return {
    reason: 'unexpected_status',
    why: `It answered HTTP ${status}, which is neither an answer nor an error.`,
    hint: 'Check the configured address.',
  };
}

const LONGEST_SAYING_CHARS = 160;

/**
 * What the provider itself says, as a sentence to put after our own; empty when it is no text or a long one. Never cut:
 * the scrubber would not know half a credential.
 */
export function itSays(text: unknown): string {
  if (typeof text !== 'string' || text.trim() === '' || text.length > LONGEST_SAYING_CHARS) return '';
  return ` It says: “${text.trim()}”.`;
}

export const TRANSPORT_HINTS = {
  timeout:
    'If other services answer, the provider is slow or silent; if none does, look at the network of this machine.',
  dns_failed: 'Check the address, and whether this machine can resolve other names.',
  connection_refused: 'Check the address and port, and whether a proxy or firewall stands between.',
  connection_reset: 'Something closed the connection: the service, or what stands between.',
  network_unreachable: 'Check the network of this machine.',
  tls_failed: 'Check the certificate of the address, and the clock of this machine.',
  protocol_error: 'What answers at this address does not speak proper HTTP; check the address.',
  redirect_refused: 'Check the configured address: a credential is never carried to another host.',
  body_too_large: 'Check the configured address: no answer of this service should be so large.',
  unexpected_body: 'Check the configured address and what stands between.',
} satisfies Record<TransportFailure, string>;
