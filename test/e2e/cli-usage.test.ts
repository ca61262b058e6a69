import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { VERSION } from '../../src/lib/version.ts';
import { runKora } from '../support/run-kora.ts';
import { tempFolder } from '../support/temp-folder.ts';

const wrong: readonly (readonly [string, string])[] = [
  ['chek', 'Did you mean check?'],
  ['check --jsn', 'Did you mean --json?'],
  ['doctor --stric', 'Did you mean --strict?'],
  ['config chekc', 'Did you mean check?'],
  ['version extra', 'too many arguments'],
  ['check --timeout', 'argument missing'],
  ['daemon somewhere', 'too many arguments'],
];

test.each(wrong)('"kora %s" is wrong usage', async (line, said) => {
  const run = await runKora(line.split(' '));
  expect([run.code, run.stdout]).toEqual([64, '']);
  expect(run.stderr).toContain(said);
});

test('without a command it says what there is, as wrong usage', async () => {
  const run = await runKora([]);
  expect([run.code, run.stdout]).toEqual([64, '']);
  expect(run.stderr).toContain('Examples:');
});

test.each([
  '--help',
  'help',
  'help check',
  'daemon --help',
  'check --help',
  'doctor --help',
  'config --help',
  'config check --help',
  'config schema --help',
  'version --help',
])('"kora %s" helps, with examples', async (line) => {
  const run = await runKora(line.split(' '));
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(run.stdout).toMatch(/^Usage: kora /);
  expect(run.stdout).toContain('Examples:');
});

test.each(['version', '--version', '-V'])('"kora %s" says which Kora, Node and platform', async (line) => {
  const run = await runKora([line]);
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const { versions, platform, arch } = process;
  expect(run.stdout).toBe(`kora ${VERSION} (Node ${versions.node}, ${platform}-${arch})\n`);
});

test('a good configuration is summed up in one line', async () => {
  using folder = tempFolder();
  folder.write('kora.yaml', 'monitors:\n  - { name: a, check: http, url: "http://127.0.0.1:9/" }\n');
  const named = await runKora(['config', 'check', 'kora.yaml'], { cwd: folder.path });
  const found = await runKora(['config', 'check'], { cwd: folder.path });
  const summary = '6 monitors (5 not set up), 0 MCP servers, 0 warnings';
  expect(named).toMatchObject({ code: 0, stdout: `kora.yaml: ${summary}\n`, stderr: '' });
  expect(found).toMatchObject({ code: 0, stdout: `configuration: ${summary}\n`, stderr: '' });
});

test('a configuration with problems exits 78 and lists all of them with their places', async () => {
  using folder = tempFolder();
  folder.write(
    'kora.yaml',
    'monitors:\n  - { name: a, check: htp }\n  - { name: a, check: http, url: nowhere }\n',
  );
  const run = await runKora(['config', 'check', 'kora.yaml'], { cwd: folder.path });
  expect([run.code, run.stdout]).toEqual([78, '']);
  expect(run.stderr).toMatch(/kora\.yaml:2:\d+ monitors\[0\]\.check: .*did you mean "http"/);
  expect(run.stderr).toMatch(/kora\.yaml:3:\d+ monitors\[1\]\.name: /);
  expect(run.stderr).toMatch(/kora\.yaml:3:\d+ monitors\[1\]\.url: /);
});

test('the schema of kora.yaml is JSON Schema that knows the monitors', async () => {
  const run = await runKora(['config', 'schema']);
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(JSON.parse(run.stdout).properties).toHaveProperty('monitors');
});

test('a configuration file that is not there exits 78', async () => {
  const run = await runKora(['config', 'check', 'nowhere.yaml']);
  expect(run.code).toBe(78);
  expect(run.stderr).toContain('nowhere.yaml: cannot be read (ENOENT)');
});

test('a problem of the configuration never repeats a credential', async () => {
  const planted = 'planted:credential\nwith a break';
  const env = { KORA_VERCEL_API_TOKEN: planted, KORA_SUPABASE_URL: 'planted:credential' };
  const run = await runKora(['config', 'check'], { env });
  expect(run.code).toBe(78);
  expect(run.stderr).toContain('KORA_VERCEL_API_TOKEN');
  expect(`${run.stdout}${run.stderr}`).not.toContain('planted');
});

test('the daemon does not start with a bad configuration', async () => {
  using folder = tempFolder();
  const KORA_CONFIG = folder.write('kora.yaml', 'monitor: []\n');
  const run = await runKora(['daemon'], { env: { KORA_CONFIG, KORA_WEB_PORT: '0' } });
  expect([run.code, run.stdout]).toEqual([78, '']);
  expect(run.stderr).toContain('did you mean "monitors"?');
});

test('the daemon says in one line that its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const run = await runKora(['daemon'], { env: { KORA_WEB_PORT: String(port) } });
  other.close();
  expect(run.code).toBe(1);
  expect(run.stderr.trim().split('\n')).toHaveLength(1);
  expect(run.stderr).toContain(String(port));
});
