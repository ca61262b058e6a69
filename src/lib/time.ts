/** Milliseconds since the Unix epoch, by the wall clock. Names of such values end in `AtMs`. */
export type EpochMs = number;

/** Cancels what a timer would have done; harmless when it already ran. */
export type CancelTimer = () => void;

/**
 * The only way to learn the time or to wait. `tick` is monotonic milliseconds with a fraction, good for
 * elapsed time and schedules; `nowMs` is the wall clock, good for showing people when something happened.
 */
export interface Clock {
  nowMs(): EpochMs;
  tick(): number;
  /** Runs `task` once, `delayMs` from now. A pending timer does not keep the process alive by itself. */
  setTimer(delayMs: number, task: () => void): CancelTimer;
}

// Node fires a longer timeout at once instead of late.
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  tick: () => performance.now(),
  setTimer(delayMs, task) {
    const timer = setTimeout(task, Math.min(Math.max(delayMs, 0), LONGEST_TIMER_MS));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Keeps this process alive although nothing else does, until what it returns is called. */
export function stayAlive(): () => void {
  const timer = setInterval(() => {}, LONGEST_TIMER_MS);
  return () => clearInterval(timer);
}

/** ISO 8601 in UTC with milliseconds, as every interface of Kora writes instants. */
export function isoTime(atMs: EpochMs): string {
  return new Date(atMs).toISOString();
}

/** Resolves after `delayMs`, or rejects with the signal's reason as soon as it aborts. */
export function wait(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.setTimer(delayMs, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}
