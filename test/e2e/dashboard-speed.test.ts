import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isoTime, systemClock, wait } from '../../src/lib/time.ts';
import { type DashboardBrowser, dashboardBrowser } from '../support/dashboard-browser.ts';
import * as more from '../support/dashboard-more-states.ts';
import type { DashboardServer } from '../support/dashboard-server.ts';
import type { DashboardState } from '../support/dashboard-states.ts';

let browser: DashboardBrowser;

beforeAll(async () => {
  browser = await dashboardBrowser();
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
});

/** Bounds with room for a machine that others use too; what was measured is printed. */
const MOST_FIRST_PAINT_MS = 1_000;
const MOST_FRAME_P95_MS = 50;
const TRIES = 6;

/** Notes when the first rows were painted: the frame after the one in which they were drawn. */
const WATCH_ROWS = `
  new MutationObserver((_, observer) => {
    if (document.querySelectorAll('[data-list] [data-row]').length < 15) return;
    observer.disconnect();
    requestAnimationFrame(() => setTimeout(() => {
      document.documentElement.dataset.rowsPainted = String(performance.now());
    }));
  }).observe(document, { subtree: true, childList: true });
`;

/** Scrolls 150 rows a second, which nobody can read, and tells how long each frame took. */
const SCROLL = `new Promise((resolve) => {
  const frames = [];
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    scrollBy(0, 100);
    if (frames.length < 180) requestAnimationFrame(step);
    else resolve(frames.slice(1));
  };
  requestAnimationFrame(step);
})`;

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

async function firstPaint(page: Page, url: string): Promise<number> {
  await page.goto('about:blank');
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForSelector('[data-rows-painted]', { state: 'attached' });
  return Number(await page.evaluate('document.documentElement.dataset.rowsPainted'));
}

test('a thousand monitors are painted within a second and scroll smoothly, while looks keep coming', async () => {
  const state = more.thousand();
  await using opened = await browser.open(state, '/tasks');
  const { page, server } = opened;
  await page.addInitScript(WATCH_ROWS);
  const paints: number[] = [];
  for (let count = 0; count < TRIES; count += 1) {
    paints.push(await firstPaint(page, `${server.url}/monitors`));
    if (Math.min(...paints) < MOST_FIRST_PAINT_MS && count > 1) break;
  }

  await page.waitForSelector('[data-live-mode=live]');
  await page.getByText('% measured').first().waitFor();
  const rows = Number(await page.locator('[data-list] tr').count());
  const scrolls: number[][] = [];
  for (let count = 0; count < TRIES; count += 1) {
    await page.evaluate('scrollTo(0, 0)');
    scrolls.push(await scrollWhileLooksCome(page, server, state));
    if (Math.min(...scrolls.map(p95)) < MOST_FRAME_P95_MS) break;
  }

  // Another test on the same cores can only ever make it slower: the best of the tries is the nearest to the truth.
  const paint = Math.min(...paints);
  const frames = scrolls.toSorted((a, b) => p95(a) - p95(b))[0] ?? [];
  process.stdout.write(
    `1,000 monitors: first rows painted after ${Math.round(paint)} ms; ` +
      `frames while scrolling p50 ${quantile(frames, 0.5).toFixed(1)} ms, p95 ${p95(frames).toFixed(1)} ms, ` +
      `longest ${Math.max(...frames).toFixed(1)} ms; ${rows} rows drawn\n`,
  );
  expect(rows).toBeLessThan(60);
  expect(paint).toBeLessThan(MOST_FIRST_PAINT_MS);
  expect(p95(frames)).toBeLessThan(MOST_FRAME_P95_MS);
});

function p95(frames: readonly number[]): number {
  return quantile(frames, 0.95);
}

/** A look comes about every 30 ms, as with a thousand monitors that are looked at twice a minute. */
async function scrollWhileLooksCome(
  page: Page,
  server: DashboardServer,
  { monitors }: DashboardState,
): Promise<number[]> {
  const stop = new AbortController();
  const looks = (async () => {
    for (let count = 0; !stop.signal.aborted; count += 1) {
      const monitor = monitors[(count * 37) % monitors.length];
      const at = isoTime(systemClock.nowMs());
      const beat = { at, status: 'healthy', reason: 'ok', latency_ms: 120 } as const;
      if (monitor !== undefined) server.push({ ...monitor, checked_at: at, recent: [beat] });
      await wait(systemClock, 30, stop.signal).catch(() => {});
    }
  })();
  const frames = await page.evaluate<number[]>(SCROLL);
  stop.abort();
  await looks;
  return frames;
}
