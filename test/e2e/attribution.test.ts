import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { explanationSchema } from '../../src/contracts/explanation.ts';
import { heartbeatServicesResponseSchema } from '../../src/contracts/heartbeat.ts';
import { type Incident, incidentsResponseSchema } from '../../src/contracts/incidents.ts';
import { type Monitor, monitorSchema } from '../../src/contracts/monitors.ts';
import { type LedgerEntry, ledgerResponseSchema } from '../../src/contracts/providers.ts';
import { historyDaemon, historyEnv } from '../support/history-daemon.ts';
import type { Script } from '../support/scripted-server.ts';
import {
  dopplerStandIn,
  portal,
  type StandIn,
  sentinel,
  sentryStandIn,
  silence,
  standIn,
  statusPage,
  unavailable,
} from '../support/stand-ins.ts';
import { tempFolder } from '../support/temp-folder.ts';

// From the first bad look on; these count from even before it.
const NAMED = { timeout: 30_000, interval: 200 };

const GREEN = dopplerPage('operational');
const RED = dopplerPage('major_outage');

function dopplerPage(status: 'operational' | 'major_outage'): Script {
  return statusPage('Doppler', [
    { name: 'API', status },
    { name: 'Dashboard', status: 'operational' },
  ]);
}

interface Watched extends AsyncDisposable {
  readonly doppler: StandIn;
  readonly sentry: StandIn;
  readonly page: StandIn;
  readonly sentinels: readonly StandIn[];
  monitor(name: string): Promise<Monitor>;
  explanation(name: string): Promise<z.output<typeof explanationSchema>>;
  /** As the frozen contract tells it. */
  frozenStatus(name: string): Promise<string | undefined>;
  incidents(): Promise<readonly Incident[]>;
  ledger(): Promise<readonly LedgerEntry[]>;
}

/** The real daemon, looking every second at stand-ins of two providers that are well. Use with `await using`. */
async function watched(pageSays: Script = GREEN): Promise<Watched> {
  await using stack = new AsyncDisposableStack();
  const origin = async (script: Script) => stack.use(await standIn(script));
  const [doppler, sentry] = [await origin(dopplerStandIn.well), await origin(sentryStandIn.well)];
  const page = await origin(pageSays);
  const sentinels = [await origin(sentinel), await origin(sentinel), await origin(sentinel)];
  const folder = stack.use(tempFolder());
  const env = {
    KORA_CONFIG: folder.write('kora.yaml', 'interval: 1s\ntimeout: 2s\n'),
    KORA_OFFLINE: '1',
    KORA_FEED_INTERVAL_SEC: '1',
    KORA_EGRESS_SENTINELS: sentinels.map(({ url }) => `${url}/generate_204`).join(','),
    KORA_DOPPLER_API_TOKEN: dopplerStandIn.token,
    KORA_DOPPLER_API_BASE: doppler.url,
    KORA_DOPPLER_FEED_URL: `${page.url}/api/v2/summary.json`,
    KORA_SENTRY_API_TOKEN: sentryStandIn.token,
    KORA_SENTRY_ORG: 'acme',
    KORA_SENTRY_API_BASE: sentry.url,
  };
  const daemon = stack.use(await historyDaemon(historyEnv({ kind: 'sqlite', folder: folder.path }, env)));
  const monitor = async (name: string) => monitorSchema.parse(await daemon.get(`/monitors/${name}`));
  for (const name of ['doppler', 'sentry'])
    await expect.poll(async () => (await monitor(name)).status, NAMED).toBe('healthy');
  await expect.poll(async () => (await monitor('doppler')).official?.state, NAMED).not.toBe('unread');
  const whole = stack.move();
  return {
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
    doppler,
    sentry,
    page,
    sentinels,
    monitor,
    explanation: async (name) => explanationSchema.parse(await daemon.get(`/monitors/${name}/explanation`)),
    async frozenStatus(name) {
      const { services } = heartbeatServicesResponseSchema.parse(await daemon.get('/../heartbeat/services'));
      return services.find((service) => service.name === name)?.status;
    },
    incidents: async () => incidentsResponseSchema.parse(await daemon.get('/incidents')).incidents,
    ledger: async () => ledgerResponseSchema.parse(await daemon.get('/ledger')).entries,
  };
}

/** What an explanation says was tried, and what came of it. */
function tried({ evidence }: z.output<typeof explanationSchema>): Record<string, string> {
  return Object.fromEntries(evidence.map(({ experiment, outcome }) => [experiment, outcome]));
}

describe('a dead provider is the provider’s fault', () => {
  test('when it refuses connections, though the frozen contract knows nothing', async () => {
    await using world = await watched();
    await world.doppler.die();
    await expect
      .poll(() => world.monitor('doppler'), NAMED)
      .toMatchObject({
        status: 'unhealthy',
        reason: 'connection_refused',
        fault: 'provider',
        actor: 'provider',
        sentence: expect.stringContaining('does not answer'),
        official: { state: 'operational' },
      });
    const explained = await world.explanation('doppler');
    expect(tried(explained)).toMatchObject({
      look: 'saw',
      without_credential: 'unreachable',
      egress: 'reachable',
      feed: 'operational',
    });
    expect(await world.frozenStatus('doppler')).toBe('unknown');
    await expect
      .poll(() => world.incidents(), NAMED)
      .toMatchObject([{ monitor: 'doppler', state: 'open', fault: 'provider' }]);
    expect((await world.monitor('sentry')).status).toBe('healthy');
  });

  test('when it answers everybody with 503', async () => {
    await using world = await watched(RED);
    world.doppler.play(unavailable);
    await expect
      .poll(() => world.monitor('doppler'), NAMED)
      .toMatchObject({
        status: 'unhealthy',
        reason: 'http_server_error',
        fault: 'provider',
        actor: 'provider',
        sentence: expect.stringMatching(/refusing everybody.*status page agrees/),
        official: { state: 'outage' },
      });
    expect(tried(await world.explanation('doppler'))).toMatchObject({ without_credential: 'failed' });
  });

  test('when it is silent to everybody', async () => {
    await using world = await watched();
    world.doppler.play(silence);
    await expect
      .poll(() => world.monitor('doppler'), NAMED)
      .toMatchObject({
        status: 'unhealthy',
        reason: 'timeout',
        fault: 'provider',
        actor: 'provider',
      });
  });
});

test('a revoked token is the credential’s fault, since an unauthenticated call is refused as ever', async () => {
  await using world = await watched();
  world.doppler.play(dopplerStandIn.revoked);
  world.sentry.play(sentryStandIn.revoked);
  for (const name of ['doppler', 'sentry']) {
    await expect
      .poll(() => world.monitor(name), NAMED)
      .toMatchObject({
        reason: 'auth_rejected',
        fault: 'credential',
        actor: 'you',
        sentence: expect.stringMatching(/token was rejected.*itself is fine/),
      });
    const explained = await world.explanation(name);
    expect(tried(explained)).toMatchObject({ without_credential: 'refused' });
    expect(explained.to_do).not.toBe(null);
  }
});

test('a rate limit is the quota’s', async () => {
  await using world = await watched();
  world.doppler.play(dopplerStandIn.limited);
  world.sentry.play(sentryStandIn.limited);
  for (const name of ['doppler', 'sentry']) {
    await expect
      .poll(() => world.monitor(name), NAMED)
      .toMatchObject({
        reason: 'rate_limited',
        fault: 'quota',
        actor: 'nobody',
        sentence: expect.stringContaining('limiting you'),
      });
  }
});

describe('a status page that lies', () => {
  test('red while we see all well: stays healthy', async () => {
    await using world = await watched(RED);
    await expect
      .poll(() => world.monitor('doppler'), NAMED)
      .toMatchObject({
        status: 'healthy',
        fault: null,
        actor: null,
        official: { state: 'outage' },
      });
    expect(await world.explanation('doppler')).toMatchObject({ fault: null, actor: 'nobody', to_do: null });
    expect(await world.incidents()).toEqual([]);
  });

  test('green while it answers 503: still the provider’s fault', async () => {
    await using world = await watched(GREEN);
    world.doppler.play(unavailable);
    await expect
      .poll(() => world.monitor('doppler'), NAMED)
      .toMatchObject({
        status: 'unhealthy',
        fault: 'provider',
        sentence: expect.stringContaining('does not say so'),
        official: { state: 'operational' },
      });
  });

  const elsewhere = 'https://elsewhere.invalid/summary.json';
  const sick: readonly (readonly [string, Script])[] = [
    ['of HTML with 200', portal],
    ['that moved to another host', () => ({ status: 302, headers: { location: elsewhere } })],
    ['of some other shape', () => ({ body: { page: { name: 'Doppler' }, components: 5, status: [] } })],
    ['that fails', unavailable],
  ];
  test.each(sick)('%s is sick, and touches nothing', async (_what, script) => {
    await using world = await watched(script);
    await expect.poll(async () => (await world.monitor('doppler')).official?.state, NAMED).toBe('sick');
    expect(await world.monitor('doppler')).toMatchObject({ status: 'healthy', fault: null });
    world.doppler.play(dopplerStandIn.revoked);
    await expect.poll(async () => (await world.monitor('doppler')).fault, NAMED).toBe('credential');
  });
});

test('the ledger tells how late a page admits an outage, and how early it calls it over', async () => {
  await using world = await watched(GREEN);
  world.doppler.play(unavailable);
  const unadmitted = { monitor: 'doppler', admitted_at: null, lead_minutes: null };
  await expect.poll(() => world.ledger(), NAMED).toMatchObject([unadmitted]);
  world.page.play(RED);
  await expect
    .poll(() => world.ledger(), NAMED)
    .toMatchObject([{ feed_title: 'Trouble with API', feed_url: 'https://stspg.io/i1', resolved_at: null }]);
  world.page.play(GREEN);
  await expect.poll(async () => (await world.ledger())[0]?.resolved_at, NAMED).not.toBe(null);
  world.doppler.play(dopplerStandIn.well);
  await expect.poll(async () => (await world.ledger())[0]?.lag_minutes ?? null, NAMED).not.toBe(null);
  const [entry] = await world.ledger();
  // The page puts the beginning back to the morning, which is not when it admitted anything.
  const inOrder = [entry?.started_at, entry?.admitted_at, entry?.resolved_at, entry?.ended_at];
  expect(inOrder).toEqual(inOrder.toSorted());
  expect(entry?.lead_minutes).toBeGreaterThanOrEqual(0);
});

describe('our own network', () => {
  const isBlind = { status: 'unknown', fault: 'network', incident: null };

  /** Opens one incident about Kora and none about anybody else. */
  async function isOneOwnOutage(world: Watched): Promise<void> {
    for (const name of ['doppler', 'sentry'])
      await expect.poll(() => world.monitor(name), NAMED).toMatchObject(isBlind);
    const own = { monitor: null, state: 'open', fault: 'network' };
    await expect.poll(() => world.incidents(), NAMED).toMatchObject([own]);
    for (const name of ['doppler', 'sentry']) {
      expect(await world.monitor(name)).toMatchObject(isBlind);
      expect((await world.explanation(name)).sentence).toContain('Nothing here says anything about');
    }
  }

  function everything({ doppler, sentry, page, sentinels }: Watched): readonly StandIn[] {
    return [doppler, sentry, page, ...sentinels];
  }

  test('when it is dead, everybody is unknown, and one incident is about Kora', async () => {
    await using world = await watched();
    await Promise.all(everything(world).map((origin) => origin.die()));
    await isOneOwnOutage(world);
    await Promise.all(everything(world).map((origin) => origin.revive()));
    for (const name of ['doppler', 'sentry'])
      await expect.poll(() => world.monitor(name), NAMED).toMatchObject({ status: 'healthy', fault: null });
    await expect.poll(() => world.incidents(), NAMED).toMatchObject([{ monitor: null, state: 'closed' }]);
  });

  test('when it swallows everything, that takes a look’s time longer, and is the same', async () => {
    await using world = await watched();
    for (const origin of everything(world)) origin.play(silence);
    await isOneOwnOutage(world);
  });

  test('when it wants a sign-in, the answers are not taken for those of others', async () => {
    await using world = await watched();
    for (const origin of everything(world)) origin.play(portal);
    await isOneOwnOutage(world);
    expect(tried(await world.explanation('doppler'))).toMatchObject({ egress: 'intercepted' });
  });

  test('when it dies while somebody was dead already, what was learnt before is no proof against it', async () => {
    await using world = await watched();
    await world.doppler.die();
    await expect.poll(() => world.monitor('doppler'), NAMED).toMatchObject({ fault: 'provider' });
    await Promise.all(everything(world).map((origin) => origin.die()));
    await expect.poll(() => world.monitor('sentry'), NAMED).toMatchObject(isBlind);
    const opened = await world.incidents();
    expect(opened.map(({ monitor }) => monitor)).not.toContain('sentry');
  });

  test('that lets no sentinel through makes nobody ill, and is not said to be gone while others are reached', async () => {
    await using world = await watched();
    await Promise.all(world.sentinels.map((origin) => origin.die()));
    await world.doppler.die();
    await expect.poll(async () => (await world.monitor('doppler')).fault, NAMED).not.toBe(null);
    expect(await world.monitor('sentry')).toMatchObject({ status: 'healthy', fault: null });
    expect((await world.monitor('doppler')).fault).not.toBe('network');
  });

  test('of which one sentinel still answers is there', async () => {
    await using world = await watched();
    const [first, second] = world.sentinels;
    await Promise.all([first, second, world.doppler].map((origin) => origin?.die()));
    await expect.poll(() => world.monitor('doppler'), NAMED).toMatchObject({ fault: 'provider' });
  });
});

describe('an address that answers 200 to everything', () => {
  const hollow: readonly (readonly [string, Script])[] = [
    ['in JSON', () => ({ body: {} })],
    [
      'in HTML',
      () => ({ headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Parked</title>' }),
    ],
  ];
  test.each(hollow)('%s is no sign of the provider: nobody is blamed', async (_what, script) => {
    await using world = await watched();
    world.doppler.play(script);
    await expect
      .poll(() => world.monitor('doppler'), NAMED)
      .toMatchObject({
        status: 'unhealthy',
        reason: 'unexpected_body',
        fault: 'undetermined',
        actor: 'unclear',
      });
  });
});

test('no experiment carries a credential, and none is made while all is well', async () => {
  await using world = await watched();
  const withoutOne = () =>
    world.doppler.requests.filter(({ headers }) => headers.authorization === undefined);
  expect(withoutOne()).toEqual([]);
  world.doppler.play(unavailable);
  await expect.poll(async () => (await world.monitor('doppler')).fault, NAMED).toBe('provider');
  await expect.poll(() => world.doppler.requests.length, NAMED).toBeGreaterThan(8);
  // At most once a minute.
  expect(withoutOne()).toHaveLength(1);
  for (const origin of [...world.sentinels, world.page])
    for (const { headers } of origin.requests) expect(headers.authorization).toBe(undefined);
});
