import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { recorderWithoutStore } from '../../test/support/recorder.ts';
import { heartbeatServicesResponseSchema } from '../contracts/heartbeat.ts';
import { MAX_RECENT_BEATS } from '../contracts/monitors.ts';
import { createBeatRing } from '../domain/beat-ring.ts';
import { advance } from '../domain/monitor-state.ts';
import type { Verdict } from '../domain/verdict.ts';
import { createRedactor } from '../lib/redact.ts';
import { createSnapshotBoard, type SnapshotBoard } from './snapshot-board.ts';

const healthy: Verdict = {
  status: 'healthy',
  reason: 'ok',
  error: null,
  why: 'Fine.',
  hint: null,
  latencyMs: 12,
  phases: null,
  quota: null,
  details: { n: 1 },
  attribution: null,
};
const down: Verdict = {
  ...healthy,
  status: 'unhealthy',
  reason: 'http_server_error',
  error: 'HTTP 503',
  details: {},
};

function setUp(names = ['zeta', 'alpha', 'fly', 'supabase', 'doppler', 'sentry', 'vercel']) {
  const clock = createFakeClock();
  const board = createSnapshotBoard({ names, clock, redact: createRedactor(['planted-credential']) });
  const changes: string[] = [];
  const recorder = recorderWithoutStore({
    names,
    board,
    clock,
    onRecorded: (name, _verdict, change) => changes.push(`${name} ${change}`),
  });
  const answer = () => heartbeatServicesResponseSchema.parse(JSON.parse(board.heartbeat().body.toString()));
  return { clock, board, recorder, changes, answer };
}

describe('the frozen answer', () => {
  test('is warming and empty before the first snapshot', () => {
    const { board, answer } = setUp();
    expect(answer()).toMatchObject({ services: [], cache_warming: true, stub: false });
    expect(board.isWarming()).toBe(true);
  });

  test('lists what has a snapshot, the first five in their order and the others by name', () => {
    const { board, recorder, answer } = setUp();
    recorder.record('zeta', healthy);
    expect(answer()).toMatchObject({ cache_warming: false, services: [{ name: 'zeta' }] });
    for (const { name } of [...board.entries()].reverse()) recorder.record(name, healthy);
    expect(answer().services.map(({ name }) => name)).toEqual([
      'vercel',
      'sentry',
      'doppler',
      'supabase',
      'fly',
      'alpha',
      'zeta',
    ]);
  });

  test('keeps its bytes and its ETag until something changes', () => {
    const { board, recorder } = setUp();
    recorder.record('fly', healthy);
    const first = board.heartbeat();
    expect(board.heartbeat()).toBe(first);
    recorder.record('fly', healthy);
    expect(board.heartbeat().etag).not.toBe(first.etag);
  });

  test('passes the scrubber', () => {
    const { board, recorder } = setUp();
    recorder.record('fly', {
      ...down,
      error: 'HTTP 500 planted-credential',
      details: { echoed: 'planted-credential' },
    });
    expect(board.heartbeat().body.toString()).not.toContain('planted-credential');
  });
});

function newestId(board: SnapshotBoard): string {
  return board.latestEvents().at(-1)?.id ?? '';
}

describe('resuming', () => {
  test('gives each monitor that changed since once, in the order of its newest change', () => {
    const { board, recorder } = setUp();
    recorder.record('fly', healthy);
    const seen = newestId(board);
    for (const name of ['vercel', 'fly', 'vercel']) recorder.record(name, healthy);
    expect(board.eventsAfter(seen)?.map(({ name }) => name)).toEqual(['fly', 'vercel']);
    expect(board.eventsAfter(newestId(board))).toEqual([]);
  });

  test.each(['', 'other-1', 'x', '-1'])('does not know the id %j of another run', (id) => {
    expect(setUp().board.eventsAfter(id)).toBe(null);
  });
});

describe('recording', () => {
  test('says what changed, and since when', async () => {
    const { clock, board, recorder, changes } = setUp();
    const startedAtMs = clock.nowMs();
    recorder.record('fly', healthy);
    await clock.advance(1_000);
    recorder.record('fly', healthy);
    expect(board.entry('fly')?.state?.sinceAtMs).toBe(startedAtMs);
    await clock.advance(1_000);
    recorder.record('fly', down);
    recorder.record('fly', { ...down, reason: 'rate_limited' });
    expect(board.entry('fly')?.state?.sinceAtMs).toBe(startedAtMs + 2_000);
    expect(changes).toEqual(['fly first', 'fly unchanged', 'fly status_changed', 'fly reason_changed']);
  });

  test('of slow facts amends the beat of their look instead of adding one', () => {
    const { board, recorder } = setUp();
    recorder.record('fly', healthy);
    recorder.amend('fly', { ...healthy, status: 'degraded', reason: 'threshold_crossed' });
    expect(board.entry('fly')?.beats.last(9)).toMatchObject([
      { status: 'degraded', reason: 'threshold_crossed', latency_ms: 12 },
    ]);
  });
});

test('a ring of beats keeps the newest, the oldest first', () => {
  const ring = createBeatRing();
  for (let i = 0; i < 250; i += 1) {
    ring.push({ ...down, latencyMs: i % 2 === 0 ? i : null, startedAtMs: i * 1_000 });
  }
  const beats = ring.last(1_000);
  expect(beats).toHaveLength(MAX_RECENT_BEATS);
  expect(beats.at(-1)).toEqual({
    at: '1970-01-01T00:04:09.000Z',
    status: 'unhealthy',
    reason: 'http_server_error',
    latency_ms: null,
  });
  expect(beats.at(-2)?.latency_ms).toBe(248);
  expect(beats[0]?.at).toBe('1970-01-01T00:02:34.000Z');
  expect(ring.last(3).map(({ at }) => at.slice(14, 19))).toEqual(['04:07', '04:08', '04:09']);
});

test('a first verdict begins its status', () => {
  expect(advance(null, healthy, { startedAtMs: 3, checkedAtMs: 5 })).toEqual({
    state: { verdict: healthy, startedAtMs: 3, checkedAtMs: 5, sinceAtMs: 5 },
    change: 'first',
  });
});
