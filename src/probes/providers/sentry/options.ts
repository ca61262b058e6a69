import { z } from 'zod';
import type { Variable } from '../../define-probe.ts';
import { addressOption, secretOption } from '../../options.ts';

export const schema = z.strictObject({
  token: secretOption(),
  org: z
    .string()
    .trim()
    .regex(/^[a-z0-9][a-z0-9_-]*$/i, 'is not an organization slug'),
  statsPeriod: z
    .string()
    .trim()
    .regex(/^[1-9]\d*[smhdw]$/, 'is not a period such as 24h or 14d')
    .optional()
    .describe('Only issues seen within this period count, such as 24h or 14d.'),
  apiBase: addressOption().default('https://sentry.io'),
  unresolvedAbove: z.int().nonnegative().default(10).describe('Degraded above this many unresolved issues.'),
});
export type SentryOptions = z.output<typeof schema>;

export const variables = {
  token: {
    env: 'KORA_SENTRY_API_TOKEN',
    purpose: 'Counts the unresolved issues of the organization.',
    required: true,
    secret: true,
    mintUrl: 'https://sentry.io/settings/developer-settings/new-internal/',
    leastScope: 'An internal integration with Issue & Event: Read (event:read) and nothing else.',
    example: '64 hexadecimal digits',
    withoutIt: 'Sentry is not asked at all and stays unknown.',
  },
  org: {
    env: 'KORA_SENTRY_ORG',
    purpose: 'The slug of the organization.',
    required: true,
    secret: false,
    mintUrl: 'https://sentry.io/settings/',
    example: 'my-company',
    withoutIt: 'Sentry is not asked at all and stays unknown.',
  },
  statsPeriod: {
    env: 'KORA_SENTRY_STATS_PERIOD',
    purpose: 'Counts only issues seen within this period.',
    required: false,
    secret: false,
    example: '14d',
    withoutIt:
      "Every issue within the plan's retention counts, which is more than Sentry's own page shows by default.",
  },
  apiBase: {
    env: 'KORA_SENTRY_API_BASE',
    purpose: 'The address of a region (https://de.sentry.io) or of a self-hosted Sentry.',
    required: false,
    secret: false,
    example: 'https://sentry.example.com',
    withoutIt: 'https://sentry.io is asked.',
  },
} satisfies Record<string, Variable>;
