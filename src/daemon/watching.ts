import type { Attribution } from '../attribution/attribute.ts';
import type { Budgets } from '../attribution/budgets.ts';
import type { KoraConfig } from '../config/config.ts';
import type { CronJob } from '../contracts/cron.ts';
import { KoraError } from '../lib/errors.ts';
import type { createGates } from '../lib/gate.ts';
import type { HttpClient } from '../lib/http-client.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { bindMonitors } from '../operations/bind-monitors.ts';
import type { Recorder } from '../recording/record-verdict.ts';
import { createLatenessCount } from '../scheduler/lateness.ts';
import { createScheduler, type Scheduler } from '../scheduler/run.ts';
import { keepBudget, refuseWhileHeld } from './keep-budget.ts';
import type { Part } from './lifecycle.ts';
import { createTasks } from './tasks.ts';
import { createWatch } from './watch.ts';

export interface WatchingParts {
  readonly config: KoraConfig;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly client: HttpClient;
  readonly gateOf: ReturnType<typeof createGates>;
  readonly budgets: Budgets;
  readonly attribution: Attribution;
  readonly recorder: Recorder;
  readonly checkMcpServers: (signal: AbortSignal) => Promise<void>;
  readonly onError: (task: string, error: unknown) => void;
}

/** All looking: every monitor on its interval, and the MCP servers on theirs. */
export interface Watching {
  readonly nextRunAtMs: Scheduler['nextRunAtMs'];
  readonly lateness: ReturnType<typeof createLatenessCount>;
  cronJobs(): readonly CronJob[];
  /** Looks once and records it; joins a look that is under way. Throws `too_soon` while the provider said to wait. */
  lookNow(name: string): Promise<void>;
  readonly part: Part;
}

export function createWatching(parts: WatchingParts): Watching {
  const { config, clock, budgets, attribution, recorder, checkMcpServers, onError } = parts;
  const shutdown = new AbortController();
  const bound = bindMonitors(config.monitors, { ...parts, meterOf: budgets.meterOf });
  const monitors = bound.map(({ monitor, probe }) => {
    const watch = createWatch({ monitor, probe, attribution, recorder, clock, onError });
    return {
      name: monitor.name,
      intervalMs: monitor.intervalMs,
      watch: keepBudget(monitor.name, watch, budgets),
    };
  });
  const watches = new Map(monitors.map(({ name, watch }) => [name, watch]));
  const { probeIntervalMs, mcpIntervalMs } = config;
  const tasks = createTasks({ clock, monitors, probeIntervalMs, mcpIntervalMs, checkMcpServers });
  const lateness = createLatenessCount();
  const scheduler = createScheduler({
    clock,
    tasks: tasks.scheduled,
    onError: (task, error) => onError(task.name, error),
    onLateness: lateness.observe,
  });
  return {
    nextRunAtMs: scheduler.nextRunAtMs,
    lateness,
    cronJobs: () => tasks.cronJobs(scheduler),
    async lookNow(name) {
      refuseWhileHeld(name, budgets);
      try {
        await watches.get(name)?.look(shutdown.signal);
      } catch (error) {
        if (!shutdown.signal.aborted) throw error;
        throw new KoraError('shutting_down', 'Kora is being stopped');
      }
      await recorder.settled(name);
    },
    part: {
      name: 'scheduler',
      start: scheduler.start,
      async stop() {
        shutdown.abort(new Error('shutting down'));
        await scheduler.stop();
        await Promise.all(monitors.map(({ watch }) => watch.settled()));
      },
    },
  };
}
