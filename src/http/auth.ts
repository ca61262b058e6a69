import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KoraError } from '../lib/errors.ts';
import type { Secret } from '../lib/secret.ts';
import type { Clock } from '../lib/time.ts';

export interface Auth {
  /** Whether a token is wanted at all. */
  readonly required: boolean;
  isAllowed(request: IncomingMessage): boolean;
  /** Lets the request pass, sends a browser to the sign-in page, or throws `unauthorized`. */
  check(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** The session's cookie value when the token is right; null otherwise. Throws `too_soon` after too many failures. */
  signIn(token: string, remoteAddress: string): string | null;
}

export interface AuthParts {
  readonly token: Secret | null;
  readonly clock: Clock;
}

export const SESSION_COOKIE = 'kora_session';
export const SESSION_SECONDS = 30 * 86_400;
export const SIGN_IN_PATH = '/sign-in';
const OPEN_PATHS: ReadonlySet<string> = new Set(['/healthz', SIGN_IN_PATH, '/sign-in.css']);
const MAX_FAILURES = 10;
const FAILURE_WINDOW_MS = 60_000;
// More addresses than this failing within a minute is an attack, and forgetting the oldest of them costs little.
const MAX_ADDRESSES = 10_000;

/** The token of the API: as a Bearer for software, as a signed cookie for browsers. Without a token everything is open. */
export function createAuth({ token, clock }: AuthParts): Auth {
  const failures = new Map<string, { count: number; sinceTick: number }>();

  function isToken(candidate: string): boolean {
    return token !== null && timingSafeEqual(digest(candidate), digest(token.reveal()));
  }

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
    if (token === null) return true;
    const bearer = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
    if (bearer !== undefined) return isToken(bearer);
    const cookie = readCookie(headers.cookie);
    return cookie !== null && isSession(cookie);
  }

  function countFailure(remoteAddress: string): void {
    const known = failures.get(remoteAddress);
    const fresh = known === undefined || clock.tick() - known.sinceTick > FAILURE_WINDOW_MS;
    failures.delete(remoteAddress);
    failures.set(
      remoteAddress,
      fresh ? { count: 1, sinceTick: clock.tick() } : { ...known, count: known.count + 1 },
    );
    const oldest = failures.keys().next();
    if (failures.size > MAX_ADDRESSES && oldest.done !== true) failures.delete(oldest.value);
  }

  function refuseGuessing(remoteAddress: string): void {
    const known = failures.get(remoteAddress);
    if (known === undefined || known.count < MAX_FAILURES) return;
    const retryAfterMs = known.sinceTick + FAILURE_WINDOW_MS - clock.tick();
    if (retryAfterMs > 0)
      throw new KoraError('too_soon', 'too many wrong tokens; wait a minute', { retryAfterMs });
  }

  return {
    required: token !== null,
    isAllowed,
    async check(request, reply) {
      if (OPEN_PATHS.has(request.url.split('?')[0] ?? '') || isAllowed(request.raw)) return;
      if (request.headers.authorization !== undefined) {
        refuseGuessing(request.ip);
        countFailure(request.ip);
      }
      if (request.method === 'GET' && request.headers.accept?.includes('text/html')) {
        await reply.redirect(`${SIGN_IN_PATH}?next=${encodeURIComponent(request.url)}`, 303);
        return;
      }
      throw new KoraError('unauthorized', 'this needs the token of KORA_API_TOKEN');
    },
    signIn(candidate, remoteAddress) {
      refuseGuessing(remoteAddress);
      if (!isToken(candidate)) {
        countFailure(remoteAddress);
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

function readCookie(header: string | undefined): string | null {
  const part = header?.split(';').find((it) => it.trim().startsWith(`${SESSION_COOKIE}=`));
  return part === undefined ? null : part.trim().slice(SESSION_COOKIE.length + 1);
}
