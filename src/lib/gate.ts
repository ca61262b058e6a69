/** Who goes first when several wait. */
export type Lane = 'fast' | 'slow';

/** Lets one holder through at a time; waiting `fast` ones go before waiting `slow` ones, in order of arrival. */
export interface Gate {
  /** Resolves with the function that opens the gate again; rejects with the signal's reason when it aborts first. */
  enter(lane: Lane, signal: AbortSignal): Promise<() => void>;
}

interface Waiter {
  readonly start: () => void;
}

export function createGate(): Gate {
  const waiting: Record<Lane, Waiter[]> = { fast: [], slow: [] };
  let held = false;

  function leave(): void {
    const next = waiting.fast.shift() ?? waiting.slow.shift();
    if (next === undefined) held = false;
    else next.start();
  }

  function leaveOnce(): () => void {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      leave();
    };
  }

  return {
    enter(lane, signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (!held) {
        held = true;
        return Promise.resolve(leaveOnce());
      }
      return new Promise((resolve, reject) => {
        const queue = waiting[lane];
        const giveUp = () => {
          queue.splice(queue.indexOf(waiter), 1);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          start() {
            signal.removeEventListener('abort', giveUp);
            resolve(leaveOnce());
          },
        };
        queue.push(waiter);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    },
  };
}

/** One gate per key, made on first use: all monitors of one credential share one. */
export function createGates(): (key: string) => Gate {
  const gates = new Map<string, Gate>();
  return (key) => {
    const known = gates.get(key);
    if (known !== undefined) return known;
    const gate = createGate();
    gates.set(key, gate);
    return gate;
  };
}
