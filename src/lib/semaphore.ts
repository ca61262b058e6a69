import { whenAborted } from './when-aborted.ts';

/** Lets so many run at once; the others wait in order of arrival. */
export interface Semaphore {
  /** Runs the task at its turn; rejects with the signal's reason when it aborts before. A turn ends with its task. */
  run<T>(signal: AbortSignal, task: () => Promise<T>): Promise<T>;
}

export function createSemaphore(most: number): Semaphore {
  const waiting = new Set<() => void>();
  let running = 0;

  function enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (running < most) {
      running += 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const listenNoMore = whenAborted(signal, () => {
        waiting.delete(start);
        reject(signal.reason);
      });
      const start = () => {
        listenNoMore();
        resolve();
      };
      waiting.add(start);
    });
  }

  // The turn goes on to the next one that waits.
  function leave(): void {
    const [next] = waiting;
    if (next === undefined) {
      running -= 1;
      return;
    }
    waiting.delete(next);
    next();
  }

  return {
    async run(signal, task) {
      await enter(signal);
      try {
        return await task();
      } finally {
        leave();
      }
    },
  };
}
