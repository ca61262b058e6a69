import { z } from 'zod';
import type { Variable } from '../../define-probe.ts';
import { addressOption, listOption, secretOption } from '../../options.ts';

export const schema = z.strictObject({
  token: secretOption(),
  teamId: z.string().trim().min(1).optional().describe('A team id (team_…) or a team slug.'),
  projectIds: listOption()
    .refine((ids) => ids.length <= 20, 'names more than 20 projects, which is more than Vercel takes')
    .optional()
    .describe('Only these projects count; at most 20.'),
  apiBase: addressOption().default('https://api.vercel.com'),
  errorRateAbove: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe('Degraded above this share of failed deployments.'),
});
export type VercelOptions = z.output<typeof schema>;

export const variables = {
  token: {
    env: 'KORA_VERCEL_API_TOKEN',
    purpose: 'Lists the deployments of the last 24 hours.',
    required: true,
    secret: true,
    mintUrl: 'https://vercel.com/account/settings/tokens',
    leastScope:
      'A token scoped to one project (or one team), with an expiry. Vercel has no read-only tokens.',
    example: 'vcp_…',
    withoutIt: 'Vercel is not asked at all and stays unknown.',
  },
  teamId: {
    env: 'KORA_VERCEL_TEAM_ID',
    purpose: 'The team whose deployments are counted, by id or slug.',
    required: false,
    secret: false,
    mintUrl: 'https://vercel.com/account/settings',
    example: 'team_…',
    withoutIt: 'Only the personal scope of the token is counted.',
  },
  projectIds: {
    env: 'KORA_VERCEL_PROJECT_IDS',
    purpose: 'The projects that are counted, separated by commas.',
    required: false,
    secret: false,
    example: 'prj_…,prj_…',
    withoutIt:
      'All projects that the token may see are counted. A project-scoped token may need its project here.',
  },
  apiBase: {
    env: 'KORA_VERCEL_API_BASE',
    purpose: 'Another address of the API, for tests.',
    required: false,
    secret: false,
    example: 'https://api.vercel.com',
    withoutIt: 'https://api.vercel.com is asked.',
  },
} satisfies Record<string, Variable>;
