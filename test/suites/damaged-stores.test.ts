import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { append } from '../../src/storage/append.ts';
import { registerMonitors } from '../../src/storage/monitors.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { newestBeats } from '../../src/storage/read-beats.ts';
import { sealDue } from '../../src/storage/seal.ts';
import { appendOf, beat } from '../support/beats.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { record } from '../support/recording.ts';
import { seedHistory } from '../support/seeded-history.ts';
import { openStoreAt } from '../support/stores.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import { tellHistory } from '../support/told-history.ts';

const NAMES = Array.from({ length: 20 }, (_, i) => `monitor-${i}`);
const NOW_MS = Date.UTC(2026, 10, 25, 12, 0, 0);
const EARLIEST = join(import.meta.dirname, '../fixtures/stores/0001-history.db');
const PAGE_BYTES = 4_096;
const SPAN = { fromMs: NOW_MS - 80 * 3_600_000, toMs: NOW_MS };

/** A store with some history, closed. Gives its file. */
async function storeIn(folder: TempFolder): Promise<string> {
  await seedHistory({ kind: 'sqlite', folder: folder.path }, { names: NAMES, nowMs: NOW_MS });
  return join(folder.path, 'kora.db');
}

async function told({ path }: TempFolder) {
  await using store = await openStoreAt({ kind: 'sqlite', folder: path });
  return await tellHistory(store.session, SPAN);
}

/** Opens the store as the daemon does, and gives what people are told of it. */
async function noticesOf({ path }: TempFolder) {
  const { database, notices } = await openDatabase(
    { kind: 'sqlite', folder: path },
    '2026-11-25T12-00-00.000Z',
  );
  await database.close();
  return notices;
}

function asideIn(folder: TempFolder): readonly string[] {
  return readdirSync(folder.path).filter((name) => name.includes('.damaged-'));
}

function overwrite(file: string, page: number, pages = 1): void {
  const bytes = readFileSync(file);
  bytes.fill(0xaa, (page - 1) * PAGE_BYTES, (page - 1 + pages) * PAGE_BYTES);
  writeFileSync(file, bytes);
}

/** The pages of a table or index, by their numbers. */
function pagesOf(file: string, name: string): readonly number[] {
  const handle = new DatabaseSync(file, { readOnly: true });
  const rows = handle.prepare('select pageno from dbstat where name = ? order by pageno').all(name);
  handle.close();
  return rows.map(({ pageno }) => Number(pageno));
}

test('a sound store says nothing and is not touched', async () => {
  using folder = tempFolder();
  await storeIn(folder);
  expect(await noticesOf(folder)).toEqual([]);
  expect(readdirSync(folder.path).sort()).toEqual(['kora.db', 'kora.lock']);
});

type Told = Awaited<ReturnType<typeof told>>;

/** How much of it is still told; throws when something is told that was not there, or under another name. */
function shareOf(before: Told, after: Told): { readonly beats: number; readonly incidents: number } {
  const known = new Set(
    before.monitors.flatMap(({ name, beats }) => beats.map((one) => JSON.stringify([name, one]))),
  );
  const kept = after.monitors.flatMap(({ name, beats }) => beats.map((one) => JSON.stringify([name, one])));
  expect(kept.filter((one) => !known.has(one))).toEqual([]);
  expect(new Set(kept).size).toBe(kept.length);
  const incidents = new Set(before.incidents.map((one) => JSON.stringify(one?.incident)));
  const keptIncidents = after.incidents.map((one) => JSON.stringify(one?.incident));
  expect(keptIncidents.filter((one) => !incidents.has(one))).toEqual([]);
  return { beats: kept.length / known.size, incidents: keptIncidents.length / incidents.size };
}

describe('a page that was overwritten', () => {
  const pages: readonly (readonly [string, (file: string) => number, string])[] = [
    ['of looks', (file) => pagesOf(file, 'beat_block').at(5) ?? 0, 'looks'],
    ['in the middle of looks', (file) => pagesOf(file, 'beat_block')[0] ?? 0, 'looks'],
    ['of the log', (file) => pagesOf(file, 'beat_log').at(-2) ?? 0, 'the newest looks'],
    ['of minutes', (file) => pagesOf(file, 'minute_rollup').at(9) ?? 0, 'minutes'],
    ['of days', (file) => pagesOf(file, 'day_rollup').at(-1) ?? 0, 'days'],
    ['of incidents', (file) => pagesOf(file, 'incident').at(-1) ?? 0, 'incidents'],
    ['of timelines', (file) => pagesOf(file, 'incident_event').at(2) ?? 0, 'timelines of incidents'],
  ];

  test.each(pages)(
    '%s costs what was on it; the rest is told as before, and the file is kept',
    async (_, pageOf, lost) => {
      using folder = tempFolder();
      const file = await storeIn(folder);
      const before = await told(folder);
      overwrite(file, pageOf(file));
      const damaged = readFileSync(file);
      const notices = await noticesOf(folder);
      const aside = `${file}.damaged-2026-11-25T12-00-00.000Z`;
      expect(notices).toEqual([
        {
          level: 'error',
          text: expect.stringMatching(
            new RegExp(
              `^the store was damaged; it was set aside as ${aside}\\. What could be read .* parts of these are lost: .*${lost}`,
            ),
          ),
        },
      ]);
      expect(readFileSync(aside)).toEqual(damaged);
      const { beats, incidents } = shareOf(before, await told(folder));
      expect(beats).toBeGreaterThan(lost.includes('looks') ? 0.4 : 0.999);
      expect(incidents).toBeGreaterThan(lost === 'incidents' ? 0.2 : 0.999);
      expect(await noticesOf(folder)).toEqual([]);
      expect(asideIn(folder)).toHaveLength(1);
    },
  );

  test('of an index costs nothing', async () => {
    using folder = tempFolder();
    const file = await storeIn(folder);
    const before = await told(folder);
    overwrite(file, pagesOf(file, 'day_rollup_by_day').at(-1) ?? 0);
    expect(await noticesOf(folder)).toEqual([
      { level: 'warning', text: expect.stringMatching(/taken over \(\d+ rows\); nothing is missing$/) },
    ]);
    expect(await told(folder)).toEqual(before);
  });

  test('of the names of monitors costs nothing as long as their index can be read', async () => {
    using folder = tempFolder();
    const file = await storeIn(folder);
    const before = await told(folder);
    for (const page of pagesOf(file, 'monitor')) overwrite(file, page);
    expect(await noticesOf(folder)).toHaveLength(1);
    const after = await told(folder);
    expect(after.monitors.map(({ name }) => name).sort()).toEqual([...NAMES].sort());
    expect(shareOf(before, after)).toEqual({ beats: 1, incidents: 1 });
  });

  test('of names and index leaves their history to nobody else', async () => {
    using folder = tempFolder();
    const file = await storeIn(folder);
    for (const page of [...pagesOf(file, 'monitor'), ...pagesOf(file, 'sqlite_autoindex_monitor_1')])
      overwrite(file, page);
    expect(await noticesOf(folder)).toEqual([
      { level: 'error', text: expect.stringContaining('names of monitors') },
    ]);
    const lost = NAMES.map((_, i) => `lost-name-${i + 1}`);
    expect((await told(folder)).monitors.map(({ name }) => name)).toEqual(lost);
    await using store = await openStoreAt({ kind: 'sqlite', folder: folder.path });
    const [id] = await registerMonitors(store.session, { names: NAMES });
    const monitor = store.session.monitors.get(id ?? 0);
    expect(
      monitor && (await newestBeats(store.session, monitor, { fromMs: 0, beforeMs: NOW_MS, limit: 1 })),
    ).toEqual([]);
  });

  test('anywhere leaves a store that opens, tells nothing wrong, and takes new looks', async () => {
    using original = tempFolder();
    const file = await storeIn(original);
    const before = await told(original);
    const bytes = readFileSync(file);
    const count = bytes.length / PAGE_BYTES;
    for (let page = 1; page <= count; page += STRIDE) {
      using folder = tempFolder();
      const copy = join(folder.path, 'kora.db');
      writeFileSync(copy, bytes);
      overwrite(copy, page, 1 + (page % 3));
      await expectUsable(folder);
      shareOf(before, await toldOfNamed(folder));
    }
  });
});

const STRIDE = 17;

describe('bytes that were overwritten without harm to the file', () => {
  /** Spoils what one column of some rows holds. */
  async function spoiled(table: string, where = '1 = 1') {
    const folder = tempFolder();
    const file = await storeIn(folder);
    const handle = new DatabaseSync(file);
    handle.exec(
      `update ${table} set data = cast(replace(hex(zeroblob(length(data) / 2)), '0', char(0xaa)) as blob) where ${where}`,
    );
    const { changed } = handle.prepare('select changes() as changed').get() ?? {};
    expect(changed).toBeGreaterThan(0);
    handle.close();
    return folder;
  }

  test.each(['beat_block', 'minute_rollup', 'hour_rollup', 'day_rollup'])(
    'in %s cost what they told; all the rest is told, and sealed',
    async (table) => {
      using folder = await spoiled(table, 'monitor_id = 1');
      const { monitors } = await told(folder);
      const [first, ...others] = monitors.map(({ beats }) => beats.length);
      expect(new Set(others)).toEqual(new Set([420]));
      if (table !== 'beat_block') expect(first).toBe(420);
      await using store = await openStoreAt({ kind: 'sqlite', folder: folder.path });
      while (await sealDue(store.session, NOW_MS + 5 * 3_600_000, 10));
      expect(store.session.open.monitorsWithHoursBefore(NOW_MS + 86_400_000)).toEqual([]);
    },
  );

  test('in the log cost the looks of that batch, and people are told', async () => {
    using folder = await spoiled('beat_log', 'seq = (select max(seq) from beat_log)');
    const location = { kind: 'sqlite', folder: folder.path } as const;
    await using recording = record({ location, clock: createFakeClock(NOW_MS), names: NAMES });
    recording.keeper.start();
    await expect.poll(() => recording.keeper.status().state).toBe('ok');
    expect(recording.keeper.status().notices).toMatchObject([
      { level: 'error', text: 'a batch of the newest looks cannot be read: the bytes are damaged' },
    ]);
    expect(recording.logged.join('')).toContain('a batch of the newest looks cannot be read');
  });
});

async function expectUsable({ path }: TempFolder): Promise<void> {
  const location = { kind: 'sqlite', folder: path } as const;
  const late = beat(NOW_MS + 60_000);
  for (const isAgain of [false, true]) {
    await using store = await openStoreAt(location);
    const [id = 0] = await registerMonitors(store.session, { names: ['new'] });
    const monitor = store.session.monitors.get(id);
    const wanted = { fromMs: 0, beforeMs: Number.MAX_SAFE_INTEGER, limit: 10 };
    expect(monitor && (await newestBeats(store.session, monitor, wanted))).toEqual(isAgain ? [late] : []);
    await append(store.session, appendOf(id, [late]));
  }
}

/** What is told of monitors whose names are known. */
async function toldOfNamed(folder: TempFolder): Promise<Told> {
  const { monitors, incidents } = await told(folder);
  return { monitors: monitors.filter(({ name }) => NAMES.includes(name)), incidents };
}

describe('a file', () => {
  const spoils: readonly (readonly [string, (file: string) => void, number])[] = [
    [
      'cut in half',
      (file) => truncateSync(file, PAGE_BYTES * Math.floor(statSync(file).size / PAGE_BYTES / 2)),
      0.1,
    ],
    ['cut in the middle of a page', (file) => truncateSync(file, statSync(file).size - 1_000), 0.5],
    ['cut to some bytes', (file) => truncateSync(file, 50), 0],
    ['that is no database at all', (file) => writeFileSync(file, 'not a database '.repeat(1_000)), 0],
    ['whose first page is overwritten', (file) => overwrite(file, 1), 0],
  ];

  test.each(spoils)(
    '%s is set aside as it was, and what can be read of it taken over',
    async (_, spoil, share) => {
      using folder = tempFolder();
      const file = await storeIn(folder);
      const before = await told(folder);
      spoil(file);
      const damaged = readFileSync(file);
      const [notice, ...more] = await noticesOf(folder);
      expect(more).toEqual([]);
      expect(notice?.text).toContain('the store was damaged; it was set aside as ');
      if (share === 0) expect(notice?.text).toContain('Nothing of it could be read, so history begins anew');
      const [aside = ''] = asideIn(folder);
      expect(readFileSync(join(folder.path, aside))).toEqual(damaged);
      expect(shareOf(before, await told(folder)).beats).toBeGreaterThanOrEqual(share);
      await expectUsable(folder);
    },
  );

  test('that is empty is a store that holds nothing yet', async () => {
    using folder = tempFolder();
    folder.write('kora.db', '');
    expect(await noticesOf(folder)).toEqual([]);
    await expectUsable(folder);
  });

  test('of an earlier version is salvaged into this one', async () => {
    using folder = tempFolder();
    const file = join(folder.path, 'kora.db');
    copyFileSync(EARLIEST, file);
    overwrite(file, pagesOf(file, 'minute_rollup').at(-1) ?? 0);
    expect(await noticesOf(folder)).toEqual([
      { level: 'error', text: expect.stringMatching(/are lost: minutes$/) },
    ]);
    await using store = await openStoreAt({ kind: 'sqlite', folder: folder.path });
    const { incidents } = await tellHistory(store.session, { fromMs: 0, toMs: NOW_MS });
    expect(incidents.length).toBeGreaterThan(0);
  });

  test('of a newer version is refused although it is damaged, and not touched', async () => {
    using folder = tempFolder();
    const file = await storeIn(folder);
    const handle = new DatabaseSync(file);
    handle.exec(
      "insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00Z'); pragma journal_mode = delete",
    );
    handle.close();
    overwrite(file, pagesOf(file, 'beat_block').at(5) ?? 0);
    const before = readFileSync(file);
    await expect(noticesOf(folder)).rejects.toMatchObject({ code: 'store_newer' });
    expect(readFileSync(file)).toEqual(before);
    expect(asideIn(folder)).toEqual([]);
  });

  test('of which the salvage was cut short is salvaged once more', async () => {
    using folder = tempFolder();
    const file = await storeIn(folder);
    const before = await told(folder);
    writeFileSync(`${file}.salvaged`, 'half of it');
    writeFileSync(`${file}.salvaged-wal`, 'and its log');
    overwrite(file, pagesOf(file, 'minute_rollup').at(9) ?? 0);
    expect(await noticesOf(folder)).toHaveLength(1);
    expect(shareOf(before, await told(folder))).toEqual({ beats: 1, incidents: 1 });
    expect(existsSync(`${file}.salvaged`)).toBe(false);
  });

  test('that was set aside when Kora was killed is replaced by what was salvaged of it', async () => {
    using folder = tempFolder();
    const file = await storeIn(folder);
    const before = await told(folder);
    renameSync(file, `${file}.salvaged`);
    expect(await noticesOf(folder)).toEqual([]);
    expect(await told(folder)).toEqual(before);
  });
});

describe('the log beside the file', () => {
  /** A store as `kill -9` leaves it: one look is in the file, another only in its log. */
  async function killed(folder: TempFolder): Promise<string> {
    using source = tempFolder();
    await using store = await openStoreAt({ kind: 'sqlite', folder: source.path });
    const [id = 0] = await registerMonitors(store.session, { names: ['it'] });
    await append(store.session, appendOf(id, [beat(NOW_MS)]));
    await sql`pragma wal_checkpoint(truncate)`.execute(store.session.db);
    await append(store.session, appendOf(id, [beat(NOW_MS + 1_000)]));
    for (const ending of ['', '-wal']) {
      copyFileSync(join(source.path, `kora.db${ending}`), join(folder.path, `kora.db${ending}`));
    }
    return join(folder.path, 'kora.db');
  }

  async function looksIn(folder: TempFolder): Promise<number> {
    await using store = await openStoreAt({ kind: 'sqlite', folder: folder.path });
    const [monitor] = store.session.monitors.values();
    const wanted = { fromMs: 0, beforeMs: Number.MAX_SAFE_INTEGER, limit: 10 };
    return monitor === undefined ? 0 : (await newestBeats(store.session, monitor, wanted)).length;
  }

  test('is read when it is there', async () => {
    using folder = tempFolder();
    await killed(folder);
    expect(await noticesOf(folder)).toEqual([]);
    expect(await looksIn(folder)).toBe(2);
  });

  test('is missed when it is gone: people are told, and the rest is there', async () => {
    using folder = tempFolder();
    const file = await killed(folder);
    rmSync(`${file}-wal`);
    expect(await noticesOf(folder)).toEqual([
      {
        level: 'warning',
        text: expect.stringContaining(`${file}-wal, which held what was written last, is not there`),
      },
    ]);
    expect(await looksIn(folder)).toBe(1);
    expect(await noticesOf(folder)).toEqual([]);
  });

  test('that is garbage costs what was in it and nothing else', async () => {
    using folder = tempFolder();
    const file = await killed(folder);
    writeFileSync(`${file}-wal`, 'garbage '.repeat(2_000));
    await noticesOf(folder);
    expect(await looksIn(folder)).toBe(1);
  });
});
