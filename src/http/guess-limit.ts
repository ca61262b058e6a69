import type { Clock } from '../lib/time.ts';

/**
 * Tells those who keep sending wrong tokens to wait: so many failures a minute per address. Right tokens are not its
 * business: behind a proxy many clients share one address, and one of them must not lock out the others.
 */
export interface GuessLimit {
  countFailure(remoteAddress: string): void;
  /** How long the address is to wait before its next wrong token, in milliseconds; 0 when it need not. */
  waitMs(remoteAddress: string): number;
}

export const MAX_FAILURES = 10;
export const FAILURE_WINDOW_MS = 60_000;
// More addresses than this failing within a minute is an attack, and forgetting the oldest of them costs little.
const MAX_ADDRESSES = 10_000;

export function createGuessLimit(clock: Clock): GuessLimit {
  const failures = new Map<string, { count: number; readonly sinceTick: number }>();

  function current(remoteAddress: string): { count: number; readonly sinceTick: number } | null {
    const known = failures.get(remoteAddress);
    return known === undefined || clock.tick() - known.sinceTick >= FAILURE_WINDOW_MS ? null : known;
  }

  return {
    countFailure(remoteAddress) {
      const known = current(remoteAddress);
      if (known !== null) {
        known.count += 1;
        return;
      }
      failures.delete(remoteAddress);
      failures.set(remoteAddress, { count: 1, sinceTick: clock.tick() });
      const oldest = failures.keys().next();
      if (failures.size > MAX_ADDRESSES && oldest.done !== true) failures.delete(oldest.value);
    },
    waitMs(remoteAddress) {
      const known = current(remoteAddress);
      if (known === null || known.count < MAX_FAILURES) return 0;
      return known.sinceTick + FAILURE_WINDOW_MS - clock.tick();
    },
  };
}
