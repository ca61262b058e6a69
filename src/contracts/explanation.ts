import { z } from 'zod';
import { evidenceSchema } from './evidence.ts';
import { officialSchema } from './feeds.ts';
import { faultSchema, reasonSchema, statusSchema } from './status.ts';

/** Who has to act: a closed list. `nobody` when all is well or nothing can be done but wait. */
export const ACTORS = ['you', 'provider', 'kora', 'nobody', 'unclear'] as const;
export const actorSchema = z.enum(ACTORS);
export type Actor = z.infer<typeof actorSchema>;

export const explanationSchema = z
  .strictObject({
    monitor: z.string(),
    title: z.string(),
    status: statusSchema.nullable(),
    believed: statusSchema.nullable(),
    reason: reasonSchema.nullable(),
    fault: faultSchema.nullable(),
    actor: actorSchema.describe('Who has to act.'),
    sentence: z.string().describe('The joint verdict: our look, the status page, the experiments.'),
    why: z.string().describe('What the latest look saw.'),
    to_do: z.string().nullable().describe('What to do; null when nothing is to be done.'),
    rule: z.string().nullable().describe('The row of the truth table that decided; null when healthy.'),
    checked_at: z.iso.datetime().nullable(),
    since: z.iso.datetime().nullable(),
    incident: z.string().nullable(),
    official: officialSchema.nullable(),
    evidence: z.array(evidenceSchema).describe('What decided it, the look first.'),
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof explanationSchema>;
