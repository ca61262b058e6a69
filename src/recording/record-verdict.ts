import { advance, type StateChange } from '../domain/monitor-state.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Clock } from '../lib/time.ts';
import type { SnapshotBoard } from './snapshot-board.ts';

export interface RecorderParts {
  readonly board: SnapshotBoard;
  readonly clock: Clock;
  /** Told of every recorded verdict, after it was published. */
  readonly onRecorded: (name: string, verdict: Verdict, change: StateChange) => void;
}

/** The one place where a verdict becomes state. */
export interface Recorder {
  /** A look ended. */
  record(name: string, verdict: Verdict): void;
  /** Slow facts of the latest look came in: the same look, judged anew. */
  amend(name: string, verdict: Verdict): void;
}

export function createRecorder({ board, clock, onRecorded }: RecorderParts): Recorder {
  return {
    record(name, verdict) {
      const entry = board.entry(name);
      if (entry === null) throw new Error(`no monitor named ${name}`);
      const { state, change } = advance(entry.state, verdict, clock.nowMs());
      entry.beats.push(verdict, state.checkedAtMs);
      board.publish(name, state);
      onRecorded(name, verdict, change);
    },
    amend(name, verdict) {
      const previous = board.entry(name)?.state ?? null;
      if (previous === null) return;
      const { state, change } = advance(previous, verdict, previous.checkedAtMs);
      board.entry(name)?.beats.amend(verdict);
      board.publish(name, state);
      onRecorded(name, verdict, change);
    },
  };
}
