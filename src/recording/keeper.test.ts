import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { beat, START_MS } from '../../test/support/beats.ts';
import { createFakeClock, type FakeClock } from '../../test/support/fake-clock.ts';
import { type Recording, record } from '../../test/support/recording.ts';
import { tempFolder } from '../../test/support/temp-folder.ts';
import type { Beat } from '../domain/beat.ts';
import { type HeldRecord, MOST_HELD } from './held-records.ts';

const NAME = 'it';

function look(i: number, onSettled: () => void = () => {}): HeldRecord {
  return {
    look: { name: NAME, beat: beat(START_MS + i), detail: null, state: null },
    incidents: [],
    onSettled,
  };
}

function startsOf(beats: readonly Beat[]): readonly number[] {
  return beats.map(({ startedAtMs }) => startedAtMs - START_MS);
}

async function storedStarts({ store }: Recording): Promise<readonly number[]> {
  const wanted = { name: NAME, fromMs: 0, beforeMs: Number.MAX_SAFE_INTEGER, limit: 200_000 };
  return startsOf([...(await store.call('newestBeats', wanted))].reverse());
}

function recordIn(folder: string, clock: FakeClock = createFakeClock(START_MS)): Recording {
  return record({ location: { kind: 'sqlite', folder }, clock, names: [NAME] });
}

/** Open, with one look stored just now. */
async function warm(recording: Recording): Promise<void> {
  recording.keeper.start();
  await expect.poll(() => recording.keeper.status().state).toBe('ok');
  recording.keeper.keep(look(0), false);
  await expect.poll(() => recording.batches.length).toBe(1);
}

/** What the store was given up to now is answered, and nothing more is on its way. */
async function settle({ store }: Recording): Promise<void> {
  await store.call('errorsDuring', { name: NAME, fromMs: 0, toMs: 0 });
  await new Promise((resolve) => setImmediate(resolve));
}

describe('batches', () => {
  test('a look is stored at once when nothing was stored just now', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = recordIn(folder.path, clock);
    await warm(recording);
    await clock.advance(100);
    recording.keeper.keep(look(1), false);
    await expect.poll(() => recording.batches.map(startsOf)).toEqual([[0], [1]]);
  });

  test('what comes soon after is stored together, within 100 ms', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = recordIn(folder.path, clock);
    await warm(recording);
    for (const i of [1, 2, 3]) {
      recording.keeper.keep(look(i), false);
      await clock.advance(30);
    }
    await settle(recording);
    expect(recording.batches).toHaveLength(1);
    await clock.advance(10);
    await expect.poll(() => recording.batches.map(startsOf)).toEqual([[0], [1, 2, 3]]);
  });

  test('no look waits longer than 250 ms, however they come', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = recordIn(folder.path, clock);
    await warm(recording);
    const latenesses: number[] = [];
    for (let i = 1; i <= 300; i += 1) {
      const keptTick = clock.tick();
      recording.keeper.keep(
        look(i, () => latenesses.push(clock.tick() - keptTick)),
        false,
      );
      // Bursts, trickles and pauses, the same in every run.
      await clock.advance([0, 1, 0, 7, 40, 0, 3, 130][i % 8] ?? 0);
      if (i % 3 === 0) await settle(recording);
    }
    for (let i = 0; i < 3; i += 1) {
      await clock.advance(100);
      await settle(recording);
    }
    expect(latenesses).toHaveLength(300);
    expect(Math.max(...latenesses)).toBeLessThanOrEqual(250);
    expect(recording.batches.length).toBeLessThan(120);
  });

  test('five hundred are stored at once', async () => {
    using folder = tempFolder();
    await using recording = recordIn(folder.path);
    await warm(recording);
    for (let i = 1; i < 500; i += 1) recording.keeper.keep(look(i), false);
    await settle(recording);
    expect(recording.batches).toHaveLength(1);
    recording.keeper.keep(look(500), false);
    await expect.poll(() => recording.batches.at(-1)?.length).toBe(500);
  });

  test('what is urgent is stored at once, with all that waits', async () => {
    using folder = tempFolder();
    await using recording = recordIn(folder.path);
    await warm(recording);
    recording.keeper.keep(look(1), false);
    recording.keeper.keep(look(2), true);
    await expect.poll(() => recording.batches.map(startsOf)).toEqual([[0], [1, 2]]);
  });

  test('looks are settled when they are durable, in their order', async () => {
    using folder = tempFolder();
    await using recording = recordIn(folder.path);
    await warm(recording);
    const release = recording.holdAnswers();
    const settled: number[] = [];
    for (const i of [1, 2, 3])
      recording.keeper.keep(
        look(i, () => settled.push(i)),
        i === 3,
      );
    await settle(recording);
    expect(settled).toEqual([]);
    release();
    await expect.poll(() => settled).toEqual([1, 2, 3]);
  });
});

describe('while the store is away', () => {
  test('looks are settled at once, held, and stored in their order when it is back', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    const inTheWay = folder.write('store', 'a file where the folder should be');
    await using recording = recordIn(inTheWay, clock);
    recording.keeper.start();
    await expect.poll(() => recording.keeper.status().state).toBe('failing');
    const settled: number[] = [];
    for (const i of [1, 2, 3])
      recording.keeper.keep(
        look(i, () => settled.push(i)),
        false,
      );
    expect(settled).toEqual([1, 2, 3]);
    expect(recording.keeper.status()).toMatchObject({
      heldBeats: 3,
      lostBeats: 0,
      problem: expect.stringContaining('KORA_DATA_DIR'),
    });
    rmSync(inTheWay);
    await clock.advance(1_000);
    await expect
      .poll(() => recording.keeper.status())
      .toMatchObject({ state: 'ok', problem: null, heldBeats: 0 });
    expect(await storedStarts(recording)).toEqual([1, 2, 3]);
    expect(settled).toEqual([1, 2, 3]);
  });

  test('a hundred thousand are held, then the oldest are given up and counted; the rest is stored', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    const inTheWay = folder.write('store', '');
    await using recording = recordIn(inTheWay, clock);
    recording.keeper.start();
    await expect.poll(() => recording.keeper.status().state).toBe('failing');
    for (let i = 0; i < MOST_HELD; i += 1) recording.keeper.keep(look(i), false);
    expect(recording.keeper.status()).toMatchObject({ heldBeats: MOST_HELD, lostBeats: 0 });
    for (let i = MOST_HELD; i < MOST_HELD + 50; i += 1) recording.keeper.keep(look(i), false);
    const { heldBeats, lostBeats } = recording.keeper.status();
    expect(heldBeats + lostBeats).toBe(MOST_HELD + 50);
    expect(lostBeats).toBeGreaterThan(0);
    rmSync(inTheWay);
    await clock.advance(1_000);
    await expect.poll(() => recording.keeper.status().state).toBe('ok');
    await clock.advance(100);
    const stored = await storedStarts(recording);
    expect(stored).toEqual(Array.from({ length: heldBeats }, (_, i) => lostBeats + i));
    expect(recording.keeper.status().lostBeats).toBe(lostBeats);
  });

  test('it is tried again after 1, 2, 4, 8, 16 and then every 30 seconds', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = recordIn(folder.write('store', ''), clock);
    recording.keeper.start();
    await expect.poll(() => recording.keeper.status().state).toBe('failing');
    for (const [i, pauseMs] of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000].entries()) {
      await clock.advance(pauseMs - 1);
      expect(recording.opens()).toBe(i + 1);
      await clock.advance(1);
      expect(recording.opens()).toBe(i + 2);
      await expect.poll(() => recording.logged.length).toBeGreaterThan(0);
      await settleOpen(recording);
    }
  });

  test('a store that does not answer is away: looks are settled without it, and nothing is told twice', async () => {
    using folder = tempFolder();
    const clock = createFakeClock(START_MS);
    await using recording = recordIn(folder.path, clock);
    await warm(recording);
    const release = recording.holdAnswers();
    const settled: number[] = [];
    recording.keeper.keep(
      look(1, () => settled.push(1)),
      true,
    );
    await settle(recording);
    await clock.advance(4_999);
    expect(settled).toEqual([]);
    await clock.advance(1);
    expect(settled).toEqual([1]);
    expect(recording.keeper.status()).toMatchObject({
      state: 'failing',
      problem: expect.stringContaining('does not answer'),
      heldBeats: 1,
    });
    recording.keeper.keep(
      look(2, () => settled.push(2)),
      false,
    );
    expect(settled).toEqual([1, 2]);
    release();
    await expect.poll(() => recording.keeper.status()).toMatchObject({ state: 'ok', heldBeats: 0 });
    await clock.advance(100);
    expect(await storedStarts(recording)).toEqual([0, 1, 2]);
    expect(settled).toEqual([1, 2]);
  });
});

/** The attempt to open that is under way has failed. */
async function settleOpen(recording: Recording): Promise<void> {
  // The thread answers in order.
  await recording.store.call('restore', { names: [], beats: 0 }).catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
}

describe('closing', () => {
  test('stores what waits', async () => {
    using folder = tempFolder();
    const recording = recordIn(folder.path);
    await warm(recording);
    recording.keeper.keep(look(1), false);
    await recording.keeper.close();
    await using again = recordIn(folder.path);
    await warm(again);
    expect(await storedStarts(again)).toEqual([0, 1]);
  });

  test('tries once more when the store was away', async () => {
    using folder = tempFolder();
    const inTheWay = folder.write('store', '');
    const recording = recordIn(inTheWay);
    recording.keeper.start();
    await expect.poll(() => recording.keeper.status().state).toBe('failing');
    recording.keeper.keep(look(1), false);
    rmSync(inTheWay);
    await recording.keeper.close();
    await using again = recordIn(join(folder.path, 'store'));
    await warm(again);
    expect(await storedStarts(again)).toEqual([0, 1]);
  });

  test('ends although the store is away, and says how much is lost', async () => {
    using folder = tempFolder();
    const recording = recordIn(folder.write('store', ''));
    recording.keeper.start();
    await expect.poll(() => recording.keeper.status().state).toBe('failing');
    for (const i of [1, 2]) recording.keeper.keep(look(i), false);
    await recording.keeper.close();
    expect(recording.logged.join('')).toMatch(/"held":2.*"msg":"store\.closed_unsaved"/);
  });
});
