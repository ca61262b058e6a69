import type { ComponentName, FeedSource } from '../../define-probe.ts';
import type { FlyOptions } from './fly.ts';

const WATCHED = /^(?:Machines API|Machines|Anycast Proxy|Volumes)$/i;
// `AMS - Amsterdam, Netherlands` and `Management Plane - ORD`: an airport's code in capitals.
const REGIONAL = /^(?:([A-Z]{3}) - |Management Plane - ([A-Z]{3})$)/;

/** Its regions are components by the codes of airports, which its API writes in small letters. */
export const feed: FeedSource<FlyOptions> = {
  pageUrl: 'https://status.flyio.net',
  url: 'https://status.flyio.net/api/v2/summary.json',
  watches({ name }: ComponentName, region) {
    if (WATCHED.test(name.trim())) return true;
    const match = REGIONAL.exec(name.trim());
    const code = match?.[1] ?? match?.[2];
    return code !== undefined && (region?.split(' ').includes(code.toLowerCase()) ?? false);
  },
  /** Of all machines, with spaces between: an app runs in several. */
  regionOf: (_options, { machine_regions: regions }) =>
    Array.isArray(regions) && regions.length > 0 ? regions.join(' ') : null,
};
