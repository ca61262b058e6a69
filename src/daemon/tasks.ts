import { type CronJob, MCP_HEALTH_TASK, SERVICE_PROBES_TASK } from '../contracts/cron.ts';
import type { Clock } from '../lib/time.ts';
import { isoTime } from '../lib/time.ts';
import { DONE, type ScheduledTask, type Scheduler } from '../scheduler/run.ts';
import { createCycleLog, createTaskLog, type TaskStats } from '../scheduler/task-stats.ts';
import type { Watch } from './watch.ts';

export interface WatchedMonitor {
  readonly name: string;
  readonly intervalMs: number;
  readonly watch: Watch;
}

export interface TasksParts {
  readonly clock: Clock;
  readonly monitors: readonly WatchedMonitor[];
  readonly probeIntervalMs: number;
  readonly mcpIntervalMs: number;
  readonly checkMcpServers: (signal: AbortSignal) => Promise<void>;
}

export interface Tasks {
  readonly scheduled: readonly ScheduledTask[];
  /** The frozen contract's jobs: the cycle of the service probes, and the MCP servers. */
  cronJobs(scheduler: Scheduler): readonly CronJob[];
}

/** One scheduled task per monitor and one for the MCP servers; none waits for another. */
export function createTasks({
  clock,
  monitors,
  probeIntervalMs,
  mcpIntervalMs,
  checkMcpServers,
}: TasksParts): Tasks {
  // Monitors with an interval of their own run between cycles; the cycle is made of those that keep the default.
  const regular = monitors.filter((monitor) => monitor.intervalMs === probeIntervalMs);
  const members = new Set((regular.length > 0 ? regular : monitors).map((monitor) => monitor.name));
  const cycle = createCycleLog(clock, [...members]);
  const mcpLog = createTaskLog(clock);

  const looks = monitors.map(({ name, intervalMs, watch }) => ({
    name,
    intervalMs,
    run: members.has(name) ? inCycle(name, watch) : (signal: AbortSignal) => watch.look(signal),
  }));

  function inCycle(name: string, watch: Watch): ScheduledTask['run'] {
    return async (signal, isExtra) => {
      // A look in between belongs to no cycle.
      if (isExtra) return watch.look(signal);
      cycle.begin(name);
      try {
        const outcome = await watch.look(signal);
        cycle.end(name, null);
        return outcome;
      } catch (error) {
        cycle.end(name, 'a look failed inside Kora; see the log');
        throw error;
      }
    };
  }

  const mcpTask: ScheduledTask = {
    name: MCP_HEALTH_TASK,
    intervalMs: mcpIntervalMs,
    notBeforeMs: MCP_NOT_BEFORE_MS,
    async run(signal) {
      mcpLog.begin();
      try {
        await checkMcpServers(signal);
        mcpLog.end(null);
        return DONE;
      } catch (error) {
        mcpLog.end('the check failed inside Kora; see the log');
        throw error;
      }
    },
  };

  function nextCycleAtMs(scheduler: Scheduler): number | null {
    const next = [...members].map((name) => scheduler.nextRunAtMs(name)).filter((atMs) => atMs !== null);
    return next.length === 0 ? null : next.reduce((a, b) => Math.min(a, b));
  }

  return {
    scheduled: [...looks, mcpTask],
    cronJobs: (scheduler) => [
      toJob(SERVICE_PROBES_TASK, probeIntervalMs, cycle.stats(), nextCycleAtMs(scheduler)),
      toJob(MCP_HEALTH_TASK, mcpIntervalMs, mcpLog.stats(), scheduler.nextRunAtMs(MCP_HEALTH_TASK)),
    ],
  };
}

// Its packages take a while to load, which would count into the latencies of the first looks.
const MCP_NOT_BEFORE_MS = 1_000;

function toJob(name: string, intervalMs: number, stats: TaskStats, nextRunAtMs: number | null): CronJob {
  return {
    name,
    interval_seconds: intervalMs / 1_000,
    last_started_at: stats.lastStartedAtMs === null ? null : isoTime(stats.lastStartedAtMs),
    last_duration_ms: stats.lastDurationMs,
    last_error: stats.lastError,
    next_run_at: nextRunAtMs === null ? null : isoTime(nextRunAtMs),
    runs_total: stats.runsTotal,
  };
}
