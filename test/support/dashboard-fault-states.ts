import type { Credential } from '../../src/contracts/credentials.ts';
import type { Feed } from '../../src/contracts/feeds.ts';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import { credential, expiring } from './dashboard-credentials.ts';
import { feedIncident, officialOf } from './dashboard-feeds.ts';
import { ledgerEntry } from './dashboard-ledger.ts';
import { type FixtureMonitor, monitor, NAMES } from './dashboard-monitors.ts';
import {
  allHealthy,
  type DashboardState,
  FAILURES,
  failing,
  missing,
  oneOfEach,
} from './dashboard-states.ts';

const MINUTE_MS = 60_000;

/** One of each fault that somebody else, a person here or the quota is at. */
export function oneOfEachFault(): DashboardState {
  const state = oneOfEach();
  const limitedUntil = isoTime(systemClock.nowMs() + 15 * MINUTE_MS);
  const budget = {
    held_until: limitedUntil,
    effective_interval_ms: 120_000,
    words: 'It said to wait; the next look comes after that.',
  };
  return {
    ...withMonitors(
      state,
      failing('sentry', FAILURES.rejected),
      failing('doppler', FAILURES.denied),
      failing('fly', FAILURES.timeout, { official: officialOf('fly', 'sick') }),
    ),
    budgets: { vercel: budget },
  };
}

/** The daemon has found out that this machine reaches nobody. */
export function ownOutage(): DashboardState {
  const cut = {
    ...FAILURES.timeout,
    fault: 'network',
    actor: 'you',
    hint: 'Mend the network of this machine. Until then nothing is known of the others.',
    sentence: 'This machine has lost its network. Nothing here says anything about NAME.',
  } as const;
  const monitors = NAMES.map((name) => failing(name, cut));
  return { ...allHealthy(), monitors: [...monitors, monitor('printer', { title: 'Printer in the hall' })] };
}

/** Nothing is set up, and one status page tells of an outage. */
export function newcomerInAnOutage(): DashboardState {
  return {
    ...allHealthy(),
    monitors: NAMES.map((name) => ({
      ...missing(name),
      official: officialOf(name, NEWCOMER_STATES[name] ?? 'operational', 12),
    })),
  };
}

const NEWCOMER_STATES: Readonly<Record<string, Feed['state']>> = {
  supabase: 'outage',
  doppler: 'sick',
  fly: 'unread',
};

/** Nothing is set up, and no status page is read either. */
export function offline(): DashboardState {
  const monitors = NAMES.map((name) => ({ ...missing(name), official: null }));
  return { ...allHealthy(), monitors, offline: true };
}

/** Every state that a status page can have; the looks do not always agree. */
export function everyFeedState(): DashboardState {
  const told = (name: string, state: Feed['state']) =>
    monitor(name, { official: officialOf(name, state, 31) });
  return withMonitors(
    allHealthy(),
    told('vercel', 'maintenance'),
    told('sentry', 'sick'),
    told('doppler', 'degraded'),
    failing('supabase', FAILURES.down, {
      official: officialOf('supabase', 'outage', 3),
      sentence: 'Supabase is refusing everybody. Their status page agrees.',
    }),
    told('fly', 'unread'),
  );
}

/** Every way in which a credential can need a person. */
export function credentialHealth(): DashboardState {
  const credentials: readonly Credential[] = [
    credential('sentry', {
      state: 'rejected',
      words: 'Make a new one: it has been refused since 2026-11-25 03:47 UTC.',
      rejected_since: isoTime(systemClock.nowMs() - 22 * MINUTE_MS),
      last_worked_at: isoTime(systemClock.nowMs() - 23 * MINUTE_MS),
      advice: 'Make a new one, set KORA_SENTRY_API_TOKEN, and start Kora again.',
    }),
    expiring('vercel', 5),
    expiring('fly', 26),
    credential('doppler', {
      words: 'It works, and may do more than looking needs.',
      kind: 'personal token',
      scope: 'everything that its owner may do',
      over_privileged:
        'A personal token (dp.pt.) reads and writes every project of its owner; looking needs to read one config.',
      advice: 'Make a service token of one config, with read access only.',
    }),
    credential('supabase', { checked_at: null }),
    credential('supabase', {
      id: 'supabase/service_key',
      variable: null,
      kind: 'service_role key',
      state: 'unsure',
      words: 'The last call did not get far enough to say.',
    }),
    credential('github', {
      title: 'GitHub',
      state: 'missing',
      words: 'Not needed, but without KORA_GITHUB_API_TOKEN: private repositories are not seen.',
      kind: null,
      last_worked_at: null,
      checked_at: null,
    }),
  ];
  return { ...allHealthy(), credentials };
}

const HOSTILE = '<img src=x onerror="globalThis.hit=1"><script>globalThis.hit=1</script>';

/** Status pages, credentials and a ledger that hold markup and addresses that lead astray. */
export function hostileTexts(): DashboardState {
  const bad = 'javascript:globalThis.hit=1';
  const incident = feedIncident(HOSTILE, {
    title: HOSTILE,
    text: `${HOSTILE}\n${HOSTILE}`,
    url: bad,
    components: [HOSTILE],
  });
  const official = { state: 'outage', words: HOSTILE, since: null, page_url: bad } as const;
  const service = failing(
    'supabase',
    { ...FAILURES.down, sentence: HOSTILE, why: HOSTILE, hint: HOSTILE },
    { official },
  );
  return {
    ...withMonitors(allHealthy(), service),
    feeds: {
      supabase: {
        words: HOSTILE,
        page_url: bad,
        url: bad,
        kind: HOSTILE,
        components: [{ group: HOSTILE, name: HOSTILE, state: 'outage', is_watched: true }],
        incidents: [incident],
      },
      fly: { state: 'sick', problem: HOSTILE, words: HOSTILE, page_url: bad },
    },
    credentials: [
      credential('supabase', {
        title: HOSTILE,
        words: HOSTILE,
        kind: HOSTILE,
        owner: HOSTILE,
        scope: HOSTILE,
        over_privileged: HOSTILE,
        advice: HOSTILE,
        mint_url: bad,
        least_scope: HOSTILE,
      }),
    ],
    budgets: { supabase: { words: HOSTILE } },
    ledger: [ledgerEntry('supabase', { feed_title: HOSTILE, feed_url: bad, words: HOSTILE })],
  };
}

/** A status page that lists ten thousand things, in long words. */
export function hugeFeed(): DashboardState {
  const components = Array.from({ length: 10_000 }, (_, index) => ({
    group: `Region ${index % 40} with a name that goes on for quite a while`,
    name: `Component ${index} of a service that somebody has named without any thought of a phone`,
    state: index % 997 === 3 ? ('degraded' as const) : ('operational' as const),
    is_watched: index < 3,
  }));
  const word = 'unbreakable'.repeat(24);
  const incidents = Array.from({ length: 60 }, (_, index) =>
    feedIncident(`many-${index}`, {
      title: `${index}: ${word}`,
      text: `${word} `.repeat(12),
      components: components.slice(0, 40).map(({ name }) => name),
      is_watched: index % 2 === 0,
    }),
  );
  const told = monitor('supabase', { official: officialOf('supabase', 'outage', 31) });
  return { ...withMonitors(allHealthy(), told), feeds: { supabase: { components, incidents } } };
}

function withMonitors(state: DashboardState, ...changed: readonly FixtureMonitor[]): DashboardState {
  const monitors = state.monitors.map((one) => changed.find(({ name }) => name === one.name) ?? one);
  return { ...state, monitors };
}
