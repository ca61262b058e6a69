import { z } from 'zod';

/** How a credential fares: a closed list that may grow. */
export const CREDENTIAL_STATES = ['working', 'rejected', 'expired', 'untried', 'missing', 'unsure'] as const;

export const credentialSchema = z
  .strictObject({
    id: z
      .string()
      .describe(
        'The monitor and the option that holds it: `vercel/token`. Nothing is derived from its value.',
      ),
    provider: z.string(),
    title: z.string(),
    monitors: z.array(z.string()).describe('Who looks with it.'),
    variable: z.string().nullable().describe('Where it is set; null when kora.yaml refers to it.'),
    state: z.enum(CREDENTIAL_STATES).describe('`unsure`: the last call did not get far enough to say.'),
    words: z.string().describe('One sentence for people.'),
    kind: z.string().nullable(),
    owner: z.string().nullable().describe('Whose it is, where the provider tells.'),
    scope: z.string().nullable(),
    expires_at: z.iso.datetime().nullable(),
    expires_in_days: z.int().nullable().describe('Whole days left; negative once it has expired.'),
    expiry_warning: z.enum(['none', '30_days', '14_days', '7_days', '1_day', 'expired']),
    last_worked_at: z.iso.datetime().nullable(),
    rejected_since: z.iso.datetime().nullable(),
    checked_at: z.iso.datetime().nullable().describe('When the provider last said what it is.'),
    over_privileged: z
      .string()
      .nullable()
      .describe('What it may do beyond looking; null when nothing is known.'),
    advice: z.string().nullable().describe('How to mint a better one; null when there is nothing to better.'),
    mint_url: z.string().nullable(),
    least_scope: z.string().nullable(),
  })
  .meta({
    id: 'Credential',
    description: 'What is known of a credential. Never its value, nor anything made from it.',
  });
export type Credential = z.infer<typeof credentialSchema>;

export const credentialsResponseSchema = z
  .strictObject({
    credentials: z.array(credentialSchema).describe('What needs a person first.'),
    generated_at: z.iso.datetime(),
  })
  .meta({ id: 'CredentialsResponse' });
export type CredentialsResponse = z.infer<typeof credentialsResponseSchema>;
