import { describe, expect, test } from 'vitest';
import { noSignal } from '../../../test/support/bound-probe.ts';
import { type DnsAnswer, dnsServer } from '../../../test/support/dns-server.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { DEFAULT_RESOLVERS } from '../../domain/resolver-address.ts';
import { systemClock } from '../../lib/time.ts';
import { tryOwnResolver, trySecondResolver } from './second-resolver.ts';
import { createSystemAddresses, type SystemLookup } from './system-addresses.ts';

const HOST = 'api.example.com';
const notFound: SystemLookup = () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' }));

/** A system that resolves these names and no other. */
function resolving(names: Record<string, readonly string[]>): SystemLookup {
  return async (name) => names[name] ?? notFound(name);
}

function partsOf(resolvers: readonly string[], lookUp: SystemLookup = notFound) {
  return { clock: systemClock, resolvers, system: createSystemAddresses(lookUp, systemClock) };
}

async function ask(answers: readonly DnsAnswer[], host = HOST) {
  const servers = await Promise.all(answers.map((answer) => dnsServer(() => answer)));
  const row = await trySecondResolver(partsOf(servers.map(({ address }) => address)), host, noSignal());
  const masked = servers.reduce(
    (saw, { address }, i) => saw.replaceAll(address, `R${i + 1}`),
    row?.saw ?? '',
  );
  for (const server of servers) await server[Symbol.asyncDispose]();
  return row === null ? null : { ...row, saw: masked };
}

describe('after a name did not resolve here', () => {
  test.each<[string, readonly DnsAnswer[], string, string]>([
    ['an address of either family resolves', [['203.0.113.7']], 'resolves', 'R1 knows the name'],
    ['an IPv6 address alone resolves', [['2001:db8::7']], 'resolves', 'R1 knows the name'],
    ['NXDOMAIN agrees', ['no_such_name'], 'agrees', 'R1 does not know the name either'],
    ['a name without an address agrees', [[]], 'agrees', 'R1 does not know the name either'],
    [
      'two that do not know it agree',
      ['no_such_name', []],
      'agrees',
      'R1 and R2 do not know the name either',
    ],
    ['one that knows it is enough', ['no_such_name', ['203.0.113.7']], 'resolves', 'R2 knows the name'],
    ['one that is broken does not agree', ['fails'], 'unreachable', 'no other resolver tells (ESERVFAIL)'],
    ['one that refuses does not agree', ['refuses'], 'unreachable', 'no other resolver tells (EREFUSED)'],
    [
      'beside a broken one the other counts',
      ['fails', 'no_such_name'],
      'agrees',
      'R2 does not know the name either',
    ],
  ])('%s', async (_name, answers, outcome, saw) => {
    expect(await ask(answers)).toEqual({
      experiment: 'second_resolver',
      atMs: expect.any(Number),
      outcome,
      saw,
    });
  });

  test('one that hangs is unreachable, at the deadline', async () => {
    await using server = await dnsServer(() => 'silent');
    const clock = createFakeClock();
    const parts = { ...partsOf([server.address]), clock };
    const row = trySecondResolver(parts, HOST, noSignal());
    await expect.poll(() => server.asked.length).toBeGreaterThanOrEqual(2);
    await clock.advance(3_100);
    expect(await row).toMatchObject({ outcome: 'unreachable', saw: 'no other resolver tells (ETIMEOUT)' });
  });

  test('nothing but the name is asked, and nothing after the signal', async () => {
    await using server = await dnsServer(() => 'silent');
    const stop = new AbortController();
    const row = trySecondResolver(partsOf([server.address]), HOST, stop.signal);
    await expect.poll(() => server.asked.length).toBeGreaterThanOrEqual(2);
    stop.abort(new Error('stopped'));
    await expect(row).rejects.toThrow('stopped');
    expect(new Set(server.asked)).toEqual(new Set([HOST]));
  });

  test('a name of the own network is asked only of resolvers that somebody chose', async () => {
    expect(await trySecondResolver(partsOf(DEFAULT_RESOLVERS), 'db.internal', noSignal())).toBe(null);
    expect(await ask([['10.0.0.5']], 'db.internal')).toMatchObject({ outcome: 'resolves' });
  });

  test('a resolver of this machine that answers for what cannot exist lies', async () => {
    await using server = await dnsServer(() => ['203.0.113.7']);
    const asked: string[] = [];
    const inventing: SystemLookup = async (name) => {
      asked.push(name);
      if (!name.endsWith('.invalid.')) throw Object.assign(new Error('no'), { code: 'EAI_AGAIN' });
      return ['10.0.0.1'];
    };
    expect(await trySecondResolver(partsOf([server.address], inventing), HOST, noSignal())).toMatchObject({
      outcome: 'lies',
      saw: "this machine's resolver answers for a name that cannot exist",
    });
    expect(asked).toEqual([expect.stringMatching(/^kora-[0-9a-f]{16}\.invalid\.$/)]);
  });
});

describe('where this machine did give an address', () => {
  async function look(own: readonly string[], second: DnsAnswer, host = HOST) {
    await using server = await dnsServer(() => second);
    const row = await tryOwnResolver(partsOf([server.address], resolving({ [host]: own })), host, noSignal());
    return row === null
      ? null
      : { ...row, saw: row.saw.replaceAll(server.address, 'R1'), asked: server.asked.length };
  }

  test.each(['10.0.0.1', '127.0.0.1', '169.254.1.1', '::1'])(
    'one inside (%s) for a public name that is outside is a lie',
    async (own) => {
      expect(await look([own], ['203.0.113.7'])).toMatchObject({
        experiment: 'second_resolver',
        outcome: 'lies',
        saw: "this machine's resolver gives an address inside, R1 gives one outside",
      });
    },
  );

  test('one outside is believed, and nobody else is asked', async () => {
    await using server = await dnsServer(() => ['198.51.100.1']);
    const parts = partsOf([server.address], resolving({ [HOST]: ['203.0.113.7'] }));
    expect(await tryOwnResolver(parts, HOST, noSignal())).toBe(null);
    expect(server.asked).toEqual([]);
  });

  test.each<[string, DnsAnswer]>([
    ['the other resolver gives one inside too', ['10.0.0.1']],
    ['the other resolver does not know the name', 'no_such_name'],
    ['the other resolver is broken', 'fails'],
  ])('one inside is no lie when %s', async (_name, second) => {
    expect(await look(['10.0.0.1'], second)).toBe(null);
  });

  test.each(['nas.local', 'kong', 'localhost', '127.0.0.1', '10.0.0.1'])(
    '%s may well be inside',
    async (host) => {
      expect(await look(['10.0.0.1'], ['203.0.113.7'], host)).toBe(null);
    },
  );

  test('a resolver that answers for what cannot exist lies here as well', async () => {
    const inventing: SystemLookup = async () => ['203.0.113.9'];
    const parts = partsOf(['127.0.0.1:1'], inventing);
    expect(await tryOwnResolver(parts, HOST, noSignal())).toMatchObject({ outcome: 'lies' });
  });
});
