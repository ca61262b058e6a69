import type { Clock } from '../../lib/time.ts';

export class DeadlinePassed extends Error {}

export interface Deadline {
  readonly clock: Clock;
  readonly deadlineMs: number;
  /** Ends the task before its deadline. */
  readonly signal: AbortSignal;
}

// What was learnt before the deadline may still be told when it ends the calls.
const GRACE_MS = 50;

/**
 * Runs a task under a signal that aborts at the deadline. Rejects with `DeadlinePassed` a short grace after it, or at once
 * with the reason of the outer signal, whatever the task does; what the task leaves behind is aborted.
 */
export async function withDeadline<T>(
  { clock, deadlineMs, signal }: Deadline,
  task: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw signal.reason;
  const inner = new AbortController();
  let end = () => {};
  const ended = new Promise<never>((_resolve, reject) => {
    const stop = () => {
      inner.abort(signal.reason);
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    let cancel = clock.setTimer(deadlineMs, () => {
      inner.abort(new DeadlinePassed());
      cancel = clock.setTimer(GRACE_MS, () => reject(new DeadlinePassed()));
    });
    end = () => {
      signal.removeEventListener('abort', stop);
      cancel();
    };
  });
  try {
    return await Promise.race([task(inner.signal), ended]);
  } finally {
    end();
    inner.abort(new DeadlinePassed());
  }
}
