import { isIP } from 'node:net';

/** Cloudflare's and Quad9's. They know the public names, and are asked for no other. */
export const DEFAULT_RESOLVERS = ['1.1.1.1', '9.9.9.9'] as const;

const WITH_PORT = /^(?:\[([\da-f:.]+)\]|([\d.]+)):(\d{1,5})$/i;

/** Whether a text is the address of a resolver: an IP address, with a port or without (`127.0.0.1:5353`, `[::1]:53`). */
export function isResolverAddress(text: string): boolean {
  const [, bracketed, plain, digits] = WITH_PORT.exec(text) ?? [];
  if (digits === undefined) return isIP(text) !== 0;
  const port = Number(digits);
  const isHost = bracketed === undefined ? isIP(plain ?? '') === 4 : isIP(bracketed) === 6;
  return isHost && port >= 1 && port <= 65_535;
}
