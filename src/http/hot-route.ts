import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SnapshotBoard } from '../recording/snapshot-board.ts';
import type { Auth } from './auth.ts';
import type { HostGuard } from './host-guard.ts';

export interface HotParts {
  readonly board: SnapshotBoard;
  readonly auth: Auth;
  readonly guard: HostGuard;
}

const PATH = '/api/heartbeat/services';

/** Answers the frozen endpoint from bytes that are encoded already; false leaves the request to the other routes. */
export function createHotRoute({
  board,
  auth,
  guard,
}: HotParts): (request: IncomingMessage, response: ServerResponse) => boolean {
  return (request, response) => {
    if (request.url !== PATH || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    // Refusals are rare and told by the ordinary way.
    if (!guard.allows(request) || !auth.isAllowed(request)) return false;
    const { body, etag } = board.heartbeat();
    const wanted = request.headers['if-none-match'];
    if (wanted !== undefined && matches(wanted, etag)) {
      response.writeHead(304, ['etag', etag, 'cache-control', 'no-cache']);
      response.end();
      return true;
    }
    response.writeHead(200, [
      'content-type',
      'application/json; charset=utf-8',
      'content-length',
      String(body.length),
      'etag',
      etag,
      'cache-control',
      'no-cache',
      'x-content-type-options',
      'nosniff',
    ]);
    response.end(request.method === 'HEAD' ? undefined : body);
    return true;
  };
}

// RFC 9110, 13.1.2: a list of validators compared weakly, or any.
function matches(header: string, etag: string): boolean {
  return header.trim() === '*' || header.split(',').some((part) => part.trim().replace(/^W\//, '') === etag);
}
