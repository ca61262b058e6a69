import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { leadWords } from '../../web/src/lib/ledger.ts';
import { sidewaysPixels } from '../support/dashboard-axe.ts';
import { type DashboardBrowser, dashboardBrowser } from '../support/dashboard-browser.ts';
import * as faults from '../support/dashboard-fault-states.ts';
import { officialOf } from '../support/dashboard-feeds.ts';
import { ledgerEntry, ledgerOf } from '../support/dashboard-ledger.ts';
import { monitor } from '../support/dashboard-monitors.ts';
import * as more from '../support/dashboard-more-states.ts';
import * as states from '../support/dashboard-states.ts';

let browser: DashboardBrowser;

beforeAll(async () => {
  browser = await dashboardBrowser();
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
});

/** The headings of the groups on the overview, each with the monitors below it. */
function groups(page: Page): Promise<unknown> {
  return page.evaluate(`Object.fromEntries([...document.querySelectorAll('section[aria-labelledby^="group-"]')].map(
    (section) => [
      section.getAttribute('aria-labelledby').slice(6),
      [...section.querySelectorAll('[data-monitor]')].map((item) => item.dataset.monitor),
    ],
  ))`);
}

describe('the overview', () => {
  test('groups by who has to act, and names that in its headline', async () => {
    await using opened = await browser.open(faults.oneOfEachFault());
    const { page } = opened;
    await page
      .getByRole('heading', {
        level: 1,
        name: 'Your Sentry token was rejected. Your Doppler token lacks a permission.',
      })
      .waitFor();
    expect(await groups(page)).toEqual({
      needs_you: ['sentry', 'doppler'],
      theirs: ['supabase'],
      watching: ['vercel', 'fly'],
    });
    const supabase = page.locator('li[data-monitor=supabase]');
    expect(await supabase.textContent()).toMatch(/Status page: outage since \d\d:\d\d/);
  });

  test('says of a lost network that it says nothing about the others', async () => {
    await using opened = await browser.open(faults.ownOutage());
    const { page } = opened;
    const text = 'This machine has lost its network. Nothing here says anything about the others.';
    await page.getByRole('heading', { level: 1, name: text }).waitFor();
    expect(await groups(page)).toMatchObject({
      unseen: expect.arrayContaining(['vercel']),
      fine: ['printer'],
    });
    expect(await page.locator('main').textContent()).not.toContain('Theirs');
  });

  test('shows a newcomer what the status pages say, told apart from looks of our own', async () => {
    await using opened = await browser.open(states.nothingSetUp());
    const { page } = opened;
    const text = 'All five status pages report normal operation.';
    await page.getByRole('heading', { level: 1, name: text }).waitFor();
    // It is no verdict of ours, so that it has no tone.
    expect(await page.locator('[data-headline]').getAttribute('data-tone')).toBe('none');
    expect(await groups(page)).toEqual({ not_set_up: ['vercel', 'sentry', 'doppler', 'supabase', 'fly'] });
    const fly = page.locator('li[data-monitor=fly]');
    expect(await fly.textContent()).toContain('Status page: operational');
    expect(await fly.textContent()).toContain('Our look: not set up yet');
    expect(await fly.locator('[data-mark=healthy]').count()).toBe(0);
    await page.getByRole('link', { name: 'Set up the first' }).click();
    await page.getByRole('heading', { level: 1, name: 'Setup' }).waitFor();
  });

  test('follows a fault that arrives after its look', async () => {
    const pending = states.failing('supabase', states.FAILURES.down, {
      fault: null,
      actor: null,
      sentence: '',
    });
    const state = states.allHealthy();
    await using opened = await browser.open({
      ...state,
      monitors: state.monitors.map((one) => (one.name === 'supabase' ? pending : one)),
    });
    const { page, server } = opened;
    await page.getByRole('heading', { level: 1, name: 'Supabase is failing on its own side.' }).waitFor();
    await page.waitForSelector('[data-live-mode=live]');
    const decided = {
      fault: 'credential',
      actor: 'you',
      sentence: 'Your Supabase token was rejected.',
    } as const;
    server.push({ ...pending, ...decided });
    await page.getByRole('heading', { level: 1, name: 'Your Supabase token was rejected.' }).waitFor();
    expect(await groups(page)).toMatchObject({ needs_you: ['supabase'] });
  });

  test('tells of trouble that only the provider sees, and stays calm', async () => {
    const state = states.allHealthy();
    const admitted = monitor('fly', { official: officialOf('fly', 'degraded', 12) });
    await using opened = await browser.open({
      ...state,
      monitors: [...state.monitors.slice(0, 4), admitted],
    });
    const { page } = opened;
    await page.getByRole('heading', { level: 1, name: 'All five services are healthy.' }).waitFor();
    await page.getByText("Fly.io's status page tells of trouble that our looks do not see.").waitFor();
    expect(await page.locator('li[data-monitor=fly]').textContent()).toContain('Status page: degraded since');
  });
});

describe('why a monitor is as it is', () => {
  test('is told on its page: whose fault, who has to act, what to do, and what was tried', async () => {
    await using opened = await browser.open(faults.oneOfEachFault(), '/monitors/supabase');
    const { page } = opened;
    const card = page.locator('[data-explained=provider]');
    await card.locator('[data-evidence]').waitFor();
    const text = await card.textContent();
    expect(text).toContain('Whose faultTheirs: the provider');
    expect(text).toContain('Who has to actSupabase');
    expect(text).toContain("What to doWait, and watch the provider's status page.");
    await card.getByRole('columnheader', { name: 'Speaks for' }).waitFor();
    const row = card.getByRole('row', { name: /^The same call without the credential/ });
    expect(await row.textContent()).toMatch(
      /\d\d:\d\d:\d\dFailed on its own sideHTTP 503 after 180 ms.*the provider/,
    );
    const link = card.getByRole('link', { name: 'status.supabase.example' });
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
  });

  test('is told in a row of the heartbeat', async () => {
    await using opened = await browser.open(faults.oneOfEachFault(), '/heartbeat#fly');
    const details = opened.page.locator('#details-fly');
    await details.locator('[data-explained=undetermined] [data-evidence]').waitFor();
    expect(await details.locator('tr[data-experiment]').count()).toBe(5);
    expect(await details.textContent()).toContain('Cannot be read');
  });

  test('says why the contract calls pending what everything else calls unhealthy', async () => {
    const pinned = states.failing('fly', {
      ...states.FAILURES.timeout,
      status: 'unhealthy',
      fault: 'provider',
    });
    await using opened = await browser.open({ ...states.allHealthy(), monitors: [pinned] }, '/heartbeat#fly');
    const { page } = opened;
    await page.locator('#details-fly [data-explained=provider]').waitFor();
    const row = page.locator('[data-monitor=fly]');
    await row.getByText('This panel keeps to its contract').waitFor();
    expect(await row.locator('[data-cell=status]').textContent()).toBe('Probe pending');
  });

  test('keeps what to do when the explanation cannot be had, and asks again on request', async () => {
    await using opened = await browser.open(faults.oneOfEachFault(), '/monitors/supabase', {
      script: { attribution: 'fails' },
    });
    const { page, server } = opened;
    const alert = page.getByRole('alert').filter({ hasText: 'What was tried could not be loaded.' });
    await alert.waitFor();
    await page.getByText("Wait, and watch the provider's status page.").waitFor();
    server.script.attribution = 'answers';
    await alert.getByRole('button').click();
    await page.locator('[data-explained=provider] [data-evidence]').waitFor();
  });

  test('is asked of no monitor that is healthy', async () => {
    await using opened = await browser.open(states.allHealthy(), '/monitors/fly');
    const { page, server } = opened;
    await page.locator('header[data-monitor=fly] [data-official=operational]').waitFor();
    expect(server.requests.filter((one) => one.includes('explanation'))).toEqual([]);
  });

  test('stands on the page of its incident, with what the provider said of it', async () => {
    await using opened = await browser.open(faults.oneOfEachFault(), '/incidents/supabase.open');
    const { page, server } = opened;
    const entry = ledgerOf(server.history().incidents).find(({ incident }) => incident === 'supabase.open');
    if (entry === undefined) throw new Error('the ledger has the open outage');
    await page.locator('[data-told=admitted]').getByText(leadWords(entry)).waitFor();
    await page.getByRole('link', { name: 'Elevated error rates on the database API' }).waitFor();
    await page.locator('[data-explained=provider] [data-evidence]').waitFor();
  });
});

describe('providers', () => {
  test('are listed with what they say beside what we see, trouble first', async () => {
    await using opened = await browser.open(faults.everyFeedState(), '/providers');
    const { page } = opened;
    const rows = page.locator('main li[data-provider]');
    await rows.nth(4).waitFor();
    const order = await page.evaluate(
      `[...document.querySelectorAll('main li[data-provider]')].map(({ dataset }) => dataset.provider + ' ' + dataset.feed)`,
    );
    expect(order).toEqual([
      'supabase outage',
      'doppler degraded',
      'sentry sick',
      'vercel maintenance',
      'fly unread',
    ]);
    // A page that cannot be read is its own state, and no verdict on the service.
    const sentry = rows.nth(2);
    expect(await sentry.textContent()).toContain('That says nothing about the service.');
    expect(await sentry.locator('[data-mark=healthy]').count()).toBe(1);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Supabase' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { level: 1, name: 'Providers' }).waitFor();
  });

  test('say so when no status page is read', async () => {
    await using opened = await browser.open(faults.offline(), '/providers');
    await opened.page.getByText('No status page is read, because KORA_OFFLINE is set.').waitFor();
  });

  test('each have a page: watched components first, incidents, ledger, credential, budget', async () => {
    await using opened = await browser.open(faults.oneOfEachFault(), '/providers/supabase');
    const { page } = opened;
    const watched = page.getByRole('list', { name: 'What the looks here depend on' });
    await watched.waitFor();
    expect(await watched.getByRole('listitem').first().textContent()).toBe('DatabaseOutage');
    await page.getByText('3 others that nothing here depends on').click();
    await page.getByRole('list', { name: 'Others' }).getByText('Storage').waitFor();
    const incident = page.locator('[data-feed-incident]').first();
    expect(await incident.textContent()).toContain('We have identified the cause as a bad deploy');
    await page.locator('[data-credential="supabase/token"]').waitFor();
    await page.locator('[data-budget=supabase]').getByText('964 of 1,000 requests left').waitFor();
    await page.getByRole('link', { name: 'Whole ledger' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('?provider=supabase');
    await page.getByRole('heading', { level: 1, name: 'Who tells us, and how late' }).waitFor();
  });

  test('a limited one says when it is looked at again', async () => {
    await using opened = await browser.open(faults.oneOfEachFault(), '/providers/vercel');
    const budget = opened.page.locator('[data-budget=vercel]');
    await budget.waitFor();
    expect(await budget.textContent()).toMatch(/Looks every2 min instead of 30 s.*No look before.*\d\d:\d\d/);
  });

  test('an unknown one is told of', async () => {
    await using opened = await browser.open(states.allHealthy(), '/providers/nobody%2Felse');
    await opened.page.getByText('No provider has this name.').waitFor();
    await opened.page.getByText('nobody/else').waitFor();
  });

  test('one that lists ten thousand components stays quick and inside a phone', async () => {
    await using opened = await browser.open(faults.hugeFeed(), '/providers/supabase', {
      viewport: { width: 390, height: 844 },
    });
    const { page } = opened;
    await page.getByText('9,997 others that nothing here depends on, 11 not operational').click();
    await page.getByText('And 9,797 more.').waitFor();
    expect(await sidewaysPixels(page)).toBe(0);
    expect(await page.getByRole('list', { name: 'Others' }).getByText('Degraded').count()).toBe(11);
  });
});

describe('the ledger', () => {
  test('says in one line who told us and how late, by the address', async () => {
    const late = (lead: number, days: number) => {
      const startMs = Date.now() - days * 86_400_000;
      const at = (minutes: number) => new Date(startMs + minutes * 60_000).toISOString();
      return ledgerEntry('vercel', {
        incident: `vercel.${days}`,
        started_at: at(0),
        ended_at: at(30),
        admitted_at: at(lead),
        lead_minutes: lead,
      });
    };
    const silent = { admitted_at: null, lead_minutes: null, resolved_at: null, lag_minutes: null };
    const untold = { feed_title: null, feed_url: null, feed_incident: null };
    const ledger = [
      late(9, 1),
      late(11, 2),
      late(200, 3),
      { ...late(0, 4), ...silent, ...untold },
      { ...late(0, 5), ...silent, ...untold },
      { ...late(0, 200), ...silent, ...untold },
    ];
    await using opened = await browser.open({ ...states.allHealthy(), ledger }, '/ledger?provider=vercel');
    const { page, server } = opened;
    await page.getByText('Vercel admitted 3 of 5 outages, 11 minutes after we saw them (median).').waitFor();
    const first = page.locator('tr[data-entry]').first();
    expect(await first.textContent()).toContain('9 min after us');
    expect(await first.getByRole('link').last().getAttribute('rel')).toBe('noopener noreferrer');
    await page.getByRole('button', { name: '1 y' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('?provider=vercel&range=365d');
    await page.getByText('Vercel admitted 3 of 6 outages').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    expect((await download).suggestedFilename()).toBe('kora-ledger.csv');
    expect(server.requests.at(-1)).toMatch(
      /^GET \/api\/v1\/ledger\?provider=vercel&from=[^&]+&limit=500&format=csv$/,
    );
  });

  test('comes page by page', async () => {
    const ledger = Array.from({ length: 130 }, (_, index) =>
      ledgerEntry('fly', { incident: `fly.${index}` }),
    );
    await using opened = await browser.open({ ...states.allHealthy(), ledger }, '/ledger');
    const { page } = opened;
    const rows = page.locator('tr[data-entry]');
    await rows.nth(99).waitFor();
    expect(await rows.count()).toBe(100);
    await page.getByText('there are earlier ones').waitFor();
    await page.getByRole('button', { name: 'Show earlier ones' }).click();
    await rows.nth(129).waitFor();
  });

  test('teaches while it is empty, and offers more when nothing fits', async () => {
    await using opened = await browser.open(more.uneventful(), '/ledger?provider=fly');
    const { page } = opened;
    await page.getByRole('button', { name: 'Show every provider and all time' }).click();
    await page.getByText('No provider had an outage yet.').waitFor();
  });
});

describe('credentials', () => {
  test('show what needs a person first, count down, and name the way to a better one', async () => {
    await using opened = await browser.open(faults.credentialHealth(), '/credentials');
    const { page } = opened;
    await page.getByText('Your Sentry and Vercel credentials need you.').waitFor();
    const titles = await page.getByRole('heading', { level: 2 }).allTextContents();
    expect(titles).toEqual([
      'Needs you 2',
      'Runs out soon 1',
      'Could be better 1',
      'Fine 2',
      'Not set up yet 1',
    ]);
    const sentry = page.locator('[data-credential="sentry/token"]');
    expect(await sentry.textContent()).toMatch(/Rejected since/);
    expect(await page.locator('[data-credential="vercel/token"] [data-countdown]').textContent()).toBe(
      '5 days left',
    );
    const doppler = page.locator('[data-credential="doppler/token"]');
    expect(await doppler.textContent()).toContain('It may do more than looking needs.');
    const mint = doppler.getByRole('link', { name: 'doppler.example.com/account/tokens' });
    expect(await mint.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await page.locator('main input, main textarea').count()).toBe(0);
  });

  test('teach when none is set up, and when none is needed', async () => {
    await using opened = await browser.open(states.nothingSetUp(), '/credentials');
    const { page, server } = opened;
    await page.getByText('No credential is set up yet.').waitFor();
    server.script.state = states.empty();
    await page.reload();
    await page.getByText('Nothing here needs a credential.').waitFor();
  });
});
