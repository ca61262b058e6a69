import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { FIRST_WITHIN_MS, type FirstRuns, firstRuns, nextDueAt, SPREAD_ABOVE } from './plan.ts';
import { createScheduler, DONE, type ScheduledTask } from './run.ts';
import { createCycleLog } from './task-stats.ts';

function recorder(clock: { tick(): number }, name: string, intervalMs: number) {
  const ticks: number[] = [];
  const task: ScheduledTask = {
    name,
    intervalMs,
    async run() {
      ticks.push(clock.tick());
      return DONE;
    },
  };
  return { task, ticks };
}

const noSignal = new AbortController().signal;

const throwOn = (task: ScheduledTask, error: unknown) => {
  throw new Error(`${task.name}: ${String(error)}`);
};

describe('the next run', () => {
  test.each([
    [0, 1_000],
    [999, 1_000],
    [1_000, 2_000],
    [5_500, 6_000],
    [-5, 1_000],
  ])('after %i ms lies on the grid at %i ms', (tick, expected) => {
    expect(nextDueAt({ dueAtTick: 0, intervalMs: 1_000 }, tick)).toBe(expected);
  });
});

describe('the first run', () => {
  test('is at once for a few', () => {
    expect(firstRuns('vercel', 300_000, SPREAD_ABOVE)).toEqual({ firstAfterMs: 0, gridAfterMs: 0 });
  });

  test('of many is within ten seconds and the later ones are spread over the interval, the same at every start', () => {
    const runs = Array.from({ length: 10_000 }, (_, i) => firstRuns(`monitor-${i}`, 300_000, 10_000));
    const perTenth = (of: (run: FirstRuns) => number) => {
      const counts = new Array<number>(10).fill(0);
      for (const run of runs) counts[Math.floor(of(run) * 10)] = (counts[Math.floor(of(run) * 10)] ?? 0) + 1;
      return counts;
    };
    for (const count of perTenth(({ firstAfterMs }) => firstAfterMs / FIRST_WITHIN_MS)) {
      expect(count).toBeGreaterThan(850);
    }
    for (const count of perTenth(({ gridAfterMs }) => gridAfterMs / 300_000))
      expect(count).toBeGreaterThan(850);
    expect(firstRuns('monitor-7', 300_000, 10_000)).toEqual(runs[7]);
  });

  test('of many long intervals comes soon, the second on the grid', async () => {
    const clock = createFakeClock();
    const tasks = Array.from({ length: 60 }, (_, i) => recorder(clock, `t-${i}`, 300_000));
    const scheduler = createScheduler({ clock, tasks: tasks.map(({ task }) => task), onError: throwOn });
    scheduler.start();
    await clock.advance(FIRST_WITHIN_MS);
    expect(tasks.every(({ ticks }) => ticks.length >= 1)).toBe(true);
    await clock.advance(600_000);
    for (const { ticks } of tasks) {
      const [, second = 0, third = 0] = ticks;
      expect(third - second).toBeCloseTo(300_000, 3);
    }
    await scheduler.stop();
  });

  test('is not before the task wants it', async () => {
    const clock = createFakeClock();
    const { task, ticks } = recorder(clock, 'late', 5_000);
    const scheduler = createScheduler({ clock, tasks: [{ ...task, notBeforeMs: 1_000 }], onError: throwOn });
    scheduler.start();
    await clock.advance(10_000);
    expect(ticks).toEqual([1_000, 5_000, 10_000]);
    await scheduler.stop();
  });
});

describe('a scheduler', () => {
  test('runs each task at once and then on its own interval', async () => {
    const clock = createFakeClock();
    const a = recorder(clock, 'a', 1_000);
    const b = recorder(clock, 'b', 300);
    const scheduler = createScheduler({ clock, tasks: [a.task, b.task], onError: throwOn });
    scheduler.start();
    await clock.advance(1_000);
    expect(a.ticks).toEqual([0, 1_000]);
    expect(b.ticks).toEqual([0, 300, 600, 900]);
    await scheduler.stop();
  });

  test('never runs a task while it runs, and skips what it missed', async () => {
    const clock = createFakeClock();
    const starts: number[] = [];
    let running = 0;
    const slow: ScheduledTask = {
      name: 'slow',
      intervalMs: 100,
      run() {
        running += 1;
        expect(running).toBe(1);
        starts.push(clock.tick());
        return new Promise((resolve) => {
          clock.setTimer(250, () => {
            running -= 1;
            resolve(DONE);
          });
        });
      },
    };
    const scheduler = createScheduler({ clock, tasks: [slow], onError: throwOn });
    scheduler.start();
    await clock.advance(700);
    expect(starts).toEqual([0, 300, 600]);
  });

  test('comes sooner when a run asks for it, and the interval goes on as if nothing had been', async () => {
    const clock = createFakeClock();
    const runs: [number, boolean][] = [];
    const wary: ScheduledTask = {
      name: 'wary',
      intervalMs: 60_000,
      async run(_signal, isExtra) {
        runs.push([clock.tick(), isExtra]);
        return { againInMs: runs.length <= 2 ? 10_000 : null };
      },
    };
    const scheduler = createScheduler({ clock, tasks: [wary], onError: throwOn });
    scheduler.start();
    await clock.advance(120_000);
    expect(runs).toEqual([
      [0, false],
      [10_000, true],
      [20_000, true],
      [60_000, false],
      [120_000, false],
    ]);
    await scheduler.stop();
  });

  test('is not put off by a run that asks for a later one', async () => {
    const clock = createFakeClock();
    const task = recorder(clock, 'a', 5_000);
    const patient = {
      ...task.task,
      run: async () => ({ ...(await task.task.run(noSignal, false)), againInMs: 10_000 }),
    };
    const scheduler = createScheduler({ clock, tasks: [patient], onError: throwOn });
    scheduler.start();
    await clock.advance(10_000);
    expect(task.ticks).toEqual([0, 5_000, 10_000]);
    await scheduler.stop();
  });

  test('is left out while it is held back, and the interval goes on as if nothing had been', async () => {
    const clock = createFakeClock();
    const ticks: number[] = [];
    const held: ScheduledTask = {
      name: 'held',
      intervalMs: 5_000,
      async run() {
        ticks.push(clock.tick());
        return ticks.length === 1 ? { againInMs: null, holdMs: 12_000 } : DONE;
      },
    };
    const scheduler = createScheduler({ clock, tasks: [held], onError: throwOn });
    scheduler.start();
    await clock.advance(1);
    expect(scheduler.nextRunAtMs('held')).toBe(clock.nowMs() + 14_999);
    await clock.advance(20_000);
    expect(ticks).toEqual([0, 15_000, 20_000]);
    await scheduler.stop();
  });

  test('comes at the end of a hold, not before, when one more was asked for', async () => {
    const clock = createFakeClock();
    const runs: [number, boolean][] = [];
    const wary: ScheduledTask = {
      name: 'wary',
      intervalMs: 60_000,
      async run(_signal, isExtra) {
        runs.push([clock.tick(), isExtra]);
        return runs.length === 1 ? { againInMs: 10_000, holdMs: 25_000 } : DONE;
      },
    };
    const scheduler = createScheduler({ clock, tasks: [wary], onError: throwOn });
    scheduler.start();
    await clock.advance(60_000);
    expect(runs).toEqual([
      [0, false],
      [25_000, true],
      [60_000, false],
    ]);
    await scheduler.stop();
  });

  test('is on the grid or was asked for, never within a hold, and comes as soon as that lets it', async () => {
    const outcome = fc.record({
      tookMs: fc.nat(3_000),
      againInMs: fc.option(fc.nat(3_000)),
      holdMs: fc.oneof(fc.constant(0), fc.nat(20_000)),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 100, max: 5_000 }),
        fc.array(outcome, { maxLength: 10 }),
        async (intervalMs, outcomes) => {
          const clock = createFakeClock();
          const runs: { tick: number; isExtra: boolean; expected: number }[] = [];
          let expected = 0;
          const task: ScheduledTask = {
            name: 'a',
            intervalMs,
            run: (signal, isExtra) =>
              new Promise((resolve) => {
                // The last run may still be under way when the test ends.
                signal.addEventListener('abort', () => resolve(DONE));
                const { tookMs, againInMs, holdMs } = outcomes[runs.length] ?? {
                  tookMs: 0,
                  againInMs: null,
                  holdMs: 0,
                };
                runs.push({ tick: clock.tick(), isExtra, expected });
                clock.setTimer(tookMs, () => {
                  const heldUntil = clock.tick() + holdMs;
                  const regular = Math.max(
                    Math.floor(clock.tick() / intervalMs) + 1,
                    Math.ceil(heldUntil / intervalMs),
                  );
                  const soon = againInMs === null ? Infinity : Math.max(clock.tick() + againInMs, heldUntil);
                  expected = Math.min(regular * intervalMs, soon);
                  resolve({ againInMs, holdMs });
                });
              }),
          };
          const scheduler = createScheduler({ clock, tasks: [task], onError: throwOn });
          scheduler.start();
          await clock.advance(60_000);
          expect(runs.map(({ tick }) => tick)).toEqual(runs.map((run) => run.expected));
          for (const { tick, isExtra } of runs) if (!isExtra) expect(tick % intervalMs).toBe(0);
          await scheduler.stop();
        },
      ),
      { numRuns: 50 },
    );
  });

  test('does not catch up in a burst after the machine slept', async () => {
    const clock = createFakeClock();
    const task = recorder(clock, 'a', 1_000);
    let asleep = true;
    // While asleep no timer fires; on waking one timer fires late.
    const sleepy = { ...clock, tick: () => (asleep ? clock.tick() : clock.tick() + 60_000) };
    const scheduler = createScheduler({ clock: sleepy, tasks: [task.task], onError: throwOn });
    scheduler.start();
    asleep = false;
    await clock.advance(1_000);
    expect(task.ticks).toHaveLength(2);
    await scheduler.stop();
  });

  test('does not care about a step of the wall clock', async () => {
    const clock = createFakeClock();
    const task = recorder(clock, 'a', 1_000);
    const scheduler = createScheduler({ clock, tasks: [task.task], onError: throwOn });
    scheduler.start();
    clock.stepWallClock(86_400_000);
    await clock.advance(2_000);
    clock.stepWallClock(-2 * 86_400_000);
    await clock.advance(1_000);
    expect(task.ticks).toEqual([0, 1_000, 2_000, 3_000]);
  });

  test('tells of a task that failed and goes on with all', async () => {
    const clock = createFakeClock();
    const errors: string[] = [];
    const bad: ScheduledTask = {
      name: 'bad',
      intervalMs: 100,
      run: () => Promise.reject(new Error('broken')),
    };
    const good = recorder(clock, 'good', 100);
    const onError = (task: ScheduledTask, error: unknown) => errors.push(`${task.name} ${String(error)}`);
    const scheduler = createScheduler({ clock, tasks: [bad, good.task], onError });
    scheduler.start();
    await clock.advance(100);
    expect(errors).toEqual(['bad Error: broken', 'bad Error: broken']);
    expect(good.ticks).toEqual([0, 100]);
  });

  test('cancels what runs when it stops, and starts nothing after', async () => {
    const clock = createFakeClock();
    let cancelled = false;
    const hanging: ScheduledTask = {
      name: 'hanging',
      intervalMs: 100,
      run: (signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            cancelled = true;
            reject(signal.reason);
          });
        }),
    };
    const other = recorder(clock, 'other', 100);
    const scheduler = createScheduler({ clock, tasks: [hanging, other.task], onError: throwOn });
    scheduler.start();
    await clock.advance(0);
    await scheduler.stop();
    await clock.advance(1_000);
    expect(cancelled).toBe(true);
    expect(other.ticks).toEqual([0]);
  });

  test('says when a task runs next, by the wall clock', async () => {
    const clock = createFakeClock();
    const scheduler = createScheduler({ clock, tasks: [recorder(clock, 'a', 1_000).task], onError: throwOn });
    scheduler.start();
    await clock.advance(400);
    expect(scheduler.nextRunAtMs('a')).toBe(clock.nowMs() + 600);
    expect(scheduler.nextRunAtMs('b')).toBe(null);
    await scheduler.stop();
  });

  test('keeps ten thousand tasks in order', async () => {
    const clock = createFakeClock();
    let late = 0;
    const tasks = Array.from({ length: 10_000 }, (_, i) => recorder(clock, `monitor-${i}`, 10_000).task);
    const onLateness = (latenessMs: number) => {
      late = Math.max(late, latenessMs);
    };
    const scheduler = createScheduler({ clock, tasks, onError: throwOn, onLateness });
    scheduler.start();
    clock.advance(0);
    expect(late).toBe(0);
    await scheduler.stop();
  });
});

describe('a cycle of many members', () => {
  test('lasts from the first that begins until each has ended', async () => {
    const clock = createFakeClock();
    const cycle = createCycleLog(clock, ['a', 'b']);
    cycle.begin('a');
    await clock.advance(10);
    cycle.begin('b');
    cycle.end('a', null);
    expect(cycle.stats().runsTotal).toBe(0);
    await clock.advance(30);
    cycle.end('b', 'broken');
    expect(cycle.stats()).toMatchObject({ runsTotal: 1, lastDurationMs: 40, lastError: 'broken' });
  });
});
