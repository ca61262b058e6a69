import type { Dispatcher } from 'undici';
import type { ConnectionTiming, ConnectionTimings } from './connection-timings.ts';
import { bodyTooLarge } from './decode-body.ts';
import { type HeaderMap, type HttpAnswer, type HttpRequest, MAX_BODY_BYTES } from './http-client.ts';
import type { Clock } from './time.ts';
import { transportError } from './transport-error.ts';

interface ExchangeParts {
  readonly agent: Dispatcher;
  readonly clock: Clock;
  readonly timings: ConnectionTimings;
  readonly request: HttpRequest;
  readonly url: URL;
}

/**
 * One request and its answer over undici, still encoded; rejects with a `TransportError` or the signal's reason when not
 * even its headers came.
 */
export function createExchange({ agent, clock, timings, request, url }: ExchangeParts): Promise<HttpAnswer> {
  const { signal } = request;
  if (signal.aborted) return Promise.reject(signal.reason);
  return new Promise((resolve, reject) => {
    const handler = new ExchangeHandler({ clock, timings, request, resolve, reject });
    agent.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method ?? 'GET',
        headers: { ...request.headers },
        body: request.body ?? null,
      },
      handler,
    );
  });
}

/** The same answer, of which only status, headers and the time to the first byte are of use. */
export function unreadable(answer: HttpAnswer, bodyProblem: unknown): HttpAnswer {
  const { latencyMs, phases } = answer;
  return { ...answer, body: Buffer.alloc(0), bodyProblem, latencyMs: latencyMs - phases.bodyMs };
}

interface HandlerParts {
  readonly clock: Clock;
  readonly timings: ConnectionTimings;
  readonly request: HttpRequest;
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: unknown) => void;
}

// A class, since one is made per look and 10,000 monitors make a thousand of them a second.
class ExchangeHandler implements Dispatcher.DispatchHandler {
  readonly #parts: HandlerParts;
  readonly #limitBytes: number;
  readonly #startedTick: number;
  #sentTick = 0;
  #firstByteTick = 0;
  #connection: ConnectionTiming | null = null;
  #reusedSocket = false;
  #controller: Dispatcher.DispatchController | null = null;
  #status = 0;
  #headers: HeaderMap = {};
  #chunks: Buffer[] = [];
  #bodyBytes = 0;
  #settled = false;

  constructor(parts: HandlerParts) {
    this.#parts = parts;
    this.#limitBytes = parts.request.maxBodyBytes ?? MAX_BODY_BYTES;
    this.#startedTick = parts.clock.tick();
    parts.request.signal.addEventListener('abort', this.#abort, { once: true });
  }

  readonly #abort = (): void => {
    const { reason } = this.#parts.request.signal;
    // In this order: undici tells the handler of the abort as of any other error.
    this.#fail(reason);
    this.#controller?.abort(asError(reason));
  };

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It was cancelled while it waited for a connection.
    if (this.#settled) {
      controller.abort(new Error('cancelled'));
      return;
    }
    this.#sentTick = this.#parts.clock.tick();
    this.#parts.timings.expectSocket((timing) => {
      this.#connection = timing;
      this.#reusedSocket = timing === null;
    });
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[]>,
  ): void {
    // An informational answer (1xx) comes before the real one.
    if (status < 200) return;
    this.#firstByteTick = this.#parts.clock.tick();
    this.#status = status;
    this.#headers = joinHeaders(headers);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bodyBytes += chunk.length;
    if (this.#bodyBytes > this.#limitBytes) {
      const error = bodyTooLarge(this.#limitBytes);
      this.#fail(error);
      controller.abort(error);
      return;
    }
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    if (this.#settle()) this.#parts.resolve(this.#answer());
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(transportError(error, this.#reusedSocket && this.#status === 0));
  }

  // Once the status is known it is worth more than what became of the body.
  #fail(error: unknown): void {
    if (!this.#settle()) return;
    if (this.#status === 0) this.#parts.reject(error);
    else this.#parts.resolve(unreadable(this.#answer(), error));
  }

  #answer(): HttpAnswer {
    const { clock } = this.#parts;
    const endTick = clock.tick();
    return {
      status: this.#status,
      headers: this.#headers,
      body: this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks),
      bodyProblem: null,
      latencyMs: endTick - this.#startedTick,
      receivedAtMs: clock.nowMs(),
      phases: {
        dnsMs: this.#connection?.dnsMs ?? null,
        connectMs: this.#connection?.connectMs ?? null,
        tlsMs: this.#connection?.tlsMs ?? null,
        firstByteMs: this.#firstByteTick - this.#sentTick,
        bodyMs: endTick - this.#firstByteTick,
      },
    };
  }

  #settle(): boolean {
    if (this.#settled) return false;
    this.#settled = true;
    this.#parts.request.signal.removeEventListener('abort', this.#abort);
    return true;
  }
}

function joinHeaders(headers: Record<string, string | string[]>): HeaderMap {
  const joined: Record<string, string> = Object.create(null);
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) joined[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return joined;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('cancelled');
}
