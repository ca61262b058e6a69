import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../test/support/temp-folder.ts';
import { KoraError } from '../lib/errors.ts';
import { http } from '../probes/checks/http/http.ts';
import type { AnyProbeDefinition, FeedSource } from '../probes/define-probe.ts';
import { vercel } from '../probes/providers/vercel/vercel.ts';
import { loadConfig } from './load-config.ts';
import { buildFeed, feedOption, feedVariable } from './monitor-feed.ts';
import { createProblems } from './problems.ts';

const SOURCE: FeedSource<{ readonly region: string }> = {
  url: 'https://status.example.com/api/v2/summary.json',
  pageUrl: 'https://status.example.com/about',
  watches: ({ name }, region) => name === 'API' || name === region,
  regionOf: ({ region }) => region,
};
const PROVIDER: AnyProbeDefinition = { ...vercel, feed: SOURCE };
const OPTIONS = { region: 'iad' };

interface Case {
  readonly definition?: AnyProbeDefinition;
  readonly given?: unknown;
  readonly options?: unknown;
  readonly env?: Record<string, string>;
  readonly isOffline?: boolean;
}

function feedOf({ definition = PROVIDER, given, options = OPTIONS, env = {}, isOffline = false }: Case = {}) {
  const problems = createProblems();
  const parsed = given === undefined ? undefined : feedOption.parse(given);
  const feed = buildFeed({ definition, given: parsed, options, env, isOffline, problems });
  problems.throwIfAny();
  return feed;
}

function watched(feed: ReturnType<typeof feedOf>, group: string | null, name: string, region = 'iad') {
  return feed?.watches({ group, name }, region);
}

describe("the provider's own", () => {
  test('is read unless somebody says otherwise', () => {
    const feed = feedOf();
    expect(feed).toMatchObject({ url: SOURCE.url, pageUrl: SOURCE.pageUrl, byHand: false });
    expect([watched(feed, null, 'API'), watched(feed, null, 'iad'), watched(feed, null, 'Docs')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(feed?.regionOf({})).toBe('iad');
  });

  test('is not read offline, nor where the file says false', () => {
    expect(feedOf({ isOffline: true })).toBe(null);
    expect(feedOf({ given: false, env: { KORA_VERCEL_FEED_URL: 'https://other.example/' } })).toBe(null);
  });

  test('is not read for an installation that it does not speak of, unless somebody named it', () => {
    const definition = { ...PROVIDER, feed: { ...SOURCE, speaksOf: () => false } };
    expect(feedOf({ definition })).toBe(null);
    expect(feedOf({ definition, given: 'https://status.example.com/' })?.byHand).toBe(true);
    expect(feedOf({ definition, options: null })).not.toBe(null);
  });

  test('knows no region while the monitor is not set up', () => {
    expect(feedOf({ options: null })?.regionOf({})).toBe(null);
  });

  test('is none for a check', () => {
    expect(feedOf({ definition: http })).toBe(null);
  });
});

describe('the variable of a provider', () => {
  const env = { KORA_VERCEL_FEED_URL: ' http://127.0.0.1:8080/summary.json?page=1 ' };

  test('points its feed elsewhere, offline as well, and leaves what it watches', () => {
    const feed = feedOf({ env, isOffline: true });
    expect(feed).toMatchObject({
      url: 'http://127.0.0.1:8080/summary.json?page=1',
      pageUrl: 'http://127.0.0.1:8080/',
      byHand: true,
    });
    expect([watched(feed, null, 'API'), watched(feed, null, 'Docs')]).toEqual([true, false]);
    expect(feed?.regionOf({})).toBe('iad');
  });

  test('is named after its type, and is none of a check', () => {
    expect(feedVariable('doppler')).toBe('KORA_DOPPLER_FEED_URL');
    expect(feedVariable('two-words')).toBe('KORA_TWO_WORDS_FEED_URL');
    expect(feedOf({ definition: http, env: { KORA_HTTP_FEED_URL: 'https://other.example/' } })).toBe(null);
  });

  test('that is no address is a problem', () => {
    expect(() => feedOf({ env: { KORA_VERCEL_FEED_URL: 'status' } })).toThrow(KoraError);
  });
});

describe('the file', () => {
  test('goes before the variable, and may name an address alone', () => {
    const env = { KORA_VERCEL_FEED_URL: 'https://other.example/' };
    const feed = feedOf({ env, given: 'https://status.example.com/history.atom' });
    expect(feed).toMatchObject({
      url: 'https://status.example.com/history.atom',
      pageUrl: SOURCE.pageUrl,
      byHand: true,
    });
    expect(watched(feed, null, 'Docs')).toBe(false);
  });

  test('gives a check one, of which every component counts', () => {
    const feed = feedOf({ definition: http, given: 'https://status.example.com/feed', options: {} });
    expect(feed).toMatchObject({ pageUrl: 'https://status.example.com/', byHand: true });
    expect([watched(feed, 'Any', 'thing'), feed?.regionOf({})]).toEqual([true, null]);
  });

  test('may name components and the page, in whatever region', () => {
    const feed = feedOf({
      given: {
        url: 'https://status.example.com/feed',
        components: ['Checkout API', 'Droplets / FRA1', '/^queue/i'],
        page: 'https://status.example.com/eu',
      },
    });
    expect(feed).toMatchObject({ pageUrl: 'https://status.example.com/eu', byHand: true });
    expect(feed?.regionOf({})).toBe(null);
    const seen = [
      watched(feed, null, 'checkout api'),
      watched(feed, 'Shop', 'Checkout API'),
      watched(feed, 'Droplets', 'FRA1'),
      watched(feed, 'Volumes', 'FRA1'),
      watched(feed, null, 'Queues'),
      watched(feed, 'Queues', 'NYC1'),
      watched(feed, null, 'API'),
    ];
    expect(seen).toEqual([true, true, true, false, true, true, false]);
  });
});

describe('a feed in kora.yaml', () => {
  async function load(feed: string, env: Record<string, string> = {}) {
    using folder = tempFolder();
    const yaml = `monitors:\n  - name: shop\n    check: http\n    url: https://example.com\n    feed: ${feed}\n`;
    const KORA_CONFIG = folder.write('kora.yaml', yaml);
    const { monitors } = await loadConfig({ env: { KORA_CONFIG, ...env }, cwd: folder.path });
    return monitors.find(({ name }) => name === 'shop')?.feed;
  }

  test('is part of its monitor', async () => {
    expect(await load('https://status.example.com/feed', { KORA_OFFLINE: '1' })).toMatchObject({
      url: 'https://status.example.com/feed',
      byHand: true,
    });
    expect(await load('false')).toBe(null);
  });

  test.each([
    ['status', '5:11 monitors[0].feed: is not an http or https address'],
    ['true', '5:11 monitors[0].feed: must be false or text or a map of keys and values, not true or false'],
    ['{ page: "https://x.example/" }', '5:11 monitors[0].feed.url: is missing'],
    ['{ url: 5 }', '5:18 monitors[0].feed.url: must be text, not a number; put it in quotes'],
    [
      '{ url: "https://x.example/", component: [a] }',
      '5:40 monitors[0].feed.component: unknown key; did you mean "components"?',
    ],
    [
      '{ url: "https://x.example/", components: [a, "/(/"] }',
      '5:56 monitors[0].feed.components[1]: is not a regular expression',
    ],
    ['{ url: "https://x.example/", components: [] }', '5:52 monitors[0].feed.components: must not be empty'],
  ])('that is %s says what is wrong, and where', async (feed, problem) => {
    const error: unknown = await load(feed).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KoraError);
    expect((error as KoraError).problems).toEqual([`kora.yaml:${problem}`]);
  });
});
