import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import { type DashboardBrowser, dashboardBrowser, PATIENCE_MS } from '../support/dashboard-browser.ts';
import { monitor } from '../support/dashboard-monitors.ts';
import * as states from '../support/dashboard-states.ts';

let browser: DashboardBrowser;

beforeAll(async () => {
  browser = await dashboardBrowser();
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
});

function colourOf(page: Page, selector: string): Promise<unknown> {
  return page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).color`);
}

describe('the overview', () => {
  test('has no tone while warming, and says so in one line', async () => {
    await using opened = await browser.open(states.warming());
    const { page } = opened;
    await page.getByRole('heading', { level: 1, name: 'Probes warming up…' }).waitFor();
    expect(await page.locator('[data-headline]').getAttribute('data-tone')).toBe('none');
    expect(
      await page.locator('[data-mark=unhealthy], [data-mark=degraded], [data-mark=unknown]').count(),
    ).toBe(0);
  });

  test('teaches when nothing is watched', async () => {
    await using opened = await browser.open(states.empty());
    const { page } = opened;
    await page.getByRole('heading', { level: 1, name: 'Nothing is watched yet.' }).waitFor();
    await page.getByRole('link', { name: 'Setup' }).last().waitFor();
    await page.getByText('This page shows every service your team stands on.').waitFor();
  });

  test('leads to the setup when that is all there is to do', async () => {
    await using opened = await browser.open(states.someNotSetUp());
    const { page } = opened;
    await page.getByRole('link', { name: 'Two of five are not set up yet.' }).click();
    await page.getByRole('heading', { level: 1, name: 'Setup' }).waitFor();
    expect(await page.locator('main input, main textarea').count()).toBe(0);
    const link = page.getByRole('link', { name: 'sentry.example.com/account/tokens' });
    expect(await link.getAttribute('rel')).toContain('noreferrer');
  });

  test('names who has to act before what else happened', async () => {
    await using opened = await browser.open(states.credentials());
    await opened.page
      .getByRole('heading', {
        level: 1,
        name: 'Your Sentry token was rejected. Your Vercel token lacks a permission.',
      })
      .waitFor();
  });

  test('says what failed and loads again on request', async () => {
    await using opened = await browser.open(states.allHealthy(), '/', {
      script: { v1: 'fails', services: 'fails', live: 'fails' },
    });
    const { page, server } = opened;
    await page.getByRole('alert').getByText('could not be loaded').waitFor();
    // Without a stream, which would come back by itself before anybody clicked.
    const again = await page.getByRole('button', { name: 'Try again' }).elementHandle();
    Object.assign(server.script, { v1: 'answers', services: 'answers' });
    // A poll of its own may come before the click and take the button away.
    await again?.evaluate('button => button.click()');
    await page.getByRole('heading', { name: 'All five services are healthy.' }).waitFor();
  });

  test('goes to the sign-in page when the server wants a session', async () => {
    await using opened = await browser.open(states.allHealthy(), '/heartbeat', {
      script: { v1: 'wants_sign_in', services: 'wants_sign_in', live: 'wants_sign_in' },
    });
    await opened.page.waitForURL(/\/sign-in\?next=%2Fheartbeat$/);
  });
});

describe('the heartbeat page', () => {
  test('opens a row to its details, exact time, error and reason', async () => {
    const state = states.oneOfEach();
    await using opened = await browser.open(state, '/heartbeat');
    const { page } = opened;
    const row = page.getByRole('button', { name: /^Supabase/ });
    await row.click();
    expect(await row.getAttribute('aria-expanded')).toBe('true');
    const details = page.locator('#details-supabase');
    expect(await details.locator('pre').textContent()).toBe('HTTP 503');
    await details.getByText('It failed on its own side (HTTP 503).').waitFor();
    expect(await details.textContent()).toMatch(/Checked\d+ \w{3} \d{4}, \d\d:\d\d:\d\d UTC/);
    expect(await details.textContent()).toContain('http_server_error');
    expect(new URL(page.url()).hash).toBe('#supabase');
  });

  test('keeps the contract’s order and shows what is not known in no colour of failure', async () => {
    await using opened = await browser.open(states.oneOfEach(), '/heartbeat');
    const { page } = opened;
    await page.waitForSelector('main li[data-monitor]');
    const names = await page.evaluate(
      `[...document.querySelectorAll('main li[data-monitor]')].map((row) => row.dataset.monitor)`,
    );
    expect(names).toEqual(['vercel', 'sentry', 'doppler', 'supabase', 'fly']);
    const doppler = page.locator('[data-monitor=doppler]');
    expect(await doppler.textContent()).toContain('Probe pending');
    expect(await colourOf(page, '[data-monitor=doppler] [data-mark]')).not.toBe(
      await colourOf(page, '[data-monitor=supabase] [data-mark]'),
    );
    expect(await doppler.locator('[data-mark=unknown]').count()).toBe(1);
  });

  test('shows unknown keys, a null latency and a look that never was', async () => {
    const service = monitor('zeta', {
      status: 'unknown',
      reason: 'internal_error',
      checked_at: null,
      latency_ms: null,
      details: { brand_new_key: 41 },
      recent: [],
    });
    await using opened = await browser.open(
      { monitors: [service], clients: [], jobs: [] },
      '/heartbeat#zeta',
    );
    const row = opened.page.locator('[data-monitor=zeta]');
    await row.getByText('brand_new_key').waitFor();
    expect(await row.locator('[data-cell=latency]').textContent()).toContain('–');
    expect(await row.locator('[data-cell=checked]').textContent()).toBe('never checked');
    expect(await row.textContent()).toContain('41');
  });

  test('works with the frozen endpoint alone', async () => {
    await using opened = await browser.open(states.oneOfEach(), '/heartbeat#supabase', {
      script: { v1: 'fails', live: 'fails' },
    });
    const { page } = opened;
    await page.locator('#details-supabase pre').getByText('HTTP 503').waitFor();
    expect(await page.locator('main li[data-monitor]').count()).toBe(5);
  });

  test('shows a banner in place of the list while warming, and the rows as they come', async () => {
    await using opened = await browser.open(states.warming(), '/heartbeat');
    const { page, server } = opened;
    await page.getByText('Probes warming up…').waitFor();
    expect(await page.locator('main li[data-monitor]').count()).toBe(0);
    await expect.poll(() => server.streams(), { timeout: PATIENCE_MS }).toBe(1);
    server.push(monitor('fly'));
    await page.locator('[data-monitor=fly] [data-cell=status]').getByText('Healthy').waitFor();
    expect(await page.getByText('Probes warming up…').count()).toBe(0);
  });

  test('greys a service whose looks have stopped coming, and says so', async () => {
    const longAgo = isoTime(systemClock.nowMs() - 3_600_000);
    const state = {
      monitors: [monitor('vercel'), monitor('fly', { checked_at: longAgo })],
      clients: [],
      jobs: [],
    };
    await using opened = await browser.open(state, '/heartbeat');
    const { page } = opened;
    await page.locator('[data-monitor=fly][data-stale=true]').getByText('overdue').waitFor();
    expect(await page.locator('[data-monitor=vercel]').getAttribute('data-stale')).toBe('false');
  });

  test('tells sample values of another server from real ones', async () => {
    await using opened = await browser.open({ ...states.allHealthy(), stub: true }, '/heartbeat');
    await opened.page.getByText('These are sample values.').waitFor();
  });
});

describe('staying current', () => {
  test('shows a change as it happens and announces it once', async () => {
    await using opened = await browser.open(states.allHealthy());
    const { page, server } = opened;
    await page.waitForSelector('[data-live-mode=live]');
    const at = isoTime(systemClock.nowMs());
    server.push(
      states.failing('supabase', states.FAILURES.down, {
        checked_at: at,
        recent: [{ at, status: 'unhealthy', reason: 'http_server_error', latency_ms: 212 }],
      }),
    );
    await page.getByRole('heading', { level: 1, name: 'Supabase is refusing everybody.' }).waitFor();
    expect(await page.locator('[data-announcer]').textContent()).toBe('Supabase is unhealthy: server error.');
    expect(await page.title()).toBe('1 unhealthy · Overview · Kora');
    await page.getByRole('link', { name: 'Tasks' }).click();
    await expect.poll(() => page.title()).toBe('1 unhealthy · Tasks · Kora');
  });

  test('polls when the stream cannot be had', async () => {
    await using opened = await browser.open(states.allHealthy(), '/', { script: { live: 'fails' } });
    const { page, server } = opened;
    await page.waitForSelector('[data-live-mode=polling]');
    await page.clock.install();
    server.script.state = states.oneOfEach();
    await page.reload();
    await page.waitForSelector('[data-live-mode=polling]');
    server.script.state = states.allHealthy();
    await page.clock.runFor(11_000);
    await page.getByRole('heading', { name: 'All five services are healthy.' }).waitFor();
  });

  test('keeps the last known state when the daemon goes away, greyed, and comes back', async () => {
    await using opened = await browser.open(states.oneOfEach());
    const { page, server } = opened;
    await page.waitForSelector('[data-live-mode=live]');
    Object.assign(server.script, { v1: 'fails', services: 'fails', live: 'fails' });
    server.dropStreams();
    await page.getByText(/Offline since \d\d:\d\d, showing the last known state/).waitFor();
    await page.waitForSelector('#root > [data-stale=true]');
    expect(await page.title()).toBe('Offline · Overview · Kora');
    await page.getByRole('heading', { level: 1, name: /Supabase is refusing everybody/ }).waitFor();
    Object.assign(server.script, { v1: 'answers', services: 'answers', live: 'answers' });
    await page.waitForSelector('[data-live-mode=live]', { timeout: 10_000 });
    await page.waitForSelector('#root > [data-stale=false]');
  });

  test('draws one row anew for one look, among two hundred', async () => {
    await using opened = await browser.open(states.many(200), '/heartbeat');
    const { page, server } = opened;
    await page.locator('main li[data-monitor]').nth(199).waitFor({ state: 'attached' });
    await page.waitForSelector('[data-live-mode=live]');
    await page.evaluate(`(() => {
      globalThis.drawn = new Set();
      new MutationObserver((changes) => {
        for (const { target } of changes) globalThis.drawn.add(target.closest('[data-monitor]').dataset.monitor);
      }).observe(document.querySelector('main'), { subtree: true, attributes: true, attributeFilter: ['d'] });
    })()`);
    const at = isoTime(systemClock.nowMs() + 1_000);
    const beat = { at, status: 'healthy', reason: 'ok', latency_ms: 140 } as const;
    server.push(monitor('fly', { checked_at: at, latency_ms: 4_019, recent: [beat] }));
    await page.locator('[data-monitor=fly]').getByText('4,019').waitFor();
    expect(await page.evaluate('[...globalThis.drawn]')).toEqual(['fly']);
  });
});

describe('the keyboard', () => {
  test('walks rows, opens, closes, changes pages, and lists itself', async () => {
    await using opened = await browser.open(states.oneOfEach());
    const { page } = opened;
    await page.waitForSelector('main li');
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.getByRole('heading', { level: 1, name: 'Heartbeat' }).waitFor();
    await page.waitForSelector('main li[data-monitor]');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('#details-sentry').getByText('Look again').waitFor();
    const strip = page.getByRole('slider', { name: 'Looks at Sentry' });
    await strip.focus();
    await page.keyboard.press('ArrowLeft');
    expect(await strip.getAttribute('aria-valuetext')).toMatch(
      /^(\d+ \w+ )?\d\d:\d\d:\d\d, degraded, over a threshold after \d+ ms$/,
    );
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('#details-sentry').isHidden()).toBe(true);
    expect(await page.evaluate('document.activeElement.getAttribute("aria-controls")')).toBe(
      'details-sentry',
    );
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor({ state: 'hidden' });
  });

  test('remembers the theme and the zone', async () => {
    await using opened = await browser.open(states.allHealthy(), '/heartbeat', {
      colorScheme: 'light',
      timezoneId: 'Asia/Tokyo',
    });
    const { page } = opened;
    await page.waitForSelector('main li');
    await page.keyboard.press('t');
    await page.keyboard.press('u');
    await page.reload();
    await page.waitForSelector('main li');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await page.getByRole('button', { name: /^Vercel/ }).click();
    expect(await page.locator('#details-vercel').textContent()).toContain('UTC');
  });

  test('asks for a look and says when it is too soon', async () => {
    await using opened = await browser.open(states.allHealthy(), '/heartbeat');
    const { page, server } = opened;
    await page.waitForSelector('main li');
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await page.getByRole('status').getByText('Vercel was looked at moments ago. Again in 7 s.').waitFor();
    expect(server.requests).toContain('POST /api/v1/monitors/vercel/check');
  });
});
