import type { Duplex } from 'node:stream';
import { errorCode } from '../lib/errors.ts';

const STATUS_LINES: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
};

/** Answers what is not HTTP at all, or did not come in time; the parser gave up, so this is written by hand. */
export function answerClientError(error: Error, socket: Duplex): void {
  if (errorCode(error) === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const statusLine = STATUS_LINES[errorCode(error) ?? ''] ?? '400 Bad Request';
  const [status = '400'] = statusLine.split(' ');
  const body = JSON.stringify({
    type: 'about:blank',
    title: statusLine.slice(4),
    status: Number(status),
    code: 'bad_request',
  });
  socket.end(
    [
      `HTTP/1.1 ${statusLine}`,
      'content-type: application/problem+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
