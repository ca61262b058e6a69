import type { Beat } from '../../src/domain/beat.ts';
import { DEFAULT_DAMPING } from '../../src/domain/transition.ts';
import { createLogger } from '../../src/lib/log.ts';
import type { Clock } from '../../src/lib/time.ts';
import { Keeper } from '../../src/recording/keeper.ts';
import { createRecorder, type Recorder, type ToldIncident } from '../../src/recording/record-verdict.ts';
import { createSnapshotBoard, type SnapshotBoard } from '../../src/recording/snapshot-board.ts';
import type { RecordedMonitor } from '../../src/recording/tracked-monitors.ts';
import type { Append } from '../../src/storage/append.ts';
import { readBatch } from '../../src/storage/codec/beat-batch.ts';
import type { StoreLocation } from '../../src/storage/dialect.ts';
import { DEFAULT_RETENTION } from '../../src/storage/session.ts';
import { createStore, type Store } from '../../src/storage/store.ts';

export interface RecordingParts {
  readonly location: StoreLocation;
  readonly clock: Clock;
  readonly names: readonly string[];
  readonly monitor?: Partial<RecordedMonitor>;
}

/** The real recorder, keeper and store, as the daemon joins them, and what passes between them. */
export interface Recording extends AsyncDisposable {
  readonly recorder: Recorder;
  readonly keeper: Keeper;
  readonly board: SnapshotBoard;
  readonly store: Store;
  /** What the store acknowledged, batch by batch. */
  readonly batches: readonly (readonly Beat[])[];
  /** How often the store was opened, or was tried to be. */
  readonly opens: () => number;
  /** The incidents that were told, in order. */
  readonly told: readonly ToldIncident[];
  readonly logged: readonly string[];
  /** Names of what happened, in order: `stored`, `shown NAME`, `told ID`. */
  readonly course: readonly string[];
  /** Until it is called again, answers of the store to `append` are held back. */
  holdAnswers(): () => void;
}

export function record({ location, clock, names, monitor = {} }: RecordingParts): Recording {
  const batches: (readonly Beat[])[] = [];
  const told: ToldIncident[] = [];
  const logged: string[] = [];
  const course: string[] = [];
  let opens = 0;
  let gate: Promise<void> = Promise.resolve();
  const log = createLogger({
    level: 'debug',
    redact: (text) => text,
    write: (line) => logged.push(line),
    readable: false,
  });
  const real = createStore({
    location,
    retention: DEFAULT_RETENTION,
    onHousekeepingError: (problem) => log.error({ problem }, 'store.housekeeping_failed'),
  });
  const store: Store = {
    ...real,
    open(stamp) {
      opens += 1;
      return real.open(stamp);
    },
    call(name, argument) {
      const asked = real.call(name, argument);
      if (name !== 'append') return asked;
      const { beats } = argument as Append;
      return asked.then((result) =>
        gate.then(() => {
          batches.push(beats === null ? [] : readBatch(beats).map(({ beat }) => beat));
          course.push('stored');
          return result;
        }),
      );
    },
  };
  const board = createSnapshotBoard({ names, clock, redact: (text) => text });
  board.subscribe(({ name }) => course.push(`shown ${name}`));
  const keeper = new Keeper({
    store,
    kind: location.kind,
    clock,
    log,
    names,
    beatsRestored: 96,
    onRestored: (restored, held) => recorder.resume(restored, held),
    onStatus: () => {},
  });
  const recorder: Recorder = createRecorder({
    board,
    clock,
    monitors: names.map((name) => ({ name, damping: DEFAULT_DAMPING, holdsMs: 70_000, ...monitor })),
    keep: (held, isUrgent) => keeper.keep(held, isUrgent),
    onRecorded: () => {},
    onIncident(incident) {
      told.push(incident);
      course.push(`told ${incident.incident.id}`);
    },
    onClockStep: () => {},
  });
  return {
    recorder,
    keeper,
    board,
    store,
    batches,
    opens: () => opens,
    told,
    logged,
    course,
    holdAnswers() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
    [Symbol.asyncDispose]: () => keeper.close(),
  };
}
