import { type Clock, type EpochMs, wait } from '../../lib/time.ts';
import { whenAborted } from '../../lib/when-aborted.ts';

export interface KeptResults<Result> {
  /**
   * The kept result of that key, or that of the one run that is under way, or of a new one. Rejects when `signal` aborts or
   * the run fails; a failed run is not kept. A run ends when nobody waits for it any more. One that ended before
   * `notBeforeMs` does not serve.
   */
  get(key: string, signal: AbortSignal, run: Run<Result>, notBeforeMs?: EpochMs): Promise<Result>;
}

type Run<Result> = (signal: AbortSignal) => Promise<Result>;

export interface KeptParts<Result> {
  readonly clock: Clock;
  /** For how long a result serves, from when its run began. */
  readonly keepMs: (result: Result) => number;
  /** Between the beginnings of two runs of one key, whoever asks. Default 0. */
  readonly gapMs?: number;
}

interface Entry<Result> {
  readonly result: Promise<Result>;
  readonly stop: AbortController;
  waiting: number;
  readonly startTick: number;
  /** By the monotonic clock; infinite while the run is under way. */
  endTick: number;
  /** When the result came; infinite while the run is under way. */
  endedAtMs: EpochMs;
}

/** Runs each key at most once at a time and at most once per period, however many ask. */
export function createKeptResults<Result>({
  clock,
  keepMs,
  gapMs = 0,
}: KeptParts<Result>): KeptResults<Result> {
  const entries = new Map<string, Entry<Result>>();

  // The oldest first, so that this ends at the first that still serves.
  function forgetOld(): void {
    for (const [key, entry] of entries) {
      if (entry.endTick > clock.tick()) return;
      entries.delete(key);
    }
  }

  function start(key: string, run: Run<Result>): Entry<Result> {
    const tick = clock.tick();
    const startTick = Math.max(tick, (entries.get(key)?.startTick ?? Number.NEGATIVE_INFINITY) + gapMs);
    const stop = new AbortController();
    const entry: Entry<Result> = {
      result:
        startTick > tick
          ? wait(clock, startTick - tick, stop.signal).then(() => run(stop.signal))
          : run(stop.signal),
      stop,
      waiting: 0,
      startTick,
      endTick: Number.POSITIVE_INFINITY,
      endedAtMs: Number.POSITIVE_INFINITY,
    };
    const forget = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    entry.result.then((result) => {
      entry.endTick = startTick + keepMs(result);
      entry.endedAtMs = clock.nowMs();
    }, forget);
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  }

  return {
    get(key, signal, run, notBeforeMs = 0) {
      if (signal.aborted) return Promise.reject(signal.reason);
      forgetOld();
      const known = entries.get(key);
      const entry =
        known !== undefined &&
        known.endTick > clock.tick() &&
        known.endedAtMs >= notBeforeMs &&
        !known.stop.signal.aborted
          ? known
          : start(key, run);
      return waitFor(entry, signal);
    },
  };
}

function waitFor<Result>(entry: Entry<Result>, signal: AbortSignal): Promise<Result> {
  entry.waiting += 1;
  return new Promise((resolve, reject) => {
    const listenNoMore = whenAborted(signal, () => {
      leave();
      if (entry.waiting === 0) entry.stop.abort(signal.reason);
      reject(signal.reason);
    });
    const leave = () => {
      listenNoMore();
      entry.waiting -= 1;
    };
    entry.result.then(
      (result) => {
        leave();
        resolve(result);
      },
      (error: unknown) => {
        leave();
        reject(error);
      },
    );
  });
}
