import type { ComponentName, FeedSource } from '../../define-probe.ts';
import type { DopplerOptions } from './options.ts';

const WATCHED = /^(?:API|Dashboard)\b/i;

/** Secrets reach other platforms through its integrations; its vendors are listed, too, and are not Doppler. */
export const feed: FeedSource<DopplerOptions> = {
  pageUrl: 'https://www.dopplerstatus.com',
  url: 'https://status.doppler.com/api/v2/summary.json',
  watches({ group, name }: ComponentName) {
    if (/^vendors$/i.test(group?.trim() ?? '')) return false;
    return WATCHED.test(name.trim()) || /^integrations$/i.test(group?.trim() ?? '');
  },
};
