import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Incident } from '../../src/contracts/incidents.ts';
import { LIVE_COMMENT_INTERVAL_MS } from '../../src/contracts/live.ts';
import type { Storage } from '../../src/contracts/storage.ts';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import { attributionAnswer } from './dashboard-attribution.ts';
import type { FixtureMonitor } from './dashboard-monitors.ts';
import { type DashboardHistory, dashboardHistory } from './dashboard-routes.ts';
import { type DashboardState, servicesOf } from './dashboard-states.ts';

export type Behaviour = 'answers' | 'fails' | 'hangs' | 'wants_sign_in';

/** What the server plays; a test changes it at will. */
export interface DashboardScript {
  state: DashboardState;
  services: Behaviour;
  v1: Behaviour;
  live: Behaviour;
  /** All that is read from the store: series, uptime, incidents, objectives, the store itself. */
  history: Behaviour;
  /** Whose fault it is: explanations, status pages, credentials, the ledger. */
  attribution: Behaviour;
}

export interface DashboardServer extends AsyncDisposable {
  readonly url: string;
  readonly script: DashboardScript;
  /** Every request so far: method and path with query. */
  readonly requests: readonly string[];
  /** How many live streams are open. */
  streams(): number;
  push(snapshot: FixtureMonitor): void;
  pushIncident(incident: Incident): void;
  pushStorage(storage: Storage): void;
  /** The history of the present state. */
  history(): DashboardHistory;
  /** Closes every open stream, as a daemon that stops would. */
  dropStreams(): void;
}

const DIST = join(import.meta.dirname, '../../web/dist');

/** As strict as the daemon's. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The built dashboard over real HTTP with answers from a state. Use with `await using`. */
export async function dashboardServer(state: DashboardState): Promise<DashboardServer> {
  const script: DashboardScript = {
    state,
    services: 'answers',
    v1: 'answers',
    live: 'answers',
    history: 'answers',
    attribution: 'answers',
  };
  const histories = new WeakMap<DashboardState, DashboardHistory>();
  const requests: string[] = [];
  const streams = createStreams();
  const history = () => {
    const known = histories.get(script.state) ?? dashboardHistory(script.state);
    histories.set(script.state, known);
    return known;
  };
  const playing: Playing = { script, streams, history };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    requests.push(`${request.method} ${url.pathname}${url.search}`);
    if (request.method === 'POST') answerPost(playing, request, response);
    else answerGet(playing, url, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const comment = () => {
    if (script.live === 'answers') streams.comment();
    cancelComment = systemClock.setTimer(LIVE_COMMENT_INTERVAL_MS, comment);
  };
  let cancelComment = systemClock.setTimer(LIVE_COMMENT_INTERVAL_MS, comment);
  return {
    url: `http://127.0.0.1:${port}`,
    script,
    requests,
    streams: () => streams.count(),
    push: (snapshot) => streams.send('snapshot', latestOnly(snapshot)),
    pushIncident: (incident) => streams.send('incident', incident),
    pushStorage: (storage) => streams.send('storage', storage),
    history,
    dropStreams: () => streams.drop(),
    async [Symbol.asyncDispose]() {
      cancelComment();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Streams {
  /** Opens one with everything there is. */
  open(response: ServerResponse, monitors: readonly FixtureMonitor[]): void;
  send(event: string, data: unknown): void;
  /** What the daemon sends when it has nothing to say. */
  comment(): void;
  count(): number;
  drop(): void;
}

function createStreams(): Streams {
  const open = new Set<ServerResponse>();
  let eventId = 0;
  const write = (response: ServerResponse, event: string, data: unknown) => {
    eventId += 1;
    response.write(`id: ${eventId}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  return {
    open(response, monitors) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': hello\n\n');
      for (const monitor of monitors) write(response, 'snapshot', latestOnly(monitor));
      open.add(response);
      response.on('close', () => open.delete(response));
    },
    send(event, data) {
      for (const response of open) write(response, event, data);
    },
    comment() {
      for (const response of open) response.write(':\n\n');
    },
    count: () => open.size,
    drop() {
      for (const response of open) response.destroy();
    },
  };
}

function latestOnly(snapshot: FixtureMonitor): FixtureMonitor {
  return { ...snapshot, recent: snapshot.recent.slice(-1) };
}

interface Playing {
  readonly script: DashboardScript;
  readonly streams: Streams;
  readonly history: () => DashboardHistory;
}

function answerGet({ script, streams, history }: Playing, url: URL, response: ServerResponse): void {
  const { pathname, searchParams } = url;
  const generated_at = isoTime(systemClock.nowMs());
  const { monitors, clients, jobs, warming = false, stub = false } = script.state;
  const json = (behaviour: Behaviour, body: () => unknown) =>
    behave(behaviour, response, () => sendJson(response, 200, body()));
  switch (pathname) {
    case '/api/v1/live':
      return behave(script.live, response, () => streams.open(response, monitors));
    case '/api/heartbeat/services':
      return json(script.services, () => ({
        services: servicesOf(script.state),
        generated_at,
        stub,
        cache_warming: warming,
      }));
    case '/api/v1/monitors': {
      const count = Number(searchParams.get('beats') ?? 24);
      const trimmed = () => monitors.map((one) => ({ ...one, recent: one.recent.slice(-count) }));
      return json(script.v1, () => ({ monitors: trimmed(), generated_at, warming }));
    }
    case '/api/mcp/clients':
      return json(script.services, () => ({ clients, stub, generated_at }));
    case '/api/cron/jobs':
      return json(script.services, () => jobs);
    case '/sign-in':
      return sendSignIn(response);
  }
  if (!pathname.startsWith('/api/v1/')) return sendFile(pathname, response);
  const attributed = attributionAnswer(script.state, history().incidents, url);
  if (attributed !== undefined)
    return behave(script.attribution, response, () => sendAttributed(attributed, url, response));
  behave(script.history, response, () => {
    const answered = history().answer(pathname, searchParams);
    if (answered === null) sendProblem(response, 404);
    else sendJson(response, answered.status, answered.body);
  });
}

function answerPost({ script, history }: Playing, request: IncomingMessage, response: ServerResponse): void {
  const pathname = request.url ?? '/';
  const id = /^\/api\/v1\/incidents\/([^/]+)\/notes$/.exec(pathname)?.[1];
  if (id !== undefined) {
    return behave(script.history, response, () => {
      void text(request).then((body) => {
        const answered = history().addNote(decodeURIComponent(id), JSON.parse(body).text);
        sendJson(response, answered.status, answered.body);
      });
    });
  }
  const name = /^\/api\/v1\/monitors\/([^/]+)\/check$/.exec(pathname)?.[1];
  const found = script.state.monitors.find((monitor) => monitor.name === decodeURIComponent(name ?? ''));
  if (found === undefined) return sendProblem(response, 404);
  if (found.name === 'vercel') return sendProblem(response, 429, { 'retry-after': '7' });
  sendJson(response, 200, found);
}

function behave(behaviour: Behaviour, response: ServerResponse, answer: () => void): void {
  if (behaviour === 'answers') return answer();
  if (behaviour === 'fails') return sendProblem(response, 500);
  if (behaviour === 'wants_sign_in') return sendProblem(response, 401);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function sendAttributed(body: unknown, { pathname, searchParams }: URL, response: ServerResponse): void {
  if (body === null) return sendProblem(response, 404);
  if (pathname !== '/api/v1/ledger' || searchParams.get('format') !== 'csv')
    return sendJson(response, 200, body);
  response.writeHead(200, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="kora-ledger.csv"',
  });
  response.end('incident,monitor\r\n');
}

function sendProblem(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers });
  response.end(JSON.stringify({ type: 'about:blank', title: 'refused', status, code: 'refused' }));
}

function sendFile(pathname: string, response: ServerResponse): void {
  const isAsset = /^\/assets\/[\w.-]+$/.test(pathname);
  const path = isAsset ? pathname : '/index.html';
  const headers = { 'content-security-policy': POLICY, 'content-type': TYPES[extname(path)] ?? 'text/plain' };
  try {
    const bytes = readFileSync(join(DIST, path));
    response.writeHead(200, headers);
    response.end(bytes);
  } catch {
    response.writeHead(404);
    response.end();
  }
}

function sendSignIn(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html' });
  response.end('<main>Sign in</main>');
}
