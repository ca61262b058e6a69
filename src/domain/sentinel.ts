import { isIP } from 'node:net';

/** An address outside that answers as long as this machine reaches anybody: a URL, or a port that takes connections. */
export type Sentinel =
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'port'; readonly host: string; readonly port: number };

const PORT = /^(?:\[([\da-f:.]+)\]|([a-z\d](?:[\w.-]*[a-z\d])?)):(\d{1,5})$/i;

/** `https://…`, `http://…`, `host:port` or `[IPv6]:port`; null for anything else, and for a URL with a user name. */
export function parseSentinel(text: string): Sentinel | null {
  if (/^https?:\/\//i.test(text)) {
    const url = URL.parse(text);
    return url === null || url.username + url.password !== '' ? null : { kind: 'url', url: url.href };
  }
  const [, bracketed, plain, digits] = PORT.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || port < 1 || port > 65_535) return null;
  return bracketed !== undefined && isIP(bracketed) !== 6 ? null : { kind: 'port', host, port };
}

/**
 * Of several operators, by name and by bare address. Each proves that it was really reached: by an answer without a body,
 * which no sign-in page gives, or by its certificate.
 */
export const DEFAULT_SENTINELS = [
  'http://cp.cloudflare.com/generate_204',
  'http://connectivitycheck.gstatic.com/generate_204',
  'https://checkip.amazonaws.com/',
  'https://1.1.1.1/cdn-cgi/trace',
  'https://8.8.8.8/resolve?name=dns.google',
] as const;
