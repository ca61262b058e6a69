import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load-config.ts';
import { officialState } from '../../src/feeds/official-state.ts';
import { type FeedMemory, NOTHING_READ, readFeed } from '../../src/feeds/read-feed.ts';
import { createHttpClient } from '../../src/lib/http-client.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { systemClock } from '../../src/lib/time.ts';
import type { PageBehaviour } from '../../src/simulator/page-behaviour.ts';
import { PAGE_LAYOUTS } from '../../src/simulator/page-layouts.ts';
import { PROVIDER_NAMES, type ProviderName } from '../../src/simulator/simulated-provider.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { ACTS } from '../../src/simulator/story.ts';
import { noSignal } from '../support/bound-probe.ts';

const simulator = createSimulator({ clock: systemClock, latencyMs: 0 });
const client = createHttpClient(systemClock);
const parts = { client, clock: systemClock, redact: createRedactor([]) };
beforeAll(() => simulator.start());
afterAll(async () => {
  await client.close();
  await simulator.stop();
});

async function feedOf(name: ProviderName) {
  const { monitors } = await loadConfig({ env: simulator.environment(), cwd: '/', file: false });
  const feed = monitors.find((monitor) => monitor.name === name)?.feed ?? null;
  if (feed === null) throw new Error(`${name} has no feed`);
  return feed;
}

async function read(name: ProviderName, memory: FeedMemory = NOTHING_READ): Promise<FeedMemory> {
  const { url } = await feedOf(name);
  return (await readFeed(parts, { url, memory }, noSignal())).memory;
}

async function official(name: ProviderName, { reading }: FeedMemory, region: string | null = null) {
  const { watches } = await feedOf(name);
  return officialState(reading, watches, { region, nowMs: systemClock.nowMs() });
}

describe.each(PROVIDER_NAMES)('the simulated status page of %s', (name) => {
  test('is read where the simulator has it, and says that all is well', async () => {
    expect(await feedOf(name)).toMatchObject({ byHand: true, url: expect.stringMatching(/^http:\/\/127/) });
    simulator.setPage(name, { kind: 'operational' });
    const memory = await read(name);
    expect(memory.reading).toMatchObject({ kind: 'statuspage', problem: null });
    expect(memory.reading.report?.components).toHaveLength(PAGE_LAYOUTS[name].components.length);
    expect((await official(name, memory)).state).toBe('operational');
  });

  test('concerns what is looked at when its main component is ill, and an incident of that is told', async () => {
    simulator.setPage(name, {
      kind: 'major_outage',
      incident: { title: 'It is out', phase: 'investigating', text: 'We look.' },
    });
    expect(await official(name, await read(name))).toMatchObject({
      state: 'outage',
      words: expect.stringContaining(PAGE_LAYOUTS[name].main),
      incidents: [{ title: 'It is out', phase: 'investigating', text: 'We look.', level: 'outage' }],
    });
    simulator.setPage(name, { kind: 'operational' });
  });

  test('is sick in every way in which it can be, and keeps what it said before', async () => {
    simulator.setPage(name, { kind: 'operational' });
    const before = await read(name);
    const sick: readonly PageBehaviour[] = [
      { kind: 'html_200' },
      { kind: 'redirect_elsewhere', url: 'https://elsewhere.invalid/' },
      { kind: 'server_error', status: 503 },
      { kind: 'shrunk' },
      { kind: 'malformed_json' },
      { kind: 'half_body' },
      { kind: 'reset' },
      { kind: 'huge_body' },
      { kind: 'compression_bomb' },
    ];
    for (const page of sick) {
      simulator.setPage(name, page);
      const { reading } = await read(name, before);
      expect(reading.problem, page.kind).not.toBe(null);
      expect(reading.report).toEqual(before.reading.report);
    }
    simulator.setPage(name, { kind: 'operational' });
    expect((await read(name, before)).reading.problem).toBe(null);
  });
});

test("others' components on a provider's page are no concern of it", async () => {
  const others: readonly (readonly [ProviderName, string])[] = [
    ['vercel', 'GitHub Integration'],
    ['vercel', 'Dashboard'],
    ['sentry', 'Slack'],
    ['doppler', 'Cloudflare'],
    ['supabase', 'Edge Functions'],
  ];
  for (const [name, component] of others) {
    simulator.setPage(name, { kind: 'major_outage', components: [component] });
    expect((await official(name, await read(name))).state, component).toBe('operational');
    simulator.setPage(name, { kind: 'operational' });
  }
});

test('a region is a concern of who stands in it', async () => {
  const regional: readonly (readonly [ProviderName, string, string])[] = [
    ['supabase', 'eu-central-1', 'eu-central-1'],
    ['fly', 'AMS - Amsterdam, Netherlands', 'ams'],
  ];
  for (const [name, component, region] of regional) {
    simulator.setPage(name, { kind: 'partial_outage', components: [component] });
    const memory = await read(name);
    expect((await official(name, memory, region)).state).toBe('degraded');
    expect((await official(name, memory, 'elsewhere')).state).toBe('operational');
    simulator.setPage(name, { kind: 'operational' });
  }
});

test('ten thousand components are read, and only so many kept', async () => {
  simulator.setPage('vercel', { kind: 'ten_thousand_components' });
  const { reading } = await read('vercel');
  expect(reading.problem).toBe(null);
  expect(reading.report?.components.length).toBeLessThanOrEqual(10_000);
  simulator.setPage('vercel', { kind: 'operational' });
});

test('what the pages tell in the story of the day is a concern of their monitors', async () => {
  for (const { name: act, pages = {} } of ACTS) {
    for (const provider of PROVIDER_NAMES) {
      const page = pages[provider];
      if (page === undefined || page.kind === 'operational') continue;
      simulator.setPage(provider, page);
      expect((await official(provider, await read(provider))).state, act).toMatch(/^(?:outage|degraded)$/);
      simulator.setPage(provider, { kind: 'operational' });
    }
  }
});
