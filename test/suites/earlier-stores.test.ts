import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, test } from 'vitest';
import { append } from '../../src/storage/append.ts';
import type { StoreLocation } from '../../src/storage/dialect.ts';
import { openPostgres } from '../../src/storage/postgres.ts';
import { newestBeats } from '../../src/storage/read-beats.ts';
import { sealDue } from '../../src/storage/seal.ts';
import { appendOf, beat } from '../support/beats.ts';
import { historyEnv } from '../support/history-daemon.ts';
import { runKora } from '../support/run-kora.ts';
import { openStoreAt, STORE_KINDS } from '../support/stores.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { tellHistory } from '../support/told-history.ts';

const ROOT = join(import.meta.dirname, '../..');
const FIXTURES = join(ROOT, 'test/fixtures/stores');
const MIGRATIONS = join(ROOT, 'src/storage/migrations');

const HOUR_MS = 3_600_000;

const migrations = readdirSync(MIGRATIONS).sort();
const fixtures = readdirSync(FIXTURES).filter((name) => name.endsWith('.db'));

test('there is a store of every migration but the newest, whose own is made before the next one', () => {
  const made = fixtures.map((name) => basename(name, '.db'));
  expect(made).toEqual(expect.arrayContaining(migrations.slice(0, -1).map((name) => basename(name, '.ts'))));
});

/** What was told of it when it was made. */
function toldOf(fixture: string) {
  const [span, ...rest] = readFileSync(join(FIXTURES, fixture.replace('.db', '.ndjson')), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const monitors = rest.filter((entry) => 'beats' in entry);
  return { span, monitors, incidents: rest.filter((entry) => !monitors.includes(entry)) };
}

function copyOf(fixture: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(FIXTURES, fixture), join(folder, 'kora.db'));
}

/** Makes the place what that version would have left there. */
async function leaveThere(fixture: string, location: StoreLocation): Promise<void> {
  if (location.kind === 'sqlite') copyOf(fixture, location.folder);
  else await copyToPostgres(fixture, location.url);
}

// Migrations are never edited, so the first of them make the schema of then; the rows are those of the file.
async function copyToPostgres(fixture: string, url: string): Promise<void> {
  const { db, dialect, close } = await openPostgres(url);
  const upTo = basename(fixture, '.db');
  const provider = {
    async getMigrations() {
      const names = migrations.map((file) => basename(file, '.ts')).filter((name) => name <= upTo);
      const entries = names.map(async (name) => {
        const { up } = await import(join(MIGRATIONS, `${name}.ts`));
        return [name, { up: (migrated: unknown) => up(migrated, dialect) }];
      });
      return Object.fromEntries(await Promise.all(entries));
    },
  };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  expect(error).toBeUndefined();
  const file = new DatabaseSync(join(FIXTURES, fixture), { readOnly: true });
  const tables = file
    .prepare(
      "select name from sqlite_schema where type = 'table' and name not glob 'sqlite_*' and name not glob 'kysely_*'",
    )
    .all();
  for (const { name } of tables) {
    const rows = file.prepare(`select * from "${name}"`).all();
    if (rows.length > 0)
      await db
        .insertInto(String(name) as never)
        .values(rows as never)
        .execute();
  }
  file.close();
  await sql`select setval(pg_get_serial_sequence('monitor', 'id'), 1000),
    setval(pg_get_serial_sequence('beat_log', 'seq'), 1000),
    setval(pg_get_serial_sequence('incident_event', 'seq'), 1000)`.execute(db);
  await close();
}

describe.each(fixtures)('a store as of %s', (fixture) => {
  const { span, monitors, incidents } = toldOf(fixture);

  describe.each(STORE_KINDS)('in $kind', ({ make }) => {
    test('tells this version what it told then, takes new looks, and does so after a restart too', async () => {
      await using place = await make();
      await leaveThere(fixture, place.location);
      for (const isAgain of [false, true]) {
        await using store = await openStoreAt(place.location);
        expect(await tellHistory(store.session, span)).toMatchObject({ monitors, incidents });
        const found = await Promise.all(
          [...store.session.monitors.values()].map((monitor) =>
            newestBeats(store.session, monitor, {
              fromMs: span.toMs,
              beforeMs: Number.MAX_SAFE_INTEGER,
              limit: 9,
            }),
          ),
        );
        expect(found).toEqual(monitors.map(() => (isAgain ? [beat(span.toMs)] : [])));
        for (const { id } of store.session.monitors.values())
          await append(store.session, appendOf(id, [beat(span.toMs)]));
      }
    });
  });

  test('is sealed and told by this version as it would have been then', async () => {
    using folder = tempFolder();
    copyOf(fixture, folder.path);
    await using store = await openStoreAt({ kind: 'sqlite', folder: folder.path });
    while (await sealDue(store.session, span.toMs + 10 * HOUR_MS, 10));
    expect(await tellHistory(store.session, span)).toMatchObject({ monitors, incidents });
  });

  test('can be backed up before this version ever opened it, and the backup restored', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'data');
    copyOf(fixture, data);
    const before = readFileSync(join(data, 'kora.db'));
    const copy = join(folder.path, 'copy.db');
    const made = await runKora(['backup', copy], { env: historyEnv({ kind: 'sqlite', folder: data }) });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    const looks = monitors.reduce((sum, { beats }) => sum + beats.length, 0);
    expect(made.stdout).toContain(
      `${looks} beats of ${monitors.length} monitors, ${incidents.length} incidents`,
    );
    expect(readFileSync(join(data, 'kora.db'))).toEqual(before);
    const elsewhere = { kind: 'sqlite', folder: join(folder.path, 'elsewhere') } as const;
    const restored = await runKora(['restore', copy], { env: historyEnv(elsewhere) });
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    await using store = await openStoreAt(elsewhere);
    expect(await tellHistory(store.session, span)).toMatchObject({ monitors, incidents });
  });

  test.each(['beats', 'incidents', 'days'])(
    'is exported (%s), or who asks is told what to do first',
    async (what) => {
      using folder = tempFolder();
      copyOf(fixture, folder.path);
      const before = readFileSync(join(folder.path, 'kora.db'));
      const env = historyEnv({ kind: 'sqlite', folder: folder.path });
      const run = await runKora(['export', '--what', what], { env });
      if (run.code === 0) expect(run.stdout).toContain('checkout');
      else expect([run.code, run.stdout, run.stderr]).toEqual([1, '', TOO_OLD]);
      expect(readFileSync(join(folder.path, 'kora.db'))).toEqual(before);
    },
  );
});

const TOO_OLD =
  'kora: the history is of an earlier version: start the daemon once, which brings it up to this one\n';
