import type { Verdict } from '../domain/verdict.ts';
import type { BoundMonitor } from '../operations/bind-monitors.ts';
import type { Recorder } from '../recording/record-verdict.ts';

export interface WatchParts extends BoundMonitor {
  readonly recorder: Recorder;
  /** Told of a defect in the slow lane; the look itself is not touched by it. */
  readonly onError: (name: string, error: unknown) => void;
}

/** One monitor being watched: its looks never overlap, and its slow facts follow each look in the background. */
export interface Watch {
  /** Looks once and records it; joins a look that is under way. */
  look(signal: AbortSignal): Promise<void>;
  /** Resolves when nothing of this monitor is under way. */
  settled(): Promise<void>;
}

export function createWatch({ monitor, probe, recorder, onError }: WatchParts): Watch {
  let looking: Promise<void> | null = null;
  let refreshing: Promise<void> | null = null;

  async function lookOnce(signal: AbortSignal): Promise<void> {
    const verdict: Verdict = await probe.look(signal);
    recorder.record(monitor.name, verdict);
    refreshing ??= refresh(signal).finally(() => {
      refreshing = null;
    });
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
