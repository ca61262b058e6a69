import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { healthyVerdict, koraServer } from '../../test/support/kora-server.ts';
import { monitorSchema } from '../contracts/monitors.ts';

const CHECK = '/api/v1/monitors/vercel/check';

describe('a look that is asked for', () => {
  test('is done at once, and answers with what was seen', async () => {
    await using kora = await koraServer();
    const { status, json } = await kora.ask(CHECK, { method: 'POST' });
    expect(status).toBe(200);
    expect(monitorSchema.parse(json())).toMatchObject({ name: 'vercel', status: 'healthy' });
  });

  test('is refused while one is under way, for that monitor only', async () => {
    const waiting = new Map<string, () => void>();
    const lookNow = (name: string) => new Promise<void>((resolve) => waiting.set(name, resolve));
    await using kora = await koraServer({ lookNow });
    const first = kora.ask(CHECK, { method: 'POST' });
    await expect.poll(() => waiting.has('vercel')).toBe(true);
    const second = await kora.ask(CHECK, { method: 'POST' });
    expect(second.status).toBe(409);
    expect(second.json()).toMatchObject({ code: 'busy' });
    const other = kora.ask('/api/v1/monitors/sentry/check', { method: 'POST' });
    await expect.poll(() => waiting.has('sentry')).toBe(true);
    for (const finish of waiting.values()) finish();
    expect((await first).status).toBe(200);
    expect((await other).status).toBe(200);
  });

  test('is refused within ten seconds of the last, saying how long to wait', async () => {
    const clock = createFakeClock();
    await using kora = await koraServer({ clock });
    await kora.ask(CHECK, { method: 'POST' });
    await clock.advance(2_500);
    const refused = await kora.ask(CHECK, { method: 'POST' });
    expect(refused.status).toBe(429);
    expect(refused.headers['retry-after']).toBe('8');
    expect(refused.json()).toMatchObject({ code: 'too_soon' });
    await clock.advance(7_500);
    expect((await kora.ask(CHECK, { method: 'POST' })).status).toBe(200);
  });

  test('that fails inside Kora leaves the way free for the next', async () => {
    const clock = createFakeClock();
    let looks = 0;
    const lookNow = async () => {
      looks += 1;
      if (looks === 1) throw new Error('a defect');
    };
    await using kora = await koraServer({ clock, lookNow });
    expect((await kora.ask(CHECK, { method: 'POST' })).status).toBe(500);
    await clock.advance(10_000);
    expect((await kora.ask(CHECK, { method: 'POST' })).status).toBe(200);
  });
});

describe('the list of monitors', () => {
  test('has those that were not looked at yet too, saying so', async () => {
    await using kora = await koraServer();
    kora.recorder.record('sentry', healthyVerdict());
    expect((await kora.ask('/api/v1/monitors')).json()).toMatchObject({
      warming: false,
      monitors: [
        { name: 'vercel', status: null, why: 'Not looked yet.', checked_at: null, recent: [] },
        { name: 'sentry', status: 'healthy', recent: [{ status: 'healthy' }] },
      ],
    });
  });

  test.each([
    ['', 24],
    ['?beats=0', 0],
    ['?beats=1', 1],
    ['?beats=96', 96],
  ])('asked with %j gives that many looks of each, the oldest first', async (query, count) => {
    await using kora = await koraServer();
    for (let i = 0; i < 100; i += 1) kora.recorder.record('vercel', healthyVerdict({ latencyMs: i }));
    for (const path of [`/api/v1/monitors${query}`, `/api/v1/monitors/vercel${query}`]) {
      const body = (await kora.ask(path)).json();
      const monitor = monitorSchema.parse(
        typeof body === 'object' && body !== null && 'monitors' in body && Array.isArray(body.monitors)
          ? body.monitors[0]
          : body,
      );
      const expected = Array.from({ length: count }, (_, i) => 100 - count + i);
      expect(monitor.recent.map(({ latency_ms }) => latency_ms)).toEqual(expected);
    }
  });
});
