// Written by `npm run gen` from the folder beside it. Do not edit.
import type { FeedKind } from './define-feed.ts';
import { aws } from './kinds/aws.ts';
import { betterStack } from './kinds/better-stack.ts';
import { googleCloud } from './kinds/google-cloud.ts';
import { heroku } from './kinds/heroku.ts';
import { incidentIo } from './kinds/incident-io.ts';
import { instatus } from './kinds/instatus.ts';
import { pagerduty } from './kinds/pagerduty.ts';
import { railway } from './kinds/railway.ts';
import { rssAtom } from './kinds/rss-atom.ts';
import { slack } from './kinds/slack.ts';
import { statusIo } from './kinds/status-io.ts';
import { statuspage } from './kinds/statuspage.ts';

/** Every kind of status page that Kora reads, by file. */
export const FEED_KINDS: readonly FeedKind[] = [
  aws,
  betterStack,
  googleCloud,
  heroku,
  incidentIo,
  instatus,
  pagerduty,
  railway,
  rssAtom,
  slack,
  statusIo,
  statuspage,
];
