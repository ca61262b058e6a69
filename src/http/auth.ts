import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { KoraError } from '../lib/errors.ts';
import type { Secret } from '../lib/secret.ts';
import type { Clock } from '../lib/time.ts';
import { createGuessLimit } from './guess-limit.ts';

export interface Auth {
  /** Whether nothing is asked of anybody: no token is set. */
  readonly isOpen: boolean;
  readonly signInPath: string;
  isAllowed(request: IncomingMessage): boolean;
  /** Whether the request passes or its browser is to sign in; throws `unauthorized`, or `too_soon` after too many wrong tokens. */
  check(request: FastifyRequest): 'pass' | 'sign_in';
  /** The session's cookie value when the token is right; null otherwise. Throws `too_soon` after too many wrong tokens. */
  signIn(token: string, remoteAddress: string): string | null;
}

export interface AuthParts {
  readonly token: Secret | null;
  readonly clock: Clock;
}

export const SESSION_COOKIE = 'kora_session';
export const SESSION_SECONDS = 30 * 86_400;
export const SIGN_IN_PATH = '/sign-in';
export const SIGN_IN_STYLE_PATH = '/sign-in.css';
const OPEN_PATHS: ReadonlySet<string> = new Set([SIGN_IN_PATH, SIGN_IN_STYLE_PATH]);

/** The token of the API: as a Bearer for software, as a signed cookie for browsers. Without a token everything is open. */
export function createAuth({ token, clock }: AuthParts): Auth {
  const limit = createGuessLimit(clock);
  const right = token === null ? null : digest(token.reveal());

  function isToken(candidate: string): boolean {
    return right !== null && timingSafeEqual(digest(candidate), right);
  }

  // Keyed with the token: a session outlives a restart, and ends when the token changes.
  function sign(expiresAtMs: number): string {
    return createHmac('sha256', token?.reveal() ?? '')
      .update(`kora session ${expiresAtMs}`)
      .digest('base64url');
  }

  function isSession(cookie: string): boolean {
    const [expires, signature] = cookie.split('.');
    const expiresAtMs = Number(expires);
    if (signature === undefined || !Number.isInteger(expiresAtMs) || expiresAtMs < clock.nowMs())
      return false;
    return timingSafeEqual(digest(signature), digest(sign(expiresAtMs)));
  }

  function isAllowed({ headers }: IncomingMessage): boolean {
    if (right === null) return true;
    const bearer = readBearer(headers.authorization);
    if (bearer !== null) return isToken(bearer);
    const cookie = readCookie(headers.cookie);
    return cookie !== null && isSession(cookie);
  }

  /** For a token that was found wrong: throws once there were too many. A right one never comes here. */
  function countWrong(remoteAddress: string): void {
    const retryAfterMs = limit.waitMs(remoteAddress);
    if (retryAfterMs > 0)
      throw new KoraError('too_soon', 'too many wrong tokens; wait a minute', { retryAfterMs });
    limit.countFailure(remoteAddress);
  }

  return {
    isOpen: right === null,
    signInPath: SIGN_IN_PATH,
    isAllowed,
    check(request) {
      if (OPEN_PATHS.has(request.url.split('?')[0] ?? '') || isAllowed(request.raw)) return 'pass';
      if (readBearer(request.headers.authorization) !== null) countWrong(request.ip);
      else if (isPageLoad(request)) return 'sign_in';
      throw new KoraError('unauthorized', 'this needs the token of KORA_API_TOKEN');
    },
    signIn(candidate, remoteAddress) {
      if (!isToken(candidate)) {
        countWrong(remoteAddress);
        return null;
      }
      const expiresAtMs = clock.nowMs() + SESSION_SECONDS * 1_000;
      return `${expiresAtMs}.${sign(expiresAtMs)}`;
    },
  };
}

// Equal lengths are what timingSafeEqual wants, and a digest has one.
function digest(text: string): Buffer {
  return createHmac('sha256', 'kora').update(text).digest();
}

function readBearer(header: string | undefined): string | null {
  return /^Bearer +(\S.*)$/i.exec(header ?? '')?.[1]?.trimEnd() ?? null;
}

function readCookie(header: string | undefined): string | null {
  const part = header?.split(';').find((it) => it.trim().startsWith(`${SESSION_COOKIE}=`));
  return part === undefined ? null : part.trim().slice(SESSION_COOKIE.length + 1);
}

function isPageLoad({ method, headers }: FastifyRequest): boolean {
  return (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true;
}
