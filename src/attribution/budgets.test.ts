import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import type { Lane } from '../lib/gate.ts';
import type { Quota } from '../lib/rate-limit.ts';
import { Secret } from '../lib/secret.ts';
import { createBudgets } from './budgets.ts';
import type { BudgetedMonitor } from './monitor-meter.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const URL_ = 'https://api.example.com/v1/me';
const TOKEN = new Secret('a-token-of-the-test');

function monitor(name: string, more: Partial<BudgetedMonitor> = {}): BudgetedMonitor {
  return { name, intervalMs: MINUTE_MS, documentedLimit: null, ...more };
}

interface Run {
  readonly url?: string;
  readonly credential?: Secret | null;
  readonly lane?: Lane;
  readonly calls?: number;
  readonly status?: number;
  readonly limited?: boolean;
  readonly quota?: Partial<Quota> & { readonly resetInMs?: number };
}

function keep(monitors: readonly BudgetedMonitor[]) {
  const clock = createFakeClock();
  const budgets = createBudgets({ clock, share: 0.05, monitors });

  /** One run of a monitor, over at once. */
  function run(name: string, given: Run = {}): void {
    const { url = URL_, credential = TOKEN, lane = 'fast', calls = 1, status = 200 } = given;
    const meter = budgets.meterOf(name)?.begin(lane, credential);
    if (meter === undefined) throw new Error(`no monitor ${name}`);
    for (let call = 0; call < calls; call += 1) {
      meter.onSend(url);
      meter.onAnswer(url, { status, quota: toQuota(given.quota) });
    }
    meter.end(status === 429 || given.limited === true ? 'rate_limited' : null);
  }

  function toQuota(told: Run['quota']): Quota | null {
    if (told === undefined) return null;
    const { resetInMs, ...rest } = told;
    const resetAtMs = resetInMs === undefined ? null : clock.nowMs() + resetInMs;
    return { limit: null, remaining: null, resetAtMs, retryAfterMs: null, ...rest };
  }

  return { clock, budgets, run };
}

const HUNDRED_AN_HOUR = { limit: 100, remaining: 90, resetInMs: HOUR_MS };

describe('a budget', () => {
  test('leaves a monitor alone of whose quota nothing is known', () => {
    const { budgets, run } = keep([monitor('a')]);
    run('a');
    expect([budgets.heldMs('a'), budgets.pauseMs('a'), budgets.nextWithinMs('a')]).toEqual([0, 0, MINUTE_MS]);
    expect(budgets.describe('a')).toEqual({
      monitor: 'a',
      limit: null,
      remaining: null,
      reset_at: null,
      share: 0.05,
      interval_ms: MINUTE_MS,
      effective_interval_ms: MINUTE_MS,
      held_until: null,
      words: 'Nothing is known of a quota; looks come every 1m, as configured.',
    });
  });

  test('knows nothing of a monitor that is not configured', () => {
    const { budgets } = keep([]);
    expect([budgets.meterOf('a'), budgets.describe('a'), budgets.heldMs('a')]).toEqual([null, null, 0]);
  });

  test('stretches the interval on its grid where the quota is small', async () => {
    const { clock, budgets, run } = keep([monitor('a')]);
    run('a', { quota: HUNDRED_AN_HOUR });
    expect(budgets.heldMs('a')).toBe(0);
    expect(budgets.nextWithinMs('a')).toBe(12 * MINUTE_MS);
    await clock.advance(2_000);
    expect(budgets.pauseMs('a')).toBe(11.5 * MINUTE_MS - 2_000);
    expect(budgets.describe('a')).toMatchObject({
      limit: 100,
      remaining: 90,
      reset_at: '2026-11-23T15:00:00.000Z',
      effective_interval_ms: 12 * MINUTE_MS,
      words: 'Looks come every 12m instead of every 1m, to leave 95 % of 100 requests an hour to others.',
    });
  });

  test('keeps the interval where the quota is large, and tells what looking takes of it', () => {
    const { budgets, run } = keep([monitor('a')]);
    run('a', { quota: { limit: 5_000, remaining: 4_000, resetInMs: HOUR_MS }, calls: 2 });
    expect(budgets.pauseMs('a')).toBe(0);
    expect(budgets.describe('a')?.words).toBe(
      'Looks take 120 of 5000 requests an hour; up to 250 are meant for them.',
    );
  });

  test('is shared by the monitors of one credential at one origin', () => {
    const { budgets, run } = keep(['a', 'b', 'c', 'd'].map((name) => monitor(name)));
    run('a', { quota: HUNDRED_AN_HOUR });
    run('b', { quota: HUNDRED_AN_HOUR });
    run('c', { quota: HUNDRED_AN_HOUR, credential: new Secret('another-token') });
    run('d', { quota: HUNDRED_AN_HOUR, url: 'https://api.example.org/v1/me' });
    const kept = ['a', 'b', 'c', 'd'].map((name) => budgets.nextWithinMs(name) / MINUTE_MS);
    expect(kept).toEqual([24, 24, 12, 12]);
  });

  test('is of each monitor alone where there is no credential', () => {
    const { budgets, run } = keep([monitor('a'), monitor('b')]);
    for (const name of ['a', 'b']) run(name, { quota: HUNDRED_AN_HOUR, credential: null });
    expect(budgets.nextWithinMs('a')).toBe(12 * MINUTE_MS);
  });

  test('counts what a look asked before anything was told of a quota', () => {
    const { budgets } = keep([monitor('a')]);
    const run = budgets.meterOf('a')?.begin('fast', TOKEN);
    for (let call = 0; call < 3; call += 1) run?.onSend(`${URL_}?page=${call}`);
    run?.onAnswer(URL_, {
      status: 200,
      quota: { limit: 400, remaining: 9, resetAtMs: Date.UTC(2026, 10, 23, 15), retryAfterMs: null },
    });
    run?.onSend('https://api.example.org/other');
    run?.end(null);
    expect(budgets.meterOf('a')?.ownUse()).toEqual({ requests: 3, windowMs: HOUR_MS });
  });
});

describe('the documented limit', () => {
  const documentedLimit = { hosts: ['example.com'], requests: 20, perMs: MINUTE_MS };

  test('counts at the hosts of the provider when nothing is announced', () => {
    const { budgets, run } = keep([monitor('a', { intervalMs: 1_000, documentedLimit })]);
    run('a');
    expect(budgets.describe('a')).toMatchObject({
      limit: null,
      effective_interval_ms: MINUTE_MS,
      words: 'Looks come every 1m instead of every 1s, to leave 95 % of 20 requests a minute to others.',
    });
  });

  test('counts nowhere else', () => {
    const { budgets, run } = keep([monitor('a', { documentedLimit })]);
    run('a', { url: 'https://example.com.evil.test/' });
    run('a', { url: 'http://127.0.0.1:8080/' });
    expect(budgets.describe('a')?.words).toContain('Nothing is known of a quota');
  });

  test('gives way to what is announced, but for the length of its window', () => {
    const { budgets, run } = keep([monitor('a', { intervalMs: 1_000, documentedLimit })]);
    run('a', { quota: { limit: 1_200, remaining: 1_000 } });
    expect(budgets.describe('a')?.words).toBe(
      'Looks take 60 of 1200 requests a minute; up to 60 are meant for them.',
    );
  });
});

describe('a refusal for too many requests', () => {
  test('holds every monitor of the credential back until the time that it names', async () => {
    const { clock, budgets, run } = keep([monitor('a'), monitor('b'), monitor('c')]);
    run('b');
    run('c', { credential: new Secret('another-token') });
    run('a', { status: 429, quota: { retryAfterMs: 90_000 } });
    expect(['a', 'b', 'c'].map(budgets.heldMs)).toEqual([90_000, 90_000, 0]);
    expect(budgets.nextWithinMs('b')).toBe(90_000 + MINUTE_MS);
    await clock.advance(60_000);
    expect(budgets.pauseMs('b')).toBe(30_000);
    expect(budgets.describe('b')).toMatchObject({
      held_until: '2026-11-23T14:01:30.000Z',
      words: 'It is limiting requests: no look before 14:01 UTC.',
    });
    await clock.advance(30_000);
    expect(budgets.heldMs('b')).toBe(0);
    expect(budgets.describe('b')?.held_until).toBe(null);
  });

  test('holds back longer each time when it names none, until one is answered', async () => {
    const { clock, budgets, run } = keep([monitor('a')]);
    const held: number[] = [];
    for (const status of [429, 429, 429, 200, 429]) {
      run('a', { status });
      held.push(budgets.heldMs('a') / MINUTE_MS);
      await clock.advance(budgets.heldMs('a'));
    }
    expect(held).toEqual([2, 4, 8, 0, 2]);
  });

  test('is one also when it is said in another way than by its status', () => {
    const { budgets, run } = keep([monitor('a')]);
    run('a', { status: 403, limited: true, quota: { retryAfterMs: 5_000 } });
    expect(budgets.heldMs('a')).toBe(5_000);
  });

  test('counts although what the same run asked after it was answered', () => {
    const { budgets } = keep([monitor('a')]);
    const meter = budgets.meterOf('a')?.begin('fast', TOKEN);
    for (const status of [200, 429, 200]) {
      meter?.onSend(URL_);
      meter?.onAnswer(URL_, { status, quota: null });
    }
    meter?.end(null);
    expect(budgets.heldMs('a')).toBe(2 * MINUTE_MS);
  });

  test('holds back for as long when the wall clock is set', async () => {
    const { clock, budgets, run } = keep([monitor('a')]);
    run('a', { status: 429, quota: { retryAfterMs: 90_000 } });
    clock.stepWallClock(-24 * HOUR_MS);
    expect(budgets.heldMs('a')).toBe(90_000);
  });

  test('is none of a good answer, unless that was the last of its window', () => {
    const { budgets, run } = keep([monitor('a')]);
    run('a', { quota: { limit: 10_000, remaining: 1, resetInMs: 120_000 } });
    expect(budgets.heldMs('a')).toBe(0);
    run('a', { quota: { limit: 10_000, remaining: 0, resetInMs: 120_000 } });
    expect(budgets.heldMs('a')).toBe(120_000);
    expect(budgets.describe('a')?.words).toBe('No request is left: no look before 14:02 UTC.');
  });
});

describe('the slow lane', () => {
  test('waits once it has asked what looks leave of the share, until that is a window ago', async () => {
    const { clock, budgets, run } = keep([monitor('a', { intervalMs: 5 * MINUTE_MS })]);
    run('a', { quota: { limit: 100, remaining: 90, resetInMs: MINUTE_MS } });
    const slow = budgets.meterOf('a')?.begin('slow', TOKEN);
    const waits: (number | undefined)[] = [];
    for (let call = 0; call < 4; call += 1) {
      waits.push(slow?.waitMs(URL_));
      slow?.onSend(URL_);
      await clock.advance(1_000);
    }
    expect(waits).toEqual([0, 0, 0, 0]);
    expect(slow?.waitMs(URL_)).toBe(56_000);
    await clock.advance(56_000);
    expect(slow?.waitMs(URL_)).toBe(0);
  });

  test('waits while the credential is held back', () => {
    const { budgets, run } = keep([monitor('a')]);
    run('a', { status: 429, quota: { retryAfterMs: 90_000 } });
    const waitMs = (credential: Secret) => budgets.meterOf('a')?.begin('slow', credential).waitMs(URL_);
    expect(waitMs(TOKEN)).toBe(90_000);
    expect(waitMs(new Secret('of-the-slow-lane'))).toBe(0);
  });

  test('holds looks back as well when it is refused', () => {
    const { budgets, run } = keep([monitor('a')]);
    run('a');
    run('a', { lane: 'slow', status: 429, quota: { retryAfterMs: 90_000 } });
    expect(budgets.heldMs('a')).toBe(90_000);
  });

  test('counts as own use, within the window', async () => {
    const { clock, budgets, run } = keep([monitor('a')]);
    const quota = { limit: 500, remaining: 20, resetInMs: 10 * MINUTE_MS };
    run('a', { quota });
    run('a', { lane: 'slow', calls: 7 });
    expect(budgets.meterOf('a')?.ownUse()).toEqual({ requests: 8, windowMs: 10 * MINUTE_MS });
    await clock.advance(11 * MINUTE_MS);
    expect(budgets.meterOf('a')?.ownUse().requests).toBe(0);
  });
});

test('headers that lie never end the looking', async () => {
  const { clock, budgets, run } = keep([monitor('a')]);
  const lies: Run['quota'][] = [
    { limit: 1, remaining: 0, resetInMs: 30 * 24 * HOUR_MS },
    { limit: Number.NaN, remaining: -1, resetInMs: 87_600 * HOUR_MS },
    { limit: 1, remaining: 0, retryAfterMs: Number.POSITIVE_INFINITY },
    { limit: Number.POSITIVE_INFINITY, remaining: Number.NaN, resetInMs: Number.NaN },
    { limit: 0, remaining: 0, resetInMs: 1 },
  ];
  for (const status of [200, 429]) {
    for (const quota of lies) {
      run('a', { status, ...(quota === undefined ? {} : { quota }) });
      expect(budgets.pauseMs('a')).toBeLessThanOrEqual(HOUR_MS);
      expect(budgets.nextWithinMs('a')).toBeLessThanOrEqual(HOUR_MS + MINUTE_MS);
      await clock.advance(HOUR_MS);
      expect(budgets.heldMs('a')).toBe(0);
    }
  }
});

test('what was told once is forgotten when it is not told any more', () => {
  const { budgets, run } = keep([monitor('a')]);
  run('a', { quota: { limit: 1, remaining: 1, resetInMs: HOUR_MS } });
  expect(budgets.nextWithinMs('a')).toBe(HOUR_MS);
  for (let look = 0; look < 3; look += 1) run('a');
  expect(budgets.nextWithinMs('a')).toBe(MINUTE_MS);
});

test('no budget shows a credential', () => {
  const { budgets, run } = keep([monitor('a')]);
  run('a', { quota: HUNDRED_AN_HOUR });
  expect(JSON.stringify([budgets, budgets.describe('a'), budgets.meterOf('a')])).not.toContain(
    TOKEN.reveal(),
  );
});
