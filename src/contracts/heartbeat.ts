import { z } from 'zod';
import { detailsSchema, statusSchema } from './status.ts';

/** The frozen contract of `GET /api/heartbeat/services`: exactly these keys, for ever. Richer facts go to `/api/v1`. */
export const heartbeatServiceSchema = z
  .strictObject({
    name: z.string(),
    status: statusSchema,
    last_check_at: z.iso
      .datetime()
      .nullable()
      .describe('When the latest look ended; null when none ever did.'),
    latency_ms: z.int().nonnegative().nullable().describe('Null when no round trip was completed.'),
    details: detailsSchema,
    error: z.string().nullable().describe('One sanitized line; null when healthy or degraded.'),
  })
  .meta({ id: 'HeartbeatService' });

export const heartbeatServicesResponseSchema = z
  .strictObject({
    services: z.array(heartbeatServiceSchema),
    generated_at: z.iso.datetime(),
    stub: z.boolean().describe('Always false: there is no sample data.'),
    cache_warming: z.boolean().describe('True until the first look of this run ended.'),
  })
  .meta({ id: 'HeartbeatServicesResponse' });

export type HeartbeatService = z.infer<typeof heartbeatServiceSchema>;
export type HeartbeatServicesResponse = z.infer<typeof heartbeatServicesResponseSchema>;

/** The first five come in this order, whatever order their results came in; every other service after them by name. */
export const FIRST_SERVICES = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'] as const;

/** Compares two service names by the contract's order. */
export function compareServices(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function rank(name: string): number {
  const index = (FIRST_SERVICES as readonly string[]).indexOf(name);
  return index === -1 ? FIRST_SERVICES.length : index;
}
