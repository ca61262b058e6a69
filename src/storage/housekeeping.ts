import type { Clock } from '../lib/time.ts';
import { truncateLog } from './beat-log.ts';
import { HOUR_MS } from './periods.ts';
import { retainIncidents, retainMonitor } from './retain.ts';
import { sealDue } from './seal.ts';
import type { Session } from './session.ts';

export interface Housekeeper {
  stop(): Promise<void>;
}

const ROUND_EVERY_MS = 5_000;
const MONITORS_AT_ONCE = 10;
const LOG_ROWS_AT_ONCE = 200;

/**
 * Keeps the store in order while it is used: seals hours that are over, forgets what is past its days, gives space back.
 * Each step is short and lets waiting writes through before the next. A step that fails is told and tried again.
 */
export function startHousekeeping(
  session: Session,
  { clock, onError }: { readonly clock: Clock; readonly onError: (error: unknown) => void },
): Housekeeper {
  let stopped = false;
  let cancel = () => {};
  let round: Promise<void> = Promise.resolve();
  const forgetting = createForgetting(session);

  async function runRound(): Promise<void> {
    try {
      while (!stopped && (await sealDue(session, clock.nowMs(), MONITORS_AT_ONCE))) await breathe();
      while (!stopped && (await truncateLog(session, LOG_ROWS_AT_ONCE))) await breathe();
      await forgetting.step(clock.nowMs(), () => stopped);
      for (let i = 0; i < VACUUM_STEPS && !stopped && session.database.giveSpaceBack(); i += 1)
        await breathe();
    } catch (error) {
      if (!stopped) onError(error);
    }
    if (!stopped) cancel = clock.setTimer(ROUND_EVERY_MS, start);
  }

  function start(): void {
    round = runRound();
  }

  cancel = clock.setTimer(ROUND_EVERY_MS, start);
  return {
    async stop() {
      stopped = true;
      cancel();
      await round;
    },
  };
}

const VACUUM_STEPS = 40;

// Lets everything that waits for the store go first.
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Goes through all monitors once an hour, some in every round. */
function createForgetting(session: Session) {
  let waiting: number[] = [];
  let nextAtMs = 0;
  return {
    async step(nowMs: number, isStopped: () => boolean): Promise<void> {
      if (waiting.length === 0) {
        // After the wall clock stepped back, not only when the old hour comes again.
        if (nowMs < nextAtMs && nextAtMs - nowMs <= HOUR_MS) return;
        nextAtMs = nowMs + HOUR_MS;
        waiting = [...session.monitors.keys()];
        while (!isStopped() && (await retainIncidents(session, nowMs))) await breathe();
      }
      const perRound = Math.ceil((session.monitors.size * ROUND_EVERY_MS) / HOUR_MS) * 2;
      for (const monitorId of waiting.splice(0, perRound)) {
        while (!isStopped() && (await retainMonitor(session, monitorId, nowMs))) await breathe();
        if (isStopped()) return;
        await breathe();
      }
    },
  };
}
