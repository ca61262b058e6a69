import type { ComponentName, FeedSource } from '../../define-probe.ts';
import type { SentryOptions } from './options.ts';

// `API`, `US API`, `EU Dashboard`; what follows is another component, such as `GitHub`, whose API is not Sentry's.
const WATCHED = /^(?:(US|EU)\b[\s:-]*)?(?:API|Dashboard)\b/i;
const REGION = /\b(US|EU)\b/i;
const OTHERS = /third|vendor|integration/i;

/** Its components stand once per region, with the region before their name or as their group. */
export const feed: FeedSource<SentryOptions> = {
  pageUrl: 'https://status.sentry.io',
  url: 'https://status.sentry.io/api/v2/summary.json',
  watches({ group, name }: ComponentName, region) {
    const match = WATCHED.exec(name.trim());
    if (match === null || OTHERS.test(group ?? '')) return false;
    const own = match[1] ?? REGION.exec(group ?? '')?.[1];
    return own === undefined || region === null || own.toUpperCase() === region;
  },
  // https://sentry.io answers for the organizations of both.
  regionOf: ({ apiBase }) => REGION_BY_HOST[new URL(apiBase).hostname] ?? null,
  speaksOf: ({ apiBase }) => /(?:^|\.)sentry\.io$/.test(new URL(apiBase).hostname),
};

const REGION_BY_HOST: Readonly<Record<string, string>> = { 'us.sentry.io': 'US', 'de.sentry.io': 'EU' };
