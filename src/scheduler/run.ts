import type { CancelTimer, Clock, EpochMs } from '../lib/time.ts';
import { createHeap } from './heap.ts';
import { firstDelayMs, nextDueAt } from './plan.ts';

/** Something that runs on an interval. The scheduler knows nothing else about it. */
export interface ScheduledTask {
  readonly name: string;
  readonly intervalMs: number;
  /** Rejecting is a defect of the task; it is handed to `onError` and the task goes on. */
  run(signal: AbortSignal): Promise<void>;
}

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
    try {
      await slot.task.run(shutdown.signal);
    } catch (error) {
      if (!shutdown.signal.aborted) onError(slot.task, error);
    }
    if (shutdown.signal.aborted) return;
    slot.dueAtTick = nextDueAt(slot, clock.tick());
    const first = heap.peek();
    heap.push(slot);
    if (first === undefined || slot.dueAtTick < first.dueAtTick) setTimer();
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
        const slot = {
          task,
          intervalMs: task.intervalMs,
          dueAtTick: tick + firstDelayMs(task.name, task.intervalMs, tasks.length),
        };
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
      const dueAtTick = slot.dueAtTick > tick ? slot.dueAtTick : nextDueAt(slot, tick);
      return Math.round(clock.nowMs() + dueAtTick - tick);
    },
  };
}
