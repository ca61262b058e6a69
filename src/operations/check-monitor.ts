import type { Monitor } from '../contracts/monitors.ts';
import { KoraError } from '../lib/errors.ts';
import { findMonitor, getMonitor, type MonitorSources } from './list-monitors.ts';

/** Between two looks that were asked for, per monitor. */
export const CHECK_EVERY_MS = 10_000;

export interface CheckParts extends MonitorSources {
  /** Looks once and records it; joins a look that is under way. */
  readonly lookNow: (name: string) => Promise<void>;
}

/** Looks at one monitor now. Throws `not_found`, `busy` while such a look is under way, `too_soon` within 10 s of the last. */
export type CheckMonitor = (name: string) => Promise<Monitor>;

export function createCheckMonitor(parts: CheckParts): CheckMonitor {
  const busy = new Set<string>();
  const lastTick = new Map<string, number>();

  return async (name) => {
    findMonitor(parts, name);
    if (busy.has(name)) throw new KoraError('busy', 'a look at it is already under way');
    const waitMs = (lastTick.get(name) ?? Number.NEGATIVE_INFINITY) + CHECK_EVERY_MS - parts.clock.tick();
    if (waitMs > 0)
      throw new KoraError('too_soon', 'it was looked at less than 10 s ago', { retryAfterMs: waitMs });
    busy.add(name);
    lastTick.set(name, parts.clock.tick());
    try {
      await parts.lookNow(name);
    } finally {
      busy.delete(name);
    }
    return getMonitor(parts, name, 1);
  };
}
