import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../lib/time.ts';
import type { PageBehaviour } from './page-behaviour.ts';
import { PROVIDER_NAMES, type ProviderName } from './simulated-provider.ts';
import { createSimulator, type Simulator } from './simulator.ts';

const running: Simulator[] = [];
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.stop();
});

async function started(): Promise<Simulator> {
  const simulator = createSimulator({ clock: systemClock, latencyMs: 0 });
  await simulator.start();
  running.push(simulator);
  return simulator;
}

function feedUrl(simulator: Simulator, provider: ProviderName): string {
  return simulator.environment()[`KORA_${provider.toUpperCase()}_FEED_URL`] ?? '';
}

function sentinelUrls(simulator: Simulator): string[] {
  return (simulator.environment().KORA_EGRESS_SENTINELS ?? '').split(',');
}

const summarySchema = z.looseObject({
  page: z.looseObject({ id: z.string(), name: z.string(), url: z.url() }),
  status: z.strictObject({ indicator: z.string(), description: z.string() }),
  components: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      status: z.string(),
      group: z.boolean(),
      group_id: z.string().nullable(),
    }),
  ),
  incidents: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      status: z.string(),
      impact: z.string(),
      shortlink: z.url(),
      created_at: z.iso.datetime(),
      resolved_at: z.iso.datetime().nullable(),
      incident_updates: z.array(z.looseObject({ status: z.string(), body: z.string() })),
      components: z.array(z.looseObject({ name: z.string() })),
    }),
  ),
  scheduled_maintenances: z.array(z.unknown()),
});

async function summary(simulator: Simulator, provider: ProviderName) {
  const response = await fetch(feedUrl(simulator, provider));
  expect(response.headers.get('content-type')).toContain('application/json');
  return summarySchema.parse(await response.json());
}

function ill({ components }: z.output<typeof summarySchema>): string[] {
  return components
    .filter(({ status }) => status !== 'operational')
    .map(({ name, status }) => `${name}: ${status}`);
}

describe('the status page', () => {
  test.each(PROVIDER_NAMES)(
    'of %s stands at another origin than its API, and all is well',
    async (provider) => {
      const simulator = await started();
      expect(new URL(feedUrl(simulator, provider)).origin).not.toBe(new URL(simulator.url()).origin);
      const told = await summary(simulator, provider);
      expect(told.status.indicator).toBe('none');
      expect(ill(told)).toEqual([]);
      expect(told.incidents).toEqual([]);
      const groups = told.components.filter(({ group }) => group).map(({ id }) => id);
      for (const { group_id } of told.components) expect([null, ...groups]).toContain(group_id);
      expect(new Set(told.components.map(({ id }) => id)).size).toBe(told.components.length);
    },
  );

  test('tells an incident from its first word to its last', async () => {
    const simulator = await started();
    const say = (kind: 'major_outage' | 'operational', phase: 'investigating' | 'monitoring' | 'resolved') =>
      simulator.setPage('supabase', {
        kind,
        components: ['Auth', 'us-east-1'],
        incident: { title: 'Sign-in fails', phase, text: `Now ${phase}.` },
      });
    say('major_outage', 'investigating');
    const opened = await summary(simulator, 'supabase');
    expect(opened.status).toEqual({ indicator: 'critical', description: 'Major Service Outage' });
    expect(ill(opened)).toEqual(['Auth: major_outage', 'us-east-1: major_outage', 'Regions: major_outage']);
    say('operational', 'monitoring');
    const watched = await summary(simulator, 'supabase');
    expect(ill(watched)).toEqual([]);
    expect(watched.incidents).toMatchObject([
      {
        id: opened.incidents[0]?.id,
        status: 'monitoring',
        impact: 'critical',
        created_at: opened.incidents[0]?.created_at,
        incident_updates: [{ body: 'Now monitoring.' }, { body: 'Now investigating.' }],
        components: [{ name: 'Auth' }, { name: 'us-east-1' }],
      },
    ]);
    say('operational', 'resolved');
    expect((await summary(simulator, 'supabase')).incidents).toEqual([]);
    const all = await fetch(feedUrl(simulator, 'supabase').replace('summary', 'incidents'));
    expect(await all.json()).toMatchObject({
      incidents: [{ id: opened.incidents[0]?.id, status: 'resolved', resolved_at: expect.any(String) }],
    });
    const page = await fetch(opened.incidents[0]?.shortlink ?? '');
    expect(await page.text()).toContain('Sign-in fails');
  });

  test('closes its incident by itself when it says that all is well, and opens another one for another title', async () => {
    const simulator = await started();
    const incident = { title: 'One', phase: 'investigating', text: 'We look.' } as const;
    simulator.setPage('fly', { kind: 'degraded_performance', incident });
    simulator.setPage('fly', { kind: 'degraded_performance', incident: { ...incident, title: 'Two' } });
    expect((await summary(simulator, 'fly')).incidents.map(({ name }) => name)).toEqual(['Two']);
    simulator.setPage('fly', { kind: 'operational' });
    expect((await summary(simulator, 'fly')).incidents).toEqual([]);
  });

  test('may lie either way: it knows nothing of the API', async () => {
    const simulator = await started();
    simulator.set('vercel', { kind: 'server_error', status: 503 });
    expect((await summary(simulator, 'vercel')).status.indicator).toBe('none');
    simulator.setPage('sentry', { kind: 'major_outage' });
    expect(ill(await summary(simulator, 'sentry'))).toEqual(['API: major_outage']);
    expect((await fetch(`${simulator.url()}/sentry/api/0/`)).status).toBe(200);
  });

  test('has a tag that stays the same as long as it says the same', async () => {
    const simulator = await started();
    const first = await fetch(feedUrl(simulator, 'fly'));
    const etag = first.headers.get('etag') ?? '';
    const again = () => fetch(feedUrl(simulator, 'fly'), { headers: { 'if-none-match': etag } });
    expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/);
    expect(await (await again()).text()).toBe('');
    expect((await again()).status).toBe(304);
    simulator.setPage('fly', { kind: 'operational' });
    expect((await again()).status).toBe(304);
    simulator.setPage('fly', { kind: 'partial_outage' });
    expect((await again()).status).toBe(200);
  });

  const sick: readonly (readonly [PageBehaviour, object])[] = [
    [{ kind: 'html_200' }, { status: 200, type: 'text/html' }],
    [{ kind: 'redirect_elsewhere', url: 'https://elsewhere.invalid/' }, { status: 302 }],
    [{ kind: 'server_error', status: 502 }, { status: 502 }],
    [{ kind: 'shrunk' }, { status: 200, components: 0 }],
    [{ kind: 'ten_thousand_components' }, { status: 200, components: 10_000 }],
    [{ kind: 'huge_body' }, { status: 200, type: 'application/json' }],
    [{ kind: 'malformed_json' }, { status: 200, type: 'application/json' }],
    [{ kind: 'half_body' }, { status: 200, broken: true }],
    [{ kind: 'reset' }, { broken: true }],
  ];
  test.each(sick)('is of no use when it is told to be %j', async (page, expected) => {
    const simulator = await started();
    simulator.setPage('doppler', page);
    expect(await look(feedUrl(simulator, 'doppler'))).toMatchObject(expected);
    expect((await summary(simulator, 'vercel')).status.indicator).toBe('none');
  });

  test('is not found under another name', async () => {
    const simulator = await started();
    for (const path of ['/netlify/api/v2/summary.json', '/'])
      expect((await fetch(new URL(path, feedUrl(simulator, 'fly')))).status).toBe(404);
    expect((await fetch(feedUrl(simulator, 'fly').replace('summary', 'else'))).status).toBe(200);
  });
});

async function look(url: string): Promise<object> {
  const asked = { status: 0, type: '', broken: false, components: -1 };
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) });
    asked.status = response.status;
    asked.type = response.headers.get('content-type')?.split(';')[0] ?? '';
    const text = await response.text();
    const counted = z.looseObject({ components: z.array(z.unknown()) }).safeParse(readJson(text));
    if (counted.success) asked.components = counted.data.components.length;
  } catch {
    asked.broken = true;
  }
  return asked;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

describe('the sentinels', () => {
  test('are three, each at an origin of its own, and answer without a body', async () => {
    const simulator = await started();
    const urls = sentinelUrls(simulator);
    expect(new Set(urls.map((url) => new URL(url).origin)).size).toBe(3);
    for (const url of urls) expect((await fetch(url)).status).toBe(204);
  });

  test.each([
    ['refusing', { broken: true }],
    ['redirecting', { status: 302 }],
    ['sign_in_page', { status: 200, type: 'text/html' }],
  ] as const)('may be %s', async (kind, expected) => {
    const simulator = await started();
    simulator.setSentinels(kind);
    for (const url of sentinelUrls(simulator)) expect(await look(url)).toMatchObject(expected);
  });

  test('may be silent', async () => {
    const simulator = await started();
    simulator.setSentinels('silent');
    const [url = ''] = sentinelUrls(simulator);
    await expect(fetch(url, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timeout/);
  });
});

describe('the network', () => {
  function everything(simulator: Simulator): string[] {
    return [
      ...PROVIDER_NAMES.flatMap((name) => [`${simulator.url()}/${name}/`, feedUrl(simulator, name)]),
      ...sentinelUrls(simulator),
    ];
  }

  test('takes everything with it when it is lost, even what is on its way, and brings it back', async () => {
    const simulator = createSimulator({ clock: systemClock, latencyMs: 100 });
    await simulator.start();
    running.push(simulator);
    const onTheWay = look(`${simulator.url()}/fly/v1/platform/regions`);
    await expect.poll(() => simulator.requests().length).toBe(1);
    simulator.setNetwork('lost');
    expect(await onTheWay).toMatchObject({ broken: true });
    for (const url of everything(simulator)) expect(await look(url), url).toMatchObject({ broken: true });
    simulator.setNetwork('there');
    for (const url of everything(simulator)) expect(await look(url), url).toMatchObject({ broken: false });
  });

  test('may put a sign-in page in the place of everything', async () => {
    const simulator = await started();
    simulator.setNetwork('intercepted');
    for (const url of everything(simulator))
      expect(await look(url), url).toMatchObject({ status: 200, type: 'text/html' });
  });
});

describe('who comes without a credential', () => {
  const calls: readonly (readonly [ProviderName, string, number])[] = [
    ['vercel', '/v7/deployments?limit=1', 403],
    ['sentry', '/api/0/organizations/demo-company/issues/', 401],
    ['doppler', '/v3/me', 401],
    ['supabase', '/auth/v1/health', 401],
    ['supabase', '/v1/projects/demoprojectabcdefghi', 401],
    ['fly', '/v1/apps/kora-runtime/machines', 401],
  ];
  const ofTheAccount = ['healthy', 'unauthorized', 'forbidden', 'not_found', 'rate_limited'] as const;

  test.each(calls)(
    'is refused by %s at %s with %i, whatever befell the account',
    async (provider, path, status) => {
      const simulator = await started();
      for (const kind of ofTheAccount) {
        simulator.set(provider, { kind });
        expect((await fetch(`${simulator.url()}/${provider}${path}`)).status, kind).toBe(status);
      }
      simulator.set(provider, { kind: 'server_error', status: 503 });
      expect((await fetch(`${simulator.url()}/${provider}${path}`)).status).toBe(503);
    },
  );

  test('may make the public calls all the same', async () => {
    const simulator = await started();
    for (const kind of ofTheAccount) {
      simulator.set('fly', { kind });
      simulator.set('sentry', { kind });
      expect((await fetch(`${simulator.url()}/fly/v1/platform/regions`)).status).toBe(200);
      const index = await fetch(`${simulator.url()}/sentry/api/0/`);
      expect(await index.json()).toEqual({ version: '0', auth: null, user: null });
    }
  });
});

describe('steering them over HTTP', () => {
  async function put(simulator: Simulator, place: string, body: unknown) {
    const response = await fetch(`${simulator.url()}/_control/${place}`, {
      method: 'PUT',
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  }

  test('changes each, tells them all, and works without a network', async () => {
    const simulator = await started();
    const incident = { phase: 'identified' };
    await put(simulator, 'fly/page', { page: 'partial_outage', components: ['Volumes'], incident });
    await put(simulator, 'sentinels', { sentinels: 'redirecting' });
    expect(await put(simulator, 'network', { network: 'lost' })).toEqual({ status: 200, body: 'lost' });
    expect(await (await fetch(`${simulator.url()}/_control`)).json()).toMatchObject({
      behaviours: { fly: { kind: 'healthy' } },
      pages: {
        fly: { kind: 'partial_outage', components: ['Volumes'], incident: { phase: 'identified' } },
        vercel: { kind: 'operational' },
      },
      sentinels: 'redirecting',
      network: 'lost',
    });
    await put(simulator, 'network', { network: 'there' });
    expect((await summary(simulator, 'fly')).incidents).toMatchObject([{ status: 'identified' }]);
  });

  const refused: readonly (readonly [string, unknown, number, RegExp])[] = [
    ['fly/page', { page: 'purple' }, 400, /page: one of operational/],
    ['fly/page', { page: 'redirect_elsewhere' }, 400, /url: /],
    ['fly/page', { page: 'server_error', status: 200 }, 400, /status: /],
    ['fly/page', { page: 'major_outage', components: 'Volumes' }, 400, /components: an array/],
    [
      'fly/page',
      { page: 'major_outage', components: ['Sails'] },
      400,
      /no component "Sails"; it has Anycast/,
    ],
    ['fly/page', { page: 'major_outage', incident: { phase: 'over' } }, 400, /phase: one of investigating/],
    ['fly/page', { page: 'major_outage', incident: { phase: 'resolved', title: 1 } }, 400, /texts/],
    ['fly/page/more', { page: 'operational' }, 404, /\/page/],
    ['sentinels', { sentinels: 'asleep' }, 400, /sentinels: one of answering/],
    ['network', {}, 400, /network: one of there, lost/],
    ['network/fly', { network: 'lost' }, 404, /PUT/],
  ];
  test.each(refused)('%s with %j is refused', async (place, body, status, error) => {
    const simulator = await started();
    expect(await put(simulator, place, body)).toMatchObject({
      status,
      body: { error: expect.stringMatching(error) },
    });
  });
});
