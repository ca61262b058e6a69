import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type HeldRecord, MOST_HELD } from '../../src/recording/held-records.ts';
import { registerMonitors } from '../../src/storage/monitors.ts';
import { beat, START_MS } from '../support/beats.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { type Recording, record } from '../support/recording.ts';
import { NO_SMALL_DISK, smallDisk } from '../support/small-disk.ts';
import { openStoreAt } from '../support/stores.ts';
import { tempFolder } from '../support/temp-folder.ts';

const NAME = 'it';

function look(i: number, onSettled: () => void = () => {}): HeldRecord {
  return {
    look: { name: NAME, beat: beat(START_MS + i), detail: null, state: null },
    incidents: [],
    onSettled,
  };
}

async function storedStarts({ store }: Recording): Promise<readonly number[]> {
  const wanted = { name: NAME, fromMs: 0, beforeMs: Number.MAX_SAFE_INTEGER, limit: 1_000_000 };
  const beats = await store.call('newestBeats', wanted);
  return beats.map(({ startedAtMs }) => startedAtMs - START_MS).reverse();
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

/** The store cannot be opened until `mend` was called: what comes meanwhile is held, and then stored once. */
async function expectToWait(folder: string, { problem, mend }: { problem: RegExp; mend: () => void }) {
  const clock = createFakeClock(START_MS);
  const location = { kind: 'sqlite', folder } as const;
  await using recording = record({ location, clock, names: [NAME] });
  const { keeper } = recording;
  keeper.start();
  await expect.poll(() => keeper.status().state).toBe('failing');
  let settled = 0;
  for (let i = 0; i < 1_000; i += 1)
    keeper.keep(
      look(i, () => (settled += 1)),
      false,
    );
  expect(keeper.status()).toMatchObject({
    problem: expect.stringMatching(problem),
    heldBeats: 1_000,
    lostBeats: 0,
  });
  expect(settled).toBe(1_000);
  mend();
  await clock.advance(1_000);
  await expect.poll(() => keeper.status()).toMatchObject({ state: 'ok', problem: null, heldBeats: 0 });
  expect(await storedStarts(recording)).toEqual(upTo(1_000));
  expect(settled).toBe(1_000);
  expect(recording.logged.filter((line) => line.includes('store.failing'))).toHaveLength(1);
}

describe('a folder', () => {
  test('that cannot be made, since a file is in the way, is waited for', async () => {
    using folder = tempFolder();
    const inTheWay = folder.write('state', 'a file');
    await expectToWait(join(inTheWay, 'kora'), {
      problem: /^the folder of the store is not a folder: check KORA_DATA_DIR$/,
      mend: () => rmSync(inTheWay),
    });
  });

  test('whose file is a folder is waited for', async () => {
    using folder = tempFolder();
    mkdirSync(join(folder.path, 'kora.db'));
    await expectToWait(folder.path, {
      problem: /^the file of the store cannot be opened: check KORA_DATA_DIR and its rights$/,
      mend: () => rmSync(join(folder.path, 'kora.db'), { recursive: true }),
    });
  });

  test('that another Kora uses is waited for, and nothing of it is touched', async () => {
    using folder = tempFolder();
    const location = { kind: 'sqlite', folder: folder.path } as const;
    const first = await openStoreAt(location);
    await registerMonitors(first.session, { names: ['of the first'] });
    await expectToWait(folder.path, {
      problem: /^another Kora is running on this folder \(KORA_DATA_DIR\)$/,
      mend: () => void first[Symbol.asyncDispose](),
    });
    await using again = await openStoreAt(location);
    expect([...again.session.idByName.keys()]).toEqual(['of the first', NAME]);
  });
});

describe.skipIf(NO_SMALL_DISK !== null)(
  `a full disk${NO_SMALL_DISK === null ? '' : `: ${NO_SMALL_DISK}`}`,
  () => {
    test('holds a hundred thousand looks, and takes each of them once when there is room again', async () => {
      using disk = smallDisk(16);
      const clock = createFakeClock(START_MS);
      const location = { kind: 'sqlite', folder: disk.path } as const;
      await using recording = record({ location, clock, names: [NAME] });
      const { keeper } = recording;
      keeper.start();
      await expect.poll(() => keeper.status().state).toBe('ok');
      keeper.keep(look(0), true);
      await expect.poll(() => recording.batches.length).toBe(1);
      disk.fill();
      let settled = 0;
      for (let i = 1; i < MOST_HELD; i += 1)
        keeper.keep(
          look(i, () => (settled += 1)),
          false,
        );
      await expect.poll(() => keeper.status().state).toBe('failing');
      expect(keeper.status()).toMatchObject({
        problem: 'the disk of the store is full: free some space',
        lostBeats: 0,
      });
      // Whoever waits for a look to be stored waits no longer: it is shown and told from memory.
      expect(settled).toBe(MOST_HELD - 1);
      disk.free();
      await clock.advance(1_000);
      await expect.poll(() => keeper.status()).toMatchObject({ state: 'ok', problem: null, heldBeats: 0 });
      await expect
        .poll(async () => {
          await clock.advance(100);
          return recording.batches.flat().length;
        })
        .toBe(MOST_HELD);
      expect(await storedStarts(recording)).toEqual(upTo(MOST_HELD));
      expect(settled).toBe(MOST_HELD - 1);
    });

    test('at the start is waited for', async () => {
      using disk = smallDisk(4);
      disk.fill();
      await expectToWait(join(disk.path, 'kora'), {
        problem: /^the disk of the store is full: free some space$/,
        mend: disk.free,
      });
    });

    test('that can only be read at the start is waited for', async () => {
      using disk = smallDisk(4);
      disk.setReadOnly(true);
      await expectToWait(join(disk.path, 'kora'), {
        problem:
          /^the folder of the store cannot be made: check KORA_DATA_DIR, and that its disk can be written$/,
        mend: () => disk.setReadOnly(false),
      });
    });

    test('whose folder is there but can only be read is waited for', async () => {
      using disk = smallDisk(4);
      await (await openStoreAt({ kind: 'sqlite', folder: disk.path }))[Symbol.asyncDispose]();
      disk.setReadOnly(true);
      await expectToWait(disk.path, {
        problem:
          /^the f(older|ile) of the store (is read-only|may not be written|cannot be opened): .*KORA_DATA_DIR/,
        mend: () => disk.setReadOnly(false),
      });
    });
  },
);
