import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { healthyVerdict, koraServer } from '../../test/support/kora-server.ts';
import { openStream } from '../../test/support/live-stream.ts';
import { LIVE_COMMENT_INTERVAL_MS } from '../contracts/live.ts';
import { monitorSchema } from '../contracts/monitors.ts';
import { MAX_CLIENTS } from './live.ts';

const NAMES = ['vercel', 'sentry', 'doppler'];

describe('a fresh connection', () => {
  test('hears the present snapshot of every monitor that has one, then every change', async () => {
    await using kora = await koraServer({ names: NAMES });
    kora.recorder.record('sentry', healthyVerdict());
    kora.recorder.record('vercel', healthyVerdict());
    const stream = await openStream(kora);
    await expect.poll(stream.names).toEqual(['sentry', 'vercel']);
    kora.recorder.record(
      'doppler',
      healthyVerdict({ status: 'unhealthy', reason: 'timeout', latencyMs: null }),
    );
    await expect.poll(stream.names).toEqual(['sentry', 'vercel', 'doppler']);
    const last = stream.events().at(-1);
    expect(last?.event).toBe('snapshot');
    expect(monitorSchema.parse(JSON.parse(last?.data ?? ''))).toMatchObject({
      status: 'unhealthy',
      reason: 'timeout',
      recent: [{ status: 'unhealthy' }],
    });
    stream.close();
  });

  test('is an event stream that nothing on the way may keep or hold back', async () => {
    await using kora = await koraServer();
    const stream = await openStream(kora);
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'cross-origin-resource-policy': 'same-origin',
    });
    await expect.poll(stream.text).toMatch(/^retry: \d+\n\n/);
    stream.close();
  });

  test('stays open, with a comment every 15 seconds', async () => {
    const clock = createFakeClock();
    await using kora = await koraServer({ clock });
    const stream = await openStream(kora);
    for (let comments = 1; comments <= 3; comments += 1) {
      await clock.advance(LIVE_COMMENT_INTERVAL_MS - 1);
      expect(stream.text().match(/^:$/gm)?.length ?? 0).toBe(comments - 1);
      await clock.advance(1);
      await expect.poll(() => stream.text().match(/^:$/gm)?.length).toBe(comments);
    }
    stream.close();
  });
});

describe('a connection that resumes', () => {
  test.each([
    ['by header', (id: string) => ({ headers: { 'last-event-id': id } })],
    ['by query', (id: string) => ({ path: `/api/v1/live?last_event_id=${id}` })],
  ])('%s hears what it missed, each monitor once, and nothing else', async (_how, options) => {
    await using kora = await koraServer({ names: NAMES });
    for (const name of NAMES) kora.recorder.record(name, healthyVerdict());
    const first = await openStream(kora);
    await expect.poll(first.names).toHaveLength(3);
    first.close();
    kora.recorder.record('doppler', healthyVerdict());
    kora.recorder.record('vercel', healthyVerdict());
    kora.recorder.record('doppler', healthyVerdict());
    const second = await openStream(kora, options(first.events().at(-1)?.id ?? ''));
    kora.recorder.record('sentry', healthyVerdict());
    await expect.poll(second.names).toEqual(['vercel', 'doppler', 'sentry']);
    second.close();
  });

  test('from any event of its first batch hears the rest of that batch', async () => {
    await using kora = await koraServer({ names: NAMES });
    for (const name of NAMES) kora.recorder.record(name, healthyVerdict());
    const first = await openStream(kora);
    await expect.poll(first.names).toEqual(NAMES);
    first.close();
    const second = await openStream(kora, { headers: { 'last-event-id': first.events()[0]?.id ?? '' } });
    await expect.poll(second.names).toEqual(NAMES.slice(1));
    second.close();
  });

  test.each(['of-another-run-7', '', 'garbage', '%00', '-1'])(
    'with an id that is not of this run (%j) starts afresh',
    async (id) => {
      await using kora = await koraServer({ names: NAMES });
      for (const name of NAMES) kora.recorder.record(name, healthyVerdict());
      const stream = await openStream(kora, { headers: { 'last-event-id': id } });
      await expect.poll(stream.names).toEqual(NAMES);
      stream.close();
    },
  );
});

describe('a client that does not read', () => {
  const big = healthyVerdict({ details: { filler: 'x'.repeat(200_000) } });

  test('gets the newest of each monitor once it reads again, in the order of the ids', async () => {
    await using kora = await koraServer({ names: NAMES });
    const stream = await openStream(kora, { paused: true });
    // More than the sockets of both sides hold.
    for (let i = 0; i < 100; i += 1) kora.recorder.record('vercel', big);
    for (let i = 0; i < 50; i += 1)
      for (const name of ['doppler', 'vercel', 'sentry']) {
        kora.recorder.record(name, healthyVerdict({ latencyMs: i, details: { filler: 'y'.repeat(50_000) } }));
      }
    let text = '';
    stream.response.on('data', (chunk: string) => (text += chunk));
    const events = () =>
      [...text.matchAll(/^id: \w+-(\d+)$\nevent: snapshot\ndata: (.*)\n\n/gm)].map(([, id, data]) => ({
        sequence: Number(id),
        name: String(JSON.parse(data ?? '').name),
        latency: JSON.parse(data ?? '').latency_ms,
      }));
    await expect.poll(() => events().at(-1)).toMatchObject({ name: 'sentry', latency: 49 });
    const seen = events();
    expect(seen.length).toBeLessThan(200);
    expect(seen.map(({ sequence }) => sequence)).toEqual(
      seen.map(({ sequence }) => sequence).toSorted((a, b) => a - b),
    );
    for (const name of NAMES) expect(seen.findLast((event) => event.name === name)?.latency).toBe(49);
    stream.close();
  });

  test('is let go after a minute of silence, and the others go on', async () => {
    const clock = createFakeClock();
    await using kora = await koraServer({ names: NAMES, clock });
    const reader = await openStream(kora);
    const stuck = await openStream(kora, { paused: true });
    const closed = new Promise((resolve) => stuck.response.on('close', resolve));
    const huge = healthyVerdict({ details: { filler: 'x'.repeat(2_000_000) } });
    for (let i = 1; i <= 12; i += 1) {
      kora.recorder.record('vercel', huge);
      await expect.poll(reader.names).toHaveLength(i);
    }
    await clock.advance(LIVE_COMMENT_INTERVAL_MS * 6);
    stuck.response.resume();
    await closed;
    kora.recorder.record('sentry', healthyVerdict());
    await expect.poll(() => reader.names().at(-1)).toBe('sentry');
    reader.close();
  });
});

describe('many connections', () => {
  test('beyond the limit are told to come back later; the API goes on, and one that leaves makes room', async () => {
    await using kora = await koraServer({ names: NAMES });
    const streams = await Promise.all(Array.from({ length: MAX_CLIENTS }, () => openStream(kora)));
    expect(streams.filter(({ status }) => status !== 200)).toEqual([]);
    const refused = await kora.ask('/api/v1/live');
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('30');
    expect(refused.json()).toMatchObject({ code: 'too_many_streams' });
    expect((await kora.ask('/api/heartbeat/services')).status).toBe(200);
    kora.recorder.record('vercel', healthyVerdict());
    await expect
      .poll(() => streams.filter((stream) => stream.names().length === 1))
      .toHaveLength(MAX_CLIENTS);
    streams[0]?.close();
    await expect
      .poll(async () => {
        const stream = await openStream(kora);
        stream.close();
        return stream.status;
      })
      .toBe(200);
    for (const stream of streams) stream.close();
  });
});

test('a HEAD does not open a stream that would never end', async () => {
  await using kora = await koraServer();
  const { status, headers } = await kora.ask('/api/v1/live', { method: 'HEAD' });
  expect(status).toBe(405);
  expect(headers.allow).toBe('GET');
});

test('what is streamed has passed the scrubber', async () => {
  await using kora = await koraServer({ secrets: ['planted-secret-value'] });
  const stream = await openStream(kora);
  kora.recorder.record(
    'vercel',
    healthyVerdict({ why: 'It said planted-secret-value.', error: 'Bearer abc' }),
  );
  await expect.poll(stream.names).toEqual(['vercel']);
  expect(stream.text()).not.toContain('planted-secret-value');
  expect(stream.text()).not.toContain('Bearer abc');
  stream.close();
});
