/** Counts how late runs began, as a Prometheus histogram has it. */
export interface LatenessCount {
  observe(latenessMs: number): void;
  buckets(): readonly { readonly leSeconds: number; readonly count: number }[];
  count(): number;
  sumSeconds(): number;
}

const BOUNDS_MS = [1, 2, 5, 10, 20, 30, 40, 50, 75, 100, 250, 500, 1_000, 5_000] as const;

export function createLatenessCount(): LatenessCount {
  const counts = new Array<number>(BOUNDS_MS.length).fill(0);
  let total = 0;
  let sumMs = 0;
  return {
    observe(latenessMs) {
      total += 1;
      sumMs += latenessMs;
      const index = BOUNDS_MS.findIndex((bound) => latenessMs <= bound);
      if (index !== -1) counts[index] = (counts[index] ?? 0) + 1;
    },
    buckets() {
      let below = 0;
      return BOUNDS_MS.map((bound, i) => {
        below += counts[i] ?? 0;
        return { leSeconds: bound / 1_000, count: below };
      });
    },
    count: () => total,
    sumSeconds: () => sumMs / 1_000,
  };
}
