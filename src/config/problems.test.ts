import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/support/temp-folder.ts';
import { KoraError } from '../lib/errors.ts';
import { loadConfig } from './load-config.ts';

/** Every problem of a file in this environment; those of the file without the file's name. */
async function problemsOf(yaml: string, env: Record<string, string> = {}): Promise<readonly string[]> {
  using folder = tempFolder();
  const KORA_CONFIG = folder.write('kora.yaml', yaml);
  const error: unknown = await loadConfig({ env: { KORA_CONFIG, ...env }, cwd: folder.path }).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) return [];
  if (!(error instanceof KoraError)) throw error;
  return error.problems.map((line) => line.replace(/^kora\.yaml:/, ''));
}

const LITERAL = 'write a reference (${env:NAME} or ${file:PATH}) instead of the secret itself';
const NO_NAME = 'is not a name: small letters, digits and dashes, 64 at most';

describe('all problems are told at once', () => {
  test('sorted by their lines, those of the environment last', async () => {
    const yaml = `interval: 0s
server: { host: 0.0.0.0, port: high }
monitors:
  - name: Bad Name
    provider: doppler
    token: dp.sa.literal
    tokn: x
  - name: web
    interval: soon
    check: http
    url: nowhere
    method: HEAD
    body: hello
    expect: { contains: a, status: [] }
  - name: web
    check: htp
    tags: [A]
slos:
  - { name: a, monitors: [wob, web], objective: 101 }
  - { name: a, monitors: [web], objective: 99 }
timeout: 5 s
`;
    expect(await problemsOf(yaml, { KORA_VERCEL_API_TOKEN: 'two\nlines' })).toEqual([
      '1:11 interval: is shorter than the least, which is 1s',
      '2:17 server.host: 0.0.0.0 is reachable from other machines, so KORA_API_TOKEN must be set too',
      '2:32 server.port: must be a number, not text',
      `4:11 monitors[0].name: ${NO_NAME}`,
      `6:12 monitors[0].token: ${LITERAL}`,
      '7:5 monitors[0].tokn: unknown key; did you mean "token"?',
      '9:15 monitors[1].interval: is not a duration such as 30s or 5m',
      '11:10 monitors[1].url: is not an http or https address',
      '13:11 monitors[1].body: is never sent with GET or HEAD; set method',
      '14:25 monitors[1].expect.contains: can never be found: an answer to HEAD has no body',
      '14:36 monitors[1].expect.status: must be a number or text, not a list',
      '15:11 monitors[2].name: another monitor is named "web"',
      '16:12 monitors[2].check: unknown check; did you mean "http"? Known: http.',
      '17:12 monitors[2].tags[0]: is not a tag: small letters, digits and dashes',
      '19:27 slos[0].monitors[0]: there is no monitor of that name; did you mean "web"?',
      '19:49 slos[0].objective: must be below 100',
      '20:13 slos[1].name: another objective is named "a"',
      '21:10 timeout: is not a duration such as 30s or 5m',
      'KORA_VERCEL_API_TOKEN: holds a character that no credential has (a line break or a control character)',
    ]);
  });

  test('a provider that nobody knows hides no secret that is spelled out', async () => {
    expect(await problemsOf('monitors: [{ name: a, provider: dopler, token: dp.sa.literal }]\n')).toEqual([
      '1:33 monitors[0].provider: unknown provider; did you mean "doppler"? Known: doppler, fly, sentry, supabase, vercel.',
      `1:48 monitors[0].token: ${LITERAL}`,
    ]);
  });

  test('what a name that is wrong leaves open is not guessed', async () => {
    expect(await problemsOf('monitors: [{ name: Vercel, provider: vercel }]\n')).toEqual([
      `1:20 monitors[0].name: ${NO_NAME}`,
    ]);
  });

  test('a provider that is no text is told as that alone', async () => {
    expect(await problemsOf('monitors: [{ name: a, provider: 5 }]\n')).toEqual([
      '1:33 monitors[0].provider: must be text, not a number; put it in quotes',
    ]);
  });

  test('a monitor with a problem is still one that an objective may name', async () => {
    expect(
      await problemsOf(
        'monitors: [{ name: a, check: htp }]\nslos: [{ name: s, monitors: [a], objective: 99 }]\n',
      ),
    ).toEqual(['1:30 monitors[0].check: unknown check; did you mean "http"? Known: http.']);
  });

  test('a file that is no YAML does not hide the environment, nor is anything made up about what it may say', async () => {
    const env = { KORA_VERCEL_API_TOKEN: 'two\nlines', KORA_WEB_HOST: '0.0.0.0' };
    expect(await problemsOf('a: [\n', env)).toEqual([
      expect.stringMatching(/^\d+:\d+ /),
      expect.stringMatching(/^KORA_VERCEL_API_TOKEN: /),
    ]);
  });

  test.each(['5\n', '- a\n', 'text\n'])('a file of another kind (%j) is one problem', async (yaml) => {
    expect(await problemsOf(yaml)).toEqual([
      expect.stringMatching(/^1:1:? must be a map of keys and values, not /),
    ]);
  });
});

describe('a problem stands where it is to be mended', () => {
  test('an open address from the environment names the variable', async () => {
    expect(await problemsOf('', { KORA_WEB_HOST: '0.0.0.0' })).toEqual([
      'KORA_WEB_HOST: 0.0.0.0 is reachable from other machines, so KORA_API_TOKEN must be set too',
    ]);
  });

  test('an open address is not told where a token was tried', async () => {
    expect(await problemsOf('server: { host: 0.0.0.0, token: 5 }\n')).toEqual([
      `1:33 server.token: ${LITERAL}`,
      '1:33 server.token: must be text, not a number; put it in quotes',
    ]);
  });

  test('a database address from the file has the place in the file', async () => {
    const yaml = 'storage: { databaseUrl: "${env:DB}" }\n';
    expect(await problemsOf(yaml, { DB: 'mysql://x/y' })).toEqual([
      '1:25 storage.databaseUrl: is not an address such as postgres://user:password@host:5432/kora',
    ]);
    expect(await problemsOf('', { KORA_DATABASE_URL: 'mysql://x/y' })).toEqual([
      'KORA_DATABASE_URL: is not an address such as postgres://user:password@host:5432/kora',
    ]);
  });
});

describe('a token that can be guessed', () => {
  test.each([
    ['KORA_API_TOKEN: ', { KORA_API_TOKEN: 'fifteen-charac.', KORA_WEB_HOST: '0.0.0.0' }, ''],
    [
      '1:33 server.token: ',
      { TOKEN: 'fifteen-charac.' },
      'server: { host: 0.0.0.0, token: "${env:TOKEN}" }\n',
    ],
  ])('is refused on an open address, as %s', async (place, env, yaml) => {
    const [problem, ...more] = await problemsOf(yaml, env);
    expect(problem).toContain(`${place}is shorter than 16 characters`);
    expect(more).toEqual([]);
  });

  test('is warned of on a loopback address, since a proxy may stand before it', async () => {
    const load = (KORA_API_TOKEN: string) => loadConfig({ env: { KORA_API_TOKEN }, cwd: '/', file: false });
    expect((await load('fifteen-charac.')).warnings).toEqual([
      'KORA_API_TOKEN: is shorter than 16 characters and can be guessed; make a longer random one',
    ]);
    expect((await load('sixteen-charact.')).warnings).toEqual([]);
  });
});

test.each([
  ['“planted”', 'holds a character that no header can carry'],
  ['dp.sa.abc…xyz', 'holds a character that no header can carry'],
  ['two\nlines', 'a line break or a control character'],
])('a token of %j says what is wrong with it', async (token, said) => {
  expect(await problemsOf('', { KORA_DOPPLER_API_TOKEN: token })).toEqual([expect.stringContaining(said)]);
});
