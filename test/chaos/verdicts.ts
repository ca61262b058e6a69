import type { Reason, Status } from '../../src/contracts/status.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { EpochMs } from '../../src/lib/time.ts';

/** A number from 0 to 1 that is the same for the same arguments (MurmurHash3's last mix, over each in turn). */
export function chance(...parts: readonly number[]): number {
  let hash = 0x9747b28c;
  for (const part of parts) {
    hash = mix(hash ^ (part % 2 ** 32));
    hash = mix(hash ^ Math.floor(part / 2 ** 32));
  }
  return hash / 2 ** 32;
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** How a service fares for a while, and how likely a look sees something else than health then. */
const SPELLS: readonly { readonly until: number; readonly seen: Seen; readonly often: number }[] = [
  { until: 0.55, seen: ['unhealthy', 'http_server_error'], often: 0.01 },
  { until: 0.68, seen: ['unhealthy', 'http_server_error'], often: 1 },
  { until: 0.78, seen: ['unhealthy', 'tls_failed'], often: 0.5 },
  { until: 0.86, seen: ['degraded', 'threshold_crossed'], often: 0.9 },
  { until: 0.92, seen: ['unknown', 'network_unreachable'], often: 0.95 },
  { until: 0.96, seen: ['unhealthy', 'http_server_error'], often: 0.3 },
  { until: 1, seen: ['unknown', 'timeout'], often: 0.4 },
];
type Seen = readonly [Status, Reason];

const SPELL_MS = 25 * 60_000;

/** What a look sees: outages, flapping, slowness, blindness; the same for the same seed, monitor and moment. */
export function verdictAt(seed: number, monitor: number, atMs: EpochMs): Verdict {
  const mood = chance(seed, monitor, Math.floor(atMs / SPELL_MS));
  const spell = SPELLS.find(({ until }) => mood < until) ?? { seen: ['healthy', 'ok'] as const, often: 0 };
  const isOther = chance(seed, monitor, atMs, 1) < spell.often;
  const [status, reason] = isOther ? spell.seen : (['healthy', 'ok'] as const);
  const latencyMs = status === 'unknown' ? null : Math.round(20 + 400 * chance(seed, monitor, atMs, 2) ** 4);
  const hasPhases = latencyMs !== null && chance(seed, monitor, atMs, 3) < 0.5;
  return {
    status,
    reason,
    error: status === 'healthy' || status === 'degraded' ? null : reason,
    why: `It was ${reason}.`,
    hint: null,
    latencyMs,
    phases: hasPhases ? { dnsMs: null, connectMs: 1.5, tlsMs: 3.2, firstByteMs: 9.7, bodyMs: 0.4 } : null,
    quota: null,
    details: detailsAt(seed, monitor, atMs),
    attribution: null,
  };
}

/** Facts that change now and then. */
export function detailsAt(seed: number, monitor: number, atMs: EpochMs): Verdict['details'] {
  return { version: Math.floor(1_000 * chance(seed, monitor, Math.floor(atMs / (2 * SPELL_MS)), 4)) };
}
