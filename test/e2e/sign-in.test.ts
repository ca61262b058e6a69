import { existsSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Secret } from '../../src/lib/secret.ts';
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.ts';
import { healthyVerdict, type KoraServer, koraServer } from '../support/kora-server.ts';
import { scriptedServer } from '../support/scripted-server.ts';

const TOKEN = 'right-token-123456';
let browser: Browser;
let kora: KoraServer;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium() ?? '', args: [...CHROMIUM_FLAGS] });
  kora = await koraServer({ config: { apiToken: new Secret(TOKEN) }, secrets: [TOKEN] });
  for (const name of ['vercel', 'sentry']) kora.recorder.record(name, healthyVerdict());
});

afterAll(async () => {
  await browser.close();
  await kora.stop();
});

describe('a browser without a session', () => {
  test('signs in by keyboard and lands where it was going, with a session that lasts', async () => {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') failures.push(message.text());
    });
    await page.goto(`${kora.url}/tasks`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.keyboard.type(TOKEN);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${kora.url}/tasks`);
    expect(failures).toEqual([]);
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
    expect(await page.evaluate('document.cookie')).toBe('');
    const status = await page.evaluate(async () => (await fetch('/api/v1/monitors')).status);
    expect(status).toBe(200);
    // What the dashboard's own look-again button sends.
    const checked = await page.evaluate(
      async () => (await fetch('/api/v1/monitors/vercel/check', { method: 'POST' })).status,
    );
    expect(checked).toBe(200);
    await page.context().close();
  });

  test('is told of a wrong token, and may try again', async () => {
    const page = await browser.newPage();
    await page.goto(`${kora.url}/`);
    await page.getByLabel('Token').fill('wrong-token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('KORA_API_TOKEN');
    await page.getByLabel('Token').fill(TOKEN);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${kora.url}/`);
    await page.context().close();
  });

  test.each([
    [1440, 'light'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)(
    'sees a page at %i px, %s, that fits and that axe finds nothing wrong with',
    async (width, colorScheme) => {
      const context = await browser.newContext({
        viewport: { width, height: 800 },
        colorScheme,
        bypassCSP: true,
      });
      const page = await context.newPage();
      await page.goto(`${kora.url}/sign-in`);
      const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
      expect(background).toBe(colorScheme === 'dark' ? 'rgb(23, 22, 20)' : 'rgb(250, 249, 247)');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.addScriptTag({ content: axe.source });
      const violations = await page.evaluate(
        'axe.run().then((result) => result.violations.map(({ id }) => id))',
      );
      expect(violations).toEqual([]);
      await page.screenshot({
        path: join(import.meta.dirname, `../../shots/sign-in-${width}-${colorScheme}.png`),
      });
      await context.close();
    },
  );
});

describe('a page of another origin', () => {
  test('can read nothing, make Kora do nothing, and frame nothing', async () => {
    await using open = await koraServer();
    open.recorder.record('vercel', healthyVerdict());
    // Another port of the same machine is another origin but the same site: the nearest a foreign page can come.
    await using elsewhere = await scriptedServer(() => ({
      headers: { 'content-type': 'text/html' },
      body: `<!doctype html><title>Elsewhere</title><iframe src="${open.url}/setup"></iframe>`,
    }));
    const page = await browser.newPage();
    const seen: string[] = [];
    page.on('response', (response) => {
      if (response.url().startsWith(open.url))
        seen.push(`${response.status()} ${new URL(response.url()).pathname}`);
    });
    const before = open.board.heartbeat().etag;
    await page.goto(elsewhere.url);
    const tried = await page.evaluate(async (target) => {
      const attempt = (path: string, init: RequestInit) =>
        fetch(target + path, init).then(
          (response) => `${response.type} ${response.status}`,
          () => 'refused',
        );
      return [
        await attempt('/api/v1/monitors', {}),
        await attempt('/api/heartbeat/services', { mode: 'no-cors' }),
        await attempt('/api/v1/monitors/vercel/check', { method: 'POST', mode: 'no-cors' }),
      ];
    }, open.url);
    expect(tried).toEqual(['refused', 'refused', 'refused']);
    expect(seen).toContain('403 /setup');
    expect(seen.filter((line) => !line.startsWith('403'))).toEqual([]);
    expect(open.board.heartbeat().etag).toBe(before);
    await page.context().close();
  });

  test('may link to the dashboard', async () => {
    await using open = await koraServer();
    await using elsewhere = await scriptedServer(() => ({
      headers: { 'content-type': 'text/html' },
      body: `<!doctype html><title>Elsewhere</title><a href="${open.url}/sign-in">Kora</a>`,
    }));
    const page = await browser.newPage();
    await page.goto(elsewhere.url);
    await page.getByRole('link', { name: 'Kora' }).click();
    await page.getByLabel('Token').waitFor();
    await page.context().close();
  });
});

test('the built dashboard runs under the real policy without a complaint', async (context) => {
  if (!existsSync(join(import.meta.dirname, '../../web/dist/index.html')))
    context.skip('web/dist is not built');
  await using open = await koraServer({ names: ['vercel', 'sentry'] });
  for (const name of ['vercel', 'sentry']) open.recorder.record(name, healthyVerdict());
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(`${open.url}/heartbeat`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await expect.poll(() => page.evaluate('document.body.textContent')).toContain('sentry');
  expect(complaints).toEqual([]);
  await page.context().close();
});
