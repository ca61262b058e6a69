import type { Dispatcher } from 'undici';
import { createConnectionTimings } from './connection-timings.ts';
import { decodeBody } from './decode-body.ts';
import { createExchange, unreadable } from './exchange.ts';
import type { Clock, EpochMs } from './time.ts';
import { TransportError } from './transport-error.ts';
import { Agent, buildConnector } from './undici.ts';
import { VERSION } from './version.ts';

/** How long each part of one exchange took, in milliseconds; null for a part that did not happen (a kept-alive connection). */
export interface Phases {
  readonly dnsMs: number | null;
  readonly connectMs: number | null;
  readonly tlsMs: number | null;
  /** From the request's last byte sent to the answer's first byte. */
  readonly firstByteMs: number;
  readonly bodyMs: number;
}

export type HeaderMap = Readonly<Record<string, string>>;

export interface HttpRequest {
  readonly url: string;
  readonly method?: Dispatcher.HttpMethod;
  readonly headers?: HeaderMap;
  readonly body?: string;
  /** The one deadline of the whole exchange, body and redirects included. */
  readonly signal: AbortSignal;
  /** After decompression. Default 2 MiB. */
  readonly maxBodyBytes?: number;
  /**
   * Whether the request carries a credential. Such a request follows redirects inside its own origin only;
   * any other ends as `redirect_refused`.
   */
  readonly credentialed: boolean;
  /** Redirects followed at most; 0 hands the 3xx answer back. Default 5. */
  readonly maxRedirects?: number;
}

export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; the values of a repeated header are joined with `, `. */
  readonly headers: HeaderMap;
  /** Empty when it could not be read. */
  readonly body: Buffer;
  /** Why the body could not be read: a `TransportError`, or the signal's reason. Null when it was read. */
  readonly bodyProblem: unknown;
  /** From dispatch to the last byte of the body, or to the first byte of the answer when the body could not be read. Redirects are part of it. */
  readonly latencyMs: number;
  /** When all that was read of it had come. */
  readonly receivedAtMs: EpochMs;
  readonly phases: Phases;
}

export interface HttpClient {
  /** Any answer whose headers came, whatever its status; throws `TransportError` or the signal's reason when none did. */
  request(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export const MAX_BODY_BYTES = 2 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const USER_AGENT = `kora-heartbeat/${VERSION}`;
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** A client with keep-alive pools per origin. It sends what it is told, once, and never waits past the signal. */
export function createHttpClient(clock: Clock): HttpClient {
  const timings = createConnectionTimings(clock);
  const agent = new Agent({
    connect: timings.wrap(buildConnector({ allowH2: false, timeout: 0 })),
    // The caller's signal is the only deadline.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  async function exchange(request: HttpRequest, url: URL): Promise<HttpAnswer> {
    const answer = await retryStaleConnection(() => createExchange({ agent, clock, timings, request, url }));
    const limit = request.maxBodyBytes ?? MAX_BODY_BYTES;
    try {
      return { ...answer, body: await decodeBody(answer.body, answer.headers['content-encoding'], limit) };
    } catch (error) {
      return unreadable(answer, error);
    }
  }

  return {
    async request(request) {
      const startedTick = clock.tick();
      let url = parseUrl(request.url);
      let sent = withDefaults(request);
      for (let redirects = 0; ; redirects += 1) {
        const sentTick = clock.tick();
        const answer = await exchange(sent, url);
        const next = redirectTarget(answer, url);
        if (next === null || request.maxRedirects === 0) {
          return { ...answer, latencyMs: answer.latencyMs + sentTick - startedTick };
        }
        if (redirects >= (request.maxRedirects ?? MAX_REDIRECTS))
          throw refuseRedirect(answer, 'too many redirects');
        if (request.credentialed && next.origin !== url.origin) {
          throw refuseRedirect(answer, 'redirects to another origin; not followed with a credential');
        }
        url = next;
        sent = afterRedirect(sent, answer.status);
      }
    },
    close: () => agent.destroy(),
  };
}

function withDefaults(request: HttpRequest): HttpRequest {
  return {
    ...request,
    headers: { 'user-agent': USER_AGENT, accept: '*/*', 'accept-encoding': 'gzip, br', ...request.headers },
  };
}

// RFC 9110, 15.4: 303 asks for a GET; 301 and 302 are answered with one by every browser. 307 and 308 keep all.
function afterRedirect(request: HttpRequest, status: number): HttpRequest {
  if (status === 307 || status === 308 || request.method === 'HEAD') return request;
  const { body: _body, ...rest } = request;
  return { ...rest, method: 'GET' };
}

function parseUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new TransportError('protocol_error', 'not a valid address');
  }
}

function refuseRedirect(answer: HttpAnswer, why: string): TransportError {
  return new TransportError('redirect_refused', `HTTP ${answer.status}: ${why}`, { answer });
}

function redirectTarget(answer: HttpAnswer, from: URL): URL | null {
  const location = answer.headers.location;
  if (!REDIRECT_STATUSES.has(answer.status) || location === undefined) return null;
  try {
    const target = new URL(location, from);
    return target.protocol === 'http:' || target.protocol === 'https:' ? target : null;
  } catch {
    return null;
  }
}

/**
 * A server may close an idle connection in the moment we reuse it; RFC 9112 section 9.3.1 lets a client send such
 * a request again. Once, and only when not a byte of an answer had come.
 */
async function retryStaleConnection<T>(attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof TransportError && error.staleConnection) return attempt();
    throw error;
  }
}
