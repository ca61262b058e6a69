import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Problem } from '../contracts/problem.ts';
import { KoraError, type KoraErrorCode } from '../lib/errors.ts';
import type { Logger } from '../lib/log.ts';

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
} satisfies Record<KoraErrorCode, number>;

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Already under way',
  413: 'Too large',
  415: 'Unsupported media type',
  429: 'Too soon',
  503: 'Not available',
};

/** Turns every error into a problem document (RFC 9457). The text of an unexpected one stays in the log. */
export function handleErrors(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error: FastifyError | KoraError, request, reply) => {
    if (error instanceof KoraError) return sendKoraError(reply, error);
    const status = error.statusCode ?? 500;
    if (status < 500)
      return sendProblem(reply, {
        status,
        code: 'bad_request',
        detail: 'the request could not be understood',
      });
    log.error({ err: error, route: request.routeOptions.url ?? 'none' }, 'http.failed');
    return sendProblem(reply, { status: 500, code: 'internal_error' });
  });
  app.setNotFoundHandler((request, reply) => notFound(app, request, reply));
}

function sendKoraError(reply: FastifyReply, error: KoraError): FastifyReply {
  const status = STATUS_BY_CODE[error.code];
  if (error.code === 'unauthorized') reply.header('www-authenticate', 'Bearer');
  if (error.retryAfterMs !== null) reply.header('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)));
  return sendProblem(reply, { status, code: error.code, detail: error.message });
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

// RFC 9110, 15.5.6: a known address asked with another method names those it takes.
function notFound(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const url = request.url.split('?')[0] ?? '/';
  const allowed = METHODS.filter(
    (method) => method !== request.method && app.findRoute({ method, url }) !== null,
  );
  if (allowed.length === 0)
    return sendProblem(reply, { status: 404, code: 'not_found', detail: 'there is nothing at this address' });
  reply.header('allow', allowed.join(', '));
  return sendProblem(reply, { status: 405, code: 'method_not_allowed' });
}

export function sendProblem(
  reply: FastifyReply,
  { status, code, detail }: Pick<Problem, 'status' | 'code' | 'detail'>,
): FastifyReply {
  const problem: Problem = { type: 'about:blank', title: TITLES[status] ?? 'Internal error', status, code };
  if (detail !== undefined) problem.detail = detail;
  return reply
    .status(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
