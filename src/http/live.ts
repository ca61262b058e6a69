import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { MonitorConfig } from '../config/config.ts';
import { LIVE_COMMENT_INTERVAL_MS } from '../contracts/live.ts';
import { KoraError } from '../lib/errors.ts';
import type { Redact } from '../lib/redact.ts';
import type { CancelTimer, Clock, EpochMs } from '../lib/time.ts';
import { getMonitor } from '../operations/list-monitors.ts';
import type { BoardEvent, SnapshotBoard } from '../recording/snapshot-board.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface LiveParts {
  readonly board: SnapshotBoard;
  readonly monitors: readonly MonitorConfig[];
  readonly clock: Clock;
  readonly redact: Redact;
  readonly nextRunAtMs: (name: string) => EpochMs | null;
}

export interface LiveStream {
  /** Takes the connection over and streams until the client goes. Throws `busy` when there are too many. */
  serve(request: FastifyRequest, reply: FastifyReply): void;
  close(): void;
}

const MAX_CLIENTS = 500;

interface Client {
  readonly response: ServerResponse;
  /** The newest unsent event of each monitor; filled only while the socket is full. */
  readonly pending: Map<string, BoardEvent>;
  isFull: boolean;
}

/** Server-sent events of the board. A slow client gets the newest of each monitor, never a growing queue. */
export function createLiveStream(parts: LiveParts): LiveStream {
  const { board, clock, redact } = parts;
  const clients = new Set<Client>();
  let unsubscribe: (() => void) | null = null;
  let cancelComment: CancelTimer = () => {};
  // All clients get the same bytes, made once per event.
  let encoded: { readonly key: string; readonly text: string } | null = null;

  function encode({ id, name }: BoardEvent): string {
    // A first connection gets many monitors under one id, so the name counts too.
    const key = `${id} ${name}`;
    if (encoded?.key === key) return encoded.text;
    const data = redact(JSON.stringify(getMonitor(parts, name, 1)));
    encoded = { key, text: `id: ${id}\nevent: snapshot\ndata: ${data}\n\n` };
    return encoded.text;
  }

  function send(client: Client, event: BoardEvent): void {
    if (client.isFull) client.pending.set(event.name, event);
    else client.isFull = !client.response.write(encode(event));
  }

  function drain(client: Client): void {
    client.isFull = false;
    for (const [name, event] of client.pending) {
      if (client.isFull) return;
      client.pending.delete(name);
      send(client, event);
    }
  }

  function comment(): void {
    for (const client of clients) if (!client.isFull) client.isFull = !client.response.write(':\n\n');
    cancelComment = clock.setTimer(LIVE_COMMENT_INTERVAL_MS, comment);
  }

  function add(client: Client): void {
    clients.add(client);
    if (unsubscribe !== null) return;
    unsubscribe = board.subscribe((event) => {
      for (const each of clients) send(each, event);
    });
    cancelComment = clock.setTimer(LIVE_COMMENT_INTERVAL_MS, comment);
  }

  function remove(client: Client): void {
    clients.delete(client);
    if (clients.size > 0) return;
    unsubscribe?.();
    unsubscribe = null;
    cancelComment();
  }

  return {
    serve(request, reply) {
      if (clients.size >= MAX_CLIENTS) throw new KoraError('busy', 'too many live connections');
      reply.hijack();
      const response = reply.raw;
      response.writeHead(200, {
        ...SECURITY_HEADERS,
        'content-type': 'text/event-stream; charset=utf-8',
        'x-accel-buffering': 'no',
      });
      response.write('retry: 2000\n\n');
      const client: Client = { response, pending: new Map(), isFull: false };
      response.on('drain', () => drain(client));
      response.on('close', () => remove(client));
      response.on('error', () => remove(client));
      for (const event of missedEvents(board, lastEventId(request))) send(client, event);
      add(client);
    },
    close() {
      for (const { response } of clients) response.end();
    },
  };
}

/** What a connection gets first: what it missed, or the present snapshot of every monitor. */
function missedEvents(board: SnapshotBoard, id: string): readonly BoardEvent[] {
  const missed = id === '' ? null : board.eventsAfter(id);
  if (missed !== null) return missed;
  const latest = board.latestEventId();
  return board.entries().flatMap(({ name, state }) => (state === null ? [] : [{ id: latest, name }]));
}

// EventSource sends the header; a client that cannot set headers may use the query.
function lastEventId({ headers, query }: FastifyRequest): string {
  const header = headers['last-event-id'];
  if (typeof header === 'string') return header;
  const { last_event_id: fromQuery } = query as Record<string, unknown>;
  return typeof fromQuery === 'string' ? fromQuery : '';
}
