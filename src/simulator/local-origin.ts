import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What a simulated network does: carries everything, nothing, or everything to a sign-in page. */
export const NETWORKS = ['there', 'lost', 'intercepted'] as const;
export type Network = (typeof NETWORKS)[number];

export interface LocalOrigin {
  start(port?: number): Promise<void>;
  stop(): Promise<void>;
  /** Valid once started. */
  url(): string;
}

/** A server on the loopback address. A request whose answer throws loses its connection. */
export function createLocalOrigin(
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void,
): LocalOrigin {
  const server = createServer(async (request, response) => {
    try {
      await answer(request, response);
    } catch {
      response.destroy();
    }
  });
  let url = '';
  return {
    async start(port = 0) {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
    url: () => url,
  };
}
