import { z } from 'zod';
import { credentialSchema } from './credentials.ts';
import { feedSchema } from './feeds.ts';

export const budgetSchema = z
  .strictObject({
    monitor: z.string(),
    limit: z
      .int()
      .nullable()
      .describe('Requests per window, as the provider announces; null when it does not.'),
    remaining: z.int().nullable(),
    reset_at: z.iso.datetime().nullable(),
    share: z.number().describe('The most of the quota that looking may use: 0.05.'),
    interval_ms: z.int().positive().describe('As it is configured.'),
    effective_interval_ms: z.int().positive().describe('As it is kept now; longer where the quota is small.'),
    held_until: z.iso
      .datetime()
      .nullable()
      .describe('No look before this, because the provider said to wait.'),
    words: z.string().describe('One sentence for people.'),
  })
  .meta({ id: 'Budget', description: "How much of a provider's quota looking uses." });
export type Budget = z.infer<typeof budgetSchema>;

/** Minutes between what we saw and what the provider said, for one incident. */
export const ledgerEntrySchema = z
  .strictObject({
    incident: z.string(),
    monitor: z.string(),
    provider: z.string(),
    started_at: z.iso.datetime().describe('Our first bad look.'),
    ended_at: z.iso.datetime().nullable().describe('Our first good look; null while it is open.'),
    admitted_at: z.iso
      .datetime()
      .nullable()
      .describe('When the provider admitted it; null when it never did.'),
    lead_minutes: z
      .number()
      .nullable()
      .describe('How long before the provider we knew; negative when it told first.'),
    resolved_at: z.iso.datetime().nullable().describe('When the provider said that it is over.'),
    lag_minutes: z
      .number()
      .nullable()
      .describe('How long after that our looks were good again; negative when they were before.'),
    feed_incident: z.string().nullable(),
    feed_title: z.string().nullable(),
    feed_url: z.string().nullable(),
    reason: z.string(),
    words: z.string().describe('One sentence for people.'),
  })
  .meta({ id: 'LedgerEntry' });
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

export const ledgerResponseSchema = z
  .strictObject({
    entries: z.array(ledgerEntrySchema).describe('The newest first.'),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'LedgerResponse' });
export type LedgerResponse = z.infer<typeof ledgerResponseSchema>;

export const providerSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    monitors: z.array(z.string()),
    feed: feedSchema.nullable().describe('Null for a provider whose page is not read.'),
  })
  .meta({ id: 'Provider' });
export type Provider = z.infer<typeof providerSchema>;

export const providersResponseSchema = z
  .strictObject({
    providers: z.array(providerSchema),
    offline: z.boolean().describe('KORA_OFFLINE is set: no feed is read.'),
    generated_at: z.iso.datetime(),
  })
  .meta({ id: 'ProvidersResponse' });
export type ProvidersResponse = z.infer<typeof providersResponseSchema>;

export const providerDetailSchema = z
  .strictObject({
    provider: providerSchema,
    credentials: z.array(credentialSchema),
    budgets: z.array(budgetSchema),
    ledger: z.array(ledgerEntrySchema).describe('Of the last 90 days, the newest first.'),
    generated_at: z.iso.datetime(),
  })
  .meta({ id: 'ProviderDetail' });
export type ProviderDetail = z.infer<typeof providerDetailSchema>;
