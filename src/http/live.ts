import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Incident } from '../contracts/incidents.ts';
import { LIVE_COMMENT_INTERVAL_MS } from '../contracts/live.ts';
import type { Storage } from '../contracts/storage.ts';
import type { Redact } from '../lib/redact.ts';
import type { CancelTimer } from '../lib/time.ts';
import { describeMonitor, type MonitorSources } from '../operations/list-monitors.ts';
import type { BoardEvent } from '../recording/snapshot-board.ts';
import { createLiveClient, type LiveClient } from './live-client.ts';
import { sendProblem } from './problem.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

export interface LiveParts extends MonitorSources {
  readonly redact: Redact;
}

export interface LiveStream {
  /** Takes the connection over and streams until the client goes. Refuses when there are too many. */
  serve(request: FastifyRequest, reply: FastifyReply): void;
  /** Sends something beside the snapshots to everybody who listens now; who comes later asks for it. */
  announce(event: LiveAnnouncement['event'], data: LiveAnnouncement['data']): void;
  close(): void;
}

export type LiveAnnouncement =
  | { readonly event: 'incident'; readonly data: Incident }
  | { readonly event: 'storage'; readonly data: Storage };

export const MAX_CLIENTS = 500;
const RETRY_MS = 2_000;

/** Server-sent events of the board. A slow client gets the newest of each monitor, never a growing queue. */
export function createLiveStream(parts: LiveParts): LiveStream {
  const { board, clock, redact } = parts;
  const monitors = new Map(parts.monitors.map((monitor) => [monitor.name, monitor]));
  const clients = new Set<LiveClient>();
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

  function comment(): void {
    for (const client of clients) client.comment();
    cancelComment = clock.setTimer(LIVE_COMMENT_INTERVAL_MS, comment);
  }

  function add(client: LiveClient): void {
    clients.add(client);
    if (unsubscribe !== null) return;
    unsubscribe = board.subscribe((event) => {
      for (const each of clients) each.send(event);
    });
    cancelComment = clock.setTimer(LIVE_COMMENT_INTERVAL_MS, comment);
  }

  function remove(client: LiveClient): void {
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
      const client = createLiveClient(response, encode);
      response.on('close', () => remove(client));
      response.on('error', () => remove(client));
      for (const event of board.eventsAfter(lastEventId(request)) ?? board.latestEvents()) client.send(event);
      add(client);
    },
    announce(event, data) {
      if (clients.size === 0) return;
      const text = `event: ${event}\ndata: ${redact(JSON.stringify(data))}\n\n`;
      for (const client of clients) client.sendText(text);
    },
    close() {
      for (const client of clients) client.end();
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
