import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axe, sidewaysPixels } from '../support/dashboard-axe.ts';
import { type DashboardBrowser, dashboardBrowser } from '../support/dashboard-browser.ts';
import { cronJobs, mcpClients, setupStep } from '../support/dashboard-monitors.ts';
import * as more from '../support/dashboard-more-states.ts';
import type { DashboardServer } from '../support/dashboard-server.ts';
import * as states from '../support/dashboard-states.ts';

let browser: DashboardBrowser;

beforeAll(async () => {
  browser = await dashboardBrowser();
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
});

interface CheckedPage {
  readonly path: string | ((server: DashboardServer) => string);
  readonly state: () => states.DashboardState;
  /** What is there when the page is whole. */
  readonly ready?: string;
}

const PAGES: readonly CheckedPage[] = [
  { path: '/', state: states.oneOfEach },
  { path: '/', state: states.warming },
  { path: '/heartbeat#supabase', state: states.oneOfEach },
  { path: '/heartbeat#doppler', state: states.oneOfEach },
  { path: '/mcp', state: states.allHealthy },
  { path: '/tasks', state: states.allHealthy },
  { path: '/setup', state: states.someNotSetUp },
  { path: '/', state: more.storeFailing },
  { path: '/', state: more.storeNotices },
  { path: '/monitors', state: states.oneOfEach },
  { path: '/monitors?q=eu', state: more.thousand },
  { path: '/monitors/supabase?range=1h', state: states.oneOfEach, ready: '.u-over' },
  { path: '/monitors/supabase', state: more.doubtful, ready: '.u-over' },
  { path: '/monitors/doppler', state: states.oneOfEach, ready: '.u-over' },
  { path: '/incidents', state: states.oneOfEach, ready: '[data-incident]' },
  { path: '/incidents', state: more.uneventful, ready: 'main h2' },
  { path: openIncident, state: states.oneOfEach, ready: '[data-event]' },
];

function openIncident(server: DashboardServer): string {
  return `/incidents/${server.history().incidents[0]?.id}`;
}

describe('every page', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has nothing for axe to find and no sideways scroll, ${colorScheme}, at three widths`, async () => {
      await using opened = await browser.open(states.oneOfEach(), '/tasks', {
        colorScheme,
        reducedMotion: 'reduce',
      });
      const { page, complaints, hosts, server } = opened;
      for (const { path: place, state, ready = 'main li' } of PAGES) {
        server.script.state = state();
        const path = typeof place === 'string' ? place : place(server);
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
      expect([...hosts]).toEqual([new URL(server.url).host]);
    }, 300_000);
  }

  test('keeps the longest texts inside a phone', async () => {
    for (const path of ['/', '/heartbeat#supabase', '/monitors', '/monitors/supabase', '/incidents']) {
      await using opened = await browser.open(states.longest(), path, {
        viewport: { width: 390, height: 844 },
      });
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
    await using opened = await browser.open(state);
    const { page, complaints, server } = opened;
    const name = encodeURIComponent(service.name);
    const paths = [
      '/',
      `/heartbeat#${name}`,
      '/mcp',
      '/tasks',
      '/setup',
      '/monitors',
      `/monitors/${name}`,
      '/incidents',
    ];
    for (const path of paths) {
      await page.goto('about:blank');
      await page.goto(server.url + path);
      await page.getByText('<img src=x').locator('visible=true').first().waitFor();
      expect(await page.evaluate('globalThis.hit')).toBeUndefined();
      expect(await page.locator('main img, main script, main a[href^="javascript"]').count()).toBe(0);
    }
    expect(complaints).toEqual([]);
  });
});
