import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import { CHROMIUM_FLAGS, findChromium } from '../support/chromium.ts';
import { cronJobs, mcpClients, monitor, setupStep } from '../support/dashboard-monitors.ts';
import { type DashboardServer, dashboardServer } from '../support/dashboard-server.ts';
import * as states from '../support/dashboard-states.ts';

const ROOT = join(import.meta.dirname, '../..');
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PATIENCE_MS = 5_000;

// Thirty visits of five pages; a busy machine takes its time for each.
vi.setConfig({ testTimeout: 120_000 });

let browser: Browser;

beforeAll(async () => {
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-web.ts'), '--if-stale'], { stdio: 'pipe' });
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium found: install one, or set KORA_CHROMIUM.');
  browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
});

afterAll(async () => {
  await browser?.close();
});

interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly server: DashboardServer;
  /** Everything that the browser asked for, and everything it complained about. */
  readonly hosts: ReadonlySet<string>;
  readonly complaints: readonly string[];
}

/** A fresh profile on a fresh server. Use with `await using`. */
async function open(
  state: states.DashboardState,
  path = '/',
  { script = {}, ...options }: BrowserContextOptions & { script?: Partial<DashboardServer['script']> } = {},
): Promise<OpenPage> {
  const server = await dashboardServer(state);
  Object.assign(server.script, script);
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    timezoneId: 'UTC',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const hosts = new Set<string>();
  const complaints: string[] = [];
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  await page.goto(server.url + path, { waitUntil: 'commit' });
  await page.waitForSelector('main');
  return {
    page,
    server,
    hosts,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** What axe finds, a line each. */
async function axe(page: Page): Promise<string[]> {
  // By the debugger: the page's own policy lets no script in.
  await page.evaluate(AXE);
  const found: unknown = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html.slice(0, 160))))`,
  );
  return Array.isArray(found) ? found.map(String) : ['axe gave nothing'];
}

function colourOf(page: Page, selector: string): Promise<unknown> {
  return page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).color`);
}

function sidewaysPixels(page: Page): Promise<unknown> {
  return page.evaluate(
    'Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)',
  );
}

const PAGES = [
  { path: '/', state: states.oneOfEach },
  { path: '/', state: states.warming },
  { path: '/heartbeat#supabase', state: states.oneOfEach },
  { path: '/heartbeat#doppler', state: states.oneOfEach },
  { path: '/mcp', state: states.allHealthy },
  { path: '/tasks', state: states.allHealthy },
  { path: '/setup', state: states.someNotSetUp },
];

describe('every page', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has nothing for axe to find and no sideways scroll, ${colorScheme}, at three widths`, async () => {
      for (const { path, state } of PAGES) {
        await using opened = await open(state(), path, { colorScheme, reducedMotion: 'reduce' });
        const { page, complaints, hosts, server } = opened;
        await page.waitForSelector('main li');
        for (const width of [1440, 768, 390]) {
          await page.setViewportSize({ width, height: 844 });
          expect(await axe(page), `${path} at ${width}`).toEqual([]);
          expect(await sidewaysPixels(page), `${path} at ${width}`).toBe(0);
        }
        expect(complaints).toEqual([]);
        expect([...hosts]).toEqual([new URL(server.url).host]);
      }
    }, 60_000);
  }

  test('keeps the longest texts inside a phone', async () => {
    for (const path of ['/', '/heartbeat#supabase']) {
      await using opened = await open(states.longest(), path, { viewport: { width: 390, height: 844 } });
      await opened.page.waitForSelector('main li');
      expect(await sidewaysPixels(opened.page)).toBe(0);
    }
  });

  test('shows hostile texts as text and follows no hostile link', async () => {
    const hostile = '<img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>';
    const step = {
      ...setupStep('vercel', false),
      purpose: hostile,
      mint_url: 'javascript:globalThis.hit=1',
      least_scope: hostile,
      example: hostile,
      without_it: hostile,
    };
    const service = states.failing(
      'vercel',
      { ...states.FAILURES.down, error: hostile, why: hostile, hint: hostile },
      { name: `x${hostile}`, title: hostile, details: { [hostile]: hostile }, setup: [step] },
    );
    const clients = mcpClients().map((client) => ({
      ...client,
      endpoint: hostile,
      last_error: hostile,
      allowed_tools_regex: hostile,
      auth_token_env: hostile,
    }));
    const jobs = cronJobs().map((job) => ({ ...job, last_error: hostile }));
    const state = { monitors: [service], clients, jobs };
    for (const path of ['/', `/heartbeat#${encodeURIComponent(service.name)}`, '/mcp', '/tasks', '/setup']) {
      await using opened = await open(state, path);
      const { page, complaints } = opened;
      await page.getByText('<img src=x', { exact: false }).first().waitFor();
      expect(await page.evaluate('globalThis.hit')).toBeUndefined();
      expect(await page.locator('main img, main script, main a[href^="javascript"]').count()).toBe(0);
      expect(complaints).toEqual([]);
    }
  });
});

describe('the overview', () => {
  test('has no tone while warming, and says so in one line', async () => {
    await using opened = await open(states.warming());
    const { page } = opened;
    await page.getByRole('heading', { level: 1, name: 'Probes warming up…' }).waitFor();
    expect(await page.locator('[data-headline]').getAttribute('data-tone')).toBe('none');
    expect(
      await page.locator('[data-mark=unhealthy], [data-mark=degraded], [data-mark=unknown]').count(),
    ).toBe(0);
  });

  test('leads to the setup when that is all there is to do', async () => {
    await using opened = await open(states.someNotSetUp());
    const { page } = opened;
    await page.getByRole('link', { name: 'Two of five are not set up yet.' }).click();
    await page.getByRole('heading', { level: 1, name: 'Setup' }).waitFor();
    expect(await page.locator('main input, main textarea').count()).toBe(0);
    const link = page.getByRole('link', { name: 'sentry.example.com/account/tokens' });
    expect(await link.getAttribute('rel')).toContain('noreferrer');
  });

  test('names who has to act before what else happened', async () => {
    await using opened = await open(states.credentials());
    await opened.page
      .getByRole('heading', {
        level: 1,
        name: 'Your Sentry token was rejected. Your Vercel token lacks a permission.',
      })
      .waitFor();
  });

  test('says what failed and loads again on request', async () => {
    await using opened = await open(states.allHealthy(), '/', {
      script: { v1: 'fails', services: 'fails', live: 'fails' },
    });
    const { page, server } = opened;
    await page.getByRole('alert').getByText('could not be loaded').waitFor();
    Object.assign(server.script, { v1: 'answers', services: 'answers', live: 'answers' });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'All five services are healthy.' }).waitFor();
  });

  test('goes to the sign-in page when the server wants a session', async () => {
    await using opened = await open(states.allHealthy(), '/heartbeat', {
      script: { v1: 'wants_sign_in', services: 'wants_sign_in', live: 'wants_sign_in' },
    });
    await opened.page.waitForURL(/\/sign-in\?next=%2Fheartbeat$/);
  });
});

describe('the heartbeat page', () => {
  test('opens a row to its details, exact time, error and reason', async () => {
    const state = states.oneOfEach();
    await using opened = await open(state, '/heartbeat');
    const { page } = opened;
    const row = page.getByRole('button', { name: /^Supabase/ });
    await row.click();
    expect(await row.getAttribute('aria-expanded')).toBe('true');
    const details = page.locator('#details-supabase');
    expect(await details.locator('pre').textContent()).toBe('HTTP 503');
    expect(await details.textContent()).toContain('It failed on its own side (HTTP 503).');
    expect(await details.textContent()).toMatch(/Checked\d+ \w{3} \d{4}, \d\d:\d\d:\d\d UTC/);
    expect(await details.textContent()).toContain('http_server_error');
    expect(new URL(page.url()).hash).toBe('#supabase');
  });

  test('keeps the contract’s order and shows what is not known in no colour of failure', async () => {
    await using opened = await open(states.oneOfEach(), '/heartbeat');
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
    await using opened = await open({ monitors: [service], clients: [], jobs: [] }, '/heartbeat#zeta');
    const row = opened.page.locator('[data-monitor=zeta]');
    await row.getByText('brand_new_key').waitFor();
    expect(await row.locator('[data-cell=latency]').textContent()).toContain('–');
    expect(await row.locator('[data-cell=checked]').textContent()).toBe('never checked');
    expect(await row.textContent()).toContain('41');
  });

  test('works with the frozen endpoint alone', async () => {
    await using opened = await open(states.oneOfEach(), '/heartbeat#supabase', {
      script: { v1: 'fails', live: 'fails' },
    });
    const { page } = opened;
    await page.locator('#details-supabase pre').getByText('HTTP 503').waitFor();
    expect(await page.locator('main li[data-monitor]').count()).toBe(5);
  });

  test('shows a banner in place of the list while warming, and the rows as they come', async () => {
    await using opened = await open(states.warming(), '/heartbeat');
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
    await using opened = await open(state, '/heartbeat');
    const { page } = opened;
    await page.locator('[data-monitor=fly][data-stale=true]').getByText('overdue').waitFor();
    expect(await page.locator('[data-monitor=vercel]').getAttribute('data-stale')).toBe('false');
  });

  test('tells sample values of another server from real ones', async () => {
    await using opened = await open({ ...states.allHealthy(), stub: true }, '/heartbeat');
    await opened.page.getByText('These are sample values.').waitFor();
  });
});

describe('staying current', () => {
  test('shows a change as it happens and announces it once', async () => {
    await using opened = await open(states.allHealthy());
    const { page, server } = opened;
    await page.waitForSelector('[data-live-mode=live]');
    const at = isoTime(systemClock.nowMs());
    server.push(
      states.failing('supabase', states.FAILURES.down, {
        checked_at: at,
        recent: [{ at, status: 'unhealthy', reason: 'http_server_error', latency_ms: 212 }],
      }),
    );
    await page.getByRole('heading', { level: 1, name: 'Supabase is not answering properly.' }).waitFor();
    expect(await page.locator('[data-announcer]').textContent()).toBe('Supabase is unhealthy: server error.');
    expect(await page.title()).toBe('Supabase is not answering properly. · Kora');
  });

  test('polls when the stream cannot be had', async () => {
    await using opened = await open(states.allHealthy(), '/', { script: { live: 'fails' } });
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
    await using opened = await open(states.oneOfEach());
    const { page, server } = opened;
    await page.waitForSelector('[data-live-mode=live]');
    Object.assign(server.script, { v1: 'fails', services: 'fails', live: 'fails' });
    server.dropStreams();
    await page.getByText(/Offline since \d\d:\d\d, showing the last known state/).waitFor();
    await page.waitForSelector('#root > [data-stale=true]');
    await page.getByRole('heading', { level: 1, name: /Supabase is not answering/ }).waitFor();
    Object.assign(server.script, { v1: 'answers', services: 'answers', live: 'answers' });
    await page.waitForSelector('[data-live-mode=live]', { timeout: 10_000 });
    await page.waitForSelector('#root > [data-stale=false]');
  });

  test('stays quick with two hundred monitors', async () => {
    await using opened = await open(states.many(200), '/heartbeat');
    const { page, server } = opened;
    await page.locator('main li[data-monitor]').nth(199).waitFor({ state: 'attached' });
    await page.waitForSelector('[data-live-mode=live]');
    const longTasks = `(() => { globalThis.longest = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, entry.duration); }).observe({ type: 'longtask' }); })()`;
    await page.evaluate(longTasks);
    const at = isoTime(systemClock.nowMs() + 1_000);
    for (let i = 0; i < 20; i += 1) server.push({ ...monitor('fly'), checked_at: at, latency_ms: 4_000 + i });
    await page.locator('[data-monitor=fly]').getByText('4,019').waitFor();
    expect(Number(await page.evaluate('globalThis.longest'))).toBeLessThan(200);
  });
});

describe('the keyboard', () => {
  test('walks rows, opens, closes, changes pages, and lists itself', async () => {
    await using opened = await open(states.oneOfEach());
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
    await using opened = await open(states.allHealthy(), '/heartbeat', {
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
    await using opened = await open(states.allHealthy(), '/heartbeat');
    const { page, server } = opened;
    await page.waitForSelector('main li');
    await page.keyboard.press('j');
    await page.keyboard.press('r');
    await page.getByRole('status').getByText('Vercel was looked at moments ago. Again in 7 s.').waitFor();
    expect(server.requests).toContain('POST /api/v1/monitors/vercel/check');
  });
});
