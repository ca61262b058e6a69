import type { Clock } from '../lib/time.ts';
import type { BoundMonitor } from '../operations/bind-monitors.ts';
import type { Recorder } from '../recording/record-verdict.ts';
import { DONE, type RunOutcome } from '../scheduler/run.ts';

export interface WatchParts extends BoundMonitor {
  readonly clock: Clock;
  readonly recorder: Pick<Recorder, 'record' | 'amend'>;
  /** Told of a defect in the slow lane; the look itself is not touched by it. */
  readonly onError: (name: string, error: unknown) => void;
}

/** One monitor being watched: its looks never overlap, and its slow facts follow each look in the background. */
export interface Watch {
  /** Looks once and records it; joins a look that is under way. What it saw may be worth one more look soon. */
  look(signal: AbortSignal): Promise<RunOutcome>;
  /** Resolves when nothing of this monitor is under way. */
  settled(): Promise<void>;
}

/** A look that says something new is confirmed this soon, rather than a whole interval later. */
const CONFIRM_AFTER_MS = 10_000;
const CONFIRM: RunOutcome = { againInMs: CONFIRM_AFTER_MS };

export function createWatch({ monitor, probe, recorder, clock, onError }: WatchParts): Watch {
  let looking: Promise<RunOutcome> | null = null;
  let refreshing: Promise<void> | null = null;

  async function lookOnce(signal: AbortSignal): Promise<RunOutcome> {
    const startedAtMs = clock.nowMs();
    const verdict = await probe.look(signal);
    const { isPending } = recorder.record(monitor.name, verdict, startedAtMs);
    refreshing ??= refresh(signal).finally(() => {
      refreshing = null;
    });
    return isPending ? CONFIRM : DONE;
  }

  async function refresh(signal: AbortSignal): Promise<void> {
    try {
      await probe.refreshFacts(signal, (verdict) => recorder.amend(monitor.name, verdict));
    } catch (error) {
      if (!signal.aborted) onError(monitor.name, error);
    }
  }

  return {
    look(signal) {
      looking ??= lookOnce(signal).finally(() => {
        looking = null;
      });
      return looking;
    },
    async settled() {
      await Promise.allSettled([looking, refreshing]);
    },
  };
}
