import { z } from 'zod';

export const burnRateSchema = z
  .strictObject({
    short: z.string().describe('The window that shows that it is still so: `5m`.'),
    long: z.string().describe('The window that shows that it matters: `1h`.'),
    threshold: z.number().describe('Burning when both are at least this.'),
    short_rate: z
      .number()
      .nullable()
      .describe('1 spends the budget exactly over its window; null when unmeasured.'),
    long_rate: z.number().nullable(),
    burning: z.boolean(),
  })
  .meta({ id: 'BurnRate' });

export const sloSchema = z
  .strictObject({
    name: z.string(),
    monitors: z.array(z.string()),
    objective: z.number().describe('0.999 for 99.9 %.'),
    window: z.string(),
    bad: z.array(z.enum(['unhealthy', 'degraded'])).describe('What counts as bad.'),
    good_ms: z.int().nonnegative(),
    bad_ms: z.int().nonnegative(),
    unmeasured_ms: z.int().nonnegative().describe('Counts neither way.'),
    ratio: z.number().nullable(),
    budget_ms: z.int().nonnegative().describe('Bad time that the objective allows within the measured time.'),
    budget_left_ratio: z.number().nullable().describe('1 untouched, 0 used up, below 0 overspent.'),
    burn: z.array(burnRateSchema),
  })
  .meta({ id: 'Slo' });

export const slosResponseSchema = z.strictObject({ slos: z.array(sloSchema) }).meta({ id: 'SlosResponse' });

export type BurnRate = z.infer<typeof burnRateSchema>;
export type Slo = z.infer<typeof sloSchema>;
export type SlosResponse = z.infer<typeof slosResponseSchema>;
