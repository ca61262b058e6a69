import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { uptimeDaysResponseSchema } from '../../src/contracts/history.ts';
import { incidentDetailSchema, incidentsResponseSchema } from '../../src/contracts/incidents.ts';
import { secretForms } from '../../src/lib/secret-forms.ts';
import type { StoreLocation } from '../../src/storage/dialect.ts';
import { historyDaemon, historyEnv, httpChecks } from '../support/history-daemon.ts';
import { KORA_BIN, runKora } from '../support/run-kora.ts';
import { scriptedServer } from '../support/scripted-server.ts';
import { seedHistory } from '../support/seeded-history.ts';
import { STORE_KINDS } from '../support/stores.ts';
import { tempFolder } from '../support/temp-folder.ts';

const NAMES = ['checkout', 'search'] as const;
const HOUR_MS = 3_600_000;

async function exported(location: StoreLocation, args: readonly string[], env: Record<string, string> = {}) {
  return await runKora(['export', ...args], { env: historyEnv(location, env) });
}

function records(ndjson: string): Record<string, unknown>[] {
  return ndjson
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}

/** Reads CSV as RFC 4180 writes it, header and all. */
function rows(csv: string): string[][] {
  expect(csv.endsWith('\r\n')).toBe(true);
  return csv
    .slice(0, -2)
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}

describe.each(STORE_KINDS)('an export from $kind', ({ make }) => {
  test('tells every look as the API does, while a daemon runs and when none does', async () => {
    await using target = await scriptedServer(() => ({ body: 'x' }));
    using folder = tempFolder();
    await using place = await make();
    const nowMs = Date.now();
    await seedHistory(place.location, { names: NAMES, nowMs });
    const KORA_CONFIG = folder.write('kora.yaml', httpChecks(NAMES, target.url, '1s'));
    await using daemon = await historyDaemon(historyEnv(place.location, { KORA_CONFIG }));
    const seeded = (await daemon.beats('search')).length;
    await expect.poll(async () => (await daemon.beats('search')).length).toBeGreaterThan(seeded);
    const to = new Date(nowMs).toISOString();
    const told = await Promise.all(
      NAMES.map(async (name) =>
        [...(await daemon.beats(name, `&to=${to}`))].reverse().map((look) => ({ monitor: name, ...look })),
      ),
    );
    expect(told.flat()).toHaveLength(NAMES.length * (240 + 180));
    const running = await exported(place.location, ['--to', to]);
    await daemon.stop();
    const stopped = await exported(place.location, ['--to', to]);
    for (const { code, stdout, stderr } of [running, stopped]) {
      expect([code, stderr]).toEqual([0, '']);
      const looks = records(stdout);
      expect(looks.map(({ holds_ms: _, ...look }) => look)).toEqual(told.flat());
      expect(new Set(looks.map(({ holds_ms }) => holds_ms))).toEqual(new Set([40_000]));
    }
    // Without an end it tells those, too, that the daemon stored since.
    const all = records((await exported(place.location, [])).stdout);
    expect(all.length).toBeGreaterThan(told.flat().length);
  });

  test('writes CSV with the same in it, and only what was asked for', async () => {
    await using place = await make();
    const nowMs = Date.now();
    await seedHistory(place.location, { names: NAMES, nowMs, error: '=HYPERLINK("x"), and more' });
    const span = ['--from', '2h', '--monitors', 'search'];
    const json = records((await exported(place.location, span)).stdout);
    const [header, ...csv] = rows((await exported(place.location, [...span, '--format', 'csv'])).stdout);
    expect(header?.join()).toBe(
      'monitor,at,status,reason,fault,latency_ms,dns_ms,connect_ms,tls_ms,first_byte_ms,body_ms,holds_ms,error',
    );
    expect(json).toHaveLength(180);
    const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));
    expect(csv).toEqual(
      json.map((look) => {
        const phases = Object(look.phases);
        const error = look.error === null ? '' : `'${look.error}`;
        const spans = ['dns_ms', 'connect_ms', 'tls_ms', 'first_byte_ms', 'body_ms'].map(
          (key) => phases[key],
        );
        const { monitor, at, status, reason, fault, latency_ms, holds_ms } = look;
        return [monitor, at, status, reason, fault, latency_ms, ...spans, holds_ms, error].map(text);
      }),
    );
    const middle = new Date(nowMs - HOUR_MS).toISOString();
    const parts = await Promise.all(
      [
        ['--from', '2h', '--to', middle],
        ['--from', middle],
      ].map((part) => exported(place.location, [...part, '--monitors', 'search'])),
    );
    expect(parts.flatMap(({ stdout }) => records(stdout))).toEqual(json);
  });

  test('tells incidents with their timelines, and days, as the API does', async () => {
    await using target = await scriptedServer(() => ({ body: 'x' }));
    using folder = tempFolder();
    await using place = await make();
    await seedHistory(place.location, { names: NAMES, nowMs: Date.now() });
    const KORA_CONFIG = folder.write('kora.yaml', httpChecks(NAMES, target.url, '1h'));
    await using daemon = await historyDaemon(historyEnv(place.location, { KORA_CONFIG }));
    const before = new Date(Date.now() - 60 * HOUR_MS).toISOString();
    const { incidents } = incidentsResponseSchema.parse(await daemon.get(`/incidents?to=${before}`));
    const details = await Promise.all(
      incidents.map(async ({ id }) => incidentDetailSchema.parse(await daemon.get(`/incidents/${id}`))),
    );
    const told = details.map(({ incident, timeline }) => ({ ...incident, timeline }));
    const found = records((await exported(place.location, ['--what', 'incidents', '--from', '73h'])).stdout);
    expect(found).toHaveLength(4);
    expect(found.map(({ started_at }) => started_at)).toEqual(
      found.map(({ started_at }) => started_at).sort(),
    );
    const byId = (a: { id?: unknown }, b: { id?: unknown }) => (String(a.id) < String(b.id) ? -1 : 1);
    const old = found.filter(({ started_at }) => String(started_at) < before);
    expect(old.sort(byId)).toEqual([...told].sort(byId));
    expect(told[0]?.timeline.map(({ text }) => text)).toEqual(['It failed.', 'We called them.']);

    const days = records((await exported(place.location, ['--what', 'days'])).stdout);
    for (const name of NAMES) {
      const answer = await daemon.get(`/monitors/${name}/days?days=4`);
      const past = uptimeDaysResponseSchema.parse(answer).days.slice(0, -1);
      const keys = Object.keys(past[0] ?? {});
      const mine = days.filter(({ monitor }) => monitor === name).slice(0, -1);
      expect(mine.map((day) => Object.fromEntries(keys.map((key) => [key, day[key]])))).toEqual(
        past.slice(-mine.length),
      );
      expect(mine[0]).toMatchObject({ min_ms: 31, max_ms: expect.any(Number) });
    }
  });

  test('holds no credential, whoever wrote it and however it is encoded', async () => {
    const token = 'planted/credential+0123456789';
    const planted = secretForms(token).join(' | ');
    await using place = await make();
    using folder = tempFolder();
    await seedHistory(place.location, { names: NAMES, nowMs: Date.now(), error: planted, note: planted });
    const env = { KORA_VERCEL_API_TOKEN: token };
    for (const what of ['beats', 'incidents', 'days']) {
      const json = await exported(place.location, ['--what', what], env);
      const file = join(folder.path, what);
      const csv = await exported(place.location, ['--what', what, '--format', 'csv', '-o', file], env);
      expect([json.code, csv.code]).toEqual([0, 0]);
      const written = readFileSync(file, 'utf8');
      if (what !== 'days') expect(json.stdout && written).toContain('[redacted]');
      for (const text of [json.stdout, json.stderr, csv.stdout, csv.stderr, written]) {
        for (const form of secretForms(token)) expect(text).not.toContain(form);
      }
    }
  });
});

describe('an export', () => {
  test('into a file replaces the one before when it is whole, and says what is in it', async () => {
    using folder = tempFolder();
    const location = { kind: 'sqlite', folder: folder.path } as const;
    await seedHistory(location, { names: NAMES, nowMs: Date.now() });
    using target = tempFolder();
    const file = target.write('looks.csv', 'of yesterday');
    symlinkSync(file, join(target.path, 'latest.csv'));
    const args = ['export', '--format', 'csv', '--from', '2h', '-o'];
    const run = await runKora([...args, 'latest.csv'], { env: historyEnv(location), cwd: target.path });
    expect(run).toMatchObject({ code: 0, stdout: 'latest.csv: 360 beats\n', stderr: '' });
    expect(rows(readFileSync(file, 'utf8'))).toHaveLength(361);
    expect(readdirSync(target.path).sort()).toEqual(['latest.csv', 'looks.csv']);
    const fresh = await runKora([...args, 'fresh.csv'], { env: historyEnv(location), cwd: target.path });
    expect(fresh.code).toBe(0);
    expect(statSync(join(target.path, 'fresh.csv')).mode & 0o777).toBe(0o600);
  });

  test('of a time without any look is empty: a header alone, or nothing', async () => {
    using folder = tempFolder();
    const location = { kind: 'sqlite', folder: folder.path } as const;
    await seedHistory(location, { names: NAMES, nowMs: Date.now() });
    const span = ['--from', '60h', '--to', '50h'];
    expect(await exported(location, span)).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const csv = await exported(location, [...span, '--format', 'csv']);
    expect(rows(csv.stdout)).toHaveLength(1);
  });

  test('reads on only when the reader does, and holds up nobody who writes meanwhile', async () => {
    using folder = tempFolder();
    const location = { kind: 'sqlite', folder: folder.path } as const;
    // The pipe holds a fraction of these lines.
    const names = Array.from({ length: 60 }, (_, i) => `m-${10 + i}`);
    await seedHistory(location, { names, nowMs: Date.now() });
    using child = startExport(location);
    const [first] = await once(child.stdout, 'data');
    child.stdout.pause();
    const store = new DatabaseSync(join(folder.path, 'kora.db'));
    store.exec("delete from beat_block where monitor_id = (select id from monitor where name = 'm-69')");
    expect(store.prepare('pragma wal_checkpoint(truncate)').get()).toMatchObject({ busy: 0 });
    store.close();
    let text = String(first);
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.stdout.resume();
    expect(await child.ended).toEqual([0, null]);
    const monitors = records(text).map(({ monitor }) => monitor);
    expect(monitors.filter((name) => name === 'm-68')).toHaveLength(420);
    // What the log still held when it began; what was only in the blocks is gone before it came there.
    expect(monitors.filter((name) => name === 'm-69').length).toBeLessThan(240);
  });

  test('ends quietly when whoever reads goes away', async () => {
    using folder = tempFolder();
    const location = { kind: 'sqlite', folder: folder.path } as const;
    const names = Array.from({ length: 60 }, (_, i) => `m-${i}`);
    await seedHistory(location, { names, nowMs: Date.now() });
    using child = startExport(location);
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await child.ended).toEqual([0, null]);
    expect(child.said()).toBe('');
  });

  test('that is interrupted leaves no file behind', async () => {
    using folder = tempFolder();
    const location = { kind: 'sqlite', folder: folder.path } as const;
    const names = Array.from({ length: 200 }, (_, i) => `m-${i}`);
    await seedHistory(location, { names, nowMs: Date.now() });
    using target = tempFolder();
    using child = startExport(location, '-o', join(target.path, 'all.ndjson'));
    await expect.poll(() => readdirSync(target.path), { interval: 5 }).not.toEqual([]);
    child.kill('SIGINT');
    expect(await child.ended).toEqual([130, null]);
    expect(readdirSync(target.path)).toEqual([]);
  });

  const wrong: readonly (readonly [string, number, string])[] = [
    ['--from 7x', 64, '--from: "7x" is not a time with its zone'],
    ['--from 2026-02-30', 64, '--from: "2026-02-30" is not a time'],
    ['--to 2026-11-20T10:00:00', 64, '--to: "2026-11-20T10:00:00" is not a time with its zone'],
    ['--from 1h --to 2h', 64, 'is not before --to'],
    ['--from 2026-11-20 --to 2026-11-20', 64, 'is not before --to (2026-11-20T00:00:00.000Z), which is not'],
    ['--from 2999-01-01', 64, 'is not in the past'],
    ['--format xml', 64, 'Allowed choices are ndjson, csv'],
    ['--what all', 64, 'Allowed choices are beats, incidents, days'],
    ['--monitors ,', 64, '--monitors: name at least one'],
    ['--monitors serch', 64, '"serch": did you mean "search"?'],
    ['--what incidents --monitors serch', 64, '"serch": did you mean "search"?'],
    ['--frm 7d', 64, 'Did you mean --from?'],
    ['-o .', 64, 'is a folder'],
    ['-o gone/x', 64, 'cannot be written (ENOENT)'],
  ];

  test.each(wrong)('"kora export %s" exits %i and says why', async (line, code, said) => {
    using folder = tempFolder();
    const location = { kind: 'sqlite', folder: folder.path } as const;
    await seedHistory(location, { names: NAMES, nowMs: Date.now() });
    const run = await runKora(['export', ...line.split(' ')], {
      env: historyEnv(location),
      cwd: folder.path,
    });
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr).toContain(said);
  });

  test('where there is no history says where it looked', async () => {
    using folder = tempFolder();
    const run = await exported({ kind: 'sqlite', folder: folder.path }, []);
    expect([run.code, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toBe(
      `kora: there is no history yet: ${folder.path}/kora.db is not there (KORA_DATA_DIR)\n`,
    );
  });

  test('helps, with examples', async () => {
    const run = await runKora(['export', '--help']);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toMatch(/^Usage: kora export/);
    expect(run.stdout).toContain('Examples:');
  });
});

/** An export whose output is taken as slowly as the test likes. */
function startExport(location: StoreLocation, ...args: string[]) {
  const child = spawn(process.execPath, [KORA_BIN, 'export', ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...historyEnv(location) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  return {
    stdout: child.stdout,
    said: () => said,
    ended: once(child, 'close'),
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  };
}
