import { z } from 'zod';
import type { Variable } from '../../define-probe.ts';
import { addressOption, secretOption } from '../../options.ts';

export const schema = z.strictObject({
  token: secretOption(),
  apiBase: addressOption().default('https://api.doppler.com'),
  oldestSecretAgeDaysAbove: z
    .int()
    .nonnegative()
    .default(180)
    .describe('Degraded when the oldest secret is older, in days.'),
});
export type DopplerOptions = z.output<typeof schema>;

export const variables = {
  token: {
    env: 'KORA_DOPPLER_API_TOKEN',
    purpose:
      'Reads whose the token is, and for the details the projects and the change logs of their configs. Never a secret.',
    required: true,
    secret: true,
    mintUrl: 'https://dashboard.doppler.com/workplace/service_accounts',
    leastScope:
      'A service account without workplace permissions, in each project with a role that lists configs and environments and reads config logs.',
    example: 'dp.sa.…',
    withoutIt: 'Doppler is not asked at all and stays unknown.',
  },
  apiBase: {
    env: 'KORA_DOPPLER_API_BASE',
    purpose: 'Another address of the API, for tests.',
    required: false,
    secret: false,
    example: 'https://api.doppler.com',
    withoutIt: 'https://api.doppler.com is asked.',
  },
} satisfies Record<string, Variable>;
