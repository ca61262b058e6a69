import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../test/support/chromium.ts';
import * as faults from '../test/support/dashboard-fault-states.ts';
import * as more from '../test/support/dashboard-more-states.ts';
import {
  type DashboardScript,
  type DashboardServer,
  dashboardServer,
} from '../test/support/dashboard-server.ts';
import * as states from '../test/support/dashboard-states.ts';

/** One picture: a page in a state. */
interface Shot {
  readonly name: string;
  /** A function where the address names what the history made up. */
  readonly path: string | ((server: DashboardServer) => string);
  readonly state: () => states.DashboardState;
  readonly script?: Partial<DashboardScript>;
  /** What is done before the picture is taken. */
  readonly act?:
    | 'goes_offline'
    | 'help'
    | 'points'
    | 'points_at_a_day'
    | 'scrolls'
    | 'opens_more'
    | 'opens_looks';
}

const DOWN = { v1: 'fails', services: 'fails', live: 'fails' } as const;

const SHOTS: readonly Shot[] = [
  { name: 'overview-healthy', path: '/', state: states.allHealthy },
  { name: 'overview-each', path: '/', state: states.oneOfEach },
  { name: 'overview-credentials', path: '/', state: states.credentials },
  { name: 'overview-not-set-up', path: '/', state: states.someNotSetUp },
  { name: 'overview-nothing-set-up', path: '/', state: states.nothingSetUp },
  { name: 'overview-cut-off', path: '/', state: states.cutOff },
  { name: 'overview-warming', path: '/', state: states.warming },
  { name: 'overview-empty', path: '/', state: states.empty },
  {
    name: 'overview-loading',
    path: '/',
    state: states.allHealthy,
    script: { v1: 'hangs', services: 'hangs' },
  },
  {
    name: 'overview-error',
    path: '/',
    state: states.allHealthy,
    script: { v1: 'fails', services: 'fails', live: 'fails' },
  },
  { name: 'overview-offline', path: '/', state: states.oneOfEach, act: 'goes_offline' },
  { name: 'overview-200', path: '/', state: states.many },
  { name: 'overview-longest', path: '/', state: states.longest },
  { name: 'overview-help', path: '/', state: states.allHealthy, act: 'help' },
  { name: 'heartbeat-healthy', path: '/heartbeat', state: states.allHealthy },
  { name: 'heartbeat-each', path: '/heartbeat', state: states.oneOfEach },
  { name: 'heartbeat-open-down', path: '/heartbeat#supabase', state: states.oneOfEach },
  { name: 'heartbeat-open-missing', path: '/heartbeat#doppler', state: states.oneOfEach },
  { name: 'heartbeat-open-limited', path: '/heartbeat#vercel', state: states.oneOfEach },
  { name: 'heartbeat-open-healthy', path: '/heartbeat#vercel', state: states.allHealthy },
  { name: 'heartbeat-credentials', path: '/heartbeat#sentry', state: states.credentials },
  { name: 'heartbeat-warming', path: '/heartbeat', state: states.warming },
  { name: 'heartbeat-stub', path: '/heartbeat', state: () => ({ ...states.allHealthy(), stub: true }) },
  { name: 'heartbeat-empty', path: '/heartbeat', state: states.empty },
  {
    name: 'heartbeat-loading',
    path: '/heartbeat',
    state: states.allHealthy,
    script: { services: 'hangs', v1: 'hangs' },
  },
  {
    name: 'heartbeat-error',
    path: '/heartbeat',
    state: states.allHealthy,
    script: { services: 'fails', v1: 'fails', live: 'fails' },
  },
  {
    name: 'heartbeat-plain',
    path: '/heartbeat#supabase',
    state: states.oneOfEach,
    script: { v1: 'fails', live: 'fails' },
  },
  { name: 'heartbeat-offline', path: '/heartbeat', state: states.oneOfEach, act: 'goes_offline' },
  { name: 'heartbeat-200', path: '/heartbeat', state: states.many },
  { name: 'heartbeat-longest', path: '/heartbeat#supabase', state: states.longest },
  { name: 'mcp', path: '/mcp', state: states.allHealthy },
  { name: 'mcp-empty', path: '/mcp', state: states.empty },
  { name: 'mcp-error', path: '/mcp', state: states.allHealthy, script: { services: 'fails' } },
  { name: 'tasks', path: '/tasks', state: states.allHealthy },
  { name: 'tasks-empty', path: '/tasks', state: states.empty },
  { name: 'setup-some', path: '/setup', state: states.someNotSetUp },
  { name: 'setup-done', path: '/setup', state: states.allHealthy },
  { name: 'not-found', path: '/nowhere', state: states.allHealthy },
  { name: 'overview-doubtful', path: '/', state: more.doubtful },
  { name: 'overview-store-failing', path: '/', state: more.storeFailing },
  { name: 'overview-store-notices', path: '/', state: more.storeNotices },
  { name: 'overview-uneventful', path: '/', state: more.uneventful },
  { name: 'overview-more', path: '/', state: states.allHealthy, act: 'opens_more' },
  { name: 'monitors', path: '/monitors', state: states.oneOfEach },
  { name: 'monitors-1000', path: '/monitors', state: more.thousand },
  { name: 'monitors-1000-scrolled', path: '/monitors?sort=name', state: more.thousand, act: 'scrolls' },
  { name: 'monitors-found', path: '/monitors?q=billing&status=healthy&tag=eu', state: more.thousand },
  { name: 'monitors-none-found', path: '/monitors?q=nothing-like-it', state: more.thousand },
  { name: 'monitors-empty', path: '/monitors', state: states.empty },
  { name: 'monitors-loading', path: '/monitors', state: more.thousand, script: { v1: 'hangs' } },
  { name: 'monitors-error', path: '/monitors', state: more.thousand, script: DOWN },
  { name: 'monitors-longest', path: '/monitors', state: states.longest },
  { name: 'monitor-healthy', path: '/monitors/vercel', state: states.allHealthy },
  { name: 'monitor-down', path: '/monitors/supabase?range=1h', state: states.oneOfEach },
  { name: 'monitor-doubted', path: '/monitors/supabase?range=7d', state: more.doubtful },
  { name: 'monitor-flapping', path: '/monitors/vercel?range=30d', state: more.doubtful },
  { name: 'monitor-quarter', path: '/monitors/sentry?range=90d', state: states.oneOfEach },
  { name: 'monitor-year', path: '/monitors/fly?range=365d', state: states.oneOfEach },
  { name: 'monitor-pointed', path: '/monitors/fly', state: states.oneOfEach, act: 'points' },
  { name: 'monitor-day-pointed', path: '/monitors/fly', state: states.oneOfEach, act: 'points_at_a_day' },
  { name: 'monitor-zoomed', path: zoomed, state: states.oneOfEach },
  { name: 'monitor-young', path: '/monitors/supabase?range=30d', state: more.young },
  { name: 'monitor-not-set-up', path: '/monitors/doppler', state: states.oneOfEach },
  { name: 'monitor-loading', path: '/monitors/fly', state: states.oneOfEach, script: { history: 'hangs' } },
  { name: 'monitor-error', path: '/monitors/fly', state: states.oneOfEach, script: { history: 'fails' } },
  { name: 'monitor-gone', path: '/monitors/nobody', state: states.oneOfEach },
  { name: 'monitor-longest', path: '/monitors/supabase', state: states.longest },
  { name: 'incidents', path: '/incidents', state: states.oneOfEach },
  { name: 'incidents-of-one', path: '/incidents?monitor=supabase&status=closed', state: states.oneOfEach },
  { name: 'incidents-empty', path: '/incidents', state: more.uneventful },
  { name: 'incidents-none-open', path: '/incidents?status=open', state: states.allHealthy },
  { name: 'incidents-loading', path: '/incidents', state: states.oneOfEach, script: { history: 'hangs' } },
  { name: 'incidents-error', path: '/incidents', state: states.oneOfEach, script: { history: 'fails' } },
  { name: 'incident-open', path: incidentPath('open'), state: states.oneOfEach },
  { name: 'incident-closed', path: incidentPath('closed'), state: states.oneOfEach, act: 'opens_looks' },
  { name: 'overview-faults', path: '/', state: faults.oneOfEachFault },
  { name: 'overview-own-outage', path: '/', state: faults.ownOutage },
  { name: 'overview-newcomer-outage', path: '/', state: faults.newcomerInAnOutage },
  { name: 'overview-newcomer-offline', path: '/', state: faults.offline },
  { name: 'overview-only-they-see', path: '/', state: faults.everyFeedState },
  { name: 'heartbeat-explained', path: '/heartbeat#fly', state: faults.oneOfEachFault },
  { name: 'monitor-explained', path: '/monitors/supabase', state: faults.oneOfEachFault },
  { name: 'monitor-credential', path: '/monitors/sentry', state: faults.oneOfEachFault },
  { name: 'monitor-only-they-see', path: '/monitors/doppler', state: faults.everyFeedState },
  {
    name: 'monitor-unexplained',
    path: '/monitors/supabase',
    state: faults.oneOfEachFault,
    script: { attribution: 'fails' },
  },
  { name: 'providers', path: '/providers', state: faults.oneOfEachFault },
  { name: 'providers-every-state', path: '/providers', state: faults.everyFeedState },
  { name: 'providers-newcomer', path: '/providers', state: faults.newcomerInAnOutage },
  { name: 'providers-offline', path: '/providers', state: faults.offline },
  { name: 'providers-empty', path: '/providers', state: states.empty },
  {
    name: 'providers-loading',
    path: '/providers',
    state: states.allHealthy,
    script: { attribution: 'hangs' },
  },
  { name: 'providers-error', path: '/providers', state: states.allHealthy, script: { attribution: 'fails' } },
  { name: 'provider-outage', path: '/providers/supabase', state: faults.oneOfEachFault },
  { name: 'provider-limited', path: '/providers/vercel', state: faults.oneOfEachFault },
  { name: 'provider-maintenance', path: '/providers/vercel', state: faults.everyFeedState },
  { name: 'provider-sick', path: '/providers/sentry', state: faults.everyFeedState },
  { name: 'provider-unread', path: '/providers/fly', state: faults.everyFeedState },
  { name: 'provider-huge', path: '/providers/supabase', state: faults.hugeFeed },
  { name: 'provider-hostile', path: '/providers/supabase', state: faults.hostileTexts },
  { name: 'provider-gone', path: '/providers/nobody', state: states.allHealthy },
  {
    name: 'provider-loading',
    path: '/providers/fly',
    state: states.allHealthy,
    script: { attribution: 'hangs' },
  },
  {
    name: 'provider-error',
    path: '/providers/fly',
    state: states.allHealthy,
    script: { attribution: 'fails' },
  },
  { name: 'ledger', path: '/ledger?range=all', state: faults.oneOfEachFault },
  { name: 'ledger-of-one', path: '/ledger?provider=supabase&range=all', state: faults.oneOfEachFault },
  { name: 'ledger-none-fits', path: '/ledger?provider=supabase&range=30d', state: more.uneventful },
  { name: 'ledger-empty', path: '/ledger?range=all', state: more.uneventful },
  { name: 'ledger-loading', path: '/ledger', state: states.allHealthy, script: { attribution: 'hangs' } },
  { name: 'ledger-error', path: '/ledger', state: states.allHealthy, script: { attribution: 'fails' } },
  { name: 'credentials', path: '/credentials', state: faults.credentialHealth },
  { name: 'credentials-fine', path: '/credentials', state: states.allHealthy },
  { name: 'credentials-unset', path: '/credentials', state: states.nothingSetUp },
  { name: 'credentials-empty', path: '/credentials', state: states.empty },
  {
    name: 'credentials-loading',
    path: '/credentials',
    state: states.allHealthy,
    script: { attribution: 'hangs' },
  },
  {
    name: 'credentials-error',
    path: '/credentials',
    state: states.allHealthy,
    script: { attribution: 'fails' },
  },
  { name: 'incident-gone', path: '/incidents/none', state: states.oneOfEach },
];

/** The first incident of Supabase that is open or closed; one that failed on its own side. */
function incidentPath(state: 'open' | 'closed') {
  return (server: DashboardServer) => {
    const found = server
      .history()
      .incidents.find(
        (one) => one.monitor !== null && one.state === state && one.reason === 'http_server_error',
      );
    return `/incidents/${found?.id ?? 'none'}`;
  };
}

function zoomed(server: DashboardServer): string {
  const found = server
    .history()
    .incidents.find(({ state, monitor }) => state === 'closed' && monitor === 'fly');
  const startMs = Date.parse(found?.started_at ?? '');
  const span = { from: startMs - 2 * 3_600_000, to: startMs + 4 * 3_600_000 };
  return `/monitors/fly?from=${new Date(span.from).toISOString()}&to=${new Date(span.to).toISOString()}`;
}

const isForDocs = process.argv.includes('--docs');

/** `--only=390,dark` takes just those of a width, a theme or both. */
const only = (process.argv.find((word) => word.startsWith('--only=')) ?? '--only=').slice(7).split(',');
const isWanted = (one: string | number, all: readonly (string | number)[]) =>
  !all.some((candidate) => only.includes(String(candidate))) || only.includes(String(one));
const WIDTHS = ([1440, 768, 390] as const).filter((width, _, all) => isWanted(width, all));
const THEMES = (['light', 'dark'] as const).filter((theme, _, all) => isWanted(theme, all));

/** Pictures of the documentation, by name; written anew by `npm run shots -- --docs`. */
const DOCS_PICTURES: Readonly<Record<string, string>> = {
  overview: 'overview-each-1440-dark.png',
  heartbeat: 'heartbeat-open-down-1440-light.png',
  phone: 'overview-each-390-dark.png',
};

function isOfDocs(name: string): boolean {
  return isForDocs && Object.values(DOCS_PICTURES).some((picture) => picture.startsWith(`${name}-`));
}

async function act(page: Page, server: DashboardServer, what: Shot['act']): Promise<void> {
  if (what === undefined) return;
  if (what === 'goes_offline') {
    await page.waitForSelector('[data-live-mode="live"]', { state: 'attached' });
    Object.assign(server.script, { services: 'fails', v1: 'fails', live: 'fails' });
    server.dropStreams();
    await page.waitForSelector('[data-live-mode="offline"]', { state: 'attached' });
  }
  if (what === 'help') await page.keyboard.press('?');
  if (what === 'scrolls') await page.evaluate('scrollTo(0, document.documentElement.scrollHeight / 2)');
  if (what === 'opens_more') {
    const button = page.getByRole('button', { name: 'More' });
    if (await button.isVisible()) await button.click();
  }
  if (what === 'opens_looks') await page.getByText('one by one').click();
  if (what === 'points') {
    const chart = await page.locator('.u-over').boundingBox();
    if (chart !== null) await page.mouse.move(chart.x + chart.width * 0.62, chart.y + chart.height * 0.5);
  }
  if (what === 'points_at_a_day') {
    const days = await page.getByRole('slider', { name: /^Days of/ }).boundingBox();
    if (days !== null) await page.mouse.move(days.x + days.width * 0.56, days.y + days.height * 0.5);
  }
  await page.waitForTimeout(350);
}

async function take(browser: Browser, shot: Shot, folder: string): Promise<void> {
  for (const width of WIDTHS) {
    for (const colorScheme of THEMES) {
      await using server = await dashboardServer(shot.state());
      Object.assign(server.script, shot.script);
      const context = await browser.newContext({
        viewport: { width, height: width === 390 ? 844 : 900 },
        colorScheme,
        timezoneId: 'UTC',
        deviceScaleFactor: 1,
      });
      const page = await context.newPage();
      const path = typeof shot.path === 'string' ? shot.path : shot.path(server);
      await page.goto(server.url + path, { waitUntil: 'commit' });
      await page.waitForSelector('main');
      await page.evaluate('document.fonts.ready');
      // Skeletons wait 300 ms before they show, and colours fade for 120 ms.
      await page.waitForTimeout(path.startsWith('/monitors/') || shot.name.endsWith('loading') ? 900 : 350);
      if (shot.act !== 'help' && shot.act !== 'opens_more' && !/200|1000/.test(shot.name)) {
        // What is fixed to the window stays in place when the window is as tall as the page.
        const height = await page.evaluate('document.documentElement.scrollHeight');
        await page.setViewportSize({ width, height: Number(height) });
      }
      await act(page, server, shot.act);
      await page.screenshot({ path: join(folder, `${shot.name}-${width}-${colorScheme}.png`) });
      await context.close();
    }
  }
}

const executablePath = findChromium(process.env);
if (executablePath === null) {
  console.error('No Chromium found: install one, or name it in KORA_CHROMIUM.');
  process.exit(1);
}
const folder = join(import.meta.dirname, '../shots');
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const chosen = SHOTS.filter(
  ({ name }) =>
    (wanted.length === 0 && !isForDocs) || isOfDocs(name) || wanted.some((word) => name.includes(word)),
);
if (wanted.length === 0 && !isForDocs) rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_FLAGS] });
for (const shot of chosen) await take(browser, shot, folder);
await browser.close();
if (isForDocs) {
  for (const [name, picture] of Object.entries(DOCS_PICTURES)) {
    copyFileSync(join(folder, picture), join(import.meta.dirname, '../docs/images', `${name}.png`));
  }
}
console.log(`${chosen.length * WIDTHS.length * THEMES.length} pictures in shots/`);
