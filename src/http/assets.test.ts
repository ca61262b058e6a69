import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { koraServer } from '../../test/support/kora-server.ts';
import { tempFolder } from '../../test/support/temp-folder.ts';

const SCRIPT = `console.log('${'kora '.repeat(2_000)}');`;
const INDEX = '<!doctype html><title>Built</title>';

function builtDashboard() {
  const folder = tempFolder();
  const web = join(folder.path, 'dist');
  mkdirSync(join(web, 'assets'), { recursive: true });
  folder.write('secret.txt', 'outside the dashboard');
  folder.write('dist/index.html', INDEX);
  folder.write('dist/robots.txt', 'none');
  folder.write('dist/assets/index-abc123.js', SCRIPT);
  folder.write('dist/assets/font-abc123.woff2', 'font');
  symlinkSync(join(folder.path, 'secret.txt'), join(web, 'assets/link.txt'));
  return { folder, parts: { dashboardFolder: web } };
}

describe('the dashboard', () => {
  test.each([
    '/',
    '/heartbeat',
    '/monitors',
    '/monitors/vercel',
    '/incidents',
    '/incidents/x-1',
    '/mcp',
    '/tasks',
    '/setup',
  ])('%s is its one page, asked for anew each time', async (path) => {
    const { folder, parts } = builtDashboard();
    using _folder = folder;
    await using kora = await koraServer({ parts });
    const { status, headers, text } = await kora.ask(path);
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    expect(text).toBe(INDEX);
  });

  test('says itself that a page does not exist, to a browser; software gets a problem', async () => {
    const { folder, parts } = builtDashboard();
    using _folder = folder;
    await using kora = await koraServer({ parts });
    const page = await kora.ask('/no/such/page', { headers: { accept: 'text/html' } });
    expect(page.status).toBe(404);
    expect(page.text).toBe(INDEX);
    expect((await kora.ask('/no/such/page')).json()).toMatchObject({ code: 'not_found' });
    const api = await kora.ask('/api/nothing', { headers: { accept: 'text/html' } });
    expect(api.json()).toMatchObject({ code: 'not_found' });
  });

  test('that is not built says how to build it; the API goes on', async () => {
    using folder = tempFolder();
    await using kora = await koraServer({ parts: { dashboardFolder: join(folder.path, 'none') } });
    const page = await kora.ask('/', { headers: { accept: 'text/html' } });
    expect(page.status).toBe(503);
    expect(page.text).toContain('npm run build');
    expect((await kora.ask('/api/v1/monitors')).status).toBe(200);
    expect((await kora.ask('/lost', { headers: { accept: 'text/html' } })).json()).toMatchObject({
      status: 404,
    });
  });
});

describe('its files', () => {
  const path = '/assets/index-abc123.js';

  test('may be kept for a year, since their names change with their content', async () => {
    const { folder, parts } = builtDashboard();
    using _folder = folder;
    await using kora = await koraServer({ parts });
    const { headers, text } = await kora.ask(path);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(headers.vary).toBe('accept-encoding');
    expect(text).toBe(SCRIPT);
    expect((await kora.ask('/robots.txt')).headers['cache-control']).toBe('no-cache');
  });

  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', undefined],
    ['', undefined],
  ])('accepting %j are sent as %s', async (accepted, encoding) => {
    const { folder, parts } = builtDashboard();
    using _folder = folder;
    await using kora = await koraServer({ parts });
    for (let time = 0; time < 2; time += 1) {
      const { headers, body } = await kora.ask(path, { headers: { 'accept-encoding': accepted } });
      expect(headers['content-encoding']).toBe(encoding);
      const plain =
        encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
      expect(plain.toString()).toBe(SCRIPT);
    }
  });

  test('that are compressed already are not compressed again', async () => {
    const { folder, parts } = builtDashboard();
    using _folder = folder;
    await using kora = await koraServer({ parts });
    const { headers } = await kora.ask('/assets/font-abc123.woff2', { headers: { 'accept-encoding': 'br' } });
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers['content-type']).toBe('font/woff2');
  });

  test.each([
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets//etc/passwd',
    '/assets/%2fetc%2fpasswd',
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/link.txt',
    '/assets/index-abc123.js%00',
    '/assets/.',
    '/assets/..',
    '/assets/',
    '/assets',
    '/assets/none.js',
    '/assets/INDEX-abc123.js',
  ])('%s leads nowhere', async (asked) => {
    const { folder, parts } = builtDashboard();
    using _folder = folder;
    await using kora = await koraServer({ parts });
    const { status, text } = await kora.ask(asked, { headers: { accept: '*/*' } });
    expect(status).toBe(404);
    expect(text).not.toContain('outside the dashboard');
    expect(text).not.toContain('root:');
  });
});
