import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { KoraError, type KoraErrorCode } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';
import { sendProblem } from './problem.ts';
import { collectMethods } from './route-methods.ts';

const STATUS_BY_CODE = {
  usage: 400,
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  busy: 409,
  too_soon: 429,
  configuration_invalid: 500,
  address_in_use: 500,
  listen_failed: 500,
  store_in_use: 503,
  store_newer: 503,
  store_unavailable: 503,
  shutting_down: 503,
} satisfies Record<KoraErrorCode, number>;

/** What Fastify itself refuses, by status; its own text may repeat what was sent. */
const REFUSALS: Readonly<Record<number, { readonly code: string; readonly detail: string }>> = {
  413: { code: 'too_large', detail: 'the body is too large' },
  414: { code: 'too_large', detail: 'the address is too long' },
  415: { code: 'unsupported_media_type', detail: 'send JSON, or no body at all' },
};
const NOT_UNDERSTOOD = { code: 'bad_request', detail: 'the request could not be understood' };

export interface ErrorParts {
  readonly log: Logger;
  /** The dashboard's own answer to an address that nobody serves; null when there is no dashboard. */
  readonly sendLostPage: (reply: FastifyReply) => Promise<FastifyReply | null>;
}

/** Turns every error into a problem document. The text of an unexpected one stays in the log. Call it before adding routes. */
export function handleErrors(app: FastifyInstance, { log, sendLostPage }: ErrorParts): void {
  const methodsOf = collectMethods(app);
  app.setErrorHandler((error: FastifyError | KoraError, request, reply) => {
    if (error instanceof KoraError) return sendKoraError(reply, error);
    const status = error.statusCode ?? 500;
    if (status < 500) return sendProblem(reply, { status, ...(REFUSALS[status] ?? NOT_UNDERSTOOD) });
    log.error({ err: error, route: request.routeOptions.url ?? 'none' }, 'http.failed');
    return sendProblem(reply, { status: 500, code: 'internal_error' });
  });
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const allowed = methodsOf(path);
    // RFC 9110, 15.5.6: a known address asked with another method names those it takes.
    if (allowed.length > 0 && !allowed.includes(request.method)) {
      reply.header('allow', allowed.join(', '));
      return sendProblem(reply, { status: 405, code: 'method_not_allowed' });
    }
    const page = isPageLoad(request, path) ? await sendLostPage(reply.status(404)) : null;
    return (
      page ??
      sendProblem(reply, { status: 404, code: 'not_found', detail: 'there is nothing at this address' })
    );
  });
}

/** For an address that cannot be decoded; the framework refuses it before any hook. */
export function answerBadUrl(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 400;
  sendProblem(reply, { status, ...(REFUSALS[status] ?? NOT_UNDERSTOOD) });
}

function sendKoraError(reply: FastifyReply, error: KoraError): FastifyReply {
  if (error.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  if (error.retryAfterMs !== null) reply.header('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)));
  return sendProblem(reply, {
    status: STATUS_BY_CODE[error.code],
    code: error.code,
    detail: error.message,
  });
}

function isPageLoad({ method, headers }: FastifyRequest, path: string): boolean {
  return (
    method === 'GET' &&
    !/^\/(?:api|assets)(?:\/|$)/.test(path) &&
    headers.accept?.includes('text/html') === true
  );
}
