import type { ServerResponse } from 'node:http';
import type { Answer } from './simulated-provider.ts';

export interface Bytes {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: string | Buffer;
}

export function sendBytes(response: ServerResponse, { status, headers, bytes }: Bytes): true {
  response.writeHead(status, headers);
  response.end(bytes);
  return true;
}

/** Sends an answer as JSON. */
export function sendAnswer(response: ServerResponse, { status = 200, headers = {}, body }: Answer): true {
  const type = { 'content-type': 'application/json; charset=utf-8' };
  return sendBytes(response, { status, headers: { ...type, ...headers }, bytes: JSON.stringify(body) });
}
