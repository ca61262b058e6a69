import { createServer, type RequestListener } from 'node:http';
import { openAddressProblem } from '../config/open-address.ts';
import { KoraError } from '../lib/errors.ts';
import { createAuth } from './auth.ts';
import { answerClientError } from './client-error.ts';
import type { Routes } from './create-routes.ts';
import { createHostGuard } from './host-guard.ts';
import { createHotRoute } from './hot-route.ts';
import type { HttpParts } from './http-parts.ts';
import { listen } from './listen.ts';
import { createLiveStream, type LiveStream } from './live.ts';
import { createLookCount } from './look-count.ts';

export interface HttpServer {
  /** Throws `KoraError` when the address is taken, cannot be had, or would be open to everybody. */
  start(): Promise<{ readonly url: string }>;
  /** Tells everybody who listens to the live stream. */
  readonly announce: LiveStream['announce'];
  /** Ends every stream and connection. */
  stop(): Promise<void>;
}

// A client that sends its request byte by byte holds one socket for a while, and nothing else.
const SERVER_OPTIONS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
} as const;
const MAX_CONNECTIONS = 4_000;

/**
 * Importing Fastify costs more than all the rest of a start. The frozen endpoint does without it, so the other
 * routes are made when somebody first asks for one, or when the first looks have had their second.
 */
const ROUTES_AFTER_MS = 1_000;

/** The API, the dashboard and the metrics on one address. */
export function createHttpServer(parts: HttpParts): HttpServer {
  const { config, clock, log } = parts;
  const auth = createAuth({ token: config.apiToken, clock });
  const guard = createHostGuard(config);
  const answerHot = createHotRoute({ board: parts.board, auth, guard });
  const live = createLiveStream(parts);
  const looks = createLookCount(parts);
  let routes: Promise<Routes> | null = null;
  let ready: RequestListener | null = null;
  let cancelTimer = () => {};

  async function makeRoutes(): Promise<Routes> {
    const { createRoutes } = await import('./create-routes.ts');
    const made = await createRoutes({ parts, auth, guard, live, looks });
    ready = made.answer;
    return made;
  }

  function loadRoutes(): Promise<Routes> {
    routes ??= makeRoutes();
    return routes;
  }

  const answer: RequestListener = (request, response) => {
    if (answerHot(request, response)) return;
    if (ready !== null) return ready(request, response);
    loadRoutes().then(
      (made) => made.answer(request, response),
      (error: unknown) => {
        log.error({ err: error }, 'http.routes_failed');
        response.writeHead(500).end();
      },
    );
  };
  const server = createServer(SERVER_OPTIONS, answer);
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', answerClientError);

  return {
    announce: live.announce,
    async start() {
      refuseOpenAddress(config);
      const url = await listen(server, config);
      cancelTimer = clock.setTimer(ROUTES_AFTER_MS, () => {
        loadRoutes().catch((error: unknown) => log.error({ err: error }, 'http.routes_failed'));
      });
      return { url };
    },
    async stop() {
      cancelTimer();
      live.close();
      looks.stop();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await (await routes)?.close();
    },
  };
}

// Loading a configuration refuses this already; here it is the last door, whoever made the configuration.
function refuseOpenAddress(config: HttpParts['config']): void {
  const problem = openAddressProblem(config);
  if (problem !== null) {
    throw new KoraError('configuration_invalid', 'the configuration is not valid', { problems: [problem] });
  }
}
