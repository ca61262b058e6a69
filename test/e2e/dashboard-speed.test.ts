import { availableParallelism, loadavg } from 'node:os';
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

const MOST_FIRST_PAINT_MS = 1_000;
const FRAME_MS = 1_000 / 60;
/** How much longer the slowest twentieth of the frames may take than those of a page of plain lines, in this very run. */
const MOST_FRAME_P95_MORE_MS = 1.2 * FRAME_MS;
/** A frame's worth; a core whose caches are shared needs a little more for the same. */
const MOST_FRAME_CPU_MS = 1.3 * FRAME_MS;
const SCROLLED_FRAMES = 180;
const TRIES = 4;

/** A loop of fixed length: how long it takes says how much of a core the page has just now. */
const LOOP = `(() => {
  const start = performance.now();
  let x = 1;
  for (let i = 0; i < 16e7; i += 1) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  return performance.now() - start + (x === 0 ? 1 : 0);
})()`;
/** What the loop takes here when nothing else runs. */
const QUIET_LOOP_MS = 240;

/** 1 on a quiet machine, 3 where other tests leave a third of it. */
async function slowness(page: Page): Promise<number> {
  return Math.max(1, Number(await page.evaluate(LOOP)) / QUIET_LOOP_MS);
}

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

/** Scrolls 90 rows a second, as a wheel that is spun, and tells how long each frame took. */
const SCROLL = `new Promise((resolve) => {
  const frames = [];
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    scrollBy(0, 60);
    if (frames.length <= ${SCROLLED_FRAMES}) requestAnimationFrame(step);
    else resolve(frames.slice(1));
  };
  requestAnimationFrame(step);
})`;

/** As many lines as the list has rows, each as high, and nothing else. */
const PLAIN_LINES = Array.from(
  { length: 1_000 },
  (_, i) => `<p style="margin:0;height:40px">line ${i}</p>`,
).join('');

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
  const cpu = await threadTime(page);
  await page.setContent(PLAIN_LINES);
  const plain = await best(page, cpu, async () => {
    await page.evaluate('scrollTo(0, 0)');
    return quantile(await page.evaluate<number[]>(SCROLL), 0.95);
  });
  await page.addInitScript(WATCH_ROWS);
  const paint = await best(page, cpu, () => firstPaint(page, `${server.url}/monitors`));

  await page.waitForSelector('[data-live-mode=live]');
  await page.getByText('% measured').first().waitFor();
  const rows = Number(await page.locator('[data-list] tr').count());
  let frames: number[] = [];
  const scroll = await best(page, cpu, async () => {
    await page.evaluate('scrollTo(0, 0)');
    frames = await scrollWhileLooksCome(page, server, state);
    return quantile(frames, 0.95);
  });
  const frameCpuMs = scroll.cpuMs / SCROLLED_FRAMES;

  process.stdout.write(
    `1,000 monitors: first rows painted after ${Math.round(paint.ms)} ms (${Math.round(paint.cpuMs)} ms of a core)${shared(paint)}; ` +
      `frames while scrolling p50 ${quantile(frames, 0.5).toFixed(1)} ms, p95 ${scroll.ms.toFixed(1)} ms, ` +
      `longest ${Math.max(...frames).toFixed(1)} ms, of plain lines p95 ${plain.ms.toFixed(1)} ms (${frameCpuMs.toFixed(1)} ms of a core each)${shared(scroll)}; ${rows} rows drawn\n`,
  );
  expect(rows).toBeLessThan(60);
  // The time of a core that the page takes is the same whatever runs beside it; the time on the wall is not.
  expect(paint.cpuMs).toBeLessThan(MOST_FIRST_PAINT_MS);
  expect(frameCpuMs).toBeLessThan(MOST_FRAME_CPU_MS);
  if (isQuiet(paint)) expect(paint.ms).toBeLessThan(MOST_FIRST_PAINT_MS);
  if (isQuiet(scroll) && isQuiet(plain)) expect(scroll.ms).toBeLessThan(plain.ms + MOST_FRAME_P95_MORE_MS);
}, 240_000);

interface Measure {
  readonly ms: number;
  /** What the page's own thread took of a core meanwhile. */
  readonly cpuMs: number;
  /** By how much the machine was slower than when it is quiet. */
  readonly slowness: number;
  /** How many programs wanted to run in the last minute, this page among them. */
  readonly load: number;
}

/** The best of a few tries: what runs beside it can only make it slower. */
async function best(
  page: Page,
  cpu: () => Promise<number>,
  measure: () => Promise<number>,
): Promise<Measure> {
  const found: Measure[] = [];
  for (let count = 0; count < TRIES; count += 1) {
    const before = await slowness(page);
    const cpuBefore = await cpu();
    const ms = await measure();
    const cpuAfter = await cpu();
    // A page that was loaded anew may be in a new process, which counts from nothing.
    const cpuMs = cpuAfter < cpuBefore ? cpuAfter : cpuAfter - cpuBefore;
    found.push({ ms, cpuMs, slowness: Math.max(before, await slowness(page)), load: loadavg()[0] ?? 0 });
  }
  found.sort((a, b) => a.ms - b.ms);
  const [first] = found;
  if (first === undefined) throw new Error('nothing was measured');
  return { ...first, cpuMs: Math.min(...found.map(({ cpuMs }) => cpuMs)) };
}

/** Reads how many milliseconds of a core the thread of the page has taken so far. */
async function threadTime(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
  };
}

function isQuiet({ slowness, load }: Measure): boolean {
  return slowness < 1.2 && load < availableParallelism();
}

function shared(measure: Measure): string {
  return isQuiet(measure)
    ? ''
    : ` on a machine that was ${measure.slowness.toFixed(1)} times slower than when quiet (load ${measure.load.toFixed(1)})`;
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
