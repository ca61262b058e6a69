import { z } from 'zod';
import { actorSchema } from './explanation.ts';
import { officialSchema } from './feeds.ts';
import { detailsSchema, faultSchema, reasonSchema, statusSchema } from './status.ts';

export const phasesSchema = z
  .strictObject({
    dns_ms: z.number().nullable(),
    connect_ms: z.number().nullable(),
    tls_ms: z.number().nullable(),
    first_byte_ms: z.number(),
    body_ms: z.number(),
  })
  .meta({
    id: 'Phases',
    description:
      'Milliseconds per part of the exchange; null for a part that did not happen, as on a kept-alive connection.',
  });

export const quotaSchema = z
  .strictObject({
    limit: z.number().nullable(),
    remaining: z.number().nullable(),
    reset_at: z.iso.datetime().nullable(),
    retry_after_ms: z.number().nullable(),
  })
  .meta({ id: 'Quota', description: "What the provider's rate-limit headers and Retry-After said." });

export const setupStepSchema = z
  .strictObject({
    variable: z.string(),
    purpose: z.string(),
    required: z.boolean(),
    present: z.boolean().describe('Whether the variable has a value. The value itself is never told.'),
    mint_url: z.string().nullable(),
    least_scope: z.string().nullable(),
    example: z.string().nullable(),
    without_it: z.string().describe('What degrades when it is not set.'),
  })
  .meta({ id: 'SetupStep' });

export const beatSchema = z
  .strictObject({
    at: z.iso.datetime(),
    status: statusSchema,
    reason: reasonSchema,
    latency_ms: z.int().nonnegative().nullable(),
  })
  .meta({ id: 'Beat', description: 'One look, by when it began, for the pulse strip.' });

/** A monitor as `/api/v1` tells it: the latest verdict with its reason, and what a person needs to act. */
export const monitorSchema = z
  .strictObject({
    name: z.string(),
    title: z.string(),
    kind: z.enum(['provider', 'check']),
    type: z.string().describe('The probe that looks: `vercel`, `http`.'),
    tags: z.array(z.string()),
    status: statusSchema
      .nullable()
      .describe('What the latest look saw; null while none of this run has ended.'),
    believed: statusSchema
      .nullable()
      .describe('What is believed after several looks; null while it is too early to say.'),
    flapping: z.boolean().describe('More than four believed changes within an hour.'),
    incident: z.string().nullable().describe('The id of its open incident.'),
    reason: reasonSchema.nullable(),
    fault: faultSchema
      .nullable()
      .describe('Whose fault it is; null when healthy, and for a moment while it is found out.'),
    actor: actorSchema.nullable().describe('Who has to act; null when healthy.'),
    sentence: z
      .string()
      .describe('The joint verdict of our look, the status page and the experiments, for people.'),
    official: officialSchema
      .nullable()
      .describe("What the provider's own status page says; null when none is read."),
    error: z.string().nullable(),
    why: z.string().describe('One sentence for people: what was seen.'),
    hint: z.string().nullable().describe('What to do about it; null when nothing is to be done.'),
    checked_at: z.iso.datetime().nullable(),
    since: z.iso
      .datetime()
      .nullable()
      .describe(
        'The first look that saw what is believed, in whichever run; while nothing is, of the latest status.',
      ),
    next_check_at: z.iso.datetime().nullable(),
    latency_ms: z.int().nonnegative().nullable(),
    phases: phasesSchema.nullable(),
    quota: quotaSchema.nullable(),
    details: detailsSchema,
    interval_ms: z.int().positive(),
    timeout_ms: z.int().positive(),
    setup: z
      .array(setupStepSchema)
      .describe('Every variable of its credential, set or not; empty for a check.'),
    recent: z.array(beatSchema).describe('The latest looks, the oldest first.'),
  })
  .meta({ id: 'Monitor' });

export const monitorsResponseSchema = z
  .strictObject({
    monitors: z.array(monitorSchema).describe("In the frozen contract's order."),
    generated_at: z.iso.datetime(),
    warming: z.boolean(),
    next_cursor: z.string().nullable().describe('Null on the last page, and when no `limit` was asked for.'),
  })
  .meta({ id: 'MonitorsResponse' });

/** How many beats a monitor keeps in memory, and the most that the API gives. */
export const MAX_RECENT_BEATS = 96;
export const DEFAULT_RECENT_BEATS = 24;

export type Phases = z.infer<typeof phasesSchema>;
export type SetupStep = z.infer<typeof setupStepSchema>;
export type Beat = z.infer<typeof beatSchema>;
export type Monitor = z.infer<typeof monitorSchema>;
export type MonitorsResponse = z.infer<typeof monitorsResponseSchema>;
