import type { Clock } from '../../lib/time.ts';
import { whenAborted } from '../../lib/when-aborted.ts';

export interface KeptResults<Result> {
  /**
   * The kept result of that key, or that of the one run that is under way, or of a new one. Rejects when `signal` aborts or
   * the run fails; a failed run is not kept. A run ends when nobody waits for it any more.
   */
  get(key: string, signal: AbortSignal, run: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

export interface KeptParts<Result> {
  readonly clock: Clock;
  /** For how long a result serves, from when its run began. */
  readonly keepMs: (result: Result) => number;
}

interface Entry<Result> {
  readonly result: Promise<Result>;
  readonly stop: AbortController;
  waiting: number;
  /** By the monotonic clock; infinite while the run is under way. */
  endTick: number;
}

/** Runs each key at most once at a time and at most once per period, however many ask. */
export function createKeptResults<Result>({ clock, keepMs }: KeptParts<Result>): KeptResults<Result> {
  const entries = new Map<string, Entry<Result>>();

  // The oldest first, so that this ends at the first that still serves.
  function forgetOld(): void {
    for (const [key, entry] of entries) {
      if (entry.endTick > clock.tick()) return;
      entries.delete(key);
    }
  }

  function start(key: string, run: (signal: AbortSignal) => Promise<Result>): Entry<Result> {
    const startTick = clock.tick();
    const stop = new AbortController();
    const entry: Entry<Result> = {
      result: run(stop.signal),
      stop,
      waiting: 0,
      endTick: Number.POSITIVE_INFINITY,
    };
    const forget = () => {
      if (entries.get(key) === entry) entries.delete(key);
    };
    entry.result.then((result) => {
      entry.endTick = startTick + keepMs(result);
    }, forget);
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  }

  return {
    get(key, signal, run) {
      if (signal.aborted) return Promise.reject(signal.reason);
      forgetOld();
      const known = entries.get(key);
      const entry =
        known !== undefined && known.endTick > clock.tick() && !known.stop.signal.aborted
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
