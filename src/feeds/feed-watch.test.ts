import { afterEach, describe, expect, test } from 'vitest';
import { createFakeClock, type FakeClock } from '../../test/support/fake-clock.ts';
import { type Script, scriptedServer } from '../../test/support/scripted-server.ts';
import { createHttpClient } from '../lib/http-client.ts';
import { createRedactor } from '../lib/redact.ts';
import { systemClock } from '../lib/time.ts';
import { createFeeds, type FeedChange, type Feeds } from './feed-watch.ts';

const CADENCE_MS = 120_000;

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function serve(script: Script) {
  const server = await scriptedServer(script);
  open.push(async () => server[Symbol.asyncDispose]());
  return server;
}

interface Watched {
  readonly feeds: Feeds;
  readonly clock: FakeClock;
  readonly changes: FeedChange[];
  readonly errors: unknown[];
}

function watch(
  urls: readonly string[],
  onChange?: (change: FeedChange) => void,
  more: { readonly cadenceMs?: number } = {},
): Watched {
  const clock = createFakeClock();
  const client = createHttpClient(systemClock);
  const changes: FeedChange[] = [];
  const errors: unknown[] = [];
  const feeds = createFeeds({
    sources: urls.map((url) => ({ url })),
    clock,
    client,
    redact: createRedactor([]),
    ...more,
    onChange: onChange ?? ((change) => changes.push(change)),
    onError: (_url, error) => errors.push(error),
  });
  open.push(async () => {
    await feeds.stop();
    await client.close();
  });
  return { feeds, clock, changes, errors };
}

function page(level: 'none' | 'critical' = 'none') {
  const status = level === 'none' ? 'operational' : 'major_outage';
  return { page: {}, status: { indicator: level }, components: [{ name: 'API', status }] };
}

/** Until the reads that are under way have ended, which takes real time. */
async function tried({ feeds, clock }: Watched, url: string, atMs = clock.nowMs()) {
  await expect.poll(() => feeds.reading(url).triedAtMs).toBe(atMs);
}

test('reads every feed once at the start, also one that several name', async () => {
  const server = await serve(() => ({ body: page() }));
  const urls = Array.from({ length: 20 }, (_, i) => `${server.url}/${i % 10}`);
  const watched = watch(urls);
  expect(watched.feeds.reading(urls[0] ?? '')).toMatchObject({
    report: null,
    problem: null,
    triedAtMs: null,
  });
  watched.feeds.start();
  await watched.clock.advance(1_000);
  await expect.poll(() => urls.every((url) => watched.feeds.reading(url).report !== null)).toBe(true);
  expect(server.requests.map(({ path }) => path).sort()).toEqual(
    Array.from({ length: 10 }, (_, i) => `/${i}`),
  );
  expect(watched.changes).toHaveLength(10);
});

test('asks again on the cadence, and tells only of what changed', async () => {
  let body = page();
  const server = await serve(() => ({ body }));
  const watched = watch([server.url]);
  watched.feeds.start();
  await tried(watched, server.url);
  await watched.clock.advance(CADENCE_MS - 1);
  expect(server.requests).toHaveLength(1);
  await watched.clock.advance(1);
  await tried(watched, server.url);
  expect(watched.changes).toHaveLength(1);
  body = page('critical');
  await watched.clock.advance(CADENCE_MS);
  await tried(watched, server.url);
  expect(server.requests).toHaveLength(3);
  await expect.poll(() => watched.changes.length).toBe(2);
  expect(watched.changes[1]).toMatchObject({
    url: server.url,
    before: { report: { level: 'operational' } },
    reading: { report: { level: 'outage' } },
  });
});

test('asks as often as it is told', async () => {
  const server = await serve(() => ({ body: page() }));
  const watched = watch([server.url], undefined, { cadenceMs: 5_000 });
  watched.feeds.start();
  await tried(watched, server.url);
  for (const read of [2, 3]) {
    await watched.clock.advance(4_999);
    expect(server.requests).toHaveLength(read - 1);
    await watched.clock.advance(1);
    await tried(watched, server.url);
    expect(server.requests).toHaveLength(read);
  }
});

test('spreads the feeds over the cadence, however many begin at once', async () => {
  const server = await serve(() => ({ body: page() }));
  const urls = Array.from({ length: 4 }, (_, i) => `${server.url}/${i}`);
  const watched = watch(urls);
  watched.feeds.start();
  await watched.clock.advance(1_000);
  for (const url of urls) await expect.poll(() => watched.feeds.reading(url).report).not.toBe(null);
  const startedMs = watched.clock.nowMs() - 1_000;
  for (let i = 1; i <= 4; i += 1) {
    await watched.clock.advance(startedMs + (i * CADENCE_MS) / 4 + 1_000 - watched.clock.nowMs());
    await expect.poll(() => server.requests.length).toBe(4 + i);
  }
});

test('reads four at once and no more, and none twice at a time', async () => {
  const waiting: (() => void)[] = [];
  const server = await serve((_request, { response }) => {
    waiting.push(() =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page())),
    );
    return undefined;
  });
  const watched = watch(Array.from({ length: 6 }, (_, i) => `${server.url}/${i}`));
  watched.feeds.start();
  await watched.clock.advance(5_000);
  await expect.poll(() => server.requests.length).toBe(4);
  await watched.clock.advance(4_000);
  expect(server.requests).toHaveLength(4);
  waiting.shift()?.();
  await expect.poll(() => server.requests.length).toBe(5);
  for (const answer of waiting.splice(0)) answer();
  await expect.poll(() => server.requests.length).toBe(6);
  expect(new Set(server.requests.map(({ path }) => path)).size).toBe(6);
});

describe('a sick feed', () => {
  test('is asked less and less often, at least every ten minutes, and on the cadence once it is well', async () => {
    let status = 500;
    const server = await serve(() => (status === 200 ? { body: page() } : { status }));
    const watched = watch([server.url]);
    watched.feeds.start();
    await tried(watched, server.url);
    for (const minutes of [2, 4, 8, 10, 10]) {
      const asked = server.requests.length;
      await watched.clock.advance(minutes * 60_000 - 1);
      expect(server.requests).toHaveLength(asked);
      await watched.clock.advance(1);
      await tried(watched, server.url);
    }
    expect(watched.changes).toMatchObject([
      { reading: { problem: 'It failed on its own side (HTTP 500).' } },
    ]);
    status = 200;
    await watched.clock.advance(600_000);
    await tried(watched, server.url);
    expect(watched.feeds.reading(server.url)).toMatchObject({
      problem: null,
      report: { level: 'operational' },
    });
    const asked = server.requests.length;
    await watched.clock.advance(CADENCE_MS);
    await expect.poll(() => server.requests.length).toBe(asked + 1);
  });

  test.each([
    ['1800', 1_800_000],
    ['999999', 3_600_000],
  ])('that asks to be left alone for %s seconds is, for an hour at most', async (seconds, waitMs) => {
    const server = await serve(() => ({ status: 429, headers: { 'retry-after': seconds } }));
    const watched = watch([server.url]);
    watched.feeds.start();
    await tried(watched, server.url);
    await watched.clock.advance(waitMs - 1);
    expect(server.requests).toHaveLength(1);
    await watched.clock.advance(1);
    await expect.poll(() => server.requests.length).toBe(2);
  });

  test('holds up no other, and none of what it says is a state of the service', async () => {
    const silent = await serve(() => undefined);
    const fine = await serve(() => ({ body: page() }));
    const watched = watch([silent.url, fine.url]);
    watched.feeds.start();
    await watched.clock.advance(1_000);
    await expect.poll(() => watched.feeds.reading(fine.url).report?.level).toBe('operational');
    await watched.clock.advance(10_000);
    await expect
      .poll(() => watched.feeds.reading(silent.url).problem)
      .toBe('It did not answer within 10 seconds.');
    expect(watched.feeds.reading(silent.url).report).toBe(null);
  });
});

test('an address that cannot be asked at all is sick, and is no defect', async () => {
  const watched = watch(['no address']);
  watched.feeds.start();
  await expect
    .poll(() => watched.feeds.reading('no address').problem)
    .toBe('It could not be read: not a valid address.');
  expect(watched.errors).toEqual([]);
});

test('a listener that fails is told of, and the feed goes on being read', async () => {
  const server = await serve(() => ({ body: page() }));
  const watched = watch([server.url], () => {
    throw new Error('a defect');
  });
  watched.feeds.start();
  await expect.poll(() => watched.errors.map(String)).toEqual(['Error: a defect']);
  await watched.clock.advance(CADENCE_MS);
  await expect.poll(() => server.requests.length).toBe(2);
});

test('stops at once, in the middle of a read, and says nothing afterwards', async () => {
  const server = await serve(() => undefined);
  const watched = watch([server.url]);
  watched.feeds.start();
  await expect.poll(() => server.requests.length).toBe(1);
  await watched.feeds.stop();
  expect(watched.feeds.reading(server.url)).toMatchObject({ problem: null, triedAtMs: null });
  await watched.clock.advance(10 * CADENCE_MS);
  expect(server.requests).toHaveLength(1);
  expect(watched.changes).toEqual([]);
});

test('stops before it started, too', async () => {
  await expect(watch(['http://127.0.0.1:1/']).feeds.stop()).resolves.toBe(undefined);
});
