import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/support/temp-folder.ts';
import { DEFAULT_RESOLVERS } from '../domain/resolver-address.ts';
import { DEFAULT_SENTINELS } from '../domain/sentinel.ts';
import { KoraError } from '../lib/errors.ts';
import { loadConfig } from './load-config.ts';

async function attributionOf(env: Record<string, string>, yaml = '') {
  using folder = tempFolder();
  const KORA_CONFIG = folder.write('kora.yaml', yaml);
  return (await loadConfig({ env: { KORA_CONFIG, ...env }, cwd: folder.path })).attribution;
}

async function problemsOf(env: Record<string, string>, yaml = ''): Promise<readonly string[]> {
  const error: unknown = await attributionOf(env, yaml).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KoraError)) throw new Error(`expected problems, got ${String(error)}`);
  return error.problems;
}

const BY_HAND = 'attribution: { sentinels: ["192.0.2.1:443"], resolvers: ["192.0.2.53"] }\n';
const PORT = { kind: 'port', host: '192.0.2.1', port: 443 };

describe('without any setting', () => {
  test('the sentinels are those of several operators, and the resolvers public ones', async () => {
    const { sentinels, ...rest } = await attributionOf({});
    expect(sentinels).toHaveLength(DEFAULT_SENTINELS.length);
    expect(rest).toEqual({ sentinelsByHand: false, resolvers: DEFAULT_RESOLVERS, isOffline: false });
  });

  test.each<[string, Record<string, string>, string]>([
    ['KORA_OFFLINE', { KORA_OFFLINE: '1' }, ''],
    ['the file', {}, 'attribution: { offline: true }\n'],
  ])('offline by %s nobody is asked', async (_name, env, yaml) => {
    expect(await attributionOf(env, yaml)).toEqual({
      sentinels: [],
      sentinelsByHand: false,
      resolvers: [],
      isOffline: true,
    });
  });
});

describe('what is named by hand', () => {
  test('in the file is asked, and nobody else', async () => {
    const byHand = { sentinels: [PORT], sentinelsByHand: true, resolvers: ['192.0.2.53'] };
    expect(await attributionOf({}, BY_HAND)).toEqual({ ...byHand, isOffline: false });
    expect(await attributionOf({ KORA_OFFLINE: '1' }, BY_HAND)).toEqual({ ...byHand, isOffline: true });
  });

  test('in the environment goes before the file', async () => {
    const env = {
      KORA_EGRESS_SENTINELS: ' https://example.com/up , [::1]:9,',
      KORA_SECOND_RESOLVERS: '127.0.0.1:5353',
      KORA_OFFLINE: '0',
    };
    expect(await attributionOf(env, `${BY_HAND.trimEnd().slice(0, -1)}, offline: true }\n`)).toEqual({
      sentinels: [
        { kind: 'url', url: 'https://example.com/up' },
        { kind: 'port', host: '::1', port: 9 },
      ],
      sentinelsByHand: true,
      resolvers: ['127.0.0.1:5353'],
      isOffline: false,
    });
  });

  test('may be nobody', async () => {
    const none = await attributionOf({}, 'attribution: { sentinels: [], resolvers: [] }\n');
    expect(none).toMatchObject({ sentinels: [], sentinelsByHand: true, resolvers: [] });
  });

  test('in an empty variable is nothing', async () => {
    expect(await attributionOf({ KORA_EGRESS_SENTINELS: ' ', KORA_OFFLINE: '' }, BY_HAND)).toMatchObject({
      sentinels: [PORT],
      isOffline: false,
    });
  });
});

describe('a problem', () => {
  test('of a variable says which entry, and repeats none', async () => {
    const env = {
      KORA_EGRESS_SENTINELS: '1.1.1.1:443,https://user:planted@example.com/',
      KORA_SECOND_RESOLVERS: 'dns.planted.example',
      KORA_OFFLINE: 'planted',
    };
    const problems = await problemsOf(env);
    expect(problems).toEqual([
      'KORA_OFFLINE: is neither 1 nor 0',
      'KORA_EGRESS_SENTINELS: entry 2 is neither an http or https address (without a user name) nor host:port, such as 1.1.1.1:443',
      'KORA_SECOND_RESOLVERS: is not the IP address of a resolver, such as 9.9.9.9, 127.0.0.1:5353 or [::1]:53',
    ]);
  });

  test('of the file has its place', async () => {
    const yaml = `attribution:
  sentinels: [1.1.1.1:443, nowhere, 5]
  resolvers: [one.one.one.one]
  offline: 1
  resolver: x
`;
    expect(await problemsOf({}, yaml)).toEqual([
      'kora.yaml:2:28 attribution.sentinels[1]: is neither an http or https address (without a user name) nor host:port, such as 1.1.1.1:443',
      'kora.yaml:2:37 attribution.sentinels[2]: must be text, not a number; put it in quotes',
      'kora.yaml:3:15 attribution.resolvers[0]: is not the IP address of a resolver, such as 9.9.9.9, 127.0.0.1:5353 or [::1]:53',
      'kora.yaml:4:12 attribution.offline: must be true or false, not a number',
      'kora.yaml:5:3 attribution.resolver: unknown key; did you mean "resolvers"?',
    ]);
  });
});
