import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { ServerConfig } from '../config/config.ts';
import { KoraError } from '../lib/errors.ts';
import { isLoopback } from '../lib/loopback.ts';

export interface HostGuard {
  /** Whether the request may be answered. Throws nothing. */
  allows(request: IncomingMessage): boolean;
  /** The same, throwing `forbidden`. */
  check(request: IncomingMessage): void;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '::1'];

/**
 * Keeps web pages of other origins from reading a local daemon. A name that an attacker points at 127.0.0.1 (DNS
 * rebinding) shows in the Host header; a page elsewhere shows in Origin and Sec-Fetch-Site. Where a token is wanted
 * the Host is free, since such a page has no session, unless names were listed.
 */
export function createHostGuard({ host, apiToken, allowedHosts }: ServerConfig): HostGuard {
  const names = new Set([...LOOPBACK_NAMES, host, ...allowedHosts].map((name) => name.toLowerCase()));
  const anyHost = apiToken !== null && allowedHosts.length === 0;
  // Clients hardly ever change the header, and the hot route asks for each request.
  let lastAllowed: string | null = null;

  function allowsHost(header: string | undefined): boolean {
    if (header !== undefined && header === lastAllowed) return true;
    const name = hostName(header);
    if (header === undefined || name === null) return false;
    if (!anyHost && !names.has(name) && !isLoopback(name)) return false;
    lastAllowed = header;
    return true;
  }

  function allows({ headers, method, url }: IncomingMessage): boolean {
    if (!allowsHost(headers.host)) return false;
    if (headers.origin !== undefined && !isSameOrigin(headers.origin, headers.host)) return false;
    const site = headers['sec-fetch-site'];
    if (site === undefined || site === 'same-origin' || site === 'none') return true;
    return isLink(headers, method) && url?.startsWith('/api/') === false;
  }

  return {
    allows,
    check(request) {
      if (!allows(request)) {
        throw new KoraError(
          'forbidden',
          'this host name or origin is not allowed; add the name to KORA_WEB_ALLOWED_HOSTS if it is yours',
        );
      }
    },
  };
}

// A link on another site may open a page of the dashboard as a whole; a frame or a script may not have it.
function isLink(headers: IncomingHttpHeaders, method: string | undefined): boolean {
  return (
    method === 'GET' &&
    headers['sec-fetch-mode'] === 'navigate' &&
    (headers['sec-fetch-dest'] ?? 'document') === 'document'
  );
}

function hostName(header: string | undefined): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/@\s]+))(?::\d{1,5})?$/i.exec(header ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase() ?? null;
}

function isSameOrigin(origin: string, hostHeader: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === hostHeader?.toLowerCase();
}
