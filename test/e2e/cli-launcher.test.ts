import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/lib/version.ts';
import { findOldNode, KORA_BIN, runKora, startKora } from '../support/run-kora.ts';
import { closedPort } from '../support/scripted-server.ts';
import { tempFolder } from '../support/temp-folder.ts';

const QUIET_DAEMON = { KORA_WEB_PORT: '0' };

test('it runs when typed directly, and through a symbolic link from anywhere', async () => {
  using folder = tempFolder();
  const link = join(folder.path, 'kora');
  symlinkSync(KORA_BIN, link);
  for (const path of [KORA_BIN, link]) {
    const run = spawnSync(path, ['version'], { encoding: 'utf8', cwd: folder.path });
    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain(`kora ${VERSION} `);
  }
});

test.each(['/proc/nowhere', '/dev/null', '/nowhere/at/all'])(
  'a cache folder that cannot be made (%s) costs no more than the cache',
  async (folder) => {
    const run = await runKora(['version'], { env: { XDG_CACHE_HOME: folder } });
    expect(run).toMatchObject({ code: 0, stderr: '' });
  },
);

test('one signal stops the daemon in order, and it exits 0', async () => {
  const kora = startKora(['daemon'], { env: QUIET_DAEMON });
  await kora.until('daemon.listening');
  kora.process.kill('SIGTERM');
  // The same signal again within a moment is the group's copy of it.
  kora.process.kill('SIGTERM');
  expect(await kora.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
});

const script = '/usr/bin/script';

describe.skipIf(!existsSync(script))('on a terminal (skipped where there is no `script` to make one)', () => {
  async function onTerminal(args: string, env: Readonly<Record<string, string>>) {
    const child = spawn(script, ['-qec', `"${process.execPath}" "${KORA_BIN}" ${args}`, '/dev/null'], {
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TERM: 'xterm-256color', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    await once(child, 'close');
    return output;
  }

  test('colours are used, and NO_COLOR turns them off', async () => {
    expect(await onTerminal('check', {})).toContain('\u001b[1mvercel\u001b[22m');
    expect(await onTerminal('check', { NO_COLOR: '1' })).not.toContain('\u001b[1m');
  });
});

describe('what it runs', () => {
  const program = (word: string) =>
    `export async function main() { process.stdout.write(${JSON.stringify(word)}); }`;

  /** A package of which one part was written later than the other. */
  function makePackage(folder: string, newer: 'src' | 'dist'): string {
    const bin = join(folder, 'bin', 'kora');
    cpSync(dirname(KORA_BIN), dirname(bin), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    for (const [part, file] of [
      ['src', 'src/main.ts'],
      ['dist', 'dist/main.js'],
    ] as const) {
      const path = join(folder, file);
      mkdirSync(dirname(path));
      writeFileSync(path, program(part));
      const seconds = part === newer ? 2_000_000_000 : 1_000_000_000;
      for (const touched of [path, dirname(path)]) utimesSync(touched, seconds, seconds);
    }
    return bin;
  }

  test.each(['src', 'dist'] as const)('%s, when that is the newer', async (newer) => {
    using folder = tempFolder();
    const bin = makePackage(folder.path, newer);
    expect(await runKora([], { bin })).toMatchObject({ code: 0, stdout: newer, stderr: '' });
  });

  test('dist, where there are no sources', async () => {
    using folder = tempFolder();
    const bin = makePackage(folder.path, 'src');
    rmSync(join(folder.path, 'src'), { recursive: true });
    expect(await runKora([], { bin })).toMatchObject({ code: 0, stdout: 'dist' });
  });
});

const oldNode = findOldNode();

describe.skipIf(oldNode === null)('started by an older Node (skipped where this machine has none)', () => {
  const node = oldNode ?? '';

  test('it goes on in the Node that it brings along', async () => {
    const run = await runKora(['version'], { node });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/^kora .* \(Node 24\./);
  });

  test('the exit code passes through', async () => {
    expect((await runKora(['chek'], { node })).code).toBe(64);
    expect((await runKora(['check'], { node })).code).toBe(3);
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('%s passes through to the daemon', async (signal) => {
    const kora = startKora(['daemon'], { env: QUIET_DAEMON, node });
    await kora.until('daemon.listening');
    kora.process.kill(signal);
    expect(await kora.ended).toMatchObject({ code: 0, signal: null });
  });

  test('a daemon whose launcher is killed hard does not stay behind', async () => {
    const port = await closedPort();
    const kora = startKora(['daemon'], { env: { KORA_WEB_PORT: String(port) }, node });
    await kora.until('daemon.listening');
    kora.process.kill('SIGKILL');
    // The pipes close only when the last process that holds them has ended.
    const { stdout } = await kora.ended;
    expect(stdout).toContain('daemon.stopped');
  });

  test('where no fitting Node is to be found, it says so before anything is loaded', async () => {
    using folder = tempFolder();
    const bin = join(folder.path, 'bin', 'kora');
    mkdirSync(dirname(bin));
    copyFileSync(KORA_BIN, bin);
    copyFileSync(join(dirname(KORA_BIN), 'package.json'), join(folder.path, 'bin', 'package.json'));
    const run = await runKora(['version'], { node, bin });
    expect([run.code, run.stdout]).toEqual([69, '']);
    expect(run.stderr).toMatch(/^kora: Node 24\.11 or newer is needed; this is Node \d+\..*\n/);
  });
});
