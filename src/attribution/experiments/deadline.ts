import type { CancelTimer, Clock } from '../../lib/time.ts';
import { whenAborted } from '../../lib/when-aborted.ts';

export class DeadlinePassed extends Error {}

export interface Deadline {
  readonly clock: Clock;
  readonly deadlineMs: number;
  /** Ends the task before its deadline. */
  readonly signal: AbortSignal;
}

// What was learnt before the deadline may still be told when it ends the calls.
const GRACE_MS = 50;
// A process that is busy for seconds must not take its own silence for that of others: time counts only in so many parts,
// between which answers are read.
const PARTS = 5;
// One for all: what is aborted after its end is told to nobody.
const OVER = new DeadlinePassed();

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
  let cancel: CancelTimer = () => {};
  let listenNoMore: CancelTimer = () => {};
  const ended = new Promise<never>((_resolve, reject) => {
    listenNoMore = whenAborted(signal, () => {
      inner.abort(signal.reason);
      reject(signal.reason);
    });
    const passPart = (parts: number) => {
      if (parts > 0) {
        cancel = clock.setTimer(deadlineMs / PARTS, () => passPart(parts - 1));
        return;
      }
      inner.abort(new DeadlinePassed());
      cancel = clock.setTimer(GRACE_MS, () => reject(new DeadlinePassed()));
    };
    passPart(PARTS);
  });
  try {
    return await Promise.race([task(inner.signal), ended]);
  } finally {
    cancel();
    listenNoMore();
    inner.abort(OVER);
  }
}
