import type { Phases as ToldPhases } from '../contracts/monitors.ts';
import type { Phases } from '../lib/http-client.ts';

/** The parts of an exchange in milliseconds, to a tenth. */
export function describePhases(phases: Phases | null): ToldPhases | null {
  if (phases === null) return null;
  return {
    dns_ms: tenths(phases.dnsMs),
    connect_ms: tenths(phases.connectMs),
    tls_ms: tenths(phases.tlsMs),
    first_byte_ms: Math.round(phases.firstByteMs * 10) / 10,
    body_ms: Math.round(phases.bodyMs * 10) / 10,
  };
}

function tenths(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
