import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/lib/time.ts';
import { type DashboardBrowser, dashboardBrowser } from '../support/dashboard-browser.ts';
import { storageOf } from '../support/dashboard-incidents.ts';
import * as more from '../support/dashboard-more-states.ts';
import * as states from '../support/dashboard-states.ts';

let browser: DashboardBrowser;

beforeAll(async () => {
  browser = await dashboardBrowser();
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
});

function address(page: Page): URL {
  return new URL(page.url());
}

/** Waits until the chart is drawn, and gives its plot. */
async function chart(page: Page) {
  const plot = page.locator('.u-over');
  await plot.waitFor();
  const box = await plot.boundingBox();
  if (box === null) throw new Error('the chart has no place');
  return box;
}

describe('the page of a monitor', () => {
  test('says what is believed, since when, and what the latest look adds to it', async () => {
    await using opened = await browser.open(more.doubtful(), '/monitors/supabase');
    const { page } = opened;
    const header = page.locator('header[data-monitor=supabase]');
    await header.getByRole('heading', { level: 1, name: 'Supabase' }).waitFor();
    expect(await header.getAttribute('data-status')).toBe('healthy');
    expect(await header.textContent()).toMatch(/Healthy.*since/);
    expect(await header.locator('[data-doubt]').textContent()).toContain(
      'One bad look, not believed yet. It failed on its own side (HTTP 503).',
    );
  });

  test('shows uptime in three parts, with coverage and why not all was measured', async () => {
    await using opened = await browser.open(states.oneOfEach(), '/monitors/supabase');
    const { page } = opened;
    const row = page.getByRole('row', { name: /^30 days/ });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/\d+\.\d+ %.*measured.*\d+ d.*min.*nobody looked 3 h 40 min/);
    await page.getByText('Timeline of the open incident').waitFor();
    await page.getByText('Everything we stand on').waitFor();
    await page.getByText('Where the time of the last look went').waitFor();
    await page.getByText('KORA_SUPABASE_API_TOKEN').waitFor();
  });

  test('keeps the range in the address and asks the server for it', async () => {
    await using opened = await browser.open(states.allHealthy(), '/monitors/fly?range=7d');
    const { page, server } = opened;
    await chart(page);
    expect(await page.getByRole('button', { name: '7 d' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: '90 d' }).click();
    await expect.poll(() => address(page).search).toBe('?range=90d');
    const asked = () => {
      const query = new URLSearchParams(
        server.requests.findLast((one) => one.includes('/series'))?.split('?')[1],
      );
      return Date.parse(query.get('to') ?? '') - Date.parse(query.get('from') ?? '');
    };
    await expect.poll(asked).toBe(90 * 86_400_000);
    await page.getByRole('button', { name: '24 h' }).click();
    await expect.poll(() => address(page).search).toBe('');
  });

  test('zooms by drag, by a day, by enter on a bar; double click and escape zoom out', async () => {
    await using opened = await browser.open(states.allHealthy(), '/monitors/fly?range=1h');
    const { page } = opened;
    const { x, y, width, height } = await chart(page);
    await page.mouse.move(x + width * 0.25, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.5, y + height / 2, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => address(page).searchParams.get('from')).not.toBeNull();
    const { searchParams } = address(page);
    const lengthMs = Date.parse(searchParams.get('to') ?? '') - Date.parse(searchParams.get('from') ?? '');
    expect(lengthMs).toBeGreaterThan(14 * 60_000);
    expect(lengthMs).toBeLessThan(16 * 60_000);
    expect(searchParams.get('range')).toBe('1h');

    await page.waitForSelector('[data-points]');
    await page.locator('.u-over').dblclick();
    await expect.poll(() => address(page).search).toBe('?range=1h');

    const days = page.getByRole('slider', { name: 'Days of Fly.io' });
    await days.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await days.getAttribute('aria-valuetext')).toMatch(/^\w{3} \d+ \w{3}, .* % good/);
    await page.keyboard.press('Enter');
    await expect.poll(() => address(page).searchParams.get('from')).toMatch(/T00:00:00.000Z$/);
    await page.keyboard.press('Escape');
    await expect.poll(() => address(page).search).toBe('?range=1h');

    const strip = page.getByRole('slider', { name: 'Looks at Fly.io' });
    await strip.focus();
    await page.keyboard.press('Home');
    expect(await strip.getAttribute('aria-valuetext')).toMatch(/look/);
    await page.keyboard.press('Enter');
    await expect.poll(() => address(page).searchParams.has('to')).toBe(true);
  });

  test('never draws where nothing was measured, and says so', async () => {
    await using opened = await browser.open(more.young(), '/monitors/supabase?range=30d');
    const { page } = opened;
    await chart(page);
    expect(await page.locator('.strip-empty').count()).toBeGreaterThan(0);
    expect(await page.getByRole('img', { name: /^Latency: / }).getAttribute('aria-label')).toMatch(
      /p50 between .* not measured\.$/,
    );
    const strip = page.getByRole('slider', { name: 'Looks at Supabase' });
    await strip.focus();
    await page.keyboard.press('Home');
    expect(await strip.getAttribute('aria-valuetext')).toMatch(/, not measured$/);
  });

  test('fetches the chart only where there is one', async () => {
    await using opened = await browser.open(states.allHealthy(), '/');
    const { page, server } = opened;
    await page.getByRole('heading', { name: 'All five services are healthy.' }).waitFor();
    expect(server.requests.some((one) => one.includes('latency-chart'))).toBe(false);
    await page.getByRole('link', { name: 'Fly.io' }).click();
    await chart(page);
    expect(server.requests.some((one) => one.includes('latency-chart'))).toBe(true);
  });

  test('each part says by itself that it could not be loaded, and is loaded again on request', async () => {
    await using opened = await browser.open(states.allHealthy(), '/monitors/fly', {
      script: { history: 'fails' },
    });
    const { page, server } = opened;
    await page.getByRole('alert').getByText('The uptime could not be loaded.').waitFor();
    await page.getByRole('heading', { level: 1, name: 'Fly.io' }).waitFor();
    server.script.history = 'answers';
    await page.getByRole('alert').filter({ hasText: 'The uptime' }).getByRole('button').click();
    await page.getByRole('row', { name: /^30 days/ }).waitFor();
  });

  test('knows when there is no such monitor', async () => {
    await using opened = await browser.open(states.allHealthy(), '/monitors/nobody%2Felse');
    await opened.page.getByText('No monitor has this name.').waitFor();
    await opened.page.getByText('nobody/else').waitFor();
  });

  test('goes back by escape to where it was come from, and puts the focus there', async () => {
    await using opened = await browser.open(states.allHealthy(), '/monitors');
    const { page } = opened;
    await page.waitForSelector('[data-list] [data-row]');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(() => address(page).pathname).not.toBe('/monitors');
    const name = address(page).pathname.split('/').at(-1);
    await page.keyboard.press('Escape');
    await expect.poll(() => address(page).pathname).toBe('/monitors');
    await expect
      .poll(() => page.evaluate('document.activeElement.closest("[data-monitor]")?.dataset.monitor'))
      .toBe(name);
  });
});

describe('incidents', () => {
  test('are listed open first, and filtered by the address', async () => {
    await using opened = await browser.open(states.oneOfEach(), '/incidents');
    const { page } = opened;
    const first = page.locator('main li[data-incident]').first();
    await first.waitFor();
    expect(await first.getAttribute('data-state')).toBe('open');
    await page.getByRole('button', { name: 'Closed' }).click();
    await expect.poll(() => address(page).search).toBe('?status=closed');
    await page.locator('main li[data-state=open]').first().waitFor({ state: 'detached' });
    await page.getByLabel('Monitor').selectOption('supabase');
    await expect.poll(() => address(page).search).toBe('?status=closed&monitor=supabase');
    const others = page.locator('main li[data-incident] a').filter({ hasNotText: 'Supabase' });
    await expect.poll(() => others.count()).toBe(0);
    expect(await page.locator('main li[data-incident]').count()).toBeGreaterThan(1);
  });

  test('come page by page', async () => {
    await using opened = await browser.open(states.many(40), '/incidents?status=closed');
    const { page } = opened;
    const lines = page.locator('main li[data-incident]');
    await lines.nth(49).waitFor();
    expect(await lines.count()).toBe(50);
    await page.getByRole('button', { name: 'Show earlier ones' }).click();
    await lines.nth(50).waitFor();
  });

  test('say in words what happened, lead to the monitor, and take notes', async () => {
    const state = states.oneOfEach();
    await using opened = await browser.open(state, '/incidents?status=open');
    const { page, server } = opened;
    await page.getByRole('link', { name: 'Supabase is failing on its own side' }).click();
    await page.getByRole('heading', { level: 1, name: 'Supabase is failing on its own side.' }).waitFor();
    await page
      .getByRole('region', { name: 'Whose fault it is: Supabase' })
      .getByText('Theirs: the provider')
      .waitFor();
    await page.locator('[data-event=worsened]').getByText('from degraded to unhealthy').waitFor();

    const field = page.getByLabel('Add a note');
    await field.fill('  Their status page says: <b>a bad deploy</b>. ');
    server.script.history = 'fails';
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.getByText('What you wrote is still here.').waitFor();
    server.script.history = 'answers';
    // Left by mistake and come back to, what was written is still there.
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor();
    await page.getByRole('link', { name: 'Supabase is failing on its own side' }).click();
    await field.press('Escape');
    expect(await field.inputValue()).toContain('a bad deploy');
    await field.press('Control+Enter');
    await page
      .locator('[data-event=note]')
      .getByText('Their status page says: <b>a bad deploy</b>.')
      .waitFor();
    await expect.poll(() => field.inputValue()).toBe('');

    await page.getByRole('link', { name: 'Its latency at that time' }).click();
    await expect.poll(() => address(page).pathname).toBe('/monitors/supabase');
    expect(address(page).searchParams.has('from')).toBe(true);
  });

  test('teach when there was none, and know when there is no such one', async () => {
    await using opened = await browser.open(more.uneventful(), '/incidents');
    const { page, server } = opened;
    await page.getByText('There was no incident yet.').waitFor();
    await page.goto(`${server.url}/incidents/none`);
    await page.getByText('No incident has this address.').waitFor();
  });

  test('show as they open, by the stream', async () => {
    await using opened = await browser.open(states.allHealthy(), '/incidents?status=open');
    const { page, server } = opened;
    await page.getByText('No incident is open.').waitFor();
    await page.waitForSelector('[data-live-mode=live]');
    server.script.state = states.oneOfEach();
    const [incident] = server.history().incidents;
    if (incident === undefined) throw new Error('the state has an incident');
    server.pushIncident(incident);
    await page.locator('main li[data-incident]').first().waitFor();
  });
});

describe('the list of monitors', () => {
  test('draws only what is near, and finds, filters and sorts by the address', async () => {
    await using opened = await browser.open(more.thousand(), '/monitors');
    const { page } = opened;
    const rows = page.locator('[data-list] tr');
    await rows.first().waitFor();
    expect(await rows.count()).toBeLessThan(60);
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe('1001');
    expect(await rows.first().getAttribute('data-status')).toBe('unhealthy');

    await page.keyboard.press('/');
    await page.keyboard.type('billing');
    await expect.poll(() => address(page).search).toBe('?q=billing');
    await page
      .getByRole('button', { name: /healthy$/ })
      .first()
      .click();
    await page.getByLabel('Tag').selectOption('eu');
    await expect.poll(() => address(page).search).toBe('?q=billing&status=healthy&tag=eu');
    expect(await rows.first().textContent()).toContain('billing');

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('columnheader').getByRole('button', { name: 'Latency' }).click();
    await expect.poll(() => address(page).search).toBe('?sort=latency');
    expect(await page.locator('th[aria-sort]').textContent()).toContain('Latency');
    await page.getByRole('columnheader').getByRole('button', { name: 'Latency' }).click();
    await expect.poll(() => address(page).search).toBe('?sort=latency&order=reverse');

    await page.keyboard.press('/');
    await page.keyboard.type('nothing like it');
    await page.getByText('No monitor fits.').waitFor();
  });

  test('opens the first that was found by enter', async () => {
    await using opened = await browser.open(more.thousand(), '/monitors?q=docs-site-002');
    const { page } = opened;
    await page.waitForSelector('[data-list] [data-row]');
    await page.keyboard.press('/');
    await page.keyboard.press('Enter');
    await expect.poll(() => address(page).pathname).toBe('/monitors/docs-site-002');
  });

  test('is walked through by keys far beyond what was drawn, and is come back to where it was', async () => {
    await using opened = await browser.open(more.thousand(), '/monitors?sort=name');
    const { page } = opened;
    await page.waitForSelector('[data-list] [data-row]');
    for (let count = 0; count < 70; count += 1) await page.keyboard.press('j');
    const index = () =>
      page.evaluate('Number(document.activeElement.closest("[data-index]")?.dataset.index)');
    expect(await index()).toBe(69);
    // Scrolled far away, the row still has the focus, and the next key goes on from it.
    await page.evaluate('scrollTo(0, 30000)');
    await page.locator('[data-index="745"]').waitFor();
    expect(await index()).toBe(69);
    await page.keyboard.press('k');
    await expect.poll(index).toBe(68);
    const before = Number(await page.evaluate('scrollY'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: '90 days' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(index).toBe(68);
    expect(Math.abs(Number(await page.evaluate('scrollY')) - before)).toBeLessThan(2);
  });
});

describe('the overview', () => {
  test('tells what happened today, or when the last thing did', async () => {
    await using opened = await browser.open(states.oneOfEach());
    const { page, server } = opened;
    const today = page.getByRole('region', { name: 'What happened today' });
    await today.getByRole('link', { name: 'Supabase is failing on its own side' }).waitFor();
    server.script.state = states.allHealthy();
    await page.reload();
    await today.getByText('Nothing. The last one:').waitFor();
  });

  test('says the joint uptime, and how much of it was measured', async () => {
    await using opened = await browser.open(states.allHealthy());
    await opened.page
      .locator('[data-uptime]')
      .getByText(/^ ?\d+(\.\d+)? % over 30 days, \d+(\.\d+)? % measured\.$/)
      .waitFor();
  });

  test('puts what is flapping under what is watched, and does not cry for one bad look', async () => {
    await using opened = await browser.open(more.doubtful());
    const { page } = opened;
    await page.getByRole('heading', { level: 1, name: 'Vercel keeps changing its state.' }).waitFor();
    await page.locator('section[aria-labelledby=group-watching] [data-monitor=vercel]').waitFor();
    await page
      .locator('section[aria-labelledby=group-fine] [data-monitor=supabase]')
      .getByText('One bad look, not believed yet')
      .waitFor();
  });

  test('without any store still tells what it saw change', async () => {
    await using opened = await browser.open(states.oneOfEach(), '/', { script: { history: 'fails' } });
    await opened.page.getByText('incidents could not be read').waitFor();
    await opened.page.getByRole('heading', { level: 1, name: /Supabase/ }).waitFor();
  });
});

describe('the store', () => {
  test('in trouble is told of on every page, as it begins and as it ends', async () => {
    await using opened = await browser.open(states.allHealthy(), '/tasks');
    const { page, server } = opened;
    await page.waitForSelector('[data-live-mode=live]');
    expect(await page.locator('[data-storage]').count()).toBe(0);
    const failing = more.storeFailing().storage ?? {};
    server.pushStorage(storageOf(failing, systemClock.nowMs()));
    const banner = page.getByRole('region', { name: 'The store' });
    await banner.getByText('Kora cannot write down what it sees.').waitFor();
    expect(await banner.textContent()).toContain('1,240 looks are held');
    expect(await banner.textContent()).toContain('go on from memory');
    server.pushStorage(storageOf({}, systemClock.nowMs()));
    await banner.waitFor({ state: 'detached' });
  });

  test('news of it can be put away for good, losses cannot', async () => {
    await using opened = await browser.open(more.storeNotices());
    const { page } = opened;
    const banner = page.getByRole('region', { name: 'The store' });
    await banner.getByText('41,210 of 41,933 looks').waitFor();
    expect(await banner.getByRole('button').count()).toBe(1);
    await banner.getByRole('button', { name: 'Dismiss' }).click();
    await page.reload();
    await banner.getByText('41,210 of 41,933 looks').waitFor();
    expect(await banner.getByText('version 3').count()).toBe(0);
  });
});

test('keys lead to the new pages, and times can be in UTC', async () => {
  await using opened = await browser.open(states.oneOfEach(), '/', { timezoneId: 'Asia/Tokyo' });
  const { page, server } = opened;
  await page.waitForSelector('main li');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor();
  await page.locator('main li[data-incident]').first().waitFor();
  await page.keyboard.press('g');
  await page.keyboard.press('m');
  await page.getByRole('heading', { level: 1, name: 'Monitors' }).waitFor();
  await page.keyboard.press('u');
  await expect.poll(() => server.requests.some((one) => one.includes('tz=UTC'))).toBe(true);
  expect(server.requests.some((one) => one.includes('tz=Asia%2FTokyo'))).toBe(true);
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Go to Incidents').waitFor();
});
