import type { Feed, FeedState, Official } from '../../src/contracts/feeds.ts';
import { isoTime, systemClock } from '../../src/lib/time.ts';

type FeedIncident = Feed['incidents'][number];
type Component = Feed['components'][number];

const MINUTE_MS = 60_000;

const PAGES: Readonly<Record<string, string>> = {
  vercel: 'https://www.vercel-status.example',
  sentry: 'https://status.sentry.example',
  doppler: 'https://www.dopplerstatus.example',
  supabase: 'https://status.supabase.example',
  fly: 'https://status.flyio.example',
};

/** By provider: what is looked at, then a few that nothing here depends on. */
const COMPONENTS: Readonly<Record<string, readonly (readonly [string | null, string, boolean])[]>> = {
  vercel: [
    [null, 'API', true],
    [null, 'Builds', true],
    [null, 'CDN', true],
    [null, 'Serverless Functions', true],
    [null, 'Edge Functions', true],
    [null, 'Dashboard', false],
    ['Edge regions', 'ARN1 - Stockholm, Sweden', false],
    ['Edge regions', 'FRA1 - Frankfurt, Germany', false],
    ['Edge regions', 'IAD1 - Washington, D.C., USA', false],
    ['Integrations', 'Marketplace', false],
  ],
  sentry: [
    ['EU', 'API', true],
    ['EU', 'Dashboard', true],
    ['US', 'API', false],
    ['US', 'Dashboard', false],
    ['Third parties', 'Slack', false],
    ['Third parties', 'GitHub', false],
  ],
  doppler: [
    [null, 'API', true],
    [null, 'Dashboard', true],
    ['Integrations', 'Vercel', false],
    ['Vendors', 'Google Cloud', false],
  ],
  supabase: [
    [null, 'Database', true],
    [null, 'Connection Pooler', true],
    [null, 'Management API', true],
    [null, 'Auth', true],
    [null, 'Storage', false],
    [null, 'Realtime', false],
    ['Regions', 'eu-central-1', true],
    ['Regions', 'us-east-1', false],
  ],
  fly: [
    [null, 'Machines API', true],
    [null, 'Machines', true],
    [null, 'Anycast Proxy', true],
    [null, 'Volumes', false],
    ['Regions', 'AMS - Amsterdam, Netherlands', false],
  ],
};

const PROBLEM = 'It answered with a page for people (text/html) where its data should be. It may have moved.';

const WORDS = {
  operational: 'Their status page says that all is well.',
  maintenance: 'Their status page says that API is under maintenance.',
  degraded: 'Their status page says that API is degraded.',
  outage: 'Their status page says that Database and Connection Pooler are out.',
  unread: 'Their status page was not read yet.',
  sick: `Their status page cannot be read: i${PROBLEM.slice(1)}`,
} satisfies Record<FeedState, string>;

/** What a monitor is told of its provider's page; a provider that has none gives null. */
export function officialOf(type: string, state: FeedState = 'operational', minutes = 0): Official | null {
  const page_url = PAGES[type];
  if (page_url === undefined) return null;
  const since =
    minutes === 0 || state === 'sick' || state === 'unread'
      ? null
      : isoTime(systemClock.nowMs() - minutes * MINUTE_MS);
  return { state, words: WORDS[state], since, page_url };
}

export function feedIncident(id: string, changes: Partial<FeedIncident> = {}): FeedIncident {
  const nowMs = systemClock.nowMs();
  return {
    id,
    title: 'Elevated error rates on the database API',
    phase: 'identified',
    state: 'outage',
    started_at: isoTime(nowMs - 31 * MINUTE_MS),
    updated_at: isoTime(nowMs - 6 * MINUTE_MS),
    resolved_at: null,
    url: 'https://status.supabase.example/incidents/k3x9',
    text: 'We have identified the cause as a bad deploy of the connection pooler, and are rolling it back.\n\nRequests to projects in eu-central-1 and us-east-1 may fail until that is done. The next update comes within 30 minutes.',
    components: ['Database', 'Connection Pooler', 'Regions / eu-central-1'],
    is_watched: true,
    ...changes,
  };
}

/** The page of a provider as it says what it says. */
export function feedOf(type: string, changes: Partial<Feed> = {}): Feed {
  const nowMs = systemClock.nowMs();
  const state = changes.state ?? 'operational';
  const page_url = PAGES[type] ?? 'https://status.example';
  const isRead = state !== 'unread';
  const readMinutes = state === 'sick' ? 74 : 1;
  return {
    page_url,
    url: `${page_url}/api/v2/summary.json`,
    kind: isRead ? 'statuspage' : null,
    state,
    words: WORDS[state],
    problem: state === 'sick' ? PROBLEM : null,
    since:
      isRead && state !== 'sick'
        ? isoTime(nowMs - (state === 'operational' ? 6 * 1_440 : 31) * MINUTE_MS)
        : null,
    read_at: isRead ? isoTime(nowMs - readMinutes * MINUTE_MS + 9_000) : null,
    tried_at: isRead ? isoTime(nowMs - MINUTE_MS + 9_000) : null,
    components: isRead ? componentsOf(type, state) : [],
    incidents: isRead ? incidentsOf(type, state) : [],
    ...changes,
  };
}

function componentsOf(type: string, state: FeedState): Component[] {
  const listed = COMPONENTS[type] ?? [[null, 'API', true] as const];
  const isTrouble = state === 'outage' || state === 'degraded' || state === 'maintenance';
  return listed.map(([group, name, is_watched], index) => ({
    group,
    name,
    is_watched,
    state: isTrouble && is_watched && index < 2 ? state : 'operational',
  }));
}

function incidentsOf(type: string, state: FeedState): FeedIncident[] {
  const day = 1_440;
  const at = (minutes: number) => isoTime(systemClock.nowMs() - minutes * MINUTE_MS);
  const over = feedIncident(`${type}-over`, {
    title: 'Delayed webhooks',
    phase: 'resolved',
    state: 'degraded',
    started_at: at(3 * day),
    updated_at: at(3 * day - 95),
    resolved_at: at(3 * day - 95),
    url: `${PAGES[type] ?? 'https://status.example'}/incidents/w1`,
    text: 'Webhooks were up to ten minutes late. All queued ones have been delivered.',
    components: ['API'],
    is_watched: false,
  });
  if (state === 'outage' || state === 'degraded') {
    const title = state === 'outage' ? 'Elevated error rates on the database API' : 'Slow answers of the API';
    return [feedIncident(`${type}-open`, { state, title }), over];
  }
  if (state !== 'maintenance') return [over];
  const planned = { state: 'maintenance', resolved_at: null, text: null } as const;
  return [
    feedIncident(`${type}-now`, {
      ...planned,
      title: 'Database maintenance',
      phase: 'in_progress',
      components: ['API'],
    }),
    feedIncident(`${type}-then`, {
      ...planned,
      title: 'Move of the EU region to new machines',
      phase: 'scheduled',
      started_at: at(-2 * day),
      components: ['API'],
    }),
    over,
  ];
}
