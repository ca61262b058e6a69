import type { Clock } from '../../src/lib/time.ts';

export interface FakeClock extends Clock {
  /** Moves time on and runs the timers that fall due, in order, letting promises settle between them. */
  advance(ms: number): Promise<void>;
  /** Steps the wall clock alone, as an administrator or NTP would. */
  stepWallClock(ms: number): void;
}

/** A clock that stands still until a test moves it. */
export function createFakeClock(startAtMs = Date.UTC(2026, 10, 23, 14, 0, 0)): FakeClock {
  const timers = new Set<{ dueAtTick: number; task: () => void }>();
  let tick = 0;
  let wallOffsetMs = startAtMs;

  async function settle(): Promise<void> {
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  }

  return {
    nowMs: () => wallOffsetMs + tick,
    tick: () => tick,
    setTimer(delayMs, task) {
      const timer = { dueAtTick: tick + Math.max(delayMs, 0), task };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    async advance(ms) {
      const until = tick + ms;
      await settle();
      for (;;) {
        const next = [...timers].sort((a, b) => a.dueAtTick - b.dueAtTick)[0];
        if (next === undefined || next.dueAtTick > until) break;
        timers.delete(next);
        tick = Math.max(tick, next.dueAtTick);
        next.task();
        await settle();
      }
      tick = until;
      await settle();
    },
    stepWallClock(ms) {
      wallOffsetMs += ms;
    },
  };
}
