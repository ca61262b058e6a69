import type { CancelTimer, Clock } from '../lib/time.ts';

export interface TurnsParts<Item> {
  readonly clock: Clock;
  readonly mostAtOnce: number;
  /** Sets when the item is due again. Never rejects. */
  readonly run: (item: Item) => Promise<void>;
}

export interface Turns<Item> {
  /** To be called once for each item, also before any is due. */
  add(items: readonly Item[]): void;
  /** Begins nothing more, and resolves when what runs has ended. */
  stop(): Promise<void>;
}

/** Runs items again and again as they fall due, a few at once, the longest due first, and none twice at a time. */
export function createTurns<Item extends { readonly dueAtTick: number }>({
  clock,
  mostAtOnce,
  run,
}: TurnsParts<Item>): Turns<Item> {
  const waiting = new Set<Item>();
  const running = new Set<Promise<void>>();
  let isStopped = false;
  let cancelTimer: CancelTimer = () => {};

  function runDue(): void {
    cancelTimer();
    if (isStopped) return;
    const tick = clock.tick();
    for (const item of [...waiting].sort((a, b) => a.dueAtTick - b.dueAtTick)) {
      if (item.dueAtTick > tick || running.size >= mostAtOnce) break;
      waiting.delete(item);
      const turn = run(item).finally(() => {
        running.delete(turn);
        waiting.add(item);
        runDue();
      });
      running.add(turn);
    }
    setTimer();
  }

  // While as many run as may, the end of one of them is what comes next.
  function setTimer(): void {
    if (running.size >= mostAtOnce || waiting.size === 0) return;
    const nextTick = Math.min(...[...waiting].map(({ dueAtTick }) => dueAtTick));
    cancelTimer = clock.setTimer(Math.max(0, nextTick - clock.tick()), runDue);
  }

  return {
    add(items) {
      for (const item of items) waiting.add(item);
      runDue();
    },
    async stop() {
      isStopped = true;
      cancelTimer();
      await Promise.all(running);
    },
  };
}
