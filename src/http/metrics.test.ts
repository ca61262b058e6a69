import { expect, test } from 'vitest';
import { healthyVerdict, koraServer } from '../../test/support/kora-server.ts';
import { VERSION } from '../lib/version.ts';

const SECRET = 'planted-secret-value';

async function scrape(kora: Awaited<ReturnType<typeof koraServer>>): Promise<string> {
  const answer = await kora.ask('/metrics');
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toContain('text/plain');
  return answer.text;
}

test('tells status, reason, latency and quota of each monitor that was looked at', async () => {
  await using kora = await koraServer({ names: ['vercel', 'sentry'] });
  const quota = { limit: 100, remaining: 7, resetAtMs: null, retryAfterMs: null };
  kora.recorder.record('vercel', healthyVerdict({ latencyMs: 250, quota }));
  const text = await scrape(kora);
  expect(text).toContain('kora_monitor_status{monitor="vercel",type="stub",status="healthy"} 1');
  expect(text).toContain('kora_monitor_status{monitor="vercel",type="stub",status="unhealthy"} 0');
  expect(text).toContain('kora_monitor_reason{monitor="vercel",type="stub",reason="ok"} 1');
  expect(text).toContain('kora_look_latency_seconds{monitor="vercel",type="stub"} 0.25');
  expect(text).toContain('kora_quota_remaining{monitor="vercel",type="stub"} 7');
  expect(text).toContain(`kora_build_info{version="${VERSION}"} 1`);
  expect(text).toContain('process_resident_memory_bytes');
  expect(text).not.toContain('monitor="sentry"');
});

test('names and explains every metric as promtool wants it', async () => {
  await using kora = await koraServer({ names: ['vercel'] });
  kora.recorder.record('vercel', healthyVerdict());
  const text = await scrape(kora);
  const metrics = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => ({
    name,
    type,
  }));
  expect(metrics.length).toBeGreaterThan(20);
  const total = (type: string) => metrics.filter((it) => (it.type === 'counter') === (type === 'counter'));
  expect(total('counter').filter(({ name }) => !name.endsWith('_total'))).toEqual([]);
  expect(total('other').filter(({ name }) => /_(?:total|sum|count|bucket)$/.test(name))).toEqual([]);
  for (const { name } of metrics) {
    expect(text).toMatch(new RegExp(`^# HELP ${name} \\S`, 'm'));
    expect(name).toMatch(/^[a-z_][a-z0-9_]*$/);
  }
});

test('drops what no longer holds', async () => {
  await using kora = await koraServer({ names: ['vercel'] });
  kora.recorder.record('vercel', healthyVerdict());
  await scrape(kora);
  kora.recorder.record('vercel', healthyVerdict({ status: 'unknown', reason: 'timeout', latencyMs: null }));
  const text = await scrape(kora);
  expect(text).toContain('status="unknown"} 1');
  expect(text).not.toMatch(/^kora_monitor_reason\{.*reason="ok"/m);
  expect(text).not.toMatch(/^kora_look_latency_seconds\{/m);
});

test('counts every look by reason, also those before the first scrape; slow facts are no look', async () => {
  let nowMs = 1_000;
  const clock = { nowMs: () => nowMs, tick: () => nowMs, setTimer: () => () => {} };
  await using kora = await koraServer({ names: ['vercel'], clock });
  for (const reason of ['ok', 'ok', 'timeout'] as const) {
    nowMs += 1_000;
    kora.recorder.record('vercel', healthyVerdict({ reason }));
    kora.recorder.amend('vercel', healthyVerdict({ reason }));
  }
  for (let time = 0; time < 2; time += 1) {
    const text = await scrape(kora);
    expect(text).toContain('kora_looks_total{monitor="vercel",reason="ok"} 2');
    expect(text).toContain('kora_looks_total{monitor="vercel",reason="timeout"} 1');
  }
});

test('holds no address, error text or credential, and only fixed labels', async () => {
  await using kora = await koraServer({ names: ['vercel'], secrets: [SECRET] });
  const error = `HTTP 503 from https://api.example/${SECRET}`;
  kora.recorder.record(
    'vercel',
    healthyVerdict({
      status: 'unhealthy',
      reason: 'http_server_error',
      error,
      why: error,
      details: { account: 'acme' },
    }),
  );
  const text = await scrape(kora);
  for (const never of [SECRET, 'https://', 'acme', 'HTTP 503']) expect(text).not.toContain(never);
  const labels = [...text.matchAll(/^kora_\w+\{([^}]*)\}/gm)].flatMap(([, all]) => [
    ...(all ?? '').matchAll(/(\w+)="/g),
  ]);
  expect([...new Set(labels.map(([, name]) => name))].sort()).toEqual([
    'monitor',
    'reason',
    'status',
    'type',
    'version',
  ]);
});
