import { describe, expect, test } from 'vitest';
import { START_MS } from '../../test/support/beats.ts';
import { createFakeClock, type FakeClock } from '../../test/support/fake-clock.ts';
import { healthyVerdict } from '../../test/support/kora-server.ts';
import { type Recording, record } from '../../test/support/recording.ts';
import { openStoreAt, STORE_KINDS, type StorePlace } from '../../test/support/stores.ts';
import { tempFolder } from '../../test/support/temp-folder.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { StoreLocation } from '../storage/dialect.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const good = healthyVerdict();
const bad: Verdict = {
  ...good,
  status: 'unhealthy',
  reason: 'http_server_error',
  error: 'HTTP 503',
  why: 'It answered HTTP 503.',
  latencyMs: 5,
};
const blind: Verdict = {
  ...good,
  status: 'unknown',
  reason: 'network_unreachable',
  error: 'network_unreachable',
  why: 'There is no network.',
  latencyMs: null,
};

interface Begun {
  readonly location: StoreLocation;
  readonly clock: FakeClock;
  readonly names?: readonly string[];
}

async function begin({ location, clock, names = ['it'] }: Begun): Promise<Recording> {
  const recording = record({ location, clock, names });
  recording.keeper.start();
  await expect.poll(() => recording.keeper.status().state).toBe('ok');
  return recording;
}

/** Records one look a minute; each is stored before the next. */
async function look(
  { recorder }: Recording,
  clock: FakeClock,
  verdicts: readonly Verdict[],
  name = 'it',
): Promise<boolean[]> {
  const pending: boolean[] = [];
  for (const verdict of verdicts) {
    pending.push(recorder.record(name, verdict).isPending);
    await recorder.settled(name);
    await clock.advance(MINUTE_MS);
  }
  return pending;
}

async function incidents({ store }: Recording) {
  const wanted = { state: null, monitor: null, fromMs: null, toMs: null, after: null, limit: 100 };
  const found = await store.call('listIncidents', wanted);
  return found.map(({ incident, monitor }) => ({ ...incident, monitor }));
}

async function timeline({ store }: Recording, id: string): Promise<readonly string[]> {
  const found = await store.call('getIncident', { id });
  return (found?.events ?? []).map(({ kind }) => kind);
}

async function beats({ store }: Recording, name = 'it') {
  return store.call('newestBeats', { name, fromMs: 0, beforeMs: Number.MAX_SAFE_INTEGER, limit: 1_000 });
}

describe('a look', () => {
  test('is stored, then shown, and an incident told only then', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = await begin({ location: { kind: 'sqlite', folder: folder.path }, clock });
    await look(recording, clock, [good, bad, bad]);
    const id = `it-${(START_MS + MINUTE_MS).toString(36)}`;
    expect(recording.course).toEqual([
      ...['stored', 'shown it'],
      ...['stored', 'shown it'],
      ...['stored', 'shown it', `told ${id}`],
    ]);
  });

  test('that says something new asks to be confirmed; one that confirms it does not', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = await begin({ location: { kind: 'sqlite', folder: folder.path }, clock });
    expect(await look(recording, clock, [good, good, bad, bad, bad, good, good])).toEqual([
      ...[false, false],
      ...[true, false, false],
      ...[true, false],
    ]);
  });

  test('that was refused for asking too often asks for none sooner', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = await begin({ location: { kind: 'sqlite', folder: folder.path }, clock });
    expect(await look(recording, clock, [good, good, { ...bad, reason: 'rate_limited' }])).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('whose slow facts come later is shown and detailed anew, and stored once', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = await begin({ location: { kind: 'sqlite', folder: folder.path }, clock });
    await look(recording, clock, [good]);
    recording.recorder.amend('it', {
      ...good,
      status: 'degraded',
      reason: 'threshold_crossed',
      details: { slow: 7 },
    });
    await clock.advance(1_000);
    expect(recording.board.entry('it')?.state?.verdict).toMatchObject({
      status: 'degraded',
      details: { slow: 7 },
    });
    await expect
      .poll(() => recording.store.call('detailChanges', { name: 'it', beforeMs: clock.nowMs(), limit: 9 }))
      .toEqual([{ monitorId: 1, atMs: START_MS, error: null, details: '{"slow":7}' }]);
    expect(await beats(recording)).toMatchObject([{ startedAtMs: START_MS, status: 'healthy' }]);
  });
});

describe.each(STORE_KINDS)('after a restart on $kind', ({ make }) => {
  async function twice(run: (place: StorePlace, clock: FakeClock) => Promise<void>): Promise<void> {
    await using place = await make();
    await run(place, createFakeClock(START_MS));
  }

  test('an open incident goes on, is opened no second time, and is closed by the first good look', () =>
    twice(async ({ location }, clock) => {
      const first = await begin({ location, clock });
      await look(first, clock, [good, good, bad, bad]);
      await first.keeper.close();
      const second = await begin({ location, clock });
      await look(second, clock, [bad, bad, good, good]);
      expect(await incidents(second)).toMatchObject([
        {
          id: `it-${(START_MS + 2 * MINUTE_MS).toString(36)}`,
          startedAtMs: START_MS + 2 * MINUTE_MS,
          endedAtMs: START_MS + 6 * MINUTE_MS,
          monitor: 'it',
        },
      ]);
      expect(await timeline(second, `it-${(START_MS + 2 * MINUTE_MS).toString(36)}`)).toEqual([
        'opened',
        'closed',
      ]);
      await second.keeper.close();
    }));

  test('a first bad look before it and a second after it make an incident since the first', () =>
    twice(async ({ location }, clock) => {
      const first = await begin({ location, clock });
      await look(first, clock, [good, good, bad]);
      await first.keeper.close();
      const second = await begin({ location, clock });
      await look(second, clock, [bad]);
      expect(await incidents(second)).toMatchObject([
        { startedAtMs: START_MS + 2 * MINUTE_MS, endedAtMs: null },
      ]);
      await second.keeper.close();
    }));

  test('what was seen while the store was still away is judged by what it knew', () =>
    twice(async ({ location }, clock) => {
      const first = await begin({ location, clock });
      await look(first, clock, [good, good, bad, bad]);
      await first.keeper.close();
      const second = record({ location, clock, names: ['it'] });
      for (const verdict of [bad, bad, bad]) {
        second.recorder.record('it', verdict);
        await clock.advance(MINUTE_MS);
      }
      second.keeper.start();
      await expect.poll(() => second.keeper.status().state).toBe('ok');
      expect(await incidents(second)).toMatchObject([
        { startedAtMs: START_MS + 2 * MINUTE_MS, endedAtMs: null },
      ]);
      expect(await beats(second)).toHaveLength(7);
      await second.keeper.close();
    }));

  test('the incident of a monitor that was removed is closed, and one that comes back begins anew', () =>
    twice(async ({ location }, clock) => {
      const first = await begin({ location, clock, names: ['it', 'other'] });
      await look(first, clock, [good, good, bad, bad]);
      await first.keeper.close();
      const removedAtMs = clock.nowMs();
      const second = await begin({ location, clock, names: ['other'] });
      expect(await incidents(second)).toMatchObject([{ monitor: 'it', endedAtMs: removedAtMs }]);
      await second.keeper.close();
      await clock.advance(30 * DAY_MS);
      const backAtMs = clock.nowMs();
      const third = await begin({ location, clock, names: ['it', 'other'] });
      await look(third, clock, [bad, bad, bad, good, good]);
      expect(await incidents(third)).toMatchObject([
        { startedAtMs: backAtMs, endedAtMs: backAtMs + 3 * MINUTE_MS },
        { startedAtMs: START_MS + 2 * MINUTE_MS, endedAtMs: removedAtMs },
      ]);
      await third.keeper.close();
    }));

  test('an incident whose judged state was lost is still closed when all is well', () =>
    twice(async ({ location }, clock) => {
      const first = await begin({ location, clock });
      await look(first, clock, [good, good, bad, bad]);
      await first.keeper.close();
      const store = await openStoreAt(location);
      await store.session.db.deleteFrom('monitor_state').execute();
      await store[Symbol.asyncDispose]();
      await clock.advance(DAY_MS);
      const second = await begin({ location, clock });
      const goodAtMs = clock.nowMs();
      await look(second, clock, [good, good]);
      expect(await incidents(second)).toMatchObject([
        { startedAtMs: START_MS + 2 * MINUTE_MS, endedAtMs: goodAtMs },
      ]);
      await second.keeper.close();
    }));

  test('a judged state that cannot be read is as good as none', () =>
    twice(async ({ location }, clock) => {
      const first = await begin({ location, clock });
      await look(first, clock, [good, good]);
      await first.keeper.close();
      const store = await openStoreAt(location);
      await store.session.db.updateTable('monitor_state').set({ state: '{"window":[{' }).execute();
      await store[Symbol.asyncDispose]();
      const second = await begin({ location, clock });
      await look(second, clock, [bad, bad]);
      expect(await incidents(second)).toMatchObject([{ startedAtMs: START_MS + 2 * MINUTE_MS }]);
      await second.keeper.close();
    }));

  test('when the wall clock is behind what was seen before, judging goes on at once', () =>
    twice(async ({ location }, clock) => {
      const first = await begin({ location, clock });
      await look(first, clock, [good, good, good]);
      await first.keeper.close();
      clock.stepWallClock(-DAY_MS);
      const badAtMs = clock.nowMs();
      const second = await begin({ location, clock });
      await look(second, clock, [bad, bad]);
      expect(await incidents(second)).toMatchObject([{ startedAtMs: badAtMs }]);
      expect(await beats(second)).toHaveLength(5);
      await second.keeper.close();
    }));
});

describe("Kora's own outage", () => {
  const names = ['one', 'two', 'three'];

  async function lookAtAll(recording: Recording, clock: FakeClock, verdict: Verdict): Promise<void> {
    for (const name of names) recording.recorder.record(name, verdict);
    // Long enough to notice what it means for Kora itself, and to store that too.
    for (let passedMs = 0; passedMs < MINUTE_MS; passedMs += 500) {
      await clock.advance(500);
      await recording.store.call('restore', { names: [], beats: 0 });
    }
  }

  test('is one incident about Kora and none about the monitors, and ends when something is seen', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = await begin({ location: { kind: 'sqlite', folder: folder.path }, clock, names });
    for (const verdict of [good, good, blind, blind, blind, blind, good, good])
      await lookAtAll(recording, clock, verdict);
    expect(await incidents(recording)).toMatchObject([
      {
        monitor: null,
        worst: 'unknown',
        reason: 'network_unreachable',
        startedAtMs: START_MS + 2 * MINUTE_MS,
        endedAtMs: START_MS + 6 * MINUTE_MS,
      },
    ]);
  });

  test('goes on over a restart as the same incident', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    const location = { kind: 'sqlite', folder: folder.path } as const;
    const first = await begin({ location, clock, names });
    for (const verdict of [good, good, blind, blind, blind]) await lookAtAll(first, clock, verdict);
    await first.keeper.close();
    await using second = await begin({ location, clock, names });
    for (const verdict of [blind, blind, good, good]) await lookAtAll(second, clock, verdict);
    const found = await incidents(second);
    expect(found).toMatchObject([
      { startedAtMs: START_MS + 2 * MINUTE_MS, endedAtMs: START_MS + 7 * MINUTE_MS },
    ]);
  });

  test.each([
    ['still lasts', [blind, blind, blind], null],
    ['is over', [blind, blind, blind, good], START_MS + 8 * MINUTE_MS],
  ])('that is noticed again before the store is open stays one incident (%s)', async (_, seen, endedAtMs) => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    const location = { kind: 'sqlite', folder: folder.path } as const;
    const first = await begin({ location, clock, names });
    for (const verdict of [good, good, blind, blind, blind]) await lookAtAll(first, clock, verdict);
    await first.keeper.close();
    await using second = record({ location, clock, names });
    for (const verdict of seen) {
      for (const name of names) second.recorder.record(name, verdict);
      await clock.advance(MINUTE_MS);
    }
    second.keeper.start();
    await expect.poll(() => second.keeper.status().state).toBe('ok');
    const found = await incidents(second);
    expect(found).toHaveLength(1);
    expect(found).toMatchObject([{ startedAtMs: START_MS + 2 * MINUTE_MS, endedAtMs }]);
    expect(await timeline(second, found[0]?.id ?? '')).toEqual(
      endedAtMs === null ? ['opened'] : ['opened', 'closed'],
    );
  });
});

describe('when the wall clock steps', () => {
  test.each([
    ['back by a day', -DAY_MS],
    ['forward by a day', DAY_MS],
  ])('%s, no look is lost or told twice, and the next two bad ones are believed', async (_, stepMs) => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = await begin({ location: { kind: 'sqlite', folder: folder.path }, clock });
    await look(recording, clock, [good, good, good]);
    clock.stepWallClock(stepMs);
    const badAtMs = clock.nowMs();
    await look(recording, clock, [bad, bad, good, good]);
    expect(await beats(recording)).toHaveLength(7);
    expect(await incidents(recording)).toMatchObject([
      { startedAtMs: badAtMs, endedAtMs: badAtMs + 2 * MINUTE_MS },
    ]);
  });

  test.each([
    ['back', -DAY_MS],
    ['forward', DAY_MS],
  ])('%s in the middle of a look, judging goes on at once all the same', async (_, stepMs) => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = await begin({ location: { kind: 'sqlite', folder: folder.path }, clock });
    await look(recording, clock, [good, good, good]);
    const begunAtMs = clock.nowMs();
    await clock.advance(1_000);
    clock.stepWallClock(stepMs);
    recording.recorder.record('it', good, begunAtMs);
    await recording.recorder.settled('it');
    await clock.advance(MINUTE_MS);
    const badAtMs = clock.nowMs();
    await look(recording, clock, [bad, bad]);
    expect(await incidents(recording)).toMatchObject([{ startedAtMs: badAtMs, endedAtMs: null }]);
    expect(await beats(recording)).toHaveLength(6);
  });

  test('in the middle of an incident, it goes on and ends no earlier than it began', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = await begin({ location: { kind: 'sqlite', folder: folder.path }, clock });
    await look(recording, clock, [good, good, bad, bad]);
    clock.stepWallClock(-DAY_MS);
    await look(recording, clock, [bad, bad, good, good]);
    const startedAtMs = START_MS + 2 * MINUTE_MS;
    expect(await incidents(recording)).toMatchObject([{ startedAtMs, endedAtMs: startedAtMs }]);
  });
});
