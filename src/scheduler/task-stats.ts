import type { Clock, EpochMs } from '../lib/time.ts';

/** What is known of the runs of one periodic task. */
export interface TaskStats {
  readonly lastStartedAtMs: EpochMs | null;
  readonly lastDurationMs: number | null;
  readonly lastError: string | null;
  readonly runsTotal: number;
}

export interface TaskLog {
  begin(): void;
  end(error: string | null): void;
  stats(): TaskStats;
}

/** Keeps the stats of a task whose runs do not overlap. */
export function createTaskLog(clock: Clock): TaskLog {
  let stats: TaskStats = { lastStartedAtMs: null, lastDurationMs: null, lastError: null, runsTotal: 0 };
  let startedTick = 0;
  return {
    begin() {
      startedTick = clock.tick();
      stats = { ...stats, lastStartedAtMs: clock.nowMs() };
    },
    end(error) {
      const lastDurationMs = Math.round(clock.tick() - startedTick);
      stats = { ...stats, lastDurationMs, lastError: error, runsTotal: stats.runsTotal + 1 };
    },
    stats: () => stats,
  };
}

export interface CycleLog {
  begin(member: string): void;
  end(member: string, error: string | null): void;
  stats(): TaskStats;
}

/**
 * One task made of many members that run side by side: a cycle begins with the first member to run and ends when
 * every member has run since.
 */
export function createCycleLog(clock: Clock, members: readonly string[]): CycleLog {
  const log = createTaskLog(clock);
  let waiting: Set<string> | null = null;
  let firstError: string | null = null;
  return {
    begin() {
      if (waiting !== null) return;
      waiting = new Set(members);
      firstError = null;
      log.begin();
    },
    end(member, error) {
      if (waiting === null) return;
      firstError ??= error;
      waiting.delete(member);
      if (waiting.size > 0) return;
      waiting = null;
      log.end(firstError);
    },
    stats: log.stats,
  };
}
