import type { KoraConfig } from '../config/config.ts';
import { createHttpServer } from '../http/app.ts';
import { createHttpClient } from '../lib/http-client.ts';
import type { Logger } from '../lib/log.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { createMcpHealth } from '../mcp-servers/mcp-health.ts';
import { bindMonitors } from '../operations/bind-monitors.ts';
import { createRecorder } from '../recording/record-verdict.ts';
import { createSnapshotBoard } from '../recording/snapshot-board.ts';
import { createLatenessCount } from '../scheduler/lateness.ts';
import { createScheduler } from '../scheduler/run.ts';
import { announce } from './announce.ts';
import type { Part } from './lifecycle.ts';
import { createTasks } from './tasks.ts';
import { createWatch } from './watch.ts';

export interface DaemonParts {
  readonly config: KoraConfig;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly log: Logger;
  /** Told where the daemon listens. */
  readonly onListening: (url: string) => void;
}

/** Builds every part once and hands each what it needs. Nothing runs before the parts are started, in their order. */
export function compose({ config, clock, redact, log, onListening }: DaemonParts): readonly Part[] {
  const shutdown = new AbortController();
  const client = createHttpClient(clock);
  const board = createSnapshotBoard({ names: config.monitors.map(({ name }) => name), clock, redact });
  const recorder = createRecorder({
    board,
    clock,
    onRecorded: (name, verdict, change) => announce(log, name, verdict, change),
  });
  const onError = (name: string, error: unknown) => log.error({ task: name, err: error }, 'task.failed');
  const monitors = bindMonitors(config.monitors, { client, clock, redact }).map((bound) => ({
    name: bound.monitor.name,
    intervalMs: bound.monitor.intervalMs,
    watch: createWatch({ ...bound, recorder, onError }),
  }));
  const mcp = createMcpHealth({ servers: config.mcpServers, clock, redact });
  const { probeIntervalMs, mcpIntervalMs } = config;
  const tasks = createTasks({ clock, monitors, probeIntervalMs, mcpIntervalMs, checkMcpServers: mcp.run });
  const lateness = createLatenessCount();
  const scheduler = createScheduler({
    clock,
    tasks: tasks.scheduled,
    onError: (task, error) => onError(task.name, error),
    onLateness: lateness.observe,
  });
  const watches = new Map(monitors.map(({ name, watch }) => [name, watch]));
  const server = createHttpServer({
    config: config.server,
    monitors: config.monitors,
    board,
    clock,
    redact,
    log,
    nextRunAtMs: scheduler.nextRunAtMs,
    lookNow: async (name) => watches.get(name)?.look(shutdown.signal),
    cronJobs: () => tasks.cronJobs(scheduler),
    mcpClients: mcp.clients,
    lateness,
  });

  return [
    { name: 'http client', start: () => {}, stop: client.close },
    {
      name: 'http server',
      start: async () => onListening((await server.start()).url),
      stop: server.stop,
    },
    {
      name: 'scheduler',
      start: scheduler.start,
      async stop() {
        shutdown.abort(new Error('shutting down'));
        await scheduler.stop();
        await Promise.all(monitors.map(({ watch }) => watch.settled()));
      },
    },
  ];
}
