import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EncodedAnswer, SnapshotBoard } from '../recording/snapshot-board.ts';
import type { Auth } from './auth.ts';
import type { HostGuard } from './host-guard.ts';

export interface HotParts {
  readonly board: SnapshotBoard;
  readonly auth: Auth;
  readonly guard: HostGuard;
}

export const HOT_PATH = '/api/heartbeat/services';

/**
 * Answers the frozen endpoint from bytes that are encoded already; false leaves the request to the other routes. It
 * is polled by others all day long, so it costs no more than the bytes it sends.
 */
export function createHotRoute({
  board,
  auth,
  guard,
}: HotParts): (request: IncomingMessage, response: ServerResponse) => boolean {
  let answer: EncodedAnswer | null = null;
  let headers: string[] = [];
  let text = '';
  let encoding: BufferEncoding = 'utf8';

  // A poller sends the same headers each time; comparing them costs less than reading them.
  let plainHeaders: readonly string[] = [];

  function isPlain(request: IncomingMessage): boolean {
    if (isSameList(request.rawHeaders, plainHeaders)) return true;
    if (auth.isOpen && request.headers['if-none-match'] === undefined && guard.allows(request)) {
      plainHeaders = request.rawHeaders;
      return true;
    }
    return false;
  }

  return (request, response) => {
    if (!isHotPath(request.url) || (request.method !== 'GET' && request.method !== 'HEAD')) return false;
    const plain = isPlain(request);
    // Refusals are rare and told by the ordinary way.
    if (!plain && !(guard.allows(request) && auth.isAllowed(request))) return false;
    const current = board.heartbeat();
    if (current !== answer) {
      answer = current;
      headers = headersOf(current);
      text = current.body.toString('utf8');
      // Plain ASCII, as it nearly always is, goes out without being transcoded.
      encoding = text.length === current.body.length ? 'latin1' : 'utf8';
    }
    const wanted = plain ? undefined : request.headers['if-none-match'];
    if (wanted !== undefined && matchesEtag(wanted, current.etag)) {
      response.writeHead(304, ['etag', current.etag, 'cache-control', 'no-cache']);
      response.end();
      return true;
    }
    response.writeHead(200, headers);
    // As a text: node:http sends its head and a text in one piece, but a buffer in a second one.
    if (request.method === 'HEAD') response.end();
    else response.end(text, encoding);
    return true;
  };
}

function isSameList(list: readonly string[], other: readonly string[]): boolean {
  if (list.length !== other.length || list.length === 0) return false;
  for (let i = 0; i < list.length; i += 1) if (list[i] !== other[i]) return false;
  return true;
}

function isHotPath(url: string | undefined): boolean {
  return url === HOT_PATH || url?.startsWith(`${HOT_PATH}?`) === true;
}

function headersOf({ body, etag }: EncodedAnswer): string[] {
  return [
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
    'cross-origin-resource-policy',
    'same-origin',
  ];
}

// RFC 9110, 13.1.2: a list of validators compared weakly, or any.
function matchesEtag(header: string, etag: string): boolean {
  return header.trim() === '*' || header.split(',').some((part) => part.trim().replace(/^W\//, '') === etag);
}
