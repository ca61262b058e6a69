import type { ComponentName, FeedSource } from '../../define-probe.ts';
import type { VercelOptions } from './options.ts';

const WATCHED = /^(?:API|Builds|CDN|Serverless Functions|Edge Functions|DNS)$/i;
// Other companies' products, by names of their own.
const OTHERS = /integration|marketplace/i;

/** Its edge regions (`ARN1 - Stockholm, Sweden`) are not watched: nobody's deployments depend on one of them alone. */
export const feed: FeedSource<VercelOptions> = {
  pageUrl: 'https://www.vercel-status.com',
  url: 'https://www.vercel-status.com/api/v2/summary.json',
  watches: ({ group, name }: ComponentName) => WATCHED.test(name.trim()) && !OTHERS.test(group ?? ''),
};
