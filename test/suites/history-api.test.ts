import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  beatsResponseSchema,
  detailChangesResponseSchema,
  seriesResponseSchema,
  uptimeDaysResponseSchema,
  uptimeOfAllSchema,
  uptimeResponseSchema,
} from '../../src/contracts/history.ts';
import {
  incidentDetailSchema,
  incidentEventSchema,
  incidentsResponseSchema,
} from '../../src/contracts/incidents.ts';
import { slosResponseSchema } from '../../src/contracts/slos.ts';
import type { Beat } from '../../src/domain/beat.ts';
import type { StoredIncident } from '../../src/storage/incidents.ts';
import { beat } from '../support/beats.ts';
import { type HistoryServer, historyServer } from '../support/history-server.ts';
import { STORE_KINDS } from '../support/stores.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
// What is told is rounded to this.
const TENTH_MS = 0.1;
/** A Wednesday noon in UTC. */
const NOW_MS = Date.UTC(2026, 10, 25, 12, 0, 0);

/** A look a minute for three days, with one bad hour, one blind hour and one hour in which nobody looked. */
const BAD_FROM_MS = NOW_MS - 30 * HOUR_MS;
const BLIND_FROM_MS = NOW_MS - 20 * HOUR_MS;
const GAP_FROM_MS = NOW_MS - 10 * HOUR_MS;

function threeDays(): Beat[] {
  const beats: Beat[] = [];
  for (let atMs = NOW_MS - 3 * DAY_MS; atMs < NOW_MS; atMs += MINUTE_MS) {
    if (atMs >= GAP_FROM_MS && atMs < GAP_FROM_MS + HOUR_MS) continue;
    const isBad = atMs >= BAD_FROM_MS && atMs < BAD_FROM_MS + HOUR_MS;
    const isBlind = atMs >= BLIND_FROM_MS && atMs < BLIND_FROM_MS + HOUR_MS;
    beats.push(
      beat(atMs, {
        holdsMs: MINUTE_MS,
        ...(isBad ? { status: 'unhealthy', reason: 'http_server_error' } : {}),
        ...(isBlind ? { status: 'unknown', reason: 'timeout', latencyMs: null } : {}),
        ...(isBlind ? {} : { latencyMs: 50 + ((atMs / MINUTE_MS) % 100) }),
      }),
    );
  }
  return beats;
}

function incident(id: string, fields: Partial<StoredIncident>): StoredIncident {
  return {
    id,
    monitorId: null,
    startedAtMs: BAD_FROM_MS,
    endedAtMs: BAD_FROM_MS + HOUR_MS,
    worst: 'unhealthy',
    reason: 'http_server_error',
    fault: null,
    why: 'It answered with an error.',
    flapping: false,
    evidence: null,
    ...fields,
  };
}

describe.each(STORE_KINDS)('what the API tells from $kind', (kind) => {
  let server: HistoryServer;
  beforeAll(async () => {
    server = await historyServer(kind, {
      nowMs: NOW_MS,
      slos: [
        { name: 'shop', monitors: ['vercel', 'sentry'], objective: 0.99, window: '3d', bad: ['unhealthy'] },
      ],
    });
    const monitorId = server.idOf('vercel');
    await server.tell('vercel', threeDays(), {
      details: [
        { monitorId, atMs: NOW_MS - 3 * DAY_MS, error: null, details: '{"n":1}' },
        { monitorId, atMs: BAD_FROM_MS, error: 'HTTP 503', details: '{}' },
        { monitorId, atMs: BAD_FROM_MS + HOUR_MS, error: null, details: '{"n":2}' },
      ],
      incidents: [
        {
          incident: incident('vercel-a', { monitorId }),
          events: [
            {
              key: 'a',
              atMs: BAD_FROM_MS,
              kind: 'opened',
              status: 'unhealthy',
              reason: null,
              text: 'It fails.',
            },
          ],
        },
        ...Array.from({ length: 7 }, (_, i) => ({
          incident: incident(`kora-${i}`, {
            startedAtMs: NOW_MS - i * 1_000,
            endedAtMs: i < 2 ? null : NOW_MS,
          }),
          events: [],
        })),
      ],
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const get = async (path: string) => (await server.kora.ask(`/api/v1${path}`)).json();
  const status = async (path: string) => (await server.kora.ask(`/api/v1${path}`)).status;

  test('looks, page by page, each once, with the error that was so', async () => {
    const told: string[] = [];
    let cursor = '';
    do {
      const page = beatsResponseSchema.parse(await get(`/monitors/vercel/beats?limit=500${cursor}`));
      told.push(...page.beats.map(({ at, error }) => `${at} ${error}`));
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
    } while (cursor !== '');
    expect(new Set(told).size).toBe(threeDays().length);
    expect([...told].sort().reverse()).toEqual(told);
    expect(told.filter((line) => line.endsWith('HTTP 503'))).toHaveLength(60);
  });

  test('looks of a span only', async () => {
    const from = new Date(BAD_FROM_MS).toISOString();
    const to = new Date(BAD_FROM_MS + 10 * MINUTE_MS).toISOString();
    const page = beatsResponseSchema.parse(await get(`/monitors/vercel/beats?from=${from}&to=${to}`));
    expect(page.beats).toHaveLength(10);
    expect(page.beats.at(-1)).toMatchObject({ at: from, status: 'unhealthy', error: 'HTTP 503' });
  });

  test('how details changed, the newest first', async () => {
    const page = detailChangesResponseSchema.parse(await get('/monitors/vercel/details?limit=2'));
    expect(page.changes.map(({ details, error }) => [details, error])).toEqual([
      [{ n: 2 }, null],
      [{}, 'HTTP 503'],
    ]);
    const rest = detailChangesResponseSchema.parse(
      await get(`/monitors/vercel/details?limit=2&cursor=${page.next_cursor}`),
    );
    expect(rest).toMatchObject({ changes: [{ details: { n: 1 } }], next_cursor: null });
  });

  test.each([
    ['beats', HOUR_MS, 120, 30_000],
    ['minutes', DAY_MS, 300, 5 * MINUTE_MS],
    ['hours', 3 * DAY_MS, 72, HOUR_MS],
    ['days', 3 * DAY_MS, 3, DAY_MS],
  ])(
    'a series from %s, with percentiles within a hundredth of what the looks say',
    async (tier, spanMs, points, stepMs) => {
      const from = new Date(NOW_MS - spanMs).toISOString();
      const series = seriesResponseSchema.parse(
        await get(`/monitors/vercel/series?from=${from}&points=${points}`),
      );
      expect(series).toMatchObject({ tier, step_ms: stepMs });
      for (const point of series.points) {
        const startMs = Date.parse(point.at);
        const within = threeDays().filter(({ startedAtMs: ms }) => ms >= startMs && ms < startMs + stepMs);
        const latencies = within.flatMap(({ latencyMs }) => latencyMs ?? []).sort((a, b) => a - b);
        expect(Object.values(point.looks).reduce((a, b) => a + b)).toBe(within.length);
        if (latencies.length === 0) continue;
        const exact = latencies[Math.floor(0.95 * (latencies.length - 1))] ?? 0;
        expect(Math.abs((point.p95 ?? 0) - exact)).toBeLessThanOrEqual(exact * 0.01 + TENTH_MS);
        expect([point.min, point.max]).toEqual([latencies[0], latencies.at(-1)]);
      }
    },
  );

  test('uptime in three parts, with why some of it was not measured', async () => {
    const { windows } = uptimeResponseSchema.parse(await get('/monitors/vercel/uptime?windows=48h,3d,1h'));
    expect(windows[0]).toMatchObject({
      window: '48h',
      healthy_ms: 45 * HOUR_MS,
      unhealthy_ms: HOUR_MS,
      unmeasured_ms: 2 * HOUR_MS,
      uptime_ratio: 45 / 46,
      coverage_ratio: 46 / 48,
    });
    expect(windows[0]?.unmeasured).toEqual(
      expect.arrayContaining([
        { reason: 'timeout', fault: null, ms: HOUR_MS },
        { reason: null, fault: null, ms: HOUR_MS },
      ]),
    );
    expect(windows[1]).toMatchObject({ unhealthy_ms: HOUR_MS, unmeasured_ms: 2 * HOUR_MS });
    expect(windows[2]).toMatchObject({ healthy_ms: HOUR_MS, uptime_ratio: 1, coverage_ratio: 1 });
  });

  test('what it tells of all is what it tells of each', async () => {
    const all = uptimeOfAllSchema.parse(await get('/uptime?windows=3d'));
    const one = uptimeResponseSchema.parse(await get('/monitors/vercel/uptime?windows=3d'));
    expect(all.monitors.map(({ monitor }) => monitor)).toEqual(['vercel', 'sentry']);
    const { unmeasured: _why, ...sums } = one.windows[0] ?? { unmeasured: [] };
    expect(all.monitors[0]?.windows[0]).toEqual(sums);
    expect(all.monitors[1]?.windows[0]).toMatchObject({ uptime_ratio: null, coverage_ratio: 0 });
  });

  test('days of the viewer, and a month of theirs', async () => {
    const days = uptimeDaysResponseSchema.parse(await get('/monitors/vercel/days?days=3&tz=Asia/Tokyo'));
    expect(days.days.map(({ day }) => day)).toEqual(['2026-11-23', '2026-11-24', '2026-11-25']);
    // Tokyo's 24th began at 15:00 UTC of the 23rd: the bad hour (06:00 UTC) lies in it.
    expect(days.days[1]).toMatchObject({ unhealthy_ms: HOUR_MS });
    expect(days.days[2]).toMatchObject({ healthy_ms: 19 * HOUR_MS, unmeasured_ms: 2 * HOUR_MS });
    const month = uptimeResponseSchema.parse(
      await get('/monitors/vercel/uptime?windows=2026-11&tz=Asia/Tokyo'),
    );
    expect(month.windows[0]).toMatchObject({ from: '2026-10-31T15:00:00.000Z', unhealthy_ms: HOUR_MS });
  });

  test('incidents, open ones first, page by page', async () => {
    const ids: string[] = [];
    let cursor = '';
    do {
      const page = incidentsResponseSchema.parse(await get(`/incidents?limit=3${cursor}`));
      ids.push(...page.incidents.map(({ id }) => id));
      cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
    } while (cursor !== '');
    expect(ids).toEqual(['kora-0', 'kora-1', 'kora-2', 'kora-3', 'kora-4', 'kora-5', 'kora-6', 'vercel-a']);
    const open = incidentsResponseSchema.parse(await get('/incidents?status=open'));
    expect(open.incidents.map(({ id, ended_at }) => [id, ended_at])).toEqual([
      ['kora-0', null],
      ['kora-1', null],
    ]);
    const of = incidentsResponseSchema.parse(await get('/incidents?monitor=vercel'));
    expect(of.incidents).toMatchObject([{ id: 'vercel-a', monitor: 'vercel', duration_ms: HOUR_MS }]);
    expect(await get('/incidents?monitor=nobody')).toEqual({ incidents: [], next_cursor: null });
  });

  test('an incident with its timeline and the looks around it; a note is added to it', async () => {
    const asked = await server.kora.ask('/api/v1/incidents/vercel-a/notes', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: server.kora.url },
      body: JSON.stringify({ text: '  Their status page says so too. ' }),
    });
    expect(incidentEventSchema.parse(asked.json())).toMatchObject({
      kind: 'note',
      text: 'Their status page says so too.',
    });
    const detail = incidentDetailSchema.parse(await get('/incidents/vercel-a'));
    expect(detail.timeline.map(({ kind }) => kind)).toEqual(['opened', 'note']);
    expect(detail.beats.filter((one) => one.status === 'unhealthy').length).toBeGreaterThan(20);
    expect(await status('/incidents/nobody')).toBe(404);
  });

  test('an objective over two monitors', async () => {
    const { slos } = slosResponseSchema.parse(await get('/slos'));
    const measured = 70 * HOUR_MS;
    expect(slos[0]).toMatchObject({ name: 'shop', good_ms: 69 * HOUR_MS, bad_ms: HOUR_MS });
    expect(slos[0]?.budget_left_ratio).toBeCloseTo(1 - HOUR_MS / (measured * 0.01), 6);
    expect(slos[0]?.burn).toMatchObject([
      { short: '5m', long: '1h', burning: false, short_rate: 0 },
      { short: '6h', long: '3d', burning: false },
    ]);
  });

  test.each([
    '/monitors/vercel/beats?limit=501',
    '/monitors/vercel/beats?cursor=!!',
    '/monitors/vercel/beats?from=yesterday',
    '/monitors/vercel/series?points=0',
    '/monitors/vercel/series?from=2026-11-25T12:00:00Z&to=2026-11-24T12:00:00Z',
    '/monitors/vercel/series?from=2019-01-01T00:00:00Z',
    '/monitors/vercel/uptime?windows=30x',
    '/monitors/vercel/uptime?tz=Mars/Olympus',
    '/monitors/vercel/days?days=400',
    '/incidents?status=half',
    '/incidents?cursor=WzFd',
  ])('%s is a bad request that says why', async (path) => {
    const answer = await server.kora.ask(`/api/v1${path}`);
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'bad_request', detail: expect.stringMatching(/\S/) });
  });

  test.each(['beats', 'series', 'uptime', 'days', 'details'])('%s of nobody is not found', async (what) => {
    expect(await status(`/monitors/nobody/${what}`)).toBe(404);
  });
});
