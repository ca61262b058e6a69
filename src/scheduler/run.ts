import type { CancelTimer, Clock, EpochMs } from '../lib/time.ts';
import { createHeap } from './heap.ts';
import { firstDueFrom, firstRuns, nextDueAt } from './plan.ts';

/** Something that runs on an interval. The scheduler knows nothing else about it. */
export interface ScheduledTask {
  readonly name: string;
  readonly intervalMs: number;
  /** Not before this long after start. Default 0. */
  readonly notBeforeMs?: number;
  /**
   * One run. It may ask for one more soon, between two on the interval; `isExtra` tells that this is such a one.
   * Rejecting is a defect of the task; it is handed to `onError` and the task goes on.
   */
  run(signal: AbortSignal, isExtra: boolean): Promise<RunOutcome>;
}

export interface RunOutcome {
  /** When to run once more, if that is sooner than the interval says; null for no sooner. */
  readonly againInMs: number | null;
  /** How long there is to be no run at all, one more included; those that the interval says meanwhile are left out. Default 0. */
  readonly holdMs?: number;
}

/** A run that asks for nothing. */
export const DONE: RunOutcome = { againInMs: null };

export interface SchedulerParts {
  readonly clock: Clock;
  readonly tasks: readonly ScheduledTask[];
  readonly onError: (task: ScheduledTask, error: unknown) => void;
  /** Told at each start how late it was, in milliseconds. */
  readonly onLateness?: (latenessMs: number) => void;
}

export interface Scheduler {
  start(): void;
  /** Cancels what runs and waits until it has ended. */
  stop(): Promise<void>;
  /** When the task runs next by the wall clock, or null when there is no such task. */
  nextRunAtMs(name: string): EpochMs | null;
}

interface Slot {
  readonly task: ScheduledTask;
  readonly intervalMs: number;
  dueAtTick: number;
  /** A place on the interval's own grid, which runs in between do not move. */
  readonly gridAtTick: number;
  /** The next run is one that was asked for, between two on the grid. */
  isExtra: boolean;
}

/** Runs every task on its own interval: the first time at once, never two runs of one task at a time. */
export function createScheduler({ clock, tasks, onError, onLateness }: SchedulerParts): Scheduler {
  const heap = createHeap<Slot>();
  const slots = new Map<string, Slot>();
  const running = new Set<Promise<void>>();
  const shutdown = new AbortController();
  let cancelTimer: CancelTimer = () => {};

  // The slot comes back into the heap only when its run has ended, so it cannot overlap itself.
  async function runSlot(slot: Slot): Promise<void> {
    const outcome = await runTask(slot);
    if (shutdown.signal.aborted) return;
    planNext(slot, outcome, clock.tick());
    const first = heap.peek();
    heap.push(slot);
    if (first === undefined || slot.dueAtTick < first.dueAtTick) setTimer();
  }

  async function runTask({ task, isExtra }: Slot): Promise<RunOutcome> {
    try {
      return await task.run(shutdown.signal, isExtra);
    } catch (error) {
      if (!shutdown.signal.aborted) onError(task, error);
      return DONE;
    }
  }

  function runDue(): void {
    const tick = clock.tick();
    for (let slot = heap.peek(); slot !== undefined && slot.dueAtTick <= tick; slot = heap.peek()) {
      heap.pop();
      onLateness?.(tick - slot.dueAtTick);
      const run = runSlot(slot).finally(() => running.delete(run));
      running.add(run);
    }
    setTimer();
  }

  function setTimer(): void {
    cancelTimer();
    const next = heap.peek();
    if (next !== undefined && !shutdown.signal.aborted)
      cancelTimer = clock.setTimer(next.dueAtTick - clock.tick(), runDue);
  }

  return {
    start() {
      const tick = clock.tick();
      for (const task of tasks) {
        const slot = firstSlot(task, tick, tasks.length);
        slots.set(task.name, slot);
        heap.push(slot);
      }
      runDue();
    },
    async stop() {
      shutdown.abort(new Error('shutting down'));
      cancelTimer();
      await Promise.all(running);
    },
    nextRunAtMs(name) {
      const slot = slots.get(name);
      if (slot === undefined) return null;
      const tick = clock.tick();
      const dueAtTick = slot.dueAtTick > tick ? slot.dueAtTick : nextOnGrid(slot, tick);
      return Math.round(clock.nowMs() + dueAtTick - tick);
    },
  };
}

function firstSlot(task: ScheduledTask, tick: number, taskCount: number): Slot {
  const { intervalMs, notBeforeMs = 0 } = task;
  const { firstAfterMs, gridAfterMs } = firstRuns(task.name, intervalMs, taskCount);
  const dueAtTick = tick + Math.max(firstAfterMs, notBeforeMs);
  return { task, intervalMs, dueAtTick, gridAtTick: tick + gridAfterMs - intervalMs, isExtra: false };
}

function planNext(slot: Slot, { againInMs, holdMs = 0 }: RunOutcome, tick: number): void {
  const heldUntilTick = tick + holdMs;
  const next = nextOnGrid(slot, tick);
  const regular = next >= heldUntilTick ? next : firstDueFrom(gridOf(slot), heldUntilTick);
  const soon = againInMs === null ? Number.POSITIVE_INFINITY : Math.max(tick + againInMs, heldUntilTick);
  slot.isExtra = soon < regular;
  slot.dueAtTick = Math.min(regular, soon);
}

function nextOnGrid(slot: Slot, tick: number): number {
  return nextDueAt(gridOf(slot), tick);
}

function gridOf({ gridAtTick, intervalMs }: Slot) {
  return { dueAtTick: gridAtTick, intervalMs };
}
