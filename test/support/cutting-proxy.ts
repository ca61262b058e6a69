import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What happens to the next commit that goes through: it never arrives, or its answer never does. */
export type Cut = 'before' | 'after';

/** A way to a Postgres that can be cut at will. */
export interface CuttingProxy extends AsyncDisposable {
  readonly url: string;
  /** Cuts the connection at the next commit that goes through. */
  cutAtCommit(cut: Cut): void;
  /** How often it did. */
  readonly cuts: number;
}

export async function cuttingProxy(target: string): Promise<CuttingProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let next: Cut | null = null;
  let cuts = 0;
  const follow = (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => {});
  };
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    for (const socket of [client, upstream]) follow(socket);
    const cut = () => {
      next = null;
      cuts += 1;
      client.destroy();
    };
    client.on('data', (bytes) => {
      const isCommit = next !== null && bytes.includes('commit');
      if (isCommit && next === 'before') {
        cut();
        upstream.destroy();
        return;
      }
      upstream.write(bytes);
      // The server has done it when it answers; who asked does not hear of it.
      if (isCommit) upstream.once('data', cut);
    });
    upstream.on('data', (bytes) => {
      if (!client.destroyed) client.write(bytes);
    });
    client.on('close', () => upstream.end());
    upstream.on('close', () => client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cutAtCommit(cut) {
      next = cut;
    },
    get cuts() {
      return cuts;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
