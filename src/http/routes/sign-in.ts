import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Auth, SESSION_COOKIE, SESSION_SECONDS, SIGN_IN_PATH, SIGN_IN_STYLE_PATH } from '../auth.ts';
import { SIGN_IN_STYLE, signInPage } from '../sign-in-page.ts';

/** The way in for browsers: a page without script, and a cookie that scripts cannot read. */
export function addSignIn(app: FastifyInstance, auth: Auth): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(String(body))));
    },
  );
  app.get(SIGN_IN_STYLE_PATH, (_request, reply) => reply.type('text/css; charset=utf-8').send(SIGN_IN_STYLE));
  app.get(SIGN_IN_PATH, ({ query }, reply) =>
    sendPage(reply, 200, { next: readText(query, 'next'), wrong: false }),
  );
  app.post(SIGN_IN_PATH, ({ body, ip, headers }, reply) => {
    const next = safePath(readText(body, 'next'));
    const session = auth.signIn(readText(body, 'token').trim(), ip);
    if (session === null) return sendPage(reply, 401, { next, wrong: true });
    return reply.header('set-cookie', cookie(session, SESSION_SECONDS, headers.origin)).redirect(next, 303);
  });
  app.post('/sign-out', ({ headers }, reply) =>
    reply.header('set-cookie', cookie('', 0, headers.origin)).redirect(SIGN_IN_PATH, 303),
  );
}

function sendPage(reply: FastifyReply, status: number, page: { next: string; wrong: boolean }): FastifyReply {
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .send(signInPage({ ...page, next: safePath(page.next) }));
}

// Kora itself speaks plain HTTP; the form's origin tells whether a proxy in front of it speaks HTTPS.
function cookie(value: string, maxAgeSeconds: number, origin: string | undefined): string {
  const secure = origin?.startsWith('https:') === true ? '; Secure' : '';
  return `${SESSION_COOKIE}=${value}; Path=/; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}

// Only a path of this site: `//host` and `/\host` lead elsewhere in browsers.
function safePath(path: string): string {
  return /^\/(?![/\\])[^\s\\]*$/.test(path) ? path : '/';
}

function readText(source: unknown, key: string): string {
  if (typeof source !== 'object' || source === null) return '';
  const value: unknown = Reflect.get(source, key);
  return typeof value === 'string' ? value : '';
}
