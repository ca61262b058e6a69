import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { z } from 'zod';
import type { MonitorConfig, ServerConfig } from '../../src/config/config.ts';
import { DEFAULT_DAMPING } from '../../src/domain/transition.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { NOTHING_READ } from '../../src/feeds/read-feed.ts';
import { createHttpServer } from '../../src/http/app.ts';
import type { HttpParts } from '../../src/http/http-parts.ts';
import { createLogger } from '../../src/lib/log.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { type Clock, systemClock } from '../../src/lib/time.ts';
import { defineProbe } from '../../src/probes/define-probe.ts';
import type { Recorder } from '../../src/recording/record-verdict.ts';
import { createSnapshotBoard, type SnapshotBoard } from '../../src/recording/snapshot-board.ts';
import { DEFAULT_RETENTION } from '../../src/storage/session.ts';
import { createStore } from '../../src/storage/store.ts';
import { recorderWithoutStore } from './recorder.ts';

export interface KoraServerExtra {
  readonly names?: readonly string[];
  readonly config?: Partial<ServerConfig>;
  readonly clock?: Clock;
  readonly secrets?: readonly string[];
  readonly lookNow?: HttpParts['lookNow'];
  readonly parts?: Partial<HttpParts>;
}

export interface KoraServer extends AsyncDisposable {
  readonly url: string;
  readonly board: SnapshotBoard;
  readonly recorder: Recorder;
  /** Every log line so far. */
  readonly logged: readonly string[];
  ask(path: string, options?: AskOptions): Promise<Answer>;
  stop(): Promise<void>;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  json(): unknown;
}

const probe = defineProbe({
  type: 'stub',
  kind: 'check',
  title: 'Stub',
  schema: z.strictObject({}),
  variables: {},
  detailKeys: [],
  credential: () => null,
  look: async () => ({}),
  judge: () => ({ status: 'healthy', why: 'It answered.' }),
});

/** A monitor that nobody looks at by itself; the test records what was seen. */
export function stubMonitor(name: string): MonitorConfig {
  return {
    name,
    definition: probe,
    options: {},
    missing: [],
    setup: [],
    intervalMs: 60_000,
    timeoutMs: 10_000,
    origin: 'file',
    tags: [],
    damping: DEFAULT_DAMPING,
    feed: null,
  };
}

export function healthyVerdict(extra: Partial<Verdict> = {}): Verdict {
  return {
    status: 'healthy',
    reason: 'ok',
    error: null,
    why: 'It answered.',
    hint: null,
    latencyMs: 12,
    phases: null,
    quota: null,
    details: {},
    attribution: null,
    ...extra,
  };
}

/** The real server on a free local port, over a real board. Use with `await using`. */
export async function koraServer(extra: KoraServerExtra = {}): Promise<KoraServer> {
  const { names = ['vercel', 'sentry'], clock = systemClock } = extra;
  const logged: string[] = [];
  const redact = createRedactor(extra.secrets ?? []);
  const log = createLogger({ level: 'debug', redact, write: (line) => logged.push(line), readable: false });
  const board = createSnapshotBoard({ names, clock, redact });
  const recorder = recorderWithoutStore({ names, board, clock });
  const history = closedHistory(clock);
  const server = createHttpServer({
    config: { host: '127.0.0.1', port: 0, apiToken: null, allowedHosts: [], ...extra.config },
    monitors: names.map(stubMonitor),
    board,
    clock,
    redact,
    log,
    nextRunAtMs: () => clock.nowMs() + 60_000,
    official: () => null,
    credentials: () => [],
    budgetOf: () => null,
    feeds: { reading: () => NOTHING_READ.reading, officialState: () => null, isOffline: true },
    lookNow:
      extra.lookNow ??
      (async (name) => {
        recorder.record(name, healthyVerdict());
      }),
    history,
    cronJobs: () => [],
    mcpClients: () => ({ clients: [], stub: false, generated_at: new Date(clock.nowMs()).toISOString() }),
    ...extra.parts,
  });
  const { url } = await server.start();
  return {
    url,
    board,
    recorder,
    logged,
    ask: (path, options) => ask(url, path, options),
    stop: server.stop,
    [Symbol.asyncDispose]: server.stop,
  };
}

/** A history whose store was never opened. */
function closedHistory(clock: Clock): HttpParts['history'] {
  const store = createStore({
    location: { kind: 'sqlite', folder: '/nowhere' },
    retention: DEFAULT_RETENTION,
    onHousekeepingError: () => {},
  });
  const sinceMs = clock.nowMs();
  return {
    store,
    slos: [],
    status: () => ({
      kind: 'sqlite',
      state: 'opening',
      sinceMs,
      problem: null,
      heldBeats: 0,
      lostBeats: 0,
      notices: [],
    }),
  };
}

/** One request as it is written: fetch would normalise the path and refuse to set Host, Origin and the like. */
export async function ask(url: string, path: string, options: AskOptions = {}): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const asked = request({
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port,
    path,
    method: options.method ?? 'GET',
    headers: { connection: 'close', ...options.headers },
    // A pooled connection may be one that the server has just closed.
    agent: false,
  });
  asked.end(options.body);
  const [response] = await once(asked, 'response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const text = body.toString('utf8');
  return { status: response.statusCode, headers: response.headers, body, text, json: () => JSON.parse(text) };
}
