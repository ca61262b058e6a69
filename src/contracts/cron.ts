import { z } from 'zod';

/** The frozen contract of `GET /api/cron/jobs`: one entry per periodic task of the daemon. */
export const cronJobSchema = z
  .strictObject({
    name: z.string(),
    interval_seconds: z.number().positive(),
    last_started_at: z.iso.datetime().nullable(),
    last_duration_ms: z.int().nonnegative().nullable(),
    last_error: z.string().nullable(),
    next_run_at: z.iso.datetime().nullable(),
    runs_total: z.int().nonnegative(),
  })
  .meta({ id: 'CronJob' });

export const cronJobsResponseSchema = z.array(cronJobSchema);
export type CronJob = z.infer<typeof cronJobSchema>;

export const SERVICE_PROBES_TASK = 'heartbeat.service_probes';
export const MCP_HEALTH_TASK = 'mcp.health_check';
