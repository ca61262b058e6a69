import type { RequestListener } from 'node:http';
import Fastify from 'fastify';
import { KoraError } from '../lib/errors.ts';
import type { Auth } from './auth.ts';
import type { HostGuard } from './host-guard.ts';
import type { HttpParts } from './http-parts.ts';
import type { LiveStream } from './live.ts';
import type { LookCount } from './look-count.ts';
import { answerBadUrl, handleErrors } from './on-error.ts';
import { addApiRoutes } from './routes/api.ts';
import { addHealthRoutes, HEALTH_PATH } from './routes/health.ts';
import { createPages } from './routes/pages.ts';
import { addSignIn } from './routes/sign-in.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface RoutesParts {
  readonly parts: HttpParts;
  readonly auth: Auth;
  readonly guard: HostGuard;
  readonly live: LiveStream;
  readonly looks: LookCount;
}

/** Everything that is served beside the hot route. */
export interface Routes {
  readonly answer: RequestListener;
  close(): Promise<void>;
}

const BODY_LIMIT_BYTES = 16 * 1024;
const MAX_URL_CHARS = 4_096;

// Requests are parsed with zod, so that no route has a schema of Fastify's. Without these it would load ajv and a compiler
// of serialisers all the same, which take megabytes.
const NO_COMPILERS = {
  buildValidator: () => unused,
  buildSerializer: () => unused,
};

function unused(): never {
  throw new Error('no route has a schema of Fastify');
}

export async function createRoutes({ parts, auth, guard, live, looks }: RoutesParts): Promise<Routes> {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    routerOptions: { maxParamLength: 256 },
    frameworkErrors: answerBadUrl,
    schemaController: { compilersFactory: NO_COMPILERS },
  });
  const pages = createPages(parts.dashboardFolder);
  handleErrors(app, { log: parts.log, sendLostPage: pages.sendLost });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    if (request.url.length > MAX_URL_CHARS) throw new KoraError('bad_request', 'the address is too long');
    // A supervisor asks by whatever address it knows, and learns nothing but that the process lives.
    if (request.url === HEALTH_PATH) return;
    guard.check(request.raw);
    if (auth.check(request) === 'sign_in') {
      const next = encodeURIComponent(parts.redact(request.url));
      await reply.redirect(`${auth.signInPath}?next=${next}`, 303);
    }
  });
  app.addHook('onSend', async (_request, _reply, payload: unknown) =>
    typeof payload === 'string' ? parts.redact(payload) : payload,
  );
  addSignIn(app, auth);
  addHealthRoutes(app, parts, looks);
  addApiRoutes(app, parts, live);
  pages.add(app);
  await app.ready();
  return { answer: (request, response) => app.routing(request, response), close: () => app.close() };
}
