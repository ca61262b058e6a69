/** A binary heap, smallest `dueAtTick` first. */
export interface Heap<Item extends { dueAtTick: number }> {
  push(item: Item): void;
  peek(): Item | undefined;
  pop(): Item | undefined;
  readonly size: number;
}

export function createHeap<Item extends { dueAtTick: number }>(): Heap<Item> {
  const items: Item[] = [];

  function dueAt(index: number): number {
    return items[index]?.dueAtTick ?? Number.POSITIVE_INFINITY;
  }

  function swap(a: number, b: number): void {
    const itemA = items[a];
    const itemB = items[b];
    if (itemA === undefined || itemB === undefined) return;
    items[a] = itemB;
    items[b] = itemA;
  }

  function sinkRoot(): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const child = dueAt(left + 1) < dueAt(left) ? left + 1 : left;
      if (dueAt(child) >= dueAt(index)) return;
      swap(index, child);
      index = child;
    }
  }

  return {
    push(item) {
      let index = items.push(item) - 1;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (dueAt(parent) <= dueAt(index)) return;
        swap(parent, index);
        index = parent;
      }
    },
    peek: () => items[0],
    pop() {
      const first = items[0];
      const last = items.pop();
      if (first === undefined || last === undefined || items.length === 0) return first;
      items[0] = last;
      sinkRoot();
      return first;
    },
    get size() {
      return items.length;
    },
  };
}
