import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { sendAnswer, sendBytes } from './send.ts';
import type { Answer } from './simulated-provider.ts';

/** Ways in which any server may answer badly, whatever it was asked. */
export const ILL_KINDS = [
  'silent',
  'reset',
  'half_body',
  'wrong_content_type',
  'html_200',
  'malformed_json',
  'huge_body',
  'compression_bomb',
] as const;
export type IllKind = (typeof ILL_KINDS)[number];

/** An ill answer with all that must be said about it. */
export type IllAnswer =
  | { readonly kind: IllKind }
  | { readonly kind: 'server_error'; readonly status: number }
  | { readonly kind: 'redirect_elsewhere'; readonly url: string };

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' };
const EDGE_PAGE = '<!doctype html><title>Service unavailable</title><h1>Service unavailable</h1>';
const MIB_BYTES = 1024 * 1024;
const HUGE_BYTES = 8 * MIB_BYTES;
const BOMB_MIB = 64;

/** Answers badly. `good` is what would be said if nothing were wrong. */
export function answerBadly(ill: IllAnswer, response: ServerResponse, good: () => Answer): true {
  switch (ill.kind) {
    case 'server_error':
      return sendBytes(response, { status: ill.status, headers: HTML_TYPE, bytes: EDGE_PAGE });
    case 'redirect_elsewhere':
      return sendBytes(response, { status: 302, headers: { location: ill.url }, bytes: '' });
    case 'silent':
      return true;
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'half_body':
      response.writeHead(200, { ...JSON_TYPE, 'content-length': '1000' });
      response.write('{"half":', () => response.socket?.end());
      return true;
    case 'wrong_content_type':
      return sendAnswer(response, { ...good(), headers: { 'content-type': 'text/plain' } });
    case 'html_200':
      return sendBytes(response, { status: 200, headers: HTML_TYPE, bytes: EDGE_PAGE });
    case 'malformed_json':
      return sendBytes(response, { status: 200, headers: JSON_TYPE, bytes: '{"deployments": [' });
    case 'huge_body':
      return sendBytes(response, { status: 200, headers: JSON_TYPE, bytes: hugeJson() });
    case 'compression_bomb': {
      const headers = { ...JSON_TYPE, 'content-encoding': 'gzip' };
      return sendBytes(response, { status: 200, headers, bytes: bomb() });
    }
  }
}

const SIGN_IN_PAGE = '<!doctype html><title>Welcome to our Wi-Fi</title><h1>Please sign in</h1>';

/** What a network in between says in place of whoever was asked: a portal that wants a sign-in. */
export function sendSignInPage(response: ServerResponse): true {
  return sendBytes(response, { status: 200, headers: HTML_TYPE, bytes: SIGN_IN_PAGE });
}

// Valid JSON all the way, only too much of it.
function hugeJson(): Buffer {
  return Buffer.concat([Buffer.from('["'), Buffer.alloc(HUGE_BYTES, 'a'), Buffer.from('"]')]);
}

// A gzip stream may be several, one after the other (RFC 1952, 2.2); so a small one becomes a great one at no cost.
function bomb(): Buffer {
  const filling = gzipSync(Buffer.alloc(MIB_BYTES, 'a'));
  const parts = Array.from({ length: BOMB_MIB }, () => filling);
  return Buffer.concat([gzipSync('["'), ...parts, gzipSync('"]')]);
}
