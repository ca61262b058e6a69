import dns from 'node:dns';
import { afterEach, expect, test, vi } from 'vitest';
import { noSignal, testProbe } from '../../../../test/support/bound-probe.ts';
import { closedPort, scriptedServer } from '../../../../test/support/scripted-server.ts';
import { http } from './http.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const IPV6_FIRST = [
  { address: '::1', family: 6 },
  { address: '127.0.0.1', family: 4 },
];

/** Makes this machine's resolver give every name both addresses; Node's own connections ask it. */
function resolveToBoth(): void {
  vi.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: unknown, done: CallableFunction) => {
    process.nextTick(done, null, IPV6_FIRST);
  }) as typeof dns.lookup);
}

test('a name with an IPv6 address at which nobody is, is as healthy as its IPv4 address', async () => {
  resolveToBoth();
  await using server = await scriptedServer(() => ({ body: 'ok' }));
  const { port } = new URL(server.url);
  await using probe = testProbe(http, { url: `http://half.example.com:${port}/` });
  expect(await probe.look(noSignal())).toMatchObject({ status: 'healthy', reason: 'ok' });
  expect(server.requests).toHaveLength(1);
  expect(dns.lookup).toHaveBeenCalled();
});

test('one of which both addresses are closed refuses the connection', async () => {
  resolveToBoth();
  await using probe = testProbe(http, { url: `http://half.example.com:${await closedPort()}/` });
  expect(await probe.look(noSignal())).toMatchObject({ status: 'unknown', reason: 'connection_refused' });
});
