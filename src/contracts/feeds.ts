import { z } from 'zod';

/**
 * What an official status page says: a closed list. `unread` was not asked yet (or is not asked at all); `sick` is a feed
 * that cannot be read or understood, which says nothing about the service.
 */
export const FEED_STATES = ['operational', 'maintenance', 'degraded', 'outage', 'unread', 'sick'] as const;
export const feedStateSchema = z.enum(FEED_STATES);
export type FeedState = z.infer<typeof feedStateSchema>;

export const FEED_INCIDENT_PHASES = [
  'investigating',
  'identified',
  'monitoring',
  'resolved',
  'scheduled',
  'in_progress',
  'unknown',
] as const;
export const feedIncidentPhaseSchema = z.enum(FEED_INCIDENT_PHASES);
export type FeedIncidentPhase = z.infer<typeof feedIncidentPhaseSchema>;

const feedComponentSchema = z
  .strictObject({
    group: z.string().nullable(),
    name: z.string(),
    state: z.enum(['operational', 'maintenance', 'degraded', 'outage', 'unknown']),
    is_watched: z.boolean().describe('Whether what is looked at depends on it.'),
  })
  .meta({ id: 'FeedComponent' });

const feedIncidentSchema = z
  .strictObject({
    id: z.string(),
    title: z.string(),
    phase: feedIncidentPhaseSchema,
    state: z.enum(['operational', 'maintenance', 'degraded', 'outage', 'unknown']).describe('Its impact.'),
    started_at: z.iso.datetime().nullable(),
    updated_at: z.iso.datetime().nullable(),
    resolved_at: z.iso.datetime().nullable(),
    url: z.string().nullable(),
    text: z.string().nullable().describe("The provider's latest update, as plain text."),
    components: z.array(z.string()).describe('Every component it ever named; empty when it names none.'),
    is_watched: z.boolean().describe('Whether it concerns what is looked at.'),
  })
  .meta({ id: 'FeedIncident' });

export const feedSchema = z
  .strictObject({
    page_url: z.string().describe('The page for people.'),
    url: z.string().describe('What is read.'),
    kind: z.string().nullable().describe('The kind of page that was recognised: `statuspage`.'),
    state: feedStateSchema.describe('Of what is looked at; components that nothing depends on do not count.'),
    words: z.string().describe('One sentence for people.'),
    problem: z.string().nullable().describe('Why the feed is sick; null when it is not.'),
    since: z.iso
      .datetime()
      .nullable()
      .describe('Since when it says so, by its own account or as it was first read.'),
    read_at: z.iso.datetime().nullable().describe('When it was last read well.'),
    tried_at: z.iso.datetime().nullable(),
    components: z.array(feedComponentSchema),
    incidents: z
      .array(feedIncidentSchema)
      .describe('Open ones, then those of the last days, the newest first.'),
  })
  .meta({ id: 'Feed', description: 'The official status page of a provider, as it was last read.' });
export type Feed = z.infer<typeof feedSchema>;

/** What `/api/v1/monitors` tells of the feed with each monitor. */
export const officialSchema = z
  .strictObject({
    state: feedStateSchema,
    words: z.string().describe('One sentence for people.'),
    since: z.iso.datetime().nullable(),
    page_url: z.string(),
  })
  .meta({
    id: 'Official',
    description: "What the provider's own status page says of what this monitor looks at.",
  });
export type Official = z.infer<typeof officialSchema>;
