import { openSync, writeSync } from 'node:fs';
import { createLogger } from '../../src/lib/log.ts';
import { systemClock } from '../../src/lib/time.ts';
import { Keeper } from '../../src/recording/keeper.ts';
import { createRecorder, type Recorder } from '../../src/recording/record-verdict.ts';
import { createSnapshotBoard } from '../../src/recording/snapshot-board.ts';
import type { Append } from '../../src/storage/append.ts';
import { createStore, type Store } from '../../src/storage/store.ts';
import { passTime } from './played-time.ts';
import { MONITORS, MOST_UNNOTED_MS, RETENTION, type Story } from './story.ts';
import { chance, detailsAt, verdictAt } from './verdicts.ts';

/**
 * Records what scripted services look like, through the real recorder, keeper and store, until it is killed. Started with
 * `--import played-time.ts`, so that it says what time it is.
 */
const story = asStory(JSON.parse(process.argv[2] ?? ''));
const clock = systemClock;
const names = MONITORS.map(({ name }) => name);
const redact = (text: string) => text;
const log = createLogger({
  level: 'warn',
  redact,
  write: (line) => process.stderr.write(line),
  readable: false,
});
// Synchronous: what is in the file is what was true before the kill.
const journal = openSync(story.journal, 'a');
let notedMs = clock.nowMs();
let isStoring = false;
function note(kind: 'trying' | 'durable', append: Append): void {
  notedMs = clock.nowMs();
  const line = { atMs: notedMs, append: { ...append, beats: toBase64(append.beats) } };
  writeSync(journal, `${kind} ${JSON.stringify(line)}\n`);
}

const real = createStore({
  location: story.location,
  retention: RETENTION,
  onHousekeepingError: (problem) => log.error({ problem }, 'store.housekeeping_failed'),
});
const call: Store['call'] = (name, argument) => {
  if (name !== 'append') return real.call(name, argument);
  const append = argument as Append;
  note('trying', append);
  isStoring = true;
  return real
    .call(name, argument)
    .then((result) => {
      note('durable', append);
      return result;
    })
    .finally(() => {
      isStoring = false;
    });
};
const board = createSnapshotBoard({ names, clock, redact });
const keeper = new Keeper({
  store: { ...real, call },
  kind: story.location.kind,
  clock,
  log,
  names,
  beatsRestored: 96,
  onRestored: (restored, held) => recorder.resume(restored, held),
  onStatus() {
    if (keeper.status().state === 'ok') process.stdout.write('writing\n');
  },
});
const recorder: Recorder = createRecorder({
  board,
  clock,
  monitors: MONITORS,
  keep: (record, isUrgent) => keeper.keep(record, isUrgent),
  onRecorded: () => {},
  onIncident: () => {},
  onClockStep: () => {},
});

interface Due {
  readonly index: number;
  readonly name: string;
  readonly intervalMs: number;
  atMs: number;
}

const CONFIRM_AFTER_MS = 10_000;
// An hour in a quarter of a second.
const PACE_MS = 15_000;
// A store that takes many seconds by the clock would be one that does not answer.
const PACE_WHILE_STORING_MS = 100;
const REST_MS = 1;

function look(due: Due, nowMs: number): void {
  const { index, name, intervalMs } = due;
  const verdict = verdictAt(story.seed, index, nowMs);
  const { isPending } = recorder.record(name, verdict, nowMs);
  // Slow facts, which come a little later than the look that they belong to.
  if (chance(story.seed, index, nowMs, 5) < 0.05) {
    recorder.amend(name, { ...verdict, details: { ...detailsAt(story.seed, index, nowMs), slow: nowMs } });
  }
  due.atMs = nowMs + (isPending ? Math.min(CONFIRM_AFTER_MS, intervalMs) : intervalMs);
}

function run(): void {
  const dues: Due[] = MONITORS.map(({ name, intervalMs }, index) => ({
    index,
    name,
    intervalMs,
    atMs: clock.nowMs() + Math.floor(chance(story.seed, index) * Math.min(intervalMs, 60_000)),
  }));
  const turn = () => {
    // The parent has to know how far it came: never much further than the journal.
    const isFar = clock.nowMs() - notedMs >= MOST_UNNOTED_MS;
    passTime(isFar ? REST_MS : isStoring ? PACE_WHILE_STORING_MS : PACE_MS);
    const nowMs = clock.nowMs();
    for (const due of dues) if (due.atMs <= nowMs) look(due, nowMs);
    // A short rest: the store's thread needs a core too.
    setTimeout(turn, REST_MS);
  };
  turn();
}

keeper.start();
run();

function toBase64(beats: Uint8Array | null): string | null {
  return beats === null ? null : Buffer.from(beats).toString('base64');
}

// The parent wrote it.
function asStory(value: unknown): Story {
  return value as Story;
}
