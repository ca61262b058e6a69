import type { ComponentName, FeedSource } from '../../define-probe.ts';
import type { SupabaseOptions } from './supabase.ts';

const WATCHED = /^(?:API Gateway|Auth|Database|Connection Pooler|Storage|Realtime|Management API)$/i;

/** Its regions are components by the very names that its API gives a project: `us-east-1`. */
export const feed: FeedSource<SupabaseOptions> = {
  pageUrl: 'https://status.supabase.com',
  url: 'https://status.supabase.com/api/v2/summary.json',
  watches: ({ name }: ComponentName, region) => WATCHED.test(name.trim()) || name.trim() === region,
  // A project of Supabase has its name or another one over TLS; one of your own is mostly reached inside a network.
  speaksOf: ({ url }) => new URL(url).protocol === 'https:',
};
