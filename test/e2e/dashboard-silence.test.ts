import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type DashboardBrowser, dashboardBrowser } from '../support/dashboard-browser.ts';
import * as states from '../support/dashboard-states.ts';

const ALL_HANG = { v1: 'hangs', services: 'hangs', live: 'hangs', history: 'hangs' } as const;
const ALL_FAIL = { v1: 'fails', services: 'fails', live: 'fails', history: 'fails' } as const;
const ALL_ANSWER = { v1: 'answers', services: 'answers', live: 'answers', history: 'answers' } as const;

let browser: DashboardBrowser;

beforeAll(async () => {
  browser = await dashboardBrowser();
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
});

/** Notes each time that the page tells of loading. */
const WATCH_LOADING = `
  globalThis.loads = 0;
  let isLoading = false;
  new MutationObserver(() => {
    const now = document.querySelector('main [aria-busy=true]') !== null;
    if (now && !isLoading) globalThis.loads += 1;
    isLoading = now;
  }).observe(document, { subtree: true, childList: true });
`;

/** Lets the page's time pass in steps, so that what each timer started is taken up before the next. */
async function pass(page: Page, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second += 1) await page.clock.runFor(1_000);
}

describe('a daemon that answers nothing', () => {
  const PAGES = [
    ['/', 'The services could not be loaded.'],
    ['/heartbeat', 'The heartbeat could not be loaded.'],
    ['/monitors', 'The monitors could not be loaded.'],
    ['/incidents', 'The incidents could not be loaded.'],
    ['/mcp', 'The MCP servers could not be loaded.'],
    ['/tasks', 'The tasks could not be loaded.'],
  ] as const;

  test.each(PAGES)(
    '%s says so within ten seconds and stays with it while it tries again',
    async (path, words) => {
      await using opened = await browser.open(states.allHealthy(), '/nowhere', { script: ALL_HANG });
      const { page, server } = opened;
      await page.clock.install();
      await page.addInitScript(WATCH_LOADING);
      await page.goto(server.url + path);
      await page.waitForSelector('main [aria-busy=true]');
      await pass(page, 10);
      const alert = page.getByRole('alert');
      await alert.getByText(words).waitFor();
      await alert.getByText('The Kora daemon did not answer in time.').waitFor();
      await alert.getByText('kora check').waitFor();
      expect(await page.locator('[data-live-mode]').first().getAttribute('data-live-mode')).toBe('offline');

      const asked = server.requests.length;
      await pass(page, 60);
      expect(server.requests.length).toBeGreaterThan(asked);
      expect(await page.evaluate('globalThis.loads')).toBe(1);
      expect(await alert.getByRole('button', { name: 'Try again' }).count()).toBe(1);

      Object.assign(server.script, ALL_ANSWER);
      await pass(page, 20);
      await alert.waitFor({ state: 'detached' });
      expect(await page.evaluate('globalThis.loads')).toBe(1);
    },
    60_000,
  );

  test('is not taken for one that loads on the next page', async () => {
    await using opened = await browser.open(states.allHealthy(), '/nowhere', { script: ALL_HANG });
    const { page, server } = opened;
    await page.clock.install();
    await page.goto(server.url);
    await page.waitForSelector('main [aria-busy=true]');
    await pass(page, 10);
    await page.getByRole('heading', { level: 1, name: 'Kora does not answer.' }).waitFor();
    await page.getByRole('link', { name: 'Monitors' }).first().click();
    await page.getByRole('alert').getByText('The monitors could not be loaded.').waitFor();
    expect(await page.locator('main [aria-busy=true]').count()).toBe(0);
  });
});

test('a daemon that is gone is not said to go on looking', async () => {
  await using opened = await browser.open(states.allHealthy(), '/', { script: ALL_FAIL });
  const { page } = opened;
  await page.route('**/api/**', (route) => route.abort('connectionrefused'));
  await page.reload();
  const alert = page.getByRole('alert');
  await alert.getByText('The Kora daemon cannot be reached. It may have been stopped').waitFor();
  expect(await alert.textContent()).not.toContain('goes on looking');
});

describe('a daemon that stops answering while the page is open', () => {
  test('is not called live any more after twenty seconds, and what is shown is greyed', async () => {
    await using opened = await browser.open(states.oneOfEach(), '/nowhere');
    const { page, server } = opened;
    await page.clock.install();
    await page.goto(server.url);
    await page.waitForSelector('[data-live-mode=live]');
    await page.getByRole('heading', { level: 1, name: /Supabase/ }).waitFor();
    Object.assign(server.script, ALL_HANG);
    await pass(page, 20);
    await page.waitForSelector('[data-live-mode=offline]');
    await page.waitForSelector('#root > [data-stale=true]');
    await page.getByText(/Offline since \d\d:\d\d, showing the last known state/).waitFor();
    await page.getByRole('heading', { level: 1, name: /Supabase/ }).waitFor();

    Object.assign(server.script, ALL_ANSWER);
    server.dropStreams();
    await pass(page, 40);
    await page.waitForSelector('[data-live-mode=live]');
    await page.waitForSelector('#root > [data-stale=false]');
  }, 60_000);

  test('is polled when only its stream is silent', async () => {
    await using opened = await browser.open(states.oneOfEach(), '/nowhere');
    const { page, server } = opened;
    await page.clock.install();
    await page.goto(server.url);
    await page.waitForSelector('[data-live-mode=live]');
    server.script.live = 'hangs';
    await pass(page, 20);
    await page.waitForSelector('[data-live-mode=polling]');
    expect(await page.locator('#root > [data-stale=true]').count()).toBe(0);
  }, 60_000);
});
