import type { Verdict } from '../domain/verdict.ts';
import type { Clock, EpochMs } from '../lib/time.ts';
import type { BoundMonitor } from './bind-monitors.ts';

/** One look at a monitor, its slow facts included. */
export interface Looked {
  readonly monitor: BoundMonitor['monitor'];
  readonly verdict: Verdict;
  readonly checkedAtMs: EpochMs;
}

export interface LookOnceParts {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Ends the wait for slow facts this long after the start; those that did not come stay `"unknown"`. */
  readonly withinMs: number;
}

/** Looks once through both lanes. Rejects only when `signal` aborts. */
export async function lookOnce({ monitor, probe }: BoundMonitor, parts: LookOnceParts): Promise<Looked> {
  const { clock, signal, withinMs } = parts;
  const enough = new AbortController();
  const cancel = clock.setTimer(withinMs, () => enough.abort(new Error('took long enough')));
  try {
    let verdict = await probe.look(signal);
    const checkedAtMs = clock.nowMs();
    await probe
      .refreshFacts(AbortSignal.any([signal, enough.signal]), (next) => {
        verdict = next;
      })
      .catch((error: unknown) => {
        if (signal.aborted || !enough.signal.aborted) throw error;
      });
    return { monitor, verdict: withoutRestart(verdict, monitor.missing), checkedAtMs };
  } finally {
    cancel();
  }
}

// Whoever looks once has nothing running that would have to start again.
function withoutRestart(verdict: Verdict, missing: readonly string[]): Verdict {
  return missing.length === 0
    ? verdict
    : { ...verdict, hint: `Set ${missing.join(' and ')}, then look again.` };
}
