import type { Fault, Reason } from '../contracts/status.ts';
import type { Evidence } from './fault.ts';

const BY_LOOK: Partial<Record<Reason, Fault>> = {
  internal_error: 'internal',
  auth_missing: 'configuration',
  auth_rejected: 'credential',
  permission_denied: 'permission',
  rate_limited: 'quota',
  quota_low: 'quota',
  not_found: 'configuration',
  http_client_error: 'configuration',
  redirect_refused: 'configuration',
  http_server_error: 'provider',
  dns_failed: 'dns',
};

/** Whose fault one piece of evidence speaks for, beside a look of that reason; null when it decides nothing. */
export function speaksFor({ experiment, outcome }: Evidence, reason: Reason, decided: Fault): Fault | null {
  switch (experiment) {
    case 'look':
      return BY_LOOK[reason] ?? null;
    case 'without_credential':
    case 'public_call':
      if (outcome === 'failed') return 'provider';
      if (outcome === 'refused' || (experiment === 'public_call' && outcome === 'answered')) {
        // That the provider is well speaks for what it said itself.
        return reason === 'timeout' ? 'provider' : (BY_LOOK[reason] ?? null);
      }
      return null;
    case 'second_resolver':
      if (outcome === 'resolves' || outcome === 'lies') return 'dns';
      return outcome === 'agrees' && decided !== 'undetermined' ? decided : null;
    case 'egress':
      if (outcome === 'unreachable' || outcome === 'intercepted') return 'network';
      // Others can be reached, so silence is theirs.
      return decided === 'provider' && BY_LOOK[reason] === undefined ? 'provider' : null;
    case 'others':
      return decided === 'provider' && BY_LOOK[reason] === undefined ? 'provider' : null;
    case 'feed':
      return outcome === 'outage' || outcome === 'degraded' ? 'provider' : null;
    case 'sibling':
      return outcome === 'failing' ? null : reason === 'auth_rejected' ? 'credential' : null;
    case 'past':
      return null;
  }
}
