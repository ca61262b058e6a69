import type { Reason } from '../contracts/status.ts';
import type { SnapshotBoard } from '../recording/snapshot-board.ts';

/** Looks of this run by monitor and reason, for the metrics. */
export interface LookCount {
  /** Every pair that occurred. */
  totals(): readonly { readonly monitor: string; readonly reason: Reason; readonly count: number }[];
  stop(): void;
}

interface Counted {
  checkedAtMs: number;
  readonly byReason: Map<Reason, number>;
}

export function createLookCount({ board }: { readonly board: SnapshotBoard }): LookCount {
  const counted = new Map<string, Counted>();

  const stop = board.subscribe(({ name }) => {
    const state = board.entry(name)?.state ?? null;
    if (state === null) return;
    const known = counted.get(name) ?? { checkedAtMs: 0, byReason: new Map<Reason, number>() };
    counted.set(name, known);
    // Slow facts publish the same look again.
    if (known.checkedAtMs === state.checkedAtMs) return;
    known.checkedAtMs = state.checkedAtMs;
    const { reason } = state.verdict;
    known.byReason.set(reason, (known.byReason.get(reason) ?? 0) + 1);
  });

  return {
    totals: () =>
      [...counted].flatMap(([monitor, { byReason }]) =>
        [...byReason].map(([reason, count]) => ({ monitor, reason, count })),
      ),
    stop,
  };
}
