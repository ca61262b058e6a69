import type { Budgets } from '../attribution/budgets.ts';
import type { KoraConfig, MonitorConfig } from '../config/config.ts';
import { createHttpServer, type HttpServer } from '../http/app.ts';
import { createGates } from '../lib/gate.ts';
import { createHttpClient } from '../lib/http-client.ts';
import type { Logger } from '../lib/log.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { createMcpHealth } from '../mcp-servers/mcp-health.ts';
import { describeStorage } from '../operations/describe-storage.ts';
import { describeIncident } from '../operations/list-incidents.ts';
import { createRecorder } from '../recording/record-verdict.ts';
import { createSnapshotBoard } from '../recording/snapshot-board.ts';
import type { RecordedMonitor } from '../recording/tracked-monitors.ts';
import { announce, announceIncident } from './announce.ts';
import { createFaultFinding } from './attribution.ts';
import { createCredentials } from './credentials.ts';
import { createHistory } from './history.ts';
import { budgetsOf } from './keep-budget.ts';
import type { Part } from './lifecycle.ts';
import { createWatching } from './watching.ts';

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
  const common = { config, clock, redact, log, client, gateOf: createGates(), onError };
  const fault = createFaultFinding({
    ...common,
    board,
    store: history.store,
    touch: (name) => recorder.touch(name),
  });
  const credentials = createCredentials({ ...common, meterOf: budgets.meterOf, store: history.store });
  const mcp = createMcpHealth({ servers: config.mcpServers, clock, redact });
  const watching = createWatching({
    ...common,
    budgets,
    attribution: fault.attribution,
    recorder,
    checkMcpServers: mcp.run,
  });
  const server = createHttpServer({
    config: config.server,
    monitors: config.monitors,
    board,
    clock,
    redact,
    log,
    nextRunAtMs: watching.nextRunAtMs,
    official: fault.official,
    credentials: credentials.list,
    budgetOf: budgets.describe,
    feeds: fault,
    lookNow: watching.lookNow,
    cronJobs: watching.cronJobs,
    mcpClients: mcp.clients,
    lateness: watching.lateness,
    history: { store: history.store, slos: config.slos, status: () => history.keeper.status() },
  });

  return [
    { name: 'http client', start: () => {}, stop: client.close },
    servingPart(server, onListening),
    { name: 'history', start: () => history.keeper.start(), stop: () => history.keeper.close() },
    credentials.part,
    ...fault.parts,
    watching.part,
  ];
}

function servingPart(server: HttpServer, onListening: DaemonParts['onListening']): Part {
  return {
    name: 'http server',
    start: async () => onListening((await server.start()).url),
    stop: server.stop,
  };
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
