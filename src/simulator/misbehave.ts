import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Behaviour } from './behaviour.ts';
import type { QuotaState } from './quota.ts';
import { sendAnswer, sendBytes } from './send.ts';
import type { Answer, SimulatedProvider, SimulatedRequest } from './simulated-provider.ts';

export interface Scene {
  readonly provider: SimulatedProvider;
  readonly request: SimulatedRequest;
  readonly response: ServerResponse;
  readonly quota: QuotaState;
  /** What the provider would say if nothing were wrong. */
  readonly answer: () => Answer;
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' };
const EDGE_PAGE = '<!doctype html><title>Service unavailable</title><h1>Service unavailable</h1>';
const MIB_BYTES = 1024 * 1024;
const HUGE_BYTES = 8 * MIB_BYTES;
const BOMB_MIB = 64;

/** Does what an ill provider does; false when the behaviour leaves the answer to the provider itself. */
export function misbehave(behaviour: Behaviour, scene: Scene): boolean {
  const { response } = scene;
  switch (behaviour.kind) {
    case 'healthy':
    case 'degraded':
    case 'slow':
      return false;
    case 'unauthorized':
    case 'forbidden':
    case 'not_found':
    case 'rate_limited':
      return refuse(behaviour.kind, scene);
    case 'server_error':
      return sendBytes(response, { status: behaviour.status, headers: HTML_TYPE, bytes: EDGE_PAGE });
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
      return sendAnswer(response, { ...scene.answer(), headers: { 'content-type': 'text/plain' } });
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
    case 'redirect_elsewhere':
      return sendBytes(response, { status: 302, headers: { location: behaviour.url }, bytes: '' });
    case 'echo_credential':
      return echo(behaviour.status ?? 500, scene);
  }
}

function refuse(
  kind: 'unauthorized' | 'forbidden' | 'not_found' | 'rate_limited',
  { provider, request, response, quota }: Scene,
): true {
  const used = kind === 'rate_limited' ? { ...quota, remaining: 0 } : quota;
  const answer = provider.refuse(kind, request, used);
  const headers = { ...provider.quotaHeaders(used, answer.status ?? 200), ...answer.headers };
  return sendAnswer(response, { ...answer, headers });
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

// What a careless gateway does with a request that it does not like: it tells all it got, in all the ways there are.
function echo(status: 200 | 302 | 500, { request, response, answer }: Scene): true {
  const { authorization = '', apikey = '' } = request.headers;
  const sent = [authorization, apikey]
    .flat()
    .filter((value) => value !== '')
    .join(' ');
  const token = sent.replace(/^(?:Bearer|FlyV1|Basic) /, '');
  const forms = [sent, encodeURIComponent(token), Buffer.from(token).toString('base64')].join(' ');
  const body =
    status === 200
      ? withEveryString(answer().body, sent)
      : { message: `Failed for ${forms}`, error: { message: forms }, detail: forms, messages: [forms] };
  response.writeHead(status, `Failed for ${sent}`, {
    ...JSON_TYPE,
    'x-debug': forms,
    'x-ratelimit-limit': sent,
    location: `https://elsewhere.invalid/${encodeURIComponent(token)}?token=${encodeURIComponent(token)}`,
  });
  response.end(JSON.stringify(body));
  return true;
}

function withEveryString(value: unknown, text: string): unknown {
  if (typeof value === 'string') return text;
  if (Array.isArray(value)) return value.map((item) => withEveryString(item, text));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withEveryString(item, text)]));
}
