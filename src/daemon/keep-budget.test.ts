import { afterEach, describe, expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { loadConfig } from '../config/load-config.ts';
import type { Verdict } from '../domain/verdict.ts';
import { createHttpClient, type HttpClient } from '../lib/http-client.ts';
import { createRedactor } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { type BoundMonitor, bindMonitors } from '../operations/bind-monitors.ts';
import { createScheduler, type ScheduledTask } from '../scheduler/run.ts';
import { createSimulator, type SimulatorParts } from '../simulator/simulator.ts';
import { budgetsOf, keepBudget, refuseWhileHeld } from './keep-budget.ts';
import { createWatch, type WatchParts } from './watch.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** How many calls are under way, and how many were at most. */
function counting(client: HttpClient) {
  const counted = { most: 0, now: 0 };
  const request: HttpClient['request'] = async (given) => {
    counted.now += 1;
    counted.most = Math.max(counted.most, counted.now);
    try {
      return await client.request(given);
    } finally {
      counted.now -= 1;
    }
  };
  return { counted, client: { ...client, request } };
}

type Looked = readonly [name: string, atSec: number, reason: Verdict['reason']];

/** What is recorded; every bad look wants to be confirmed. */
function recording(clock: Clock) {
  const looks: Looked[] = [];
  const verdicts: Verdict[] = [];
  const recorder: WatchParts['recorder'] = {
    record(name, verdict) {
      verdicts.push(verdict);
      looks.push([name, clock.tick() / SECOND_MS, verdict.reason]);
      return { isPending: verdict.status !== 'healthy' };
    },
    show: () => {},
    amend: (_name, verdict) => verdicts.push(verdict),
  };
  return { looks, verdicts, recorder };
}

const NO_ATTRIBUTION: WatchParts['attribution'] = {
  atOnce: ({ verdict }) => verdict,
  attribute: async ({ verdict }) => verdict,
};

function fail(name: string, error: unknown): never {
  throw new Error(`${name}: ${String(error)}`);
}

interface Watched {
  readonly intervalMs: number;
  /** Monitors that look with the one credential of the provider; default one of its name. */
  readonly names?: readonly string[];
  readonly quotas?: NonNullable<SimulatorParts['quotas']>;
}

/** The monitors of one simulated provider, watched as the daemon does it, on a clock that stands still until it is moved. */
async function watching(
  provider: 'vercel' | 'doppler',
  { intervalMs, names = [provider], quotas = {} }: Watched,
) {
  const clock = createFakeClock();
  const simulator = createSimulator({ clock, latencyMs: 0, quotas });
  await simulator.start();
  cleanUps.push(() => simulator.stop());
  const config = await loadConfig({ env: simulator.environment(), cwd: '/', file: false });
  const monitors = config.monitors
    .filter(({ name }) => name === provider)
    .flatMap((monitor) => names.map((name) => ({ ...monitor, name, intervalMs })));
  const { client, counted } = counting(createHttpClient(clock));
  cleanUps.push(() => client.close());
  const budgets = budgetsOf({ ...config, monitors }, clock);
  const { recorder, ...recorded } = recording(clock);
  let underWay = 0;

  function toTask({ monitor, probe }: BoundMonitor): ScheduledTask {
    const { name } = monitor;
    const parts = { monitor, probe, clock, recorder, attribution: NO_ATTRIBUTION, onError: fail };
    const watch = keepBudget(name, createWatch(parts), budgets);
    return {
      name,
      intervalMs,
      async run(signal) {
        underWay += 1;
        return await watch.look(signal).finally(() => {
          underWay -= 1;
        });
      },
    };
  }

  const redact = createRedactor([]);
  const bound = bindMonitors(monitors, { client, clock, redact, meterOf: budgets.meterOf });
  const scheduler = createScheduler({
    clock,
    tasks: bound.map(toTask),
    onError: ({ name }, error) => fail(name, error),
  });
  scheduler.start();
  cleanUps.push(() => scheduler.stop());

  // Between two calls of the slow lane nothing is under way either, but not for long.
  async function settle(): Promise<void> {
    let idle = 0;
    await expect
      .poll(
        async () => {
          await clock.advance(0);
          idle = underWay + counted.now === 0 ? idle + 1 : 0;
          return idle;
        },
        { interval: 1 },
      )
      .toBeGreaterThan(2);
  }

  async function elapse(ms: number, stepMs = SECOND_MS): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      await settle();
      await clock.advance(stepMs);
    }
    await settle();
  }

  return { clock, simulator, budgets, scheduler, counted, ...recorded, elapse };
}

describe('a provider that refuses for too many requests', () => {
  test('is left alone until the time that it names, and then looked at once', async () => {
    const { clock, simulator, budgets, scheduler, looks, elapse } = await watching('doppler', {
      intervalMs: 5 * SECOND_MS,
    });
    await elapse(4 * SECOND_MS);
    simulator.set('doppler', { kind: 'rate_limited' });
    await elapse(SECOND_MS);
    simulator.set('doppler', { kind: 'healthy' });
    expect(looks).toEqual([
      ['doppler', 0, 'ok'],
      ['doppler', 5, 'rate_limited'],
    ]);
    // It said 30 s; a look that confirms would have come after 10 s.
    expect(scheduler.nextRunAtMs('doppler')).toBe(clock.nowMs() + 30 * SECOND_MS);
    expect(budgets.describe('doppler')?.held_until).toBe(new Date(clock.nowMs() + 30_000).toISOString());
    simulator.clearRequests();
    await elapse(29 * SECOND_MS);
    expect(simulator.requests()).toEqual([]);
    expect(() => refuseWhileHeld('doppler', budgets)).toThrow('asked to be left alone');
    await elapse(SECOND_MS);
    expect(looks.slice(2)).toEqual([['doppler', 35, 'ok']]);
    expect(() => refuseWhileHeld('doppler', budgets)).not.toThrow();
    await elapse(5 * SECOND_MS);
    expect(looks.slice(3)).toEqual([['doppler', 40, 'ok']]);
  });

  test('is left alone by every monitor that looks with the same credential', async () => {
    const { simulator, looks, elapse } = await watching('doppler', {
      intervalMs: 5 * SECOND_MS,
      names: ['one', 'two'],
    });
    await elapse(4 * SECOND_MS);
    simulator.set('doppler', { kind: 'rate_limited' });
    await elapse(SECOND_MS);
    simulator.set('doppler', { kind: 'healthy' });
    await elapse(30 * SECOND_MS);
    const limited = looks.filter(([, , reason]) => reason === 'rate_limited');
    expect(limited.length).toBeGreaterThan(0);
    expect(looks.filter(([, atSec]) => atSec > 5 && atSec < 35)).toEqual([]);
    expect(looks.filter(([, atSec]) => atSec === 35)).toHaveLength(2);
  });
});

test('a small quota makes looks rarer, and most of it is left to the team', async () => {
  const quota = { limit: 100, windowMs: HOUR_MS };
  const { simulator, budgets, looks, verdicts, elapse } = await watching('vercel', {
    intervalMs: MINUTE_MS,
    quotas: { vercel: quota },
  });
  await elapse(4 * HOUR_MS, MINUTE_MS);
  const asked = simulator.requests().length;
  expect(looks.length).toBeGreaterThan(5);
  expect(asked).toBeLessThanOrEqual(0.05 * quota.limit * 5);
  expect(verdicts.every(({ reason }) => reason === 'ok')).toBe(true);
  const { effective_interval_ms, words } = budgets.describe('vercel') ?? {};
  expect(effective_interval_ms).toBeGreaterThan(10 * MINUTE_MS);
  expect(words).toMatch(/^Looks come every \d+m instead of every 1m, to leave 95 % of 100 requests an hour/);
});

test('slow facts keep within the share too, and come in the end', async () => {
  const quota = { limit: 100, windowMs: MINUTE_MS };
  const { simulator, verdicts, elapse } = await watching('doppler', {
    intervalMs: 30 * SECOND_MS,
    quotas: { doppler: quota },
  });
  const asked: number[] = [];
  for (let minute = 0; minute < 12; minute += 1) {
    simulator.clearRequests();
    // What is asked at the end of a minute belongs to the next.
    await elapse(minute === 0 ? MINUTE_MS - SECOND_MS : MINUTE_MS);
    asked.push(simulator.requests().length);
  }
  expect(Math.max(...asked)).toBeLessThanOrEqual(0.05 * quota.limit);
  expect(verdicts.at(-1)?.details).toMatchObject({ projects_total: 3, oldest_secret_age_days: 35 });
});

test('the calls of one credential go one at a time, looks and slow facts of several monitors alike', async () => {
  const { looks, counted, elapse } = await watching('doppler', {
    intervalMs: 10 * SECOND_MS,
    names: ['one', 'two', 'three'],
  });
  await elapse(2 * MINUTE_MS);
  expect(looks.length).toBeGreaterThan(10);
  expect(counted.most).toBe(1);
});
