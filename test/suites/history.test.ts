import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Beat, mergeBeats } from '../../src/domain/beat.ts';
import { type Tally, tallyByPeriod } from '../../src/domain/tally.ts';
import { append as record } from '../../src/storage/append.ts';
import { truncateLog } from '../../src/storage/beat-log.ts';
import { registerMonitors } from '../../src/storage/monitors.ts';
import { newestBeats } from '../../src/storage/read-beats.ts';
import { beatTallies, dayTallies, hourTallies, minuteTallies } from '../../src/storage/read-tallies.ts';
import { sealDue } from '../../src/storage/seal.ts';
import type { MonitorRow, Session } from '../../src/storage/session.ts';
import { anyBeat, appendOf, START_MS } from '../support/beats.ts';
import { type OpenStore, openStoreAt, STORE_KINDS } from '../support/stores.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SPAN_MS = 30 * HOUR_MS;
const END_MS = START_MS + SPAN_MS + 10 * HOUR_MS;

// Every look begins in a millisecond of its own here; what happens to two in one is another test's.
const looks = fc.uniqueArray(anyBeat(SPAN_MS), {
  selector: ({ startedAtMs }) => startedAtMs,
  minLength: 1,
  maxLength: 40,
});
const append = fc.record({
  do: fc.constant('append' as const),
  picks: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
});
const seal = fc.record({
  do: fc.constant('seal' as const),
  nowMs: fc.integer({ min: START_MS, max: START_MS + SPAN_MS + 4 * HOUR_MS }),
});
const restart = fc.record({ do: fc.constant('restart' as const) });
const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: append },
    { weight: 3, arbitrary: seal },
    { weight: 1, arbitrary: restart },
  ),
  { minLength: 3, maxLength: 14 },
);

function monitorOf(session: Session): MonitorRow {
  const [monitor] = session.monitors.values();
  if (monitor === undefined) throw new Error('the monitor is gone');
  return monitor;
}

async function sealAll(session: Session, nowMs: number): Promise<void> {
  while (await sealDue(session, nowMs, 2));
  while (await truncateLog(session, 10));
}

/** Comparable whatever the order in which its parts were met. */
function plain(tallies: ReadonlyMap<number, Tally>) {
  return [...tallies]
    .filter(([, { parts }]) => parts.length > 0)
    .sort(([a], [b]) => a - b)
    .map(([startMs, { parts, latency }]) => ({
      startMs,
      parts: parts.map((part) => JSON.stringify(part)).sort(),
      bins: latency.bins,
      counts: [latency.count, latency.zeroes, latency.min, latency.max],
    }));
}

// A database of its own for every story takes Postgres a while.
const STORIES = { sqlite: 60, postgres: 10 } as const;

describe.each(STORE_KINDS)('what $kind remembers', ({ kind, make }) => {
  test('is what the looks say, in whatever order, how often and between which restarts they were told', async () => {
    await fc.assert(
      fc.asyncProperty(looks, steps, async (pool, story) => {
        await using place = await make();
        let store: OpenStore = await openStoreAt(place.location);
        await registerMonitors(store.session, { names: ['it'] });
        let told: Beat[] = [];
        for (const step of story) {
          if (step.do === 'append') {
            const picked = step.picks.flatMap((pick) => pool[pick % pool.length] ?? []);
            told = mergeBeats(told, picked);
            await record(store.session, appendOf(monitorOf(store.session).id, picked));
          } else if (step.do === 'seal') await sealAll(store.session, step.nowMs);
          else {
            await store[Symbol.asyncDispose]();
            store = await openStoreAt(place.location);
          }
        }
        await expectToTell(store.session, told);
        await sealAll(store.session, END_MS + HOUR_MS);
        await expectToTell(store.session, told);
        await store[Symbol.asyncDispose]();
      }),
      { numRuns: STORIES[kind], interruptAfterTimeLimit: 50_000, markInterruptAsFailure: true },
    );
  });
});

async function expectToTell(session: Session, told: readonly Beat[]): Promise<void> {
  const monitor = monitorOf(session);
  const span = (stepMs: number) => ({ fromMs: START_MS, toMs: END_MS, nowMs: END_MS, stepMs });
  const model = (periodMs: number) =>
    plain(tallyByPeriod(told, null, { fromMs: START_MS, toMs: END_MS, periodMs }));
  const found = await newestBeats(session, monitor, { fromMs: 0, beforeMs: END_MS, limit: 10_000 });
  expect([...found].reverse()).toEqual(told);
  expect(plain(await hourTallies(session, monitor, span(HOUR_MS)))).toEqual(model(HOUR_MS));
  expect(plain(await dayTallies(session, monitor, span(DAY_MS)))).toEqual(model(DAY_MS));
  expect(plain(await minuteTallies(session, monitor, span(60_000)))).toEqual(model(60_000));
  expect(plain(await beatTallies(session, monitor, span(10_000)))).toEqual(model(10_000));
}
