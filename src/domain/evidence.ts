import type { Status } from '../contracts/status.ts';
import type { EpochMs } from '../lib/time.ts';
import type { Level, RememberedLook, SeenLook } from './judged-state.ts';

const SEVERITY = { healthy: 0, degraded: 1, unhealthy: 2 } satisfies Record<Level, number>;

export type MeasuredLook = RememberedLook & { readonly status: Level };

/** Above 0 when `a` is the worse level, below 0 when it is the better one. */
export function compareLevels(a: Level, b: Level): number {
  return SEVERITY[a] - SEVERITY[b];
}

export function isMeasured(look: RememberedLook): look is MeasuredLook {
  return look.status !== 'unknown';
}

export function isBad(status: Status | null): status is 'degraded' | 'unhealthy' {
  return status === 'degraded' || status === 'unhealthy';
}

export function isUnspent({ spent }: RememberedLook): boolean {
  return !spent;
}

export function toRemembered(look: SeenLook): RememberedLook {
  const { startedAtMs, holdsMs, status, reason, fault, why } = look;
  return { startedAtMs, holdsMs, status, reason, fault, why: isBad(status) ? why : '', spent: false };
}

/** The start of the first of them; Infinity when there is none. */
export function firstStart(looks: readonly RememberedLook[]): EpochMs {
  return Math.min(...looks.map(({ startedAtMs }) => startedAtMs));
}

/**
 * The window once something came to be believed: it begins with the look since which it is so, and what spoke against it
 * until now is spent. Otherwise a good look between two bad ones would help to end the very incident that it could not
 * prevent, and every look of good, bad, good, bad would change the belief.
 */
export function settle(
  window: readonly RememberedLook[],
  sinceMs: EpochMs,
  supports: (look: RememberedLook) => boolean,
): readonly RememberedLook[] {
  return window
    .filter(({ startedAtMs }) => startedAtMs >= sinceMs)
    .map((look) => (supports(look) ? look : { ...look, spent: true }));
}
