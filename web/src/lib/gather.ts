import { after } from './clock.ts';

export interface Gatherer<Item> {
  add(...items: readonly Item[]): void;
  stop(): void;
}

/** Hands items on together: the first at once, what comes within `pauseMs` after it as one. */
export function gatherer<Item>(pauseMs: number, handle: (items: readonly Item[]) => void): Gatherer<Item> {
  let waiting: Item[] = [];
  let cancel: (() => void) | null = null;

  function flush(): void {
    cancel = null;
    if (waiting.length === 0) return;
    const items = waiting;
    waiting = [];
    cancel = after(pauseMs, flush);
    handle(items);
  }

  return {
    add(...items) {
      waiting.push(...items);
      if (cancel === null) flush();
    },
    stop() {
      cancel?.();
      waiting = [];
    },
  };
}
