import type { Attribution, EndedLook } from '../attribution/attribute.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Clock } from '../lib/time.ts';
import type { BoundMonitor } from '../operations/bind-monitors.ts';
import type { Recorder } from '../recording/record-verdict.ts';
import { DONE, type RunOutcome } from '../scheduler/run.ts';

export interface WatchParts extends BoundMonitor {
  readonly clock: Clock;
  readonly attribution: Attribution;
  readonly recorder: Pick<Recorder, 'record' | 'show' | 'amend'>;
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
const CONFIRM: RunOutcome = { ...DONE, againInMs: CONFIRM_AFTER_MS };

/** A verdict whose fault takes longer to find out than this is shown without it meanwhile. */
const SHOW_AFTER_MS = 50;

export function createWatch({ monitor, probe, attribution, recorder, clock, onError }: WatchParts): Watch {
  const { name } = monitor;
  let looking: Promise<RunOutcome> | null = null;
  let refreshing: Promise<void> | null = null;
  /** The latest look, with its fault. */
  let latest: Verdict | null = null;

  async function lookOnce(signal: AbortSignal): Promise<RunOutcome> {
    const startedAtMs = clock.nowMs();
    const verdict = await probe.look(signal);
    const look = { name, verdict, startedAtMs };
    const attributed =
      verdict.status === 'healthy' ? attribution.atOnce(look) : await attribute(look, signal);
    latest = attributed;
    const { isPending } = recorder.record(name, attributed, startedAtMs);
    refreshing ??= refresh(signal).finally(() => {
      refreshing = null;
    });
    return isPending ? CONFIRM : DONE;
  }

  // The verdict waits for nothing: it is shown as it was seen while its fault is still asked for.
  async function attribute(look: EndedLook, signal: AbortSignal): Promise<Verdict> {
    const shown = asBefore(look.verdict, latest);
    const cancelShow = clock.setTimer(SHOW_AFTER_MS, () => recorder.show(name, shown, look.startedAtMs));
    try {
      return await attribution.attribute(look, signal);
    } finally {
      cancelShow();
    }
  }

  async function refresh(signal: AbortSignal): Promise<void> {
    try {
      await probe.refreshFacts(signal, (verdict) => {
        recorder.amend(name, attribution.atOnce({ name, verdict, startedAtMs: clock.nowMs() }));
      });
    } catch (error) {
      if (!signal.aborted) onError(name, error);
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

/** A look that goes on seeing what the one before saw is shown with that one's fault until its own is found. */
function asBefore(verdict: Verdict, before: Verdict | null): Verdict {
  if (before === null || before.attribution === null || before.reason !== verdict.reason) return verdict;
  return {
    ...verdict,
    status: before.status,
    attribution: { ...before.attribution, rawStatus: verdict.status },
  };
}
