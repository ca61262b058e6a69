import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { type KoraServer, koraServer } from '../../test/support/kora-server.ts';
import { openStream } from '../../test/support/live-stream.ts';
import { Secret } from '../lib/secret.ts';
import { SESSION_SECONDS } from './auth.ts';
import { FAILURE_WINDOW_MS, MAX_FAILURES } from './guess-limit.ts';

const TOKEN = 'right-token-123456';
const BEARER = { authorization: `Bearer ${TOKEN}` };
const ROUTES = [
  ['GET', '/api/heartbeat/services'],
  ['HEAD', '/api/heartbeat/services'],
  ['GET', '/api/heartbeat/services?x=1'],
  ['GET', '/api/cron/jobs'],
  ['GET', '/api/mcp/clients'],
  ['GET', '/api/v1/monitors'],
  ['GET', '/api/v1/monitors/vercel'],
  ['POST', '/api/v1/monitors/vercel/check'],
  ['GET', '/api/v1/live'],
  ['GET', '/api/openapi.json'],
  ['GET', '/api/config.schema.json'],
  ['GET', '/readyz'],
  ['GET', '/metrics'],
  ['GET', '/'],
  ['GET', '/heartbeat'],
  ['GET', '/assets/none.js'],
  ['GET', '/nothing'],
  ['GET', '/healthz/'],
  ['GET', '/%68ealthz'],
  ['GET', '/sign-in.css/../metrics'],
  ['POST', '/sign-out'],
] as const;

function guarded(extra: Parameters<typeof koraServer>[0] = {}): Promise<KoraServer> {
  return koraServer({ config: { apiToken: new Secret(TOKEN) }, secrets: [TOKEN], ...extra });
}

function signIn(kora: KoraServer, token: string, extra: { next?: string; origin?: string } = {}) {
  return kora.ask('/sign-in', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(extra.origin === undefined ? {} : { origin: extra.origin }),
    },
    body: new URLSearchParams({ token, next: extra.next ?? '/' }).toString(),
  });
}

async function session(kora: KoraServer): Promise<string> {
  const cookie = [(await signIn(kora, TOKEN)).headers['set-cookie'] ?? ''].flat()[0] ?? '';
  return cookie.split(';')[0] ?? '';
}

describe.each(ROUTES)('with a token set, %s %s', (method, path) => {
  test('is refused without it and with a wrong one, and tells nothing', async () => {
    await using kora = await guarded();
    const attempts = [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Bearer ${TOKEN}x` },
      { authorization: `Bearer ${TOKEN.slice(0, -1)}` },
      { authorization: 'Bearer ' },
      { authorization: TOKEN },
      { authorization: `Basic ${Buffer.from(`kora:${TOKEN}`).toString('base64')}` },
      { cookie: 'kora_session=' },
      { cookie: `kora_session=${Date.now() + 1_000_000}.forged` },
      { cookie: `kora_session=${TOKEN}` },
    ];
    for (const headers of attempts) {
      const answer = await kora.ask(path, { method, headers });
      expect(answer.status, JSON.stringify(headers)).toBe(401);
      expect(answer.headers['www-authenticate']).toBe('Bearer');
      if (method !== 'HEAD') expect(answer.json()).toMatchObject({ code: 'unauthorized', status: 401 });
      expect(answer.text).not.toContain('vercel');
    }
  });

  test('passes with the token and with a session', async () => {
    await using kora = await guarded();
    const cookie = await session(kora);
    // An answered stream does not end by itself; what it streams is tested beside it.
    if (path === '/api/v1/live') {
      const stream = await openStream(kora, { headers: { cookie } });
      expect(stream.status).toBe(200);
      stream.close();
      return;
    }
    for (const headers of [BEARER, { cookie }, { cookie: `a=b; ${cookie}; c=d` }])
      expect([401, 403], JSON.stringify(headers)).not.toContain(
        (await kora.ask(path, { method, headers })).status,
      );
  });
});

test('/healthz and the sign-in page want no token', async () => {
  await using kora = await guarded();
  for (const path of ['/healthz', '/sign-in', '/sign-in?next=/tasks', '/sign-in.css'])
    expect((await kora.ask(path)).status, path).toBe(200);
});

describe('signing in', () => {
  test('a browser is sent to the page and back to where it was going', async () => {
    await using kora = await guarded();
    const sent = await kora.ask('/tasks?a=b', { headers: { accept: 'text/html,*/*' } });
    expect(sent.status).toBe(303);
    expect(sent.headers.location).toBe('/sign-in?next=%2Ftasks%3Fa%3Db');
    expect(sent.text).toBe('');
    const page = await kora.ask(sent.headers.location ?? '');
    expect(page.text).toContain('name="next" value="/tasks?a=b"');
    expect((await signIn(kora, TOKEN, { next: '/tasks?a=b' })).headers.location).toBe('/tasks?a=b');
  });

  test('the cookie is out of reach of scripts and other sites, and Secure behind HTTPS', async () => {
    await using kora = await guarded();
    const plain = String((await signIn(kora, TOKEN)).headers['set-cookie']);
    expect(plain).toMatch(/^kora_session=[^;]+; Path=\/; Max-Age=2592000; HttpOnly; SameSite=Strict$/);
    expect(plain).not.toContain(TOKEN);
    const host = new URL(kora.url).host;
    const secure = await signIn(kora, TOKEN, { origin: `https://${host}` });
    expect(String(secure.headers['set-cookie'])).toContain('; Secure');
  });

  test.each([
    '//attacker.example',
    '/\\attacker.example',
    'https://attacker.example',
    '/\t/attacker.example',
    '',
  ])('never leads to another site: %j', async (next) => {
    await using kora = await guarded();
    expect((await signIn(kora, TOKEN, { next })).headers.location).toBe('/');
    const page = await kora.ask(`/sign-in?next=${encodeURIComponent(next)}`);
    expect(page.text).toContain('name="next" value="/"');
  });

  test('what stands in next is text on the page, never markup', async () => {
    await using kora = await guarded();
    const { text } = await kora.ask(`/sign-in?next=${encodeURIComponent('/"><script>alert(1)</script>')}`);
    expect(text).not.toContain('<script');
  });

  test('a wrong token shows the page again and gives no session', async () => {
    await using kora = await guarded();
    const answer = await signIn(kora, 'wrong');
    expect(answer.status).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.text).toContain('role="alert"');
  });

  test('a session ends after 30 days', async () => {
    const clock = createFakeClock();
    await using kora = await guarded({ clock });
    const cookie = await session(kora);
    clock.stepWallClock(SESSION_SECONDS * 1_000 - 1);
    expect((await kora.ask('/api/cron/jobs', { headers: { cookie } })).status).toBe(200);
    clock.stepWallClock(2);
    expect((await kora.ask('/api/cron/jobs', { headers: { cookie } })).status).toBe(401);
  });

  test('a session outlives a restart and ends when the token changes', async () => {
    await using first = await guarded();
    const cookie = await session(first);
    await using restarted = await guarded();
    expect((await restarted.ask('/api/cron/jobs', { headers: { cookie } })).status).toBe(200);
    await using changed = await guarded({ config: { apiToken: new Secret('another-token-12') } });
    expect((await changed.ask('/api/cron/jobs', { headers: { cookie } })).status).toBe(401);
  });

  test('a session whose expiry was put off by hand is none', async () => {
    await using kora = await guarded();
    const [, signature] = (await session(kora)).split('.');
    const cookie = `kora_session=${Date.now() + 10 * SESSION_SECONDS * 1_000}.${signature}`;
    expect((await kora.ask('/api/cron/jobs', { headers: { cookie } })).status).toBe(401);
  });

  test('signing out takes the cookie away', async () => {
    await using kora = await guarded();
    const cookie = await session(kora);
    const answer = await kora.ask('/sign-out', { method: 'POST', headers: { cookie } });
    expect(answer.headers.location).toBe('/sign-in');
    expect(String(answer.headers['set-cookie'])).toMatch(/^kora_session=; .*Max-Age=0/);
  });
});

describe('guessing', () => {
  const path = '/api/heartbeat/services';

  test('is told to wait after the tenth wrong token, while the right one and sessions of the same address pass', async () => {
    const clock = createFakeClock();
    await using kora = await guarded({ clock });
    const cookie = await session(kora);
    for (let i = 0; i < MAX_FAILURES; i += 1)
      expect((await kora.ask(path, { headers: { authorization: `Bearer guess-${i}` } })).status).toBe(401);
    const refused = await kora.ask(path, { headers: { authorization: 'Bearer guess' } });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    for (const headers of [BEARER, { cookie }]) expect((await kora.ask(path, { headers })).status).toBe(200);
    expect((await signIn(kora, TOKEN)).headers['set-cookie']).toBeDefined();
    expect((await kora.ask(path, { headers: { authorization: 'Bearer guess' } })).status).toBe(429);
    await clock.advance(FAILURE_WINDOW_MS);
    expect((await kora.ask(path, { headers: { authorization: 'Bearer guess' } })).status).toBe(401);
  });

  test('on the sign-in page counts too, and keeps nobody with the right token out', async () => {
    await using kora = await guarded({ clock: createFakeClock() });
    for (let i = 0; i < MAX_FAILURES; i += 1) await signIn(kora, `guess-${i}`);
    expect((await signIn(kora, 'guess')).status).toBe(429);
    expect((await signIn(kora, TOKEN)).headers['set-cookie']).toBeDefined();
    expect((await kora.ask(path, { headers: BEARER })).status).toBe(200);
  });

  test('is not what a client without any token does', async () => {
    await using kora = await guarded({ clock: createFakeClock() });
    for (let i = 0; i < MAX_FAILURES * 2; i += 1) await kora.ask(path);
    expect((await kora.ask(path, { headers: BEARER })).status).toBe(200);
  });
});
