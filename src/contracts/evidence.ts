import { z } from 'zod';
import { faultSchema } from './status.ts';

/** What was tried to learn whose fault a bad look is: a closed list that may grow. */
export const EXPERIMENTS = [
  'look',
  'without_credential',
  'public_call',
  'second_resolver',
  'egress',
  'sibling',
  'past',
  'feed',
  'others',
] as const;
export const experimentSchema = z.enum(EXPERIMENTS);
export type Experiment = z.infer<typeof experimentSchema>;

/**
 * What came back, as far as a decision needs to tell it apart: a closed list that may grow.
 *
 * - `look`: `saw` (its reason says what).
 * - `without_credential`: `refused` (401 or 403, as it should), `answered` (2xx: it lets anybody in), `limited` (429),
 *   `failed` (5xx), `unreachable` (no answer), `strange` (any other answer).
 * - `public_call`: `answered` (as documented), `limited`, `failed`, `unreachable`, `strange`.
 * - `second_resolver`: `resolves` (it knows the name), `agrees` (it does not know it either), `unreachable`,
 *   `lies` (this machine's own resolver answers what cannot be true).
 * - `egress`: `reachable` (at least one sentinel answers), `unreachable` (none does), `intercepted` (something else
 *   answers in their place, such as a sign-in page of a network), `not_needed` (it stands on this very machine).
 * - `sibling`: `same_origin_fine` (another monitor of the same origin is fine), `provider_fine` (another monitor of the same
 *   provider is), `failing` (all others fail too).
 * - `others`: `reachable` (another monitor, elsewhere, was fine after this one began not to be: this machine has a way out),
 *   `worked` (one was fine moments before; whether all are gone now is not known yet).
 * - `past`: `worked` (it was answered once), `never_worked`.
 * - `feed`: the state that the official status page gives what is looked at: `operational`, `degraded`, `outage`,
 *   `maintenance`; `sick` (the feed itself cannot be read).
 */
export const OUTCOMES = [
  'saw',
  'refused',
  'answered',
  'limited',
  'failed',
  'unreachable',
  'strange',
  'resolves',
  'agrees',
  'lies',
  'reachable',
  'intercepted',
  'not_needed',
  'same_origin_fine',
  'provider_fine',
  'failing',
  'worked',
  'never_worked',
  'operational',
  'degraded',
  'outage',
  'maintenance',
  'sick',
] as const;
export const outcomeSchema = z.enum(OUTCOMES);
export type Outcome = z.infer<typeof outcomeSchema>;

export const evidenceSchema = z
  .strictObject({
    experiment: experimentSchema,
    at: z.iso.datetime().describe('When it was tried, or last seen so.'),
    outcome: outcomeSchema,
    saw: z.string().describe('What came back, in words: `HTTP 401 after 62 ms`.'),
    speaks_for: faultSchema.nullable().describe('Whose fault it speaks for; null when it decides nothing.'),
  })
  .meta({
    id: 'Evidence',
    description: 'One thing that was tried, and what it says about whose fault it is.',
  });
export type Evidence = z.infer<typeof evidenceSchema>;
