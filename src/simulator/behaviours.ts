import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Answer, Behaviour, SimulatedProvider, SimulatedRequest } from './simulated-provider.ts';

export interface Scene {
  readonly provider: SimulatedProvider;
  readonly request: SimulatedRequest;
  readonly response: ServerResponse;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const EDGE_PAGE = '<!doctype html><title>Service unavailable</title><h1>Service unavailable</h1>';
const HUGE_BYTES = 8 * 1024 * 1024;
const RETRY_AFTER_SECONDS = '30';

/** Does what a sick provider does; false when the behaviour leaves the answer to the provider itself. */
export function misbehave(behaviour: Behaviour, scene: Scene): boolean {
  const { provider, request, response } = scene;
  switch (behaviour.kind) {
    case 'healthy':
    case 'degraded':
    case 'slow':
      return false;
    case 'unauthorized':
      return send(response, provider.unauthorized(request));
    case 'forbidden':
      return send(response, provider.forbidden(request));
    case 'not_found':
      return send(response, { status: 404, body: { message: 'not found' } });
    case 'rate_limited':
      return send(response, withRetryAfter(provider.rateLimited(request)));
    case 'server_error':
      return sendRaw(response, behaviour.status, { 'content-type': 'text/html' }, EDGE_PAGE);
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
      return sendRaw(response, 200, { 'content-type': 'text/plain' }, '{}');
    case 'html_200':
      return sendRaw(response, 200, { 'content-type': 'text/html' }, EDGE_PAGE);
    case 'malformed_json':
      return sendRaw(response, 200, JSON_TYPE, '{"deployments": [');
    case 'huge_body':
      return sendRaw(response, 200, JSON_TYPE, Buffer.alloc(HUGE_BYTES, 0x20));
    case 'compression_bomb':
      return sendRaw(
        response,
        200,
        { ...JSON_TYPE, 'content-encoding': 'gzip' },
        gzipSync(Buffer.alloc(HUGE_BYTES, 0x20)),
      );
    case 'redirect_elsewhere':
      return sendRaw(response, 302, { location: behaviour.url }, '');
    case 'echo_credential':
      return echo(scene);
  }
}

function withRetryAfter(answer: Answer): Answer {
  return { ...answer, headers: { 'retry-after': RETRY_AFTER_SECONDS, ...answer.headers } };
}

// What a careless gateway does with a request that it does not like.
function echo({ request, response }: Scene): boolean {
  const { authorization = '', apikey = '' } = request.headers;
  const sent = [authorization, apikey]
    .flat()
    .filter((value) => value !== '')
    .join(' ');
  response.writeHead(500, `Failed for ${sent}`, { ...JSON_TYPE, 'x-debug': sent, 'x-ratelimit-limit': sent });
  response.end(
    JSON.stringify({
      message: `Failed for ${sent}`,
      error: { message: sent },
      detail: sent,
      messages: [sent],
    }),
  );
  return true;
}

function send(response: ServerResponse, { status = 200, headers = {}, body }: Answer): true {
  return sendRaw(response, status, { ...JSON_TYPE, ...headers }, JSON.stringify(body));
}

function sendRaw(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): true {
  response.writeHead(status, headers);
  response.end(body);
  return true;
}
