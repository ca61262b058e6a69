import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { LIVE_COMMENT_INTERVAL_MS } from '../contracts/live.ts';
import type { Redact } from '../lib/redact.ts';
import type { CancelTimer } from '../lib/time.ts';
import { describeMonitor, type MonitorSources } from '../operations/list-monitors.ts';
import type { BoardEvent } from '../recording/snapshot-board.ts';
import { sendProblem } from './problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface LiveParts extends MonitorSources {
  readonly redact: Redact;
}

export interface LiveStream {
  /** Takes the connection over and streams until the client goes. Refuses when there are too many. */
  serve(request: FastifyRequest, reply: FastifyReply): void;
  close(): void;
}

export const MAX_CLIENTS = 500;
const RETRY_MS = 2_000;
/** A client that took nothing for so many comments is let go; it resumes when it comes back. */
const MAX_MISSED_COMMENTS = 4;

interface Client {
  readonly response: ServerResponse;
  /** The newest unsent event of each monitor, in the order of their ids; filled only while the socket is full. */
  readonly pending: Map<string, BoardEvent>;
  isFull: boolean;
  missedComments: number;
}

/** Server-sent events of the board. A slow client gets the newest of each monitor, never a growing queue. */
export function createLiveStream(parts: LiveParts): LiveStream {
  const { board, clock, redact } = parts;
  const monitors = new Map(parts.monitors.map((monitor) => [monitor.name, monitor]));
  const clients = new Set<Client>();
  let unsubscribe: (() => void) | null = null;
  let cancelComment: CancelTimer = () => {};
  // All clients get the same bytes, made once per event.
  let encoded: { readonly id: string; readonly text: string } | null = null;

  function encode({ id, name }: BoardEvent): string {
    if (encoded?.id === id) return encoded.text;
    const monitor = monitors.get(name);
    if (monitor === undefined) return '';
    const data = redact(JSON.stringify(describeMonitor(parts, monitor, 1)));
    encoded = { id, text: `id: ${id}\nevent: snapshot\ndata: ${data}\n\n` };
    return encoded.text;
  }

  function send(client: Client, event: BoardEvent): void {
    if (!client.isFull) {
      client.isFull = !client.response.write(encode(event));
      return;
    }
    // To the end: an id may only be sent when everything before it was, or resuming from it would miss the rest.
    client.pending.delete(event.name);
    client.pending.set(event.name, event);
  }

  function drain(client: Client): void {
    client.isFull = false;
    client.missedComments = 0;
    for (const [name, event] of client.pending) {
      if (client.isFull) return;
      client.pending.delete(name);
      send(client, event);
    }
  }

  function comment(): void {
    for (const client of clients) {
      if (!client.isFull) client.isFull = !client.response.write(':\n\n');
      else if (client.missedComments < MAX_MISSED_COMMENTS) client.missedComments += 1;
      else client.response.destroy();
    }
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
      if (clients.size >= MAX_CLIENTS) {
        reply.header('retry-after', '30');
        sendProblem(reply, { status: 503, code: 'too_many_streams', detail: 'too many live connections' });
        return;
      }
      reply.hijack();
      const response = reply.raw;
      response.writeHead(200, {
        ...SECURITY_HEADERS,
        'content-type': 'text/event-stream; charset=utf-8',
        'x-accel-buffering': 'no',
      });
      response.write(`retry: ${RETRY_MS}\n\n`);
      const client: Client = { response, pending: new Map(), isFull: false, missedComments: 0 };
      response.on('drain', () => drain(client));
      response.on('close', () => remove(client));
      response.on('error', () => remove(client));
      for (const event of board.eventsAfter(lastEventId(request)) ?? board.latestEvents())
        send(client, event);
      add(client);
    },
    close() {
      for (const { response } of clients) response.end();
    },
  };
}

// EventSource sends the header; a client that cannot set headers may use the query.
function lastEventId({ headers, query }: FastifyRequest): string {
  const header = headers['last-event-id'];
  if (typeof header === 'string') return header;
  const { last_event_id: fromQuery } = query as Record<string, unknown>;
  return typeof fromQuery === 'string' ? fromQuery : '';
}
