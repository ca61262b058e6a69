import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Expected, Hostility } from './broken-upstream.ts';

const MIB = 1024 * 1024;
const BOMB = Buffer.alloc(64 * MIB, 0x20);
const GZIP_BOMB = gzipSync(BOMB, { level: 9 });
const BROTLI_BOMB = brotliCompressSync(BOMB, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
const PAGE = '<!doctype html><title>Sign in</title><p>Please sign in to this network.</p>';

/** A whole answer as bytes. */
function answer(status: string, headers: Readonly<Record<string, string>>, body: string | Buffer): Buffer {
  const bytes = Buffer.from(body);
  const lines = Object.entries({ 'content-length': String(bytes.length), ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${head}\r\n`), bytes]);
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Sends again and again, until the other side has had enough. */
function drip(socket: Socket, bytes: string | Buffer, everyMs = 5): void {
  const timer = setInterval(() => socket.write(bytes), everyMs);
  socket.once('close', () => clearInterval(timer));
}

/** Writes as fast as the other side reads, for ever. */
function flood(socket: Socket, bytes: string | Buffer): void {
  const pour = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', pour);
  pour();
}

/** Everything that was sent that could be a credential, as a careless gateway would repeat it. */
function echoOf({ headers }: IncomingMessage): string {
  const values = [headers.authorization, headers.apikey].flatMap((value) => value ?? []);
  const bare = values.map((value) => value.replace(/^\w+ /, ''));
  const all = [...values, ...bare, ...bare.map((value) => Buffer.from(value).toString('base64'))];
  return [...all, ...bare.map((value) => encodeURIComponent(value))].join(' ');
}

const SILENT: Expected = { status: 'unknown', reasons: ['timeout'] };
const CUT: Expected = { status: 'unknown', reasons: ['connection_reset'] };
const BROKEN_OFF: Expected = { status: 'unhealthy', reasons: ['connection_reset'] };
const FAILED: Expected = { status: 'unhealthy', reasons: ['http_server_error'] };
const REJECTED: Expected = { status: 'unhealthy', reasons: ['auth_rejected'] };
const GARBLED: Expected = { status: 'unknown', reasons: ['protocol_error', 'connection_reset'] };
const MISSHAPEN: Expected = { status: 'unhealthy', reasons: ['unexpected_body'] };
const TOO_LARGE: Expected = { status: 'unhealthy', reasons: ['body_too_large'] };
const REFUSED_REDIRECT: Expected = { status: 'unhealthy', reasons: ['redirect_refused'] };
const FINE: Expected = { status: 'healthy', reasons: ['ok'] };

/** Sends one whole answer. */
function says(
  status: string,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): Hostility['act'] {
  return (socket) => socket.write(answer(status, headers, body));
}

export const HOSTILITIES: readonly Hostility[] = [
  { name: 'silence', act: () => {}, provider: SILENT },
  {
    name: 'headers that never end their line',
    act: (socket) => drip(socket, 'H'),
    provider: { status: 'unknown', reasons: ['protocol_error', 'timeout'] },
  },
  {
    name: 'a body that comes byte by byte and never ends',
    act(socket) {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
      drip(socket, '1\r\n \r\n');
    },
    provider: SILENT,
  },
  { name: 'a reset before any byte', act: (socket) => socket.resetAndDestroy(), provider: CUT },
  { name: 'a close before any byte', act: (socket) => socket.end(), provider: CUT },
  {
    name: 'a reset inside the headers',
    act: (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-ty', () => socket.resetAndDestroy()),
    provider: CUT,
  },
  {
    name: 'a reset after the headers',
    act: (socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n', () => socket.resetAndDestroy()),
    provider: BROKEN_OFF,
  },
  {
    name: 'half a body',
    act: (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"half":'),
    provider: BROKEN_OFF,
  },
  {
    name: 'a chunked body without its end',
    act: (socket) => socket.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a":\r\n'),
    provider: BROKEN_OFF,
  },
  {
    name: 'an error status and a reset',
    act: (socket) =>
      socket.write('HTTP/1.1 503 Oops\r\ncontent-length: 10\r\n\r\n', () => socket.resetAndDestroy()),
    provider: FAILED,
  },
  {
    name: 'an error status and half a body',
    act: (socket) => socket.end('HTTP/1.1 503 Oops\r\ncontent-length: 1000\r\n\r\n{"half":'),
    provider: FAILED,
  },
  {
    name: 'an error status and a body that never ends',
    act(socket) {
      socket.write('HTTP/1.1 503 Oops\r\ntransfer-encoding: chunked\r\n\r\n');
      drip(socket, '1\r\n \r\n');
    },
    provider: FAILED,
    endless: true,
  },
  {
    name: 'an error status and a body that never begins',
    act: (socket) => socket.write('HTTP/1.1 401 No\r\ncontent-length: 1000\r\n\r\n'),
    provider: REJECTED,
    endless: true,
  },
  {
    name: 'a refusal and half a body',
    act: (socket) => socket.end('HTTP/1.1 401 No\r\ncontent-length: 1000\r\n\r\n{"half":'),
    provider: REJECTED,
  },
  {
    name: 'a refusal that is not the gzip it says it is',
    act: says('401 No', { ...JSON_TYPE, 'content-encoding': 'gzip' }, '{}'),
    provider: REJECTED,
  },
  {
    name: 'an error status and a huge body',
    act: says('502 Oops', JSON_TYPE, Buffer.alloc(8 * MIB, 0x20)),
    provider: FAILED,
  },
  {
    name: 'JSON that says it is text',
    act: says('200 OK', { 'content-type': 'text/plain' }, '[]'),
    provider: MISSHAPEN,
    check: FINE,
  },
  { name: 'JSON that says nothing', act: says('200 OK', {}, '[]'), provider: MISSHAPEN, check: FINE },
  {
    name: 'a sign-in page with 200',
    act: says('200 OK', { 'content-type': 'text/html' }, PAGE),
    provider: MISSHAPEN,
    check: FINE,
  },
  {
    name: 'a page that says it is JSON',
    act: says('200 OK', JSON_TYPE, PAGE),
    provider: MISSHAPEN,
    check: FINE,
  },
  { name: 'malformed JSON', act: says('200 OK', JSON_TYPE, '[{"a":'), provider: MISSHAPEN, check: FINE },
  { name: 'JSON of null', act: says('200 OK', JSON_TYPE, 'null'), provider: MISSHAPEN, check: FINE },
  { name: 'JSON of a number', act: says('200 OK', JSON_TYPE, '7'), provider: MISSHAPEN, check: FINE },
  {
    name: 'JSON that is very deep',
    act: says('200 OK', JSON_TYPE, '['.repeat(200_000)),
    provider: MISSHAPEN,
    check: FINE,
  },
  {
    name: 'no content',
    act: (socket) => socket.write('HTTP/1.1 204 No Content\r\n\r\n'),
    provider: MISSHAPEN,
    check: FINE,
  },
  {
    name: 'a huge body',
    act: says('200 OK', JSON_TYPE, Buffer.alloc(8 * MIB, 0x20)),
    provider: TOO_LARGE,
  },
  {
    name: 'a body without end',
    act(socket) {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n');
      flood(socket, Buffer.alloc(MIB / 16, 0x20));
    },
    provider: TOO_LARGE,
  },
  {
    name: 'a gzip bomb',
    act: says('200 OK', { ...JSON_TYPE, 'content-encoding': 'gzip' }, GZIP_BOMB),
    provider: TOO_LARGE,
  },
  {
    name: 'a brotli bomb',
    act: says('200 OK', { ...JSON_TYPE, 'content-encoding': 'br' }, BROTLI_BOMB),
    provider: TOO_LARGE,
  },
  {
    name: 'a bomb with an error status',
    act: says('500 Oops', { 'content-encoding': 'gzip' }, GZIP_BOMB),
    provider: FAILED,
  },
  {
    name: 'gzip that is none',
    act: says('200 OK', { ...JSON_TYPE, 'content-encoding': 'gzip' }, '[]'),
    provider: MISSHAPEN,
  },
  {
    name: 'an encoding that nobody knows',
    act: says('200 OK', { ...JSON_TYPE, 'content-encoding': 'gzip, rot13' }, '[]'),
    provider: MISSHAPEN,
  },
  {
    name: 'a redirect to another origin',
    act: (socket, { elsewhere }) => socket.write(answer('302 Found', { location: `${elsewhere}/steal` }, '')),
    provider: REFUSED_REDIRECT,
  },
  {
    name: 'a redirect to another origin that wants the method kept',
    act: (socket, { elsewhere }) =>
      socket.write(
        answer('308 Permanent Redirect', { location: `${elsewhere.slice('http:'.length)}/steal` }, ''),
      ),
    provider: REFUSED_REDIRECT,
  },
  {
    name: 'a redirect in a circle',
    act: says('302 Found', { location: '/again' }, ''),
    provider: REFUSED_REDIRECT,
  },
  {
    name: 'a redirect out of HTTP',
    act: says('302 Found', { location: 'file:///etc/passwd' }, ''),
    provider: { status: 'unhealthy', reasons: ['unexpected_status'] },
  },
  {
    name: 'headers without end',
    act(socket) {
      socket.write('HTTP/1.1 200 OK\r\n');
      flood(socket, `x-more: ${'a'.repeat(1_000)}\r\n`);
    },
    provider: GARBLED,
  },
  {
    name: 'early hints without end',
    act: (socket) => drip(socket, 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'),
    provider: SILENT,
  },
  {
    name: 'a continue that nobody asked for',
    act: (socket) => drip(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
    provider: { status: 'unknown', reasons: ['protocol_error', 'connection_reset', 'timeout'] },
  },
  {
    name: 'a switch to another protocol',
    act: (socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n'),
    provider: GARBLED,
  },
  {
    name: 'another protocol than HTTP',
    act: (socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'),
    provider: GARBLED,
  },
  {
    name: 'two lengths that contradict each other',
    act: (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n[]'),
    provider: GARBLED,
  },
  {
    name: 'an echo of the credential with an error',
    act(socket, { request }) {
      const echo = echoOf(request);
      const body = JSON.stringify({
        message: echo,
        error: { message: echo, code: echo },
        detail: echo,
        messages: [echo],
      });
      const headers = { ...JSON_TYPE, 'x-request-id': echo, 'x-ratelimit-limit': echo, 'retry-after': echo };
      socket.write(answer(`500 Failed for ${echo}`, headers, body));
    },
    provider: { status: 'unhealthy', reasons: ['http_server_error'] },
  },
  {
    name: 'an echo of the credential with a refusal',
    act(socket, { request }) {
      const echo = echoOf(request);
      const body = JSON.stringify({
        message: echo,
        error: echo,
        detail: { message: echo },
        messages: [echo],
      });
      socket.write(
        answer(`401 ${echo}`, { ...JSON_TYPE, 'www-authenticate': `Bearer realm="${echo}"` }, body),
      );
    },
    // One that understands the body may know better than the status.
    provider: { status: 'unhealthy', reasons: ['auth_rejected', 'permission_denied'] },
  },
  {
    name: 'an echo of the credential in the place of every fact',
    act(socket, { request }) {
      const echo = echoOf(request);
      const facts = { name: echo, version: echo, description: echo, type: echo, workplace: { name: echo } };
      socket.write(answer(`200 ${echo}`, { ...JSON_TYPE, 'x-served-by': echo }, JSON.stringify(facts)));
    },
    // Some look at nothing but such names.
    provider: { status: 'unhealthy', reasons: ['unexpected_body', 'ok'] },
    check: FINE,
  },
  {
    name: 'an echo of the credential as the kind of content',
    act(socket, { request }) {
      socket.write(answer('200 OK', { 'content-type': `text/${echoOf(request)}` }, '[]'));
    },
    provider: MISSHAPEN,
    check: FINE,
  },
  {
    name: 'a redirect that carries the credential',
    act: (socket, { request, elsewhere }) =>
      socket.write(
        answer('302 Found', { location: `${elsewhere}/?token=${encodeURIComponent(echoOf(request))}` }, ''),
      ),
    provider: REFUSED_REDIRECT,
  },
];
