import { z } from 'zod';
import type { FeedLevel } from '../../domain/feed-reading.ts';
import { defineJsonFeed } from '../define-feed.ts';
import { isObject, list, MOST_COMPONENTS, member, name, part, text } from '../shapes.ts';

/** PagerDuty's status pages, `/api/data`: services without a state, and a headline that is the verdict. */
export const pagerduty = defineJsonFeed({
  name: 'pagerduty',
  listsAll: true,
  schema: z.object({
    layout: z.object({
      layout_settings: z.object({
        statusPage: part(z.object({ globalStatusHeadline: text })),
        business_services: list(z.object({ displayName: name }), MOST_COMPONENTS),
      }),
    }),
  }),
  recognises: (value) => isObject(member(member(value, 'layout'), 'layout_settings')),
  report({ layout: { layout_settings: settings } }) {
    return {
      level: readHeadline(settings.statusPage?.globalStatusHeadline ?? ''),
      components: settings.business_services.map(({ displayName }) => ({
        group: null,
        name: displayName,
        level: 'unknown',
        sinceMs: null,
      })),
      incidents: [],
      updatedAtMs: null,
    };
  },
});

// The first that fits. What is denied comes before what is said: "no known outages" is no outage.
const LEVEL_BY_HEADLINE: readonly (readonly [RegExp, FeedLevel])[] = [
  [
    /\b(?:all (?:systems|services) (?:are )?(?:operational|up|normal)|operating normally|fully operational|no (?:known |current |ongoing |active )?(?:issues|incidents|outages|problems))\b|\bnot aware of\b/i,
    'operational',
  ],
  [/\bmaintenance\b/i, 'maintenance'],
  [/\b(?:major|full|complete|widespread) (?:service |system )?(?:outage|disruption)\b|\bdown\b/i, 'outage'],
  [/\b(?:degrad\w+|partial\w*|minor|disruptions?|outages?|issues?|incidents?|problems?)\b/i, 'degraded'],
];

function readHeadline(headline: string): FeedLevel {
  return LEVEL_BY_HEADLINE.find(([words]) => words.test(headline))?.[1] ?? 'unknown';
}
