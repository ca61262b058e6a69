import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { openStoreAt } from '../../test/support/stores.ts';
import { type TempFolder, tempFolder } from '../../test/support/temp-folder.ts';
import { backUp } from './backup.ts';

// Large enough for many steps: a copy that begins anew at every commit would never come to its end.
const ROWS = 3_000;
const ROW_BYTES = 4_000;

async function largeStore(folder: TempFolder): Promise<string> {
  const location = { kind: 'sqlite', folder: folder.path } as const;
  await (await openStoreAt(location))[Symbol.asyncDispose]();
  const file = join(folder.path, 'kora.db');
  const handle = new DatabaseSync(file);
  handle.exec(`
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${ROWS})
    insert into detail_change select i, 0, null, hex(randomblob(${ROW_BYTES / 2})) from n`);
  handle.close();
  return file;
}

/** A process that commits without a pause: each time one row more, and in the same transaction how many there are. */
async function writerOf(file: string) {
  const child = spawn(process.execPath, ['-e', WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return {
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
}

const WRITER = `
  const { DatabaseSync } = require('node:sqlite');
  const handle = new DatabaseSync(process.argv[1]);
  handle.exec("pragma busy_timeout = 5000; pragma synchronous = normal; insert into meta values ('rows', '0')");
  for (let rows = 1; ; rows += 1) {
    handle.exec("begin; insert into incident (id, started_at_ms, worst, reason, why, flapping) values ('" + rows + "', 0, '', '', '', 0);" +
      "update meta set value = '" + rows + "' where key = 'rows'; commit");
    if (rows === 10) require('node:fs').writeSync(1, 'writing');
  }`;

test('a backup ends, and is of one moment, while another process never pauses to write', async () => {
  using folder = tempFolder();
  const store = await largeStore(folder);
  await using _writer = await writerOf(store);
  const steps: unknown[] = [];
  const file = join(folder.path, 'copy.db');
  const { incidents } = await backUp({
    folder: folder.path,
    file,
    signal: new AbortController().signal,
    onStep: (step) => void steps.push(step),
  });
  expect(steps.length).toBeGreaterThan(5);
  expect(steps.at(-1)).toBe('checking');
  const copy = new DatabaseSync(file, { readOnly: true });
  expect(copy.prepare("select value from meta where key = 'rows'").get()).toEqual({
    value: String(incidents),
  });
  copy.close();
  expect(incidents).toBeGreaterThanOrEqual(10);
});

test('a backup that is interrupted leaves nothing behind', async () => {
  using folder = tempFolder();
  await largeStore(folder);
  const controller = new AbortController();
  const made = backUp({
    folder: folder.path,
    file: join(folder.path, 'copy.db'),
    signal: controller.signal,
    onStep: () => controller.abort(new Error('interrupted')),
  });
  await expect(made).rejects.toThrow('interrupted');
  expect(readdirSync(folder.path).filter((name) => name.includes('copy'))).toEqual([]);
});

test('of two backups to one name at the same time one is made, and the other says that it is there', async () => {
  using folder = tempFolder();
  await largeStore(folder);
  const signal = new AbortController().signal;
  const file = join(folder.path, 'copy.db');
  const both = await Promise.allSettled(
    [1, 2].map(() => backUp({ folder: folder.path, file, signal, onStep: () => {} })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const failed = both.find(({ status }) => status === 'rejected');
  expect(failed).toMatchObject({
    reason: { code: 'usage', message: `${file} is there already: name a file that is not` },
  });
});
