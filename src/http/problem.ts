import type { FastifyReply } from 'fastify';
import type { Problem } from '../contracts/problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Already under way',
  413: 'Too large',
  414: 'Address too long',
  415: 'Media type not supported',
  429: 'Too soon',
  500: 'Internal error',
  503: 'Not available',
};

/** Answers with a problem document (RFC 9457). */
export function sendProblem(
  reply: FastifyReply,
  { status, code, detail }: Pick<Problem, 'status' | 'code' | 'detail'>,
): FastifyReply {
  const problem: Problem = { type: 'about:blank', title: TITLES[status] ?? 'Error', status, code };
  if (detail !== undefined) problem.detail = detail;
  return (
    reply
      .status(status)
      // An address that cannot be decoded never reaches the hooks that set these.
      .headers(SECURITY_HEADERS)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem))
  );
}
