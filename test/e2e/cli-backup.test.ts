import {
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { detailChangesResponseSchema, uptimeDaysResponseSchema } from '../../src/contracts/history.ts';
import { append } from '../../src/storage/append.ts';
import { registerMonitors } from '../../src/storage/monitors.ts';
import { appendOf, beat, START_MS } from '../support/beats.ts';
import { type HistoryDaemon, historyDaemon, historyEnv, httpChecks } from '../support/history-daemon.ts';
import { type KoraRun, runKora } from '../support/run-kora.ts';
import { scriptedServer } from '../support/scripted-server.ts';
import { seedHistory } from '../support/seeded-history.ts';
import { openStoreAt } from '../support/stores.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';

const HOUR_MS = 3_600_000;
const NAMES = ['checkout', 'search', 'mail'] as const;

const backup = (file: string, folder: string): Promise<KoraRun> =>
  runKora(['backup', file], { env: historyEnv({ kind: 'sqlite', folder }) });

const restore = (file: string, folder: string, ...more: string[]): Promise<KoraRun> =>
  runKora(['restore', file, ...more], { env: historyEnv({ kind: 'sqlite', folder }) });

/** A store of one monitor that was looked at so often, as the daemon leaves it. */
async function storeOf(folder: TempFolder, beats: number): Promise<string> {
  await using store = await openStoreAt({ kind: 'sqlite', folder: folder.path });
  const [id = 0] = await registerMonitors(store.session, { names: ['checkout'] });
  const looks = Array.from({ length: beats }, (_, i) => beat(START_MS + i * 30_000));
  if (beats > 0) await append(store.session, appendOf(id, looks));
  return join(folder.path, 'kora.db');
}

function filesOf(folder: string): string[] {
  return readdirSync(folder).sort();
}

/** What the daemon tells of the past: the live part of it up to a moment, the seeded part of it in every way. */
async function past(daemon: HistoryDaemon, toMs: number) {
  const at = (hoursAgo: number) => new Date((Math.floor(toMs / HOUR_MS) - hoursAgo) * HOUR_MS).toISOString();
  return Promise.all(
    NAMES.map(async (name) => [
      await daemon.beats(name, `&to=${new Date(toMs).toISOString()}`),
      await daemon.get(`/monitors/${name}/series?from=${at(74)}&to=${at(60)}&points=20`),
      await detailsBefore(daemon, name, toMs),
      await daemon.get(`/incidents?monitor=${name}&to=${at(60)}`),
      uptimeDaysResponseSchema.parse(await daemon.get(`/monitors/${name}/days?days=4`)).days.slice(0, -1),
    ]),
  );
}

async function detailsBefore(daemon: HistoryDaemon, name: string, toMs: number) {
  const { changes } = detailChangesResponseSchema.parse(await daemon.get(`/monitors/${name}/details`));
  return changes.filter(({ at }) => Date.parse(at) < toMs);
}

describe('a backup', () => {
  test('taken in a loop while the daemon writes is whole each time, and what is restored of it answers the same', async () => {
    let status = 200;
    await using target = await scriptedServer(() => ({ status, body: 'x' }));
    using folder = tempFolder();
    using elsewhere = tempFolder();
    const data = join(folder.path, 'data');
    await seedHistory({ kind: 'sqlite', folder: data }, { names: NAMES, nowMs: Date.now() });
    const KORA_CONFIG = folder.write('kora.yaml', httpChecks(NAMES, target.url, '1s'));
    const env = (path: string) => historyEnv({ kind: 'sqlite', folder: path }, { KORA_CONFIG });
    await using daemon = await historyDaemon(env(data));
    const seeded = (await daemon.beats('mail')).length;
    await expect.poll(async () => (await daemon.beats('mail')).length).toBeGreaterThan(seeded + 2);
    status = 503;

    const file = (i: number) => join(folder.path, `backup-${i}.db`);
    let lastAtMs = 0;
    for (const i of [1, 2, 3]) {
      lastAtMs = Date.now();
      const run = await runKora(['backup', file(i)], { env: env(data) });
      expect(run).toMatchObject({ code: 0, stderr: '' });
      expect(run.stdout).toMatch(
        / [kM]B, [\d,]+ beats of 3 monitors, \d+ incidents, newest beat 20\d\d-.*Z\n$/,
      );
      expect(statSync(file(i)).mode & 0o777).toBe(0o600);
    }
    // What was stored before the last backup began: looks take a few milliseconds, and wait 100 ms at most.
    const toMs = lastAtMs - 1_000;
    const told = await past(daemon, toMs);
    expect(told.flat().length).toBeGreaterThan(0);
    await daemon.stop();

    expect(await restore(file(3), elsewhere.path)).toMatchObject({ code: 0, stderr: '' });
    await using second = await historyDaemon(env(elsewhere.path));
    expect(await past(second, toMs)).toEqual(told);
    await second.stop();
  });

  test('is one file that SQLite reads alone, and leaves nothing half-written beside it', async () => {
    using folder = tempFolder();
    using target = tempFolder();
    await storeOf(folder, 5);
    const run = await runKora(['backup', 'kora.db'], {
      cwd: target.path,
      env: historyEnv({ kind: 'sqlite', folder: folder.path }),
    });
    expect(run.stdout).toMatch(
      /^kora\.db: \d+\.\d [kM]B, 5 beats of 1 monitor, 0 incidents, newest beat 2026-11-20T00:02:00\.000Z\n$/,
    );
    expect(filesOf(target.path)).toEqual(['kora.db']);
    const copy = new DatabaseSync(join(target.path, 'kora.db'), { readOnly: true });
    expect(copy.prepare('pragma journal_mode').get()).toEqual({ journal_mode: 'delete' });
    expect(copy.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
    copy.close();
    expect(filesOf(target.path)).toEqual(['kora.db']);
  });

  test('of a store that holds nothing says so', async () => {
    using folder = tempFolder();
    await storeOf(folder, 0);
    const run = await backup(join(folder.path, 'copy.db'), folder.path);
    expect(run.stdout).toContain('0 beats of 1 monitor, 0 incidents, no beat yet');
  });

  test('never takes the place of a file', async () => {
    using folder = tempFolder();
    await storeOf(folder, 1);
    const there = folder.write('there.db', 'mine');
    const run = await backup(there, folder.path);
    expect(run).toMatchObject({ code: 64, stdout: '' });
    expect(run.stderr).toContain('there.db is there already');
    expect(readFileSync(there, 'utf8')).toBe('mine');
  });

  test('of a damaged store is not made', async () => {
    using folder = tempFolder();
    const store = await storeOf(folder, 40_000);
    damage(store);
    const run = await backup(join(folder.path, 'copy.db'), folder.path);
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('kora.db is damaged');
    expect(filesOf(folder.path).filter((name) => name.includes('copy'))).toEqual([]);
  });

  const wrong: readonly (readonly [string, number, string])[] = [
    ['backup', 64, "missing required argument 'file'"],
    ['backup one two', 64, 'too many arguments'],
    ['backup -', 64, 'cannot be streamed'],
    ['backup nowhere/copy.db', 1, 'there is nothing to back up'],
    ['restore', 64, "missing required argument 'file'"],
    ['restore -', 64, 'cannot be streamed'],
    ['restore nowhere.db', 64, 'nowhere.db is not there'],
    ['restore . --force', 64, 'is not a file'],
  ];

  test.each(wrong)('"kora %s" exits %i and says why in one line', async (line, code, said) => {
    using folder = tempFolder();
    const env = historyEnv({ kind: 'sqlite', folder: join(folder.path, 'none') });
    const run = await runKora(line.split(' '), { env, cwd: folder.path });
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr).toContain(said);
    expect(filesOf(folder.path)).toEqual([]);
  });

  test('into a folder that is not there says which', async () => {
    using folder = tempFolder();
    await storeOf(folder, 1);
    const run = await backup(join(folder.path, 'gone', 'copy.db'), folder.path);
    expect(run.code).toBe(1);
    expect(run.stderr).toBe(`kora: the folder ${join(folder.path, 'gone')} is not there\n`);
  });

  test.each([
    [
      'backup',
      'run PGSSLMODE=require pg_dump --host=db.example.com --port=5433 --username=kora --dbname=history',
    ],
    ['restore', 'stop the daemon, then run PGSSLMODE=require pg_restore --host=db.example.com'],
  ])('"kora %s" with Postgres names the command to run instead, without the password', async (name, said) => {
    using folder = tempFolder();
    const KORA_DATABASE_URL = 'postgres://kora:s3cr%40t@db.example.com:5433/history?sslmode=require';
    const run = await runKora([name, 'copy.dump'], { env: { KORA_DATABASE_URL }, cwd: folder.path });
    expect([run.code, run.stdout]).toEqual([64, '']);
    expect(run.stderr).toContain(said);
    expect(run.stderr).not.toMatch(/s3cr/);
  });

  test.each(['backup', 'restore'])('"kora %s --help" helps, with examples', async (name) => {
    const run = await runKora([name, '--help']);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toMatch(/^Usage: kora /);
    expect(run.stdout).toContain('Examples:');
  });
});

/** Overwrites a page in the middle with what no page begins with. */
function damage(file: string): void {
  const bytes = readFileSync(file);
  bytes.fill(0xaa, 4_096 * 2, 4_096 * 8);
  writeFileSync(file, bytes);
}

describe('restoring', () => {
  let made: TempFolder;
  let good: string;

  beforeAll(async () => {
    made = tempFolder();
    await storeOf(made, 3);
    good = join(made.path, 'good.db');
    await backup(good, made.path);
    return () => made[Symbol.dispose]();
  });

  test('where there is no history puts the backup there', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'new', 'data');
    const run = await restore(good, data);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^\/.*\/kora\.db: \d+\.\d kB, 3 beats of 1 monitor, .*T00:01:00\.000Z\n$/);
    expect(filesOf(data)).toEqual(['kora.db', 'kora.lock']);
    expect(statSync(join(data, 'kora.db')).mode & 0o777).toBe(0o600);
  });

  test('over a history that holds beats says what it holds, and changes nothing', async () => {
    using folder = tempFolder();
    const store = await storeOf(folder, 7);
    const before = readFileSync(store);
    const run = await restore(good, folder.path);
    expect([run.code, run.stdout]).toEqual([64, '']);
    expect(run.stderr).toContain('holds 7 beats, the newest of 2026-11-20T00:03:00.000Z: with --force');
    expect(readFileSync(store)).toEqual(before);
    expect(filesOf(folder.path).filter((name) => /restoring|replaced/.test(name))).toEqual([]);
  });

  test('with --force sets that history aside, whole, and it can be restored again', async () => {
    using folder = tempFolder();
    await storeOf(folder, 7);
    const run = await restore(good, folder.path, '--force');
    expect(run.code).toBe(0);
    const aside = /what was there is now (.*)\n/.exec(run.stdout)?.[1] ?? '';
    expect(aside).toMatch(/kora\.db\.replaced-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/);
    const undone = await restore(aside, folder.path, '--force');
    expect(undone.stdout).toContain('7 beats of 1 monitor');
    expect(filesOf(folder.path).filter((name) => name.includes('replaced'))).toHaveLength(2);
  });

  test('keeps what a daemon that was killed had only in its write-ahead log', async () => {
    using folder = tempFolder();
    using source = tempFolder();
    // Not closed: the beats are in the log beside the file.
    const open = await openStoreAt({ kind: 'sqlite', folder: source.path });
    const [id = 0] = await registerMonitors(open.session, { names: ['checkout'] });
    await append(open.session, appendOf(id, [beat(START_MS), beat(START_MS + 30_000)]));
    for (const ending of ['', '-wal']) {
      copyFileSync(join(source.path, `kora.db${ending}`), join(folder.path, `kora.db${ending}`));
    }
    await open[Symbol.asyncDispose]();
    const run = await restore(good, folder.path, '--force');
    const aside = /what was there is now (.*)\n/.exec(run.stdout)?.[1] ?? '';
    expect((await restore(aside, folder.path, '--force')).stdout).toContain('2 beats of 1 monitor');
  });

  test('over a history that holds nothing, or cannot be read, needs no --force', async () => {
    using empty = tempFolder();
    await storeOf(empty, 0);
    using broken = tempFolder();
    writeFileSync(join(broken.path, 'kora.db'), 'no database '.repeat(500));
    for (const folder of [empty, broken]) {
      const run = await restore(good, folder.path);
      expect([run.code, run.stderr]).toEqual([0, '']);
      expect(run.stdout).toContain('what was there is now');
    }
  });

  test('while a daemon runs is refused, and the daemon goes on', async () => {
    await using target = await scriptedServer(() => ({ body: 'x' }));
    using folder = tempFolder();
    const KORA_CONFIG = folder.write('kora.yaml', httpChecks(NAMES, target.url, '1s'));
    await using daemon = await historyDaemon(
      historyEnv({ kind: 'sqlite', folder: folder.path }, { KORA_CONFIG }),
    );
    const run = await restore(good, folder.path, '--force');
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toContain('a daemon runs on');
    const seen = (await daemon.beats('mail')).length;
    await expect.poll(async () => (await daemon.beats('mail')).length).toBeGreaterThan(seen);
  });

  const bad: readonly (readonly [string, (file: string) => void, string])[] = [
    ['that is damaged', damage, 'is damaged'],
    [
      'that is cut short',
      (file) => writeFileSync(file, readFileSync(file).subarray(0, 20_000)),
      'is damaged',
    ],
    ['that is no database', (file) => writeFileSync(file, 'hello '.repeat(2_000)), 'is no store of Kora'],
    ['that is empty', (file) => writeFileSync(file, ''), 'is no store of Kora'],
    ['of another program', (file) => change(file, 'drop table beat_block'), 'is no store of Kora'],
    [
      'of a newer Kora',
      (file) => change(file, "insert into kysely_migration values ('9999-later', '2030-01-01T00:00:00Z')"),
      'is of a newer Kora: use that version for it',
    ],
  ];

  test.each(bad)('a file %s is refused, and nothing is changed', async (_, spoil, said) => {
    using folder = tempFolder();
    const store = await storeOf(folder, 2);
    const before = readFileSync(store);
    const file = join(made.path, 'bad.db');
    copyFileSync(good, file);
    spoil(file);
    const run = await restore(file, folder.path, '--force');
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toContain(`bad.db ${said}`);
    expect(readFileSync(store)).toEqual(before);
    expect(filesOf(folder.path)).toEqual(['kora.db', 'kora.lock']);
  });

  test('the store itself is no backup of it', async () => {
    using folder = tempFolder();
    const store = await storeOf(folder, 2);
    const run = await restore(store, folder.path, '--force');
    expect(run.code).toBe(64);
    expect(run.stderr).toContain('is the store itself');
  });

  test.skipIf(process.getuid?.() !== 0)('by root gives the file to whom the folder belongs', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'data');
    mkdirSync(data);
    chownSync(data, 65_534, 65_534);
    expect((await restore(good, data)).code).toBe(0);
    for (const name of ['kora.db', 'kora.lock']) expect(statSync(join(data, name)).uid).toBe(65_534);
  });
});

function change(file: string, text: string): void {
  const handle = new DatabaseSync(file);
  handle.exec(text);
  handle.close();
}
