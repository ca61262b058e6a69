import type { IncomingMessage } from 'node:http';
import type { SimulatedRequest } from './simulated-provider.ts';

const MAX_BODY_BYTES = 64 * 1024;

/** Rejects when the body is larger than any that a client of these providers sends. */
export async function readBody(raw: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of raw as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new Error('the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The first part of the path says which provider; the rest is the path of its own API. */
export function readRequest(raw: IncomingMessage, body: string): SimulatedRequest {
  const { pathname, searchParams } = new URL(raw.url ?? '/', 'http://localhost');
  const [, provider = '', ...rest] = pathname.split('/');
  return {
    provider,
    method: raw.method ?? 'GET',
    path: `/${rest.join('/')}`,
    query: searchParams,
    headers: raw.headers,
    body,
  };
}
