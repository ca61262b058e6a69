import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closedPort } from '../support/scripted-server.ts';

const ROOT = join(import.meta.dirname, '../..');

test('npm start runs the daemon, and stopping npm stops it', async () => {
  const home = await mkdtemp(join(tmpdir(), 'kora-npm-'));
  const port = await closedPort();
  const env = { PATH: process.env.PATH ?? '', HOME: home, KORA_WEB_PORT: String(port) };
  const npm = spawn('npm', ['start'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    let output = '';
    npm.stdout.on('data', (text: Buffer) => {
      output += text;
    });
    await expect.poll(() => output).toContain('daemon.listening');
    npm.kill('SIGTERM');
    await once(npm, 'exit');
    // A daemon that stayed behind would go on answering.
    await expect
      .poll(() =>
        fetch(`http://127.0.0.1:${port}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        ),
      )
      .toBe(false);
    expect(output).toContain('daemon.stopped');
  } finally {
    npm.kill('SIGKILL');
    await rm(home, { recursive: true, force: true });
  }
});
