import type { Clock } from '../lib/time.ts';

// Slower drifts are how a clock is set right without anybody noticing.
const STEP_MS = 5_000;

/** Notices when the wall clock was set: it then no longer fits the monotonic one. */
export function createClockSteps(clock: Clock): { stepped(): boolean } {
  let offsetMs = clock.nowMs() - clock.tick();
  return {
    /** True once after each step. */
    stepped() {
      const nowOffsetMs = clock.nowMs() - clock.tick();
      const stepped = Math.abs(nowOffsetMs - offsetMs) > STEP_MS;
      offsetMs = nowOffsetMs;
      return stepped;
    },
  };
}
