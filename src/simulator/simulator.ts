import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, wait } from '../lib/time.ts';
import { misbehave } from './behaviours.ts';
import { doppler } from './doppler.ts';
import { fly } from './fly.ts';
import { sentry } from './sentry.ts';
import type {
  Answer,
  Behaviour,
  Control,
  SimulatedProvider,
  SimulatedRequest,
} from './simulated-provider.ts';
import { supabase } from './supabase.ts';
import { vercel } from './vercel.ts';

export { playDay } from './play-day.ts';

export interface Simulator {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Valid once started. */
  url(): string;
  /** Every variable that points the five probes here, with made-up credentials. */
  environment(): Record<string, string>;
  set(provider: string, behaviour: Behaviour): void;
  /** What was asked so far, never with a credential. */
  requests(): readonly SeenRequest[];
}

export interface SeenRequest {
  readonly provider: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly authenticated: boolean;
}

export interface SimulatorParts {
  readonly clock: Clock;
  /** How long each answer takes; default varies by provider as the real ones do. */
  readonly latencyMs?: number;
}

const PROVIDERS: readonly SimulatedProvider[] = [vercel, sentry, doppler, supabase, fly];
const HEALTHY: Behaviour = { kind: 'healthy' };
const MAX_SEEN = 10_000;
const MAX_BODY_BYTES = 64 * 1024;

/** The APIs of the five providers on one local port, each under a path of its own. */
export function createSimulator({ clock, latencyMs }: SimulatorParts): Simulator {
  const behaviours = new Map<string, Behaviour>();
  const seen: SeenRequest[] = [];
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  let url = '';

  async function serve(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(raw);
    const provider = PROVIDERS.find(({ name }) => name === request.provider);
    if (provider === undefined) return send(response, { status: 404, body: { error: 'no such provider' } });
    const behaviour = behaviours.get(provider.name) ?? HEALTHY;
    const authenticated = provider.isAuthenticated(request);
    if (seen.length < MAX_SEEN) seen.push({ ...pick(request), authenticated });
    await wait(
      clock,
      (latencyMs ?? provider.latencyMs) + (behaviour.kind === 'slow' ? behaviour.ms : 0),
      stopping.signal,
    );
    if (misbehave(behaviour, { provider, request, response })) return;
    send(
      response,
      authenticated ? provider.answer(request, controlOf(behaviour, clock)) : provider.unauthorized(request),
    );
  }

  return {
    async start() {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      url = `http://127.0.0.1:${portOf(server.address())}`;
    },
    async stop() {
      stopping.abort(new Error('stopped'));
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
    url: () => url,
    environment: () =>
      Object.assign({}, ...PROVIDERS.map((provider) => provider.environment(`${url}/${provider.name}`))),
    set(provider, behaviour) {
      behaviours.set(provider, behaviour);
    },
    requests: () => [...seen],
  };
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function controlOf(behaviour: Behaviour, clock: Clock): Control {
  return { degraded: behaviour.kind === 'degraded', nowMs: clock.nowMs() };
}

async function readRequest(raw: IncomingMessage): Promise<SimulatedRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  const { pathname, searchParams } = new URL(raw.url ?? '/', 'http://localhost');
  const [, provider = '', ...rest] = pathname.split('/');
  return {
    provider,
    method: raw.method ?? 'GET',
    path: `/${rest.join('/')}`,
    query: searchParams,
    headers: raw.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function pick({ provider, method, path, query }: SimulatedRequest) {
  return { provider, method, path, query: query.toString() };
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
