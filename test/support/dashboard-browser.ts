import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from './chromium.ts';
import { type DashboardServer, dashboardServer } from './dashboard-server.ts';
import type { DashboardState } from './dashboard-states.ts';

/** Generous: browser tests share their cores with others. */
export const PATIENCE_MS = 15_000;

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly server: DashboardServer;
  /** Every host that the browser asked. */
  readonly hosts: ReadonlySet<string>;
  /** Errors of the page, and what its policy refused. */
  readonly complaints: readonly string[];
}

export interface OpenOptions extends BrowserContextOptions {
  readonly script?: Partial<DashboardServer['script']>;
}

export interface DashboardBrowser extends AsyncDisposable {
  /** A fresh profile on a fresh server. Use with `await using`. */
  open(state: DashboardState, path?: string, options?: OpenOptions): Promise<OpenPage>;
}

/** Builds the dashboard when it is stale and starts a real browser. */
export async function dashboardBrowser(): Promise<DashboardBrowser> {
  const build = join(import.meta.dirname, '../../scripts/build.ts');
  execFileSync(process.execPath, [build, '--if-stale'], { stdio: 'pipe' });
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('No Chromium found: install one, or set KORA_CHROMIUM.');
  const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
  return {
    open: (state, path = '/', options = {}) => open(browser, state, { path, ...options }),
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}

async function open(
  browser: Browser,
  state: DashboardState,
  { path, script = {}, ...options }: OpenOptions & { readonly path: string },
): Promise<OpenPage> {
  const server = await dashboardServer(state);
  Object.assign(server.script, script);
  const viewport = { width: 1440, height: 900 };
  const context = await browser.newContext({ viewport, timezoneId: 'UTC', ...options });
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
