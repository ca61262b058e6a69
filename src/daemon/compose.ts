import type { Budgets } from '../attribution/budgets.ts';
import type { KoraConfig, MonitorConfig } from '../config/config.ts';
import { createHttpServer } from '../http/app.ts';
import { createGates } from '../lib/gate.ts';
import { createHttpClient } from '../lib/http-client.ts';
import type { Logger } from '../lib/log.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { createMcpHealth } from '../mcp-servers/mcp-health.ts';
import { bindMonitors } from '../operations/bind-monitors.ts';
import { describeStorage } from '../operations/describe-storage.ts';
import { describeIncident } from '../operations/list-incidents.ts';
import { createFeedRecords } from '../recording/feed-records.ts';
import { createRecorder } from '../recording/record-verdict.ts';
import { createSnapshotBoard } from '../recording/snapshot-board.ts';
import type { RecordedMonitor } from '../recording/tracked-monitors.ts';
import { createLatenessCount } from '../scheduler/lateness.ts';
import { createScheduler } from '../scheduler/run.ts';
import { announce, announceFeed, announceIncident } from './announce.ts';
import { createFaultFinding } from './attribution.ts';
import { createCredentials } from './credentials.ts';
import { createHistory } from './history.ts';
import { budgetsOf, keepBudget, refuseWhileHeld } from './keep-budget.ts';
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
  const budgets = budgetsOf(config, clock);
  const history = createHistory({
    config,
    clock,
    log,
    recorder: () => recorder,
    onStatus: () => server.announce('storage', describeStorage(history.keeper.status())),
  });
  const recorder = createRecorder({
    board,
    clock,
    monitors: config.monitors.map((monitor) => toRecorded(monitor, budgets)),
    keep: (record, isUrgent) => history.keeper.keep(record, isUrgent),
    onRecorded(name, verdict, change) {
      announce(log, name, verdict, change);
      credentials.onVerdict(name, verdict);
    },
    onIncident: ({ incident, monitor }) => {
      announceIncident(log, incident, monitor);
      server.announce('incident', describeIncident(incident, monitor, clock.nowMs()));
    },
    onClockStep: () => log.warn({}, 'clock.stepped'),
  });
  const onError = (name: string, error: unknown) => log.error({ task: name, err: error }, 'task.failed');
  const feedRecords = createFeedRecords({
    clock,
    write: (incidents) => history.store.call('writeFeedIncidents', { incidents }),
    onFailure: (error) => log.warn({ err: error }, 'feed.not_stored'),
  });
  const fault = createFaultFinding({
    config,
    clock,
    redact,
    board,
    onFeedChange(change, names) {
      announceFeed(log, change);
      feedRecords.onChange(change);
      for (const name of names) recorder.touch(name);
    },
    onError,
  });
  const gateOf = createGates();
  const credentials = createCredentials({ config, clock, redact, log, client, gateOf, store: history.store });
  const { meterOf } = budgets;
  const bound = bindMonitors(config.monitors, { client, clock, redact, gateOf, meterOf });
  const monitors = bound.map(({ monitor, probe }) => {
    const parts = { monitor, probe, attribution: fault.attribution, recorder, clock, onError };
    const watch = keepBudget(monitor.name, createWatch(parts), budgets);
    return { name: monitor.name, intervalMs: monitor.intervalMs, watch };
  });
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
    official: fault.official,
    credentials: credentials.list,
    budgetOf: budgets.describe,
    feeds: {
      reading: fault.reading,
      officialState: fault.officialState,
      isOffline: config.attribution.isOffline,
    },
    async lookNow(name) {
      refuseWhileHeld(name, budgets);
      await watches.get(name)?.look(shutdown.signal);
      await recorder.settled(name);
    },
    cronJobs: () => tasks.cronJobs(scheduler),
    mcpClients: mcp.clients,
    lateness,
    history: { store: history.store, slos: config.slos, status: () => history.keeper.status() },
  });

  return [
    { name: 'http client', start: () => {}, stop: client.close },
    {
      name: 'http server',
      start: async () => onListening((await server.start()).url),
      stop: server.stop,
    },
    {
      name: 'history',
      start: () => history.keeper.start(),
      async stop() {
        await feedRecords.settled();
        await history.keeper.close();
      },
    },
    credentials.part,
    ...fault.parts,
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

// A look speaks until the next one is overdue: it may begin an interval later, and take its whole time.
function toRecorded({ name, damping, timeoutMs }: MonitorConfig, budgets: Budgets): RecordedMonitor {
  return {
    name,
    damping,
    get holdsMs() {
      return budgets.nextWithinMs(name) + timeoutMs;
    },
  };
}
