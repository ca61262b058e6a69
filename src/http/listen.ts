import { once } from 'node:events';
import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import type { ServerConfig } from '../config/config.ts';
import { errorCode, KoraError } from '../lib/errors.ts';

/** Opens the configured address and gives its URL; throws `address_in_use` or `listen_failed`. */
export async function listen(
  server: Server,
  { host, port }: Pick<ServerConfig, 'host' | 'port'>,
): Promise<string> {
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, host, port);
  }
  const address = server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${urlHost(host)}:${actualPort}`;
}

function listenError(error: unknown, host: string, port: number): KoraError {
  if (errorCode(error) === 'EADDRINUSE') {
    return new KoraError(
      'address_in_use',
      `port ${port} on ${host} is taken; stop what listens there, or set KORA_WEB_PORT`,
      { cause: error },
    );
  }
  return new KoraError(
    'listen_failed',
    `cannot listen on ${host} port ${port} (${errorCode(error) ?? 'unknown error'})`,
    { cause: error },
  );
}

// "Every address" is none that can be opened; this machine's own always answers.
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return isIPv6(host) ? `[${host}]` : host;
}
