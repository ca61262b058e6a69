import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axe, sidewaysPixels } from '../support/dashboard-axe.ts';
import { type DashboardBrowser, dashboardBrowser } from '../support/dashboard-browser.ts';
import * as faults from '../support/dashboard-fault-states.ts';
import * as more from '../support/dashboard-more-states.ts';
import * as states from '../support/dashboard-states.ts';

let browser: DashboardBrowser;

beforeAll(async () => {
  browser = await dashboardBrowser();
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
});

describe.each([
  ['/providers', 'The status pages', '[data-provider]'],
  ['/providers/fly', 'The provider', '[data-provider]'],
  ['/ledger?range=all', 'The ledger', '[data-entry]'],
  ['/credentials', 'The credentials', '[data-credential]'],
])('%s', (path, what, ready) => {
  test('waits quietly, says what failed, and loads again on request', async () => {
    await using opened = await browser.open(states.allHealthy(), path, { script: { attribution: 'fails' } });
    const { page, server } = opened;
    const alert = page.getByRole('alert').filter({ hasText: `${what} could not be loaded.` });
    await alert.getByText('The other pages are current.').waitFor();
    server.script.attribution = 'hangs';
    await page.reload();
    await page.locator('main [aria-busy=true]').first().waitFor({ state: 'attached' });
    server.script.attribution = 'answers';
    await page.reload();
    await page.locator(`main ${ready}`).first().waitFor();
  });
});

test('the new pages are one key sequence away, in the rail and in the menu of a phone', async () => {
  await using opened = await browser.open(states.allHealthy());
  const { page } = opened;
  await page.waitForSelector('main li');
  for (const [key, name, title] of [
    ['v', 'Providers', 'Providers'],
    ['l', 'Ledger', 'Who tells us, and how late'],
    ['c', 'Credentials', 'Credentials'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name });
    await expect.poll(() => link.getAttribute('aria-current')).toBe('page');
    await expect.poll(() => page.title()).toBe(`All healthy · ${name} · Kora`);
  }
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard' }).getByText('Go to Credentials').waitFor();
  await page.keyboard.press('Escape');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'More' }).click();
  await page.locator('#more-pages').getByRole('link', { name: 'Ledger' }).click();
  await page.getByRole('heading', { level: 1, name: 'Who tells us, and how late' }).waitFor();
});

test('no page follows a hostile address, or shows markup of a status page as markup', async () => {
  await using opened = await browser.open(faults.hostileTexts());
  const { page, server, complaints } = opened;
  for (const path of [
    '/',
    '/providers',
    '/providers/supabase',
    '/monitors/supabase',
    '/ledger',
    '/credentials',
  ]) {
    await page.goto('about:blank');
    await page.goto(server.url + path);
    await page.getByText('<img src=x').locator('visible=true').first().waitFor();
    expect(await page.evaluate('globalThis.hit')).toBeUndefined();
    expect(await page.locator('main img, main script, main a[href^="javascript" i]').count()).toBe(0);
  }
  expect(complaints).toEqual([]);
});

const PAGES = [
  { path: '/', state: faults.oneOfEachFault, ready: 'main li' },
  { path: '/', state: faults.newcomerInAnOutage, ready: 'main li' },
  { path: '/heartbeat#fly', state: faults.oneOfEachFault, ready: '[data-evidence]' },
  { path: '/monitors/supabase', state: faults.oneOfEachFault, ready: '[data-evidence]' },
  { path: '/providers', state: faults.everyFeedState, ready: 'main li' },
  { path: '/providers/supabase', state: faults.oneOfEachFault, ready: '[data-feed-incident]' },
  { path: '/providers/vercel', state: faults.everyFeedState, ready: '[data-feed-incident]' },
  { path: '/ledger?range=all', state: faults.oneOfEachFault, ready: '[data-entry]' },
  { path: '/ledger?range=all', state: more.uneventful, ready: 'main h2' },
  { path: '/credentials', state: faults.credentialHealth, ready: '[data-credential]' },
] as const;

describe('every page of whose fault it is', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has nothing for axe to find and no sideways scroll, ${colorScheme}, at three widths`, async () => {
      const options = { colorScheme, reducedMotion: 'reduce' } as const;
      await using opened = await browser.open(states.allHealthy(), '/tasks', options);
      const { page, server, complaints } = opened;
      for (const { path, state, ready } of PAGES) {
        server.script.state = state();
        await page.goto('about:blank');
        await page.goto(server.url + path);
        await page.waitForSelector(ready);
        for (const width of [1440, 768, 390]) {
          await page.setViewportSize({ width, height: 844 });
          expect(await axe(page), `${path} at ${width}`).toEqual([]);
          expect(await sidewaysPixels(page), `${path} at ${width}`).toBe(0);
        }
      }
      expect(complaints).toEqual([]);
    }, 300_000);
  }
});
