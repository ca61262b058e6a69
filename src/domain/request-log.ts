/** When requests were made, on the monotonic clock, for as long as somebody may ask about them. */
export interface RequestLog {
  add(tick: number): void;
  /** How many were made after this tick. */
  countSince(tick: number): number;
  /** When the oldest of those was made; null when there is none. */
  oldestSince(tick: number): number | null;
  /** What was made before is not asked about any more. */
  forgetBefore(tick: number): void;
}

// So that a quota of a day costs no more memory than one of a minute.
const MOST_ENTRIES = 128;

interface Entry {
  tick: number;
  count: number;
}

/** Exact for a few requests; of many, neighbours are kept together and count as made when the last of them was. */
export function createRequestLog(): RequestLog {
  let entries: Entry[] = [];

  return {
    add(tick) {
      entries.push({ tick, count: 1 });
      if (entries.length > MOST_ENTRIES) entries = joinPairs(entries);
    },
    countSince: (since) => entries.reduce((sum, { tick, count }) => sum + (tick > since ? count : 0), 0),
    oldestSince: (since) => entries.find(({ tick }) => tick > since)?.tick ?? null,
    forgetBefore(before) {
      if ((entries[0]?.tick ?? before) < before) entries = entries.filter(({ tick }) => tick >= before);
    },
  };
}

function joinPairs(entries: readonly Entry[]): Entry[] {
  const joined: Entry[] = [];
  for (const [index, entry] of entries.entries()) {
    const previous = joined.at(-1);
    if (index % 2 === 0 || previous === undefined) joined.push({ ...entry });
    else {
      previous.tick = entry.tick;
      previous.count += entry.count;
    }
  }
  return joined;
}
