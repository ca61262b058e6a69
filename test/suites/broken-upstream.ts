import { once } from 'node:events';
import { createServer, type IncomingMessage, request as requestOver, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Reason, Status } from '../../src/contracts/status.ts';

/** What a verdict about a broken upstream must say. Several reasons where it depends on which byte came last. */
export interface Expected {
  readonly status: Status;
  readonly reasons: readonly Reason[];
}

export interface Hostility {
  readonly name: string;
  /** Does its worst on the raw socket, once per request. */
  act(socket: Socket, scene: Scene): void;
  readonly provider: Expected;
  /** Nothing but the deadline ends it. */
  readonly endless?: boolean;
  /** Where a check that expects no JSON sees it otherwise. */
  readonly check?: Expected;
}

export interface Scene {
  readonly request: IncomingMessage;
  /** Another origin, which must never be told a credential. */
  readonly elsewhere: string;
}

export interface HostileServer extends AsyncDisposable {
  readonly url: string;
}

/** A server that still works for a while. */
export interface GoodFirst {
  readonly url: string;
  /** How many requests it answers before the hostility begins. */
  readonly answers: number;
}

/**
 * A real server whose every answer is the hostility's, once it has read the request; with `good`, the first answers
 * are those of another server. Use with `await using`.
 */
export async function hostileServer(
  hostility: Hostility,
  elsewhere: string,
  good: GoodFirst = { url: '', answers: 0 },
): Promise<HostileServer> {
  let answered = 0;
  const server = createServer((request, response) => {
    answered += 1;
    if (answered <= good.answers) return forward(request, response, good.url);
    // From here on only raw bytes: Node would not write most of this.
    const { socket } = request;
    socket.on('error', () => {});
    hostility.act(socket, { request, elsewhere });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function forward(request: IncomingMessage, response: ServerResponse, to: string): void {
  const { method, headers, url = '/' } = request;
  const onward = requestOver(new URL(url, to), { ...(method ? { method } : {}), headers }, (answered) => {
    response.writeHead(answered.statusCode ?? 500, answered.headers);
    answered.pipe(response);
  });
  request.pipe(onward);
}
