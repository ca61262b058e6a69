import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { noSignal } from '../../../test/support/bound-probe.ts';
import { type ControlledOptions, controlledProbe } from '../../../test/support/controlled-probe.ts';
import { dnsServer } from '../../../test/support/dns-server.ts';
import { createFakeClock } from '../../../test/support/fake-clock.ts';
import { closedPort, scriptedServer } from '../../../test/support/scripted-server.ts';
import type { Reason } from '../../contracts/status.ts';
import { DEFAULT_SENTINELS, parseSentinel, type Sentinel } from '../../domain/sentinel.ts';
import { createHttpClient } from '../../lib/http-client.ts';
import { createRedactor } from '../../lib/redact.ts';
import { systemClock } from '../../lib/time.ts';
import type { Controls } from '../../probes/define-probe.ts';
import { createExperiments, type ExperimentsParts } from './run-experiments.ts';
import { type ExperimentTarget, experimentTarget } from './target.ts';

const client = createHttpClient(systemClock);
afterAll(() => client.close());

function sentinelsOf(...texts: string[]): Sentinel[] {
  return texts.map(parseSentinel).filter((sentinel) => sentinel !== null);
}

function experiments(parts: Partial<ExperimentsParts> = {}) {
  const made = createExperiments({
    client,
    clock: systemClock,
    redact: createRedactor([]),
    sentinels: [],
    sentinelsByHand: false,
    resolvers: [],
    isOffline: true,
    systemLookup: () => Promise.reject(new Error('nobody is asked')),
    ...parts,
  });
  return {
    /** As for something that has long been bad. */
    run: (target: ExperimentTarget, reason: Reason, signal: AbortSignal, badSinceMs = 0) =>
      made.run(target, { reason, badSinceMs }, signal),
  };
}

function targetOf(url: string, controls?: Controls<ControlledOptions>): ExperimentTarget {
  return experimentTarget(controlledProbe(controls), { url });
}

const NO_CALLS = {};
const HTML = { 'content-type': 'text/html' };
const PAGE = '<!doctype html><title>Sign in</title>';

describe('what is tried', () => {
  test('for a dead provider: the call without credential, and the sentinels', async () => {
    await using outside = await scriptedServer(() => ({ status: 204 }));
    const tried = experiments({
      sentinels: sentinelsOf(`${outside.url}/generate_204`),
      sentinelsByHand: true,
    });
    const target = targetOf(`http://127.0.0.1:${await closedPort()}/`);
    expect(await tried.run(target, 'connection_refused', noSignal())).toMatchObject([
      { experiment: 'without_credential', outcome: 'unreachable' },
      { experiment: 'egress', outcome: 'reachable' },
    ]);
  });

  test('for a revoked token: the call without it alone', async () => {
    await using server = await scriptedServer(() => ({ status: 401, body: {} }));
    const sentinels = sentinelsOf(server.url);
    const rows = await experiments({ sentinels, sentinelsByHand: true }).run(
      targetOf(server.url),
      'auth_rejected',
      noSignal(),
    );
    expect(rows).toMatchObject([{ experiment: 'without_credential', outcome: 'refused' }]);
    expect(server.requests).toHaveLength(1);
  });

  test('for a look that was limited or is well: nothing', async () => {
    await using server = await scriptedServer(() => ({ status: 401 }));
    const tried = experiments({ sentinels: sentinelsOf(server.url), sentinelsByHand: true });
    for (const reason of [
      'rate_limited',
      'ok',
      'threshold_crossed',
      'auth_missing',
      'internal_error',
    ] as const)
      expect(await tried.run(targetOf(server.url), reason, noSignal())).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  test('a public call, where there is one and it stays with what was configured', async () => {
    await using server = await scriptedServer(() => ({ body: { up: true } }));
    await using elsewhere = await scriptedServer(() => ({ body: { up: true } }));
    const isExpected = () => true;
    const here = targetOf(server.url, { publicCall: ({ url }) => ({ request: { url }, isExpected }) });
    const there = targetOf(server.url, {
      publicCall: () => ({ request: { url: elsewhere.url }, isExpected }),
    });
    const rows = (target: ExperimentTarget, isOffline: boolean) =>
      experiments({ isOffline, sentinels: [] }).run(target, 'auth_rejected', noSignal());
    expect(await rows(here, true)).toMatchObject([{ experiment: 'public_call', outcome: 'answered' }]);
    expect(await rows(there, true)).toEqual([]);
    expect(elsewhere.requests).toEqual([]);
    expect(await rows(there, false)).toMatchObject([{ experiment: 'public_call', outcome: 'answered' }]);
  });

  test('a name that does not resolve: another resolver', async () => {
    await using resolver = await dnsServer(() => 'no_such_name');
    const tried = experiments({ resolvers: [resolver.address] });
    expect(await tried.run(targetOf('https://gone.example.com/'), 'dns_failed', noSignal())).toMatchObject([
      { experiment: 'second_resolver', outcome: 'agrees' },
    ]);
  });

  test('a resolver of this machine that leads elsewhere is found out behind other failures', async () => {
    await using resolver = await dnsServer(() => ['203.0.113.7']);
    const systemLookup = async (name: string) => {
      if (name === 'api.example.com') return ['127.0.0.1'];
      throw new Error('no such name');
    };
    const tried = experiments({ resolvers: [resolver.address], systemLookup });
    const target = targetOf('https://api.example.com/', NO_CALLS);
    expect(await tried.run(target, 'tls_failed', noSignal())).toMatchObject([
      { experiment: 'second_resolver', outcome: 'lies' },
    ]);
  });
});

describe('sentinels that nobody chose', () => {
  async function egressOf(url: string, parts: Partial<ExperimentsParts> = {}) {
    await using outside = await scriptedServer(() => ({ status: 204 }));
    const tried = experiments({ sentinels: sentinelsOf(`${outside.url}/generate_204`), ...parts });
    const rows = await tried.run(targetOf(url, NO_CALLS), 'timeout', noSignal());
    return { outcomes: rows.map(({ outcome }) => outcome), asked: outside.requests.length };
  }

  test.each(['http://127.0.0.1:1/', 'http://localhost:1/', 'http://[::1]:1/'])(
    'are not needed for what stands on this machine (%s)',
    async (url) => {
      expect(await egressOf(url)).toEqual({ outcomes: ['not_needed'], asked: 0 });
    },
  );

  test.each(['http://10.0.0.5/', 'http://nas.local/', 'http://[fd00::5]/'])(
    'say nothing about %s',
    async (url) => {
      expect(await egressOf(url)).toEqual({ outcomes: [], asked: 0 });
    },
  );

  test('say nothing about a name that this machine finds inside', async () => {
    const systemLookup = async () => ['10.0.0.5'];
    expect(await egressOf('https://wiki.example.com/', { systemLookup })).toEqual({ outcomes: [], asked: 0 });
  });

  test.each<[string, ExperimentsParts['systemLookup']]>([
    ['outside', async () => ['203.0.113.7']],
    ['outside and inside', async () => ['10.0.0.5', '203.0.113.7']],
    ['nowhere', () => Promise.reject(new Error('no'))],
  ])('are asked for a name that is %s', async (_name, systemLookup) => {
    const found = await egressOf('https://api.example.com/', { systemLookup });
    expect(found).toEqual({ outcomes: ['reachable'], asked: 1 });
  });

  test('but those chosen by hand are always asked', async () => {
    const found = await egressOf('http://127.0.0.1:1/', { sentinelsByHand: true });
    expect(found).toEqual({ outcomes: ['reachable'], asked: 1 });
  });

  test('are of several operators, by name and by address', () => {
    const hosts = DEFAULT_SENTINELS.map((text) => new URL(text).hostname);
    expect(hosts.filter((host) => /^[\d.]+$/.test(host)).length).toBeGreaterThan(1);
    expect(new Set(hosts).size).toBe(hosts.length);
  });
});

describe('however many fail', () => {
  test('two hundred targets at once ask the sentinels once, and each target itself once', async () => {
    await using outside = await scriptedServer(() => ({ status: 204 }));
    await using server = await scriptedServer(() => ({ status: 401, body: {} }));
    const tried = experiments({
      sentinels: sentinelsOf(`${outside.url}/generate_204`),
      sentinelsByHand: true,
    });
    const targets = Array.from({ length: 200 }, (_value, i) => targetOf(`${server.url}/${i}`));
    const all = await Promise.all(targets.map((target) => tried.run(target, 'timeout', noSignal())));
    expect(outside.requests).toHaveLength(1);
    expect(server.requests).toHaveLength(200);
    expect(
      all.every(([without, egress]) => without?.outcome === 'refused' && egress?.outcome === 'reachable'),
    ).toBe(true);
    expect(new Set(all.map(([, egress]) => egress?.atMs)).size).toBe(1);
  });

  test('that somebody was reached before this one began to be bad is no proof, and is tried anew', async () => {
    await using server = await scriptedServer(() => ({ status: 204 }));
    const clock = createFakeClock();
    const tried = experiments({ clock, sentinels: sentinelsOf(server.url), sentinelsByHand: true });
    const target = targetOf('http://127.0.0.1:1/', NO_CALLS);
    const beganAtMs = clock.nowMs();
    const run = () => tried.run(target, 'timeout', noSignal(), beganAtMs);
    const [first] = await run();
    await clock.advance(30_000);
    expect(await run()).toEqual([first]);
    const [fresh] = await tried.run(target, 'timeout', noSignal(), clock.nowMs());
    expect(fresh?.atMs).toBe(beganAtMs + 30_000);
  });

  test('one target is asked once a minute, and what was kept keeps its moment', async () => {
    await using server = await scriptedServer(() => ({ status: 401, body: {} }));
    const clock = createFakeClock();
    const tried = experiments({ clock });
    const target = targetOf(server.url);
    const [first] = await tried.run(target, 'auth_rejected', noSignal());
    await clock.advance(59_000);
    expect(await tried.run(target, 'timeout', noSignal())).toContainEqual(first);
    expect(server.requests).toHaveLength(1);
    await clock.advance(1_000);
    const [again] = await tried.run(target, 'auth_rejected', noSignal());
    expect(again?.atMs).toBe((first?.atMs ?? 0) + 60_000);
    expect(server.requests).toHaveLength(2);
  });

  test('all accounts of a provider at one address share a call, two pages of a site do not', async () => {
    await using server = await scriptedServer(() => ({ status: 401, body: {} }));
    const tried = experiments();
    for (const kind of ['provider', 'check'] as const) {
      for (const path of ['/a', '/b']) {
        const definition = controlledProbe(undefined, kind);
        const target = experimentTarget(definition, { url: `${server.url}${path}` });
        await tried.run(target, 'auth_rejected', noSignal());
      }
    }
    expect(server.requests.map(({ path }) => path)).toEqual(['/a', '/a', '/b']);
  });

  test('sentinels are asked again after ten seconds while they fail, after a minute while they are fine', async () => {
    let status = 502;
    await using outside = await scriptedServer(() => ({ status }));
    const clock = createFakeClock();
    const sentinels = sentinelsOf(outside.url);
    const tried = experiments({ clock, sentinels, sentinelsByHand: true });
    const outcomeAfter = async (ms: number) => {
      await clock.advance(ms);
      const rows = await tried.run(targetOf('http://127.0.0.1:1/', NO_CALLS), 'timeout', noSignal());
      return [rows[0]?.outcome, outside.requests.length];
    };
    expect(await outcomeAfter(0)).toEqual(['unreachable', 1]);
    status = 200;
    expect(await outcomeAfter(9_999)).toEqual(['unreachable', 1]);
    expect(await outcomeAfter(1)).toEqual(['reachable', 2]);
    status = 502;
    expect(await outcomeAfter(59_999)).toEqual(['reachable', 2]);
    expect(await outcomeAfter(1)).toEqual(['unreachable', 3]);
  });
});

describe('experiments that are themselves in trouble', () => {
  test('that hang are over within five seconds, and tell of nobody reached', async () => {
    await using server = await scriptedServer(() => undefined);
    await using resolver = await dnsServer(() => 'silent');
    const clock = createFakeClock();
    const tried = experiments({
      clock,
      sentinels: sentinelsOf(`${server.url}/generate_204`),
      sentinelsByHand: true,
      resolvers: [resolver.address],
      systemLookup: () => new Promise(() => {}),
    });
    const silent = tried.run(targetOf(server.url), 'timeout', noSignal());
    const nameless = tried.run(targetOf('https://api.example.com/'), 'dns_failed', noSignal());
    await expect.poll(() => server.requests.length).toBe(2);
    await expect.poll(() => resolver.asked.length).toBeGreaterThanOrEqual(2);
    await clock.advance(5_000);
    expect(await silent).toMatchObject([
      { experiment: 'without_credential', outcome: 'unreachable' },
      { experiment: 'egress', outcome: 'unreachable' },
    ]);
    expect(await nameless).toMatchObject([
      { experiment: 'second_resolver', outcome: 'unreachable' },
      { experiment: 'egress', outcome: 'unreachable' },
    ]);
  });

  test('that crash tell nothing, and the others do', async () => {
    await using server = await scriptedServer(() => ({ status: 401, body: {} }));
    const target = targetOf(server.url, {
      withoutCredential: ({ url }) => ({ url }),
      publicCall: ({ url }) => ({
        request: { url },
        isExpected: () => {
          throw new Error('a defect of the probe');
        },
      }),
    });
    expect(await experiments().run(target, 'protocol_error', noSignal())).toMatchObject([
      { experiment: 'without_credential', outcome: 'refused' },
      { experiment: 'egress', outcome: 'not_needed' },
    ]);
    const broken = {
      withoutCredential: () => {
        throw new Error('a defect of the probe');
      },
    };
    const unplannable = { ...target, definition: controlledProbe(broken) };
    expect(await experiments().run(unplannable, 'timeout', noSignal())).toEqual([]);
  });

  test('end with the signal', async () => {
    await using server = await scriptedServer(() => undefined);
    const tried = experiments({ sentinels: sentinelsOf(server.url), sentinelsByHand: true });
    const stop = new AbortController();
    const rows = tried.run(targetOf(server.url), 'timeout', stop.signal);
    await expect.poll(() => server.requests.length).toBe(2);
    stop.abort(new Error('stopped'));
    expect(await rows).toEqual([]);
    expect(await tried.run(targetOf(server.url), 'timeout', stop.signal)).toEqual([]);
  });
});

describe('what stands between', () => {
  test('a sign-in page of the network is no answer of the provider', async () => {
    await using portal = await scriptedServer(() => ({ headers: HTML, body: PAGE }));
    const sentinels = sentinelsOf(`${portal.url}/generate_204`);
    const tried = experiments({ sentinels, sentinelsByHand: true });
    expect(await tried.run(targetOf(portal.url), 'unexpected_body', noSignal())).toMatchObject([
      { experiment: 'without_credential', outcome: 'strange' },
      { experiment: 'egress', outcome: 'intercepted' },
    ]);
  });

  test('a provider that answers 200 to everything lets anybody in', async () => {
    await using server = await scriptedServer(() => ({ body: { ok: true } }));
    const rows = await experiments().run(targetOf(server.url), 'unexpected_body', noSignal());
    expect(rows[0]).toMatchObject({ experiment: 'without_credential', outcome: 'answered' });
  });
});

test('the target of a monitor is known by its provider, or by its origin', () => {
  const provider = controlledProbe(undefined, 'provider');
  expect(experimentTarget(provider, { url: 'https://api.example.com/v1' })).toMatchObject({
    key: 'controlled',
    origin: 'https://api.example.com',
  });
  expect(
    experimentTarget(controlledProbe(NO_CALLS), { url: 'https://example.com/health?x=1' }),
  ).toMatchObject({
    key: 'https://example.com',
    origin: 'https://example.com',
  });
  const withBase = { ...provider, controls: {}, schema: z.strictObject({ apiBase: z.string() }) };
  expect(experimentTarget(withBase, { apiBase: 'https://de.example.com/api' }).origin).toBe(
    'https://de.example.com',
  );
  expect(experimentTarget(controlledProbe(NO_CALLS), { host: 'db', port: 1 })).toMatchObject({
    key: 'controlled',
    origin: null,
  });
});
