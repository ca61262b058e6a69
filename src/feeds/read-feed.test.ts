import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { hostileServer } from '../../test/suites/broken-upstream.ts';
import { HOSTILITIES } from '../../test/suites/hostilities.ts';
import { closedPort, type Script, scriptedServer } from '../../test/support/scripted-server.ts';
import { createHttpClient } from '../lib/http-client.ts';
import { createRedactor } from '../lib/redact.ts';
import { type Clock, systemClock } from '../lib/time.ts';
import { isOpen } from './levels.ts';
import { officialState } from './official-state.ts';
import { type FeedMemory, NOTHING_READ, readFeed } from './read-feed.ts';

const client = createHttpClient(systemClock);
afterAll(() => client.close());

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]();
});

async function serve(script: Script) {
  const server = await scriptedServer(script);
  open.push(server);
  return server;
}

const SHORT_MS = 400;
/** As the system's, but nobody waits ten seconds for a deadline. */
const hasty: Clock = {
  ...systemClock,
  setTimer: (delayMs, task) => systemClock.setTimer(Math.min(delayMs, SHORT_MS), task),
};

function read(url: string, memory: FeedMemory = NOTHING_READ, clock: Clock = systemClock) {
  const signal = new AbortController().signal;
  return readFeed({ client, clock, redact: createRedactor([]) }, { url, memory }, signal);
}

function page(part: Record<string, unknown> = {}) {
  return {
    page: { id: 'p' },
    status: { indicator: 'none' },
    components: [{ id: 'c', name: 'API', status: 'operational' }],
    incidents: [],
    ...part,
  };
}

const OUT = page({
  status: { indicator: 'critical' },
  components: [{ id: 'c', name: 'API', status: 'major_outage' }],
});

/** The state of `API`, as the page was read. */
function state({ reading }: FeedMemory, nowMs = systemClock.nowMs()) {
  return officialState(reading, ({ name }) => name === 'API', { region: null, nowMs }).state;
}

describe('a good page', () => {
  test('is read without any credential and remembered with its kind', async () => {
    const server = await serve(() => ({ body: OUT }));
    const { memory, retryAfterMs } = await read(`${server.url}/summary.json`);
    expect(memory.reading).toMatchObject({
      kind: 'statuspage',
      problem: null,
      report: { level: 'outage', components: [{ name: 'API', level: 'outage' }] },
    });
    expect(memory.reading.readAtMs).toBe(memory.reading.triedAtMs);
    expect(retryAfterMs).toBe(null);
    expect(Object.keys(server.requests[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  test('is asked for only if it changed, and a 304 keeps the report and proves it anew', async () => {
    const server = await serve(({ headers }) =>
      headers['if-none-match'] === '"v1"' && headers['if-modified-since'] === 'Fri, 20 Nov 2026 09:00:00 GMT'
        ? { status: 304 }
        : { headers: { etag: '"v1"', 'last-modified': 'Fri, 20 Nov 2026 09:00:00 GMT' }, body: OUT },
    );
    const first = (await read(server.url)).memory;
    const aged = { ...first, reading: { ...first.reading, readAtMs: 1, problem: 'It was away.' } };
    const second = (await read(server.url, aged)).memory;
    expect(second.reading).toMatchObject({ report: first.reading.report, problem: null });
    expect(second.reading.readAtMs).toBeGreaterThan(1);
    expect(server.requests).toHaveLength(2);
  });

  test('whose bytes are the same is not parsed again', async () => {
    const server = await serve(() => ({ body: OUT }));
    const first = (await read(server.url)).memory;
    const second = (await read(server.url, first)).memory;
    expect(second.reading.report).toBe(first.reading.report);
    expect(second.reading.readAtMs).toBeGreaterThanOrEqual(first.reading.readAtMs ?? 0);
  });

  test('may move within its own host', async () => {
    const server = await serve(({ path }) =>
      path === '/new' ? { body: OUT } : { status: 301, headers: { location: '/new' } },
    );
    expect(state((await read(`${server.url}/old`)).memory)).toBe('outage');
  });

  test.each([
    ['big', [0xfe, 0xff], true],
    ['little', [0xff, 0xfe], false],
  ] as const)('may be UTF-16 with its %s end first', async (_name, mark, swap) => {
    const text = JSON.stringify([
      { arn: 'arn:aws:health:us-east-1::event/x', service: 'API', status: '3', summary: 'Störung' },
    ]);
    const units = Buffer.from(text, 'utf16le');
    const body = Buffer.concat([Buffer.from(mark), swap ? units.swap16() : units]);
    const server = await serve(() => ({ headers: { 'content-type': 'application/json' }, body }));
    const { memory } = await read(server.url);
    expect(memory.reading).toMatchObject({ kind: 'aws', report: { incidents: [{ title: 'Störung' }] } });
    expect(state(memory)).toBe('outage');
  });

  test('of 10,000 components is read whole, and of more the first 10,000, at once', async () => {
    const components = Array.from({ length: 30_000 }, (_, i) => ({
      id: String(i),
      name: i === 9_999 ? 'API' : `c ${i}`,
      status: i === 9_999 ? 'major_outage' : 'operational',
    }));
    const server = await serve(() => ({ body: page({ components }) }));
    const before = process.threadCpuUsage();
    const { memory } = await read(server.url);
    expect(memory.reading.report?.components).toHaveLength(10_000);
    expect(state(memory)).toBe('outage');
    // Of the processor: the machine may be busy with something else. Far more than it takes, cold as it is.
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_500);
  });

  test('of texts and lists that are made to be slow is read at once', async () => {
    const many = <T>(count: number, make: (i: number) => T) =>
      Array.from({ length: count }, (_, i) => make(i));
    const named = many(50, (i) => ({ name: `c${i}` }));
    const body = page({
      incidents: many(200, (i) => ({
        id: `i${i}`,
        name: '\\'.repeat(300),
        status: 'identified',
        impact: 'minor',
        components: named,
        incident_updates: [
          { body: '\\u0026&lt;'.repeat(300), affected_components: named },
          ...many(5, () => ({ affected_components: named })),
        ],
      })),
    });
    const server = await serve(() => ({ body }));
    const before = process.threadCpuUsage();
    const { reading } = (await read(server.url)).memory;
    const { user, system } = process.threadCpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_500);
    expect(reading.report?.incidents).toHaveLength(200);
  });

  test('with a thousand incidents is read, and 200 are kept', async () => {
    const incidents = Array.from({ length: 1_000 }, (_, i) => ({
      id: String(i),
      name: `Incident ${i}`,
      status: 'investigating',
      impact: 'minor',
      components: Array.from({ length: 20 }, (_each, c) => ({ name: `c${c}` })),
    }));
    const server = await serve(() => ({ body: page({ incidents }) }));
    expect((await read(server.url)).memory.reading.report?.incidents).toHaveLength(200);
  });

  test('with bytes that are no text loses the one name', async () => {
    const body = Buffer.from(JSON.stringify(page()).replace('"p"', '"M\u00fcller"'), 'latin1');
    const server = await serve(() => ({
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body,
    }));
    expect(state((await read(server.url)).memory)).toBe('operational');
  });
});

describe('a sick feed says so, keeps what was known, and says nothing of the service:', () => {
  const HTML = { headers: { 'content-type': 'text/html' }, body: '<!doctype html><p>All is well' };
  const JSON_TYPE = { 'content-type': 'application/json' };

  test.each<[string, Script, RegExp]>([
    ['HTML with 200', () => HTML, /^It answered with text\/html where JSON or XML should be\.$/],
    ['HTML that says it is JSON', () => ({ ...HTML, headers: JSON_TYPE }), /JSON that is broken/],
    [
      'HTML that says it is XML',
      () => ({ ...HTML, headers: { 'content-type': 'text/xml' } }),
      /XML that is broken/,
    ],
    ['no content type', () => ({ body: JSON.stringify(page()) }), /^It answered with no content type/],
    [
      'truncated JSON',
      () => ({ headers: JSON_TYPE, body: '{"page":{"id":' }),
      /JSON that is broken or not whole/,
    ],
    ['JSON of another kind', () => ({ body: { hello: 'world' } }), /no kind of status page/],
    ['JSON of nothing', () => ({ body: 'null', headers: JSON_TYPE }), /no kind of status page/],
    [
      'a known kind that says nothing',
      () => ({ body: { page: {}, components: 'many', incidents: [] } }),
      /^It answered like a page of the kind statuspage, but without what such a page says\.$/,
    ],
    [
      'another known kind that says nothing',
      () => ({ body: { layout: { layout_settings: [] } } }),
      /no kind of/,
    ],
    [
      'JSON in UTF-16 without a mark',
      () => ({ headers: JSON_TYPE, body: Buffer.from('{"page":{}}', 'utf16le') }),
      /broken/,
    ],
    ['404', () => ({ status: 404 }), /^It answered HTTP 404; the page may have moved\.$/],
    ['401', () => ({ status: 401 }), /^It answered HTTP 401/],
    ['500', () => ({ status: 500 }), /^It failed on its own side \(HTTP 500\)\.$/],
    ['no content', () => ({ status: 204 }), /^It answered HTTP 204/],
    ['a 304 that nobody asked for', () => ({ status: 304 }), /^It answered HTTP 304/],
    [
      'a redirect in a circle',
      () => ({ status: 302, headers: { location: '/' } }),
      /^It redirects in a circle\.$/,
    ],
  ])('%s', async (_name, script, problem) => {
    const server = await serve(script);
    const { reading } = (await read(server.url)).memory;
    expect(reading.problem).toMatch(problem);
    expect(reading).toMatchObject({
      report: null,
      kind: null,
      readAtMs: null,
      triedAtMs: expect.any(Number),
    });
    expect(state({ ...NOTHING_READ, reading })).toBe('sick');
  });

  test('a redirect to another host is not followed, and told with where it leads', async () => {
    const elsewhere = await serve(() => ({ body: OUT }));
    const server = await serve(() => ({ status: 302, headers: { location: `${elsewhere.url}/steal?x=1` } }));
    const { reading } = (await read(server.url)).memory;
    expect(reading.problem).toBe(
      `It redirects to ${elsewhere.url}, which is not followed; it may have moved there.`,
    );
    expect(elsewhere.requests).toEqual([]);
  });

  test('a port on which nothing listens', async () => {
    const { reading } = (await read(`http://127.0.0.1:${await closedPort()}/`)).memory;
    expect(reading.problem).toMatch(/^It could not be read: nothing listens there \(ECONNREFUSED\)\.$/);
  });

  test('silence, by the deadline', async () => {
    const server = await serve(() => undefined);
    const { reading } = (await read(server.url, NOTHING_READ, hasty)).memory;
    expect(reading.problem).toBe('It did not answer within 10 seconds.');
  });

  test('100 MB, of which a little more than 4 MiB are taken', async () => {
    let sent = 0;
    const chunk = Buffer.alloc(1024 * 1024, 0x20);
    const server = await serve((_request, { response }) => {
      response.writeHead(200, JSON_TYPE);
      const pour = () => {
        while (sent < 100 && !response.destroyed) {
          sent += 1;
          if (!response.write(chunk)) return;
        }
        response.end();
      };
      response.on('drain', pour);
      pour();
      return undefined;
    });
    const { reading } = (await read(server.url)).memory;
    expect(reading.problem).toMatch(/larger than 4194304 bytes/);
    expect(sent).toBeLessThan(50);
  });

  test('a gzip bomb', async () => {
    const body = gzipSync(Buffer.alloc(100 * 1024 * 1024, 0x20));
    const server = await serve(() => ({ headers: { ...JSON_TYPE, 'content-encoding': 'gzip' }, body }));
    expect((await read(server.url)).memory.reading.problem).toMatch(/larger than 4194304 bytes/);
  });

  test.each([429, 503])('HTTP %i with the time after which to come again', async (status) => {
    const server = await serve(() => ({ status, headers: { 'retry-after': '90' } }));
    const { memory, retryAfterMs } = await read(server.url);
    expect(memory.reading.problem).toMatch(/^It (?:asks to be read less often|failed on its own side)/);
    expect(retryAfterMs).toBe(90_000);
  });

  test('a problem does not forget what was known, until it is a quarter of an hour old', async () => {
    const server = await serve(() => ({ body: OUT }));
    const good = (await read(server.url)).memory;
    const broken = await serve(() => ({ status: 500 }));
    const { memory } = await read(broken.url, good);
    expect(memory.reading).toMatchObject({ report: good.reading.report, readAtMs: good.reading.readAtMs });
    expect(state(memory)).toBe('outage');
    expect(state(memory, (good.reading.readAtMs ?? 0) + 16 * 60_000)).toBe('sick');
  });
});

describe('a page that shrinks', () => {
  test('to no component keeps those that were known and says so, for a day', async () => {
    let body = OUT;
    let nowMs = systemClock.nowMs();
    const clock = { ...systemClock, nowMs: () => nowMs };
    const server = await serve(() => ({ body }));
    const good = (await read(server.url, NOTHING_READ, clock)).memory;
    body = page({ components: [] });
    const shrunk = (await read(server.url, good, clock)).memory;
    expect(shrunk.reading).toMatchObject({
      report: good.reading.report,
      problem: 'It names no component any more, where it named one; what it said before is kept.',
    });
    nowMs += 23 * 3_600_000;
    const still = (await read(server.url, shrunk, clock)).memory;
    expect(still.reading.problem).not.toBe(null);
    nowMs += 2 * 3_600_000;
    const believed = (await read(server.url, still, clock)).memory;
    expect(believed.reading).toMatchObject({ problem: null, report: { components: [] } });
    // It grew again in between: the day begins anew.
    body = OUT;
    const again = (await read(server.url, shrunk, clock)).memory;
    expect(again).toMatchObject({ shrunkAtMs: null, reading: { problem: null } });
  });

  test('is nothing special where only what is wrong is listed', async () => {
    const broken = { arn: 'arn:aws:health:us-east-1::event/x', service: 'API', status: '3', event_log: [] };
    let body = [broken];
    const server = await serve(() => ({ body }));
    const bad = (await read(server.url)).memory;
    body = [];
    const fine = (await read(server.url, bad)).memory;
    expect([state(bad), state(fine)]).toEqual(['outage', 'operational']);
    expect(fine.reading.report?.incidents.filter(isOpen)).toEqual([]);
    expect(fine.reading.report?.incidents).toHaveLength(1);
  });

  test('because it moved to another kind is believed', async () => {
    let body: unknown = OUT;
    const server = await serve(() => ({ body }));
    const before = (await read(server.url)).memory;
    body = { page_title: 'Acme', ongoing_incidents: [] };
    const after = (await read(server.url, before)).memory;
    expect(after.reading).toMatchObject({ kind: 'incident-io', problem: null });
    expect(state(after)).toBe('operational');
  });
});

test('ends with the reason of whoever ends it', async () => {
  const stopping = new AbortController();
  const server = await serve(() => {
    stopping.abort(new Error('shutting down'));
    return undefined;
  });
  const parts = { client, clock: systemClock, redact: createRedactor([]) };
  const reading = readFeed(parts, { url: server.url, memory: NOTHING_READ }, stopping.signal);
  await expect(reading).rejects.toThrow('shutting down');
});

test.each(HOSTILITIES.map((hostility) => [hostility.name, hostility] as const))(
  'meets %s as a sick feed',
  async (_name, hostility) => {
    const elsewhere = await serve(() => ({ body: OUT }));
    await using server = await hostileServer(hostility, elsewhere.url);
    const startedTick = systemClock.tick();
    const { reading } = (await read(server.url, NOTHING_READ, hasty)).memory;
    expect(reading.problem).toMatch(/^It .{3,290}\.$/);
    expect(reading.report).toBe(null);
    expect(elsewhere.requests).toEqual([]);
    expect(systemClock.tick() - startedTick).toBeLessThan(SHORT_MS + 2_500);
  },
);
