import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import type { MonitorConfig, ServerConfig } from '../config/config.ts';
import type { CronJob } from '../contracts/cron.ts';
import type { McpClientsResponse } from '../contracts/mcp.ts';
import { errorCode, KoraError } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock, EpochMs } from '../lib/time.ts';
import type { SnapshotBoard } from '../recording/snapshot-board.ts';
import { createAuth } from './auth.ts';
import { createHostGuard, isLoopback } from './host-guard.ts';
import { createHotRoute } from './hot-route.ts';
import { createLiveStream } from './live.ts';
import { handleErrors } from './on-error.ts';
import { addApiRoutes } from './routes/api.ts';
import { addHealthRoutes } from './routes/health.ts';
import { addPages } from './routes/pages.ts';
import { addSignIn } from './routes/sign-in.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface HttpParts {
  readonly config: ServerConfig;
  readonly monitors: readonly MonitorConfig[];
  readonly board: SnapshotBoard;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly log: Logger;
  readonly nextRunAtMs: (name: string) => EpochMs | null;
  readonly lookNow: (name: string) => Promise<void>;
  readonly cronJobs: () => readonly CronJob[];
  readonly mcpClients: () => McpClientsResponse;
  /** How late looks began, for the metrics; null where nobody measures. */
  readonly lateness?: LatenessSource;
}

/** Counts of latenesses up to each bound (cumulative, in seconds), as a Prometheus histogram has them. */
export interface LatenessSource {
  readonly buckets: () => readonly { readonly leSeconds: number; readonly count: number }[];
  readonly count: () => number;
  readonly sumSeconds: () => number;
}

export interface HttpServer {
  /** Throws `KoraError` when the address is taken, cannot be had, or would be open to everybody. */
  start(): Promise<{ readonly url: string }>;
  stop(): Promise<void>;
}

const BODY_LIMIT_BYTES = 16 * 1024;
const MAX_URL_CHARS = 4_096;

/** The API, the dashboard and the metrics on one address. */
export function createHttpServer(parts: HttpParts): HttpServer {
  const { config } = parts;
  const auth = createAuth({ token: config.apiToken, clock: parts.clock });
  const guard = createHostGuard(config);
  const hot = createHotRoute({ board: parts.board, auth, guard });
  const live = createLiveStream(parts);
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 128 },
    forceCloseConnections: true,
    serverFactory: (handler) => createServer(SERVER_OPTIONS, answerHotFirst(hot, handler)),
  });
  handleErrors(app, parts.log);
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    if (request.url.length > MAX_URL_CHARS) throw new KoraError('bad_request', 'the address is too long');
    guard.check(request.raw);
    await auth.check(request, reply);
  });
  app.addHook('onSend', async (_request, _reply, payload: unknown) =>
    typeof payload === 'string' ? parts.redact(payload) : payload,
  );
  addSignIn(app, auth);
  addHealthRoutes(app, parts);
  addApiRoutes(app, parts, live);
  addPages(app);

  return {
    async start() {
      if (!isLoopback(config.host) && config.apiToken === null) {
        throw new KoraError('configuration_invalid', 'the configuration is not valid', {
          problems: [
            `KORA_WEB_HOST: ${config.host} is reachable from other machines, so KORA_API_TOKEN must be set too`,
          ],
        });
      }
      const url = await listen(app, config);
      return { url };
    },
    async stop() {
      live.close();
      await app.close();
    },
  };
}

// A client that sends its request byte by byte holds one socket for a while, and nothing else.
const SERVER_OPTIONS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16_384,
} as const;

// The frozen endpoint is polled by others all day long; it costs no more than the bytes it sends.
function answerHotFirst(
  hot: (request: IncomingMessage, response: ServerResponse) => boolean,
  rest: RequestListener,
): RequestListener {
  return (request, response) => {
    if (!hot(request, response)) rest(request, response);
  };
}

async function listen(app: FastifyInstance, { host, port }: ServerConfig): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') {
      throw new KoraError(
        'address_in_use',
        `port ${port} on ${host} is taken; stop what listens there, or set KORA_WEB_PORT`,
        { cause: error },
      );
    }
    throw new KoraError(
      'listen_failed',
      `cannot listen on ${host} port ${port} (${errorCode(error) ?? 'unknown error'})`,
      { cause: error },
    );
  }
}
