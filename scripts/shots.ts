import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM_FLAGS, findChromium } from '../test/support/chromium.ts';
import { type DashboardScript, dashboardServer } from '../test/support/dashboard-server.ts';
import * as states from '../test/support/dashboard-states.ts';

/** One picture: a page in a state. */
interface Shot {
  readonly name: string;
  readonly path: string;
  readonly state: () => states.DashboardState;
  readonly script?: Partial<DashboardScript>;
  /** What is done before the picture is taken. */
  readonly act?: 'goes_offline' | 'help';
}

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
];

const isForDocs = process.argv.includes('--docs');

const WIDTHS = [1440, 768, 390] as const;
const THEMES = ['light', 'dark'] as const;

/** Pictures of the documentation, by name; written anew by `npm run shots -- --docs`. */
const DOCS_PICTURES: Readonly<Record<string, string>> = {
  overview: 'overview-each-1440-dark.png',
  heartbeat: 'heartbeat-open-down-1440-light.png',
  phone: 'overview-each-390-dark.png',
};

function isOfDocs(name: string): boolean {
  return isForDocs && Object.values(DOCS_PICTURES).some((picture) => picture.startsWith(`${name}-`));
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
      await page.goto(server.url + shot.path, { waitUntil: 'commit' });
      await page.waitForSelector('main');
      await page.evaluate('document.fonts.ready');
      if (shot.act === 'goes_offline') {
        await page.waitForSelector('[data-live-mode="live"]', { state: 'attached' });
        Object.assign(server.script, { services: 'fails', v1: 'fails', live: 'fails' });
        server.dropStreams();
        await page.waitForSelector('[data-live-mode="offline"]', { state: 'attached' });
      }
      if (shot.act === 'help') await page.keyboard.press('?');
      // Skeletons wait 300 ms before they show, and colours fade for 120 ms.
      await page.waitForTimeout(shot.name.endsWith('loading') ? 700 : 350);
      if (shot.act !== 'help' && !shot.name.includes('200')) {
        // What is fixed to the window stays in place when the window is as tall as the page.
        const height = await page.evaluate('document.documentElement.scrollHeight');
        await page.setViewportSize({ width, height: Number(height) });
      }
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
