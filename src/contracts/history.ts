import { z } from 'zod';
import { phasesSchema } from './monitors.ts';
import { detailsSchema, faultSchema, reasonSchema, statusSchema } from './status.ts';

/** The most that one page of a list gives, and what it gives when nothing is said. */
export const MAX_PAGE = 500;
export const DEFAULT_PAGE = 100;
/** The most points of a series, and how many there are when nothing is said. */
export const MAX_POINTS = 1_000;
export const DEFAULT_POINTS = 300;

const milliseconds = z.int().nonnegative();
const cursorSchema = z
  .string()
  .nullable()
  .describe('Give it as `cursor` to get the page after this one; null on the last page.');

export const storedBeatSchema = z
  .strictObject({
    at: z.iso.datetime().describe('When the look began.'),
    status: statusSchema,
    reason: reasonSchema,
    fault: faultSchema.nullable(),
    latency_ms: z.int().nonnegative().nullable(),
    phases: phasesSchema.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'StoredBeat', description: 'One look as it was stored.' });

export const beatsResponseSchema = z
  .strictObject({
    monitor: z.string(),
    beats: z.array(storedBeatSchema).describe('The newest first.'),
    next_cursor: cursorSchema,
  })
  .meta({ id: 'BeatsResponse' });

export const detailChangeSchema = z
  .strictObject({
    at: z.iso.datetime().describe('The look that first saw it so.'),
    error: z.string().nullable(),
    details: detailsSchema,
  })
  .meta({ id: 'DetailChange', description: 'Details and error of a monitor, kept when they changed.' });

export const detailChangesResponseSchema = z
  .strictObject({
    monitor: z.string(),
    changes: z.array(detailChangeSchema).describe('The newest first.'),
    next_cursor: cursorSchema,
  })
  .meta({ id: 'DetailChangesResponse' });

const countByStatus = z.strictObject({
  healthy: milliseconds,
  degraded: milliseconds,
  unhealthy: milliseconds,
  unknown: milliseconds,
});

export const seriesPointSchema = z
  .strictObject({
    at: z.iso.datetime().describe('The beginning of the span that the point speaks for.'),
    looks: countByStatus.describe('How many looks saw each status.'),
    measured_ms: milliseconds.describe('How much of the span was seen as healthy, degraded or unhealthy.'),
    p50: z.number().nullable().describe('Milliseconds, within 1 %; null without a round trip.'),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
    min: z.number().nullable(),
    max: z.number().nullable(),
  })
  .meta({ id: 'SeriesPoint' });

export const seriesResponseSchema = z
  .strictObject({
    monitor: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    step_ms: z.int().positive(),
    tier: z.enum(['beats', 'minutes', 'hours', 'days']).describe('What the points were made from.'),
    points: z.array(seriesPointSchema).describe('The oldest first; a span without any look has no point.'),
  })
  .meta({ id: 'SeriesResponse' });

export const unmeasuredSchema = z
  .strictObject({
    reason: reasonSchema.nullable().describe('Null where nobody looked.'),
    fault: faultSchema.nullable(),
    ms: milliseconds,
  })
  .meta({ id: 'Unmeasured', description: 'Time of which nothing is known, by why it is not.' });

const windowSums = {
  window: z.string().describe('`24h`, `30d`, or a calendar month such as `2026-11`.'),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  healthy_ms: milliseconds,
  degraded_ms: milliseconds.describe('Counts as good, unless an SLO says otherwise.'),
  unhealthy_ms: milliseconds,
  unmeasured_ms: milliseconds.describe('Neither good nor bad: nobody looked, or nothing could be seen.'),
  uptime_ratio: z
    .number()
    .nullable()
    .describe('Good time by good and bad time; null when nothing was measured.'),
  coverage_ratio: z.number().describe('Measured time by all time since the first look of the window.'),
};

export const uptimeSummarySchema = z.strictObject(windowSums).meta({ id: 'UptimeSummary' });

export const uptimeWindowSchema = z
  .strictObject({ ...windowSums, unmeasured: z.array(unmeasuredSchema).describe('The longest first.') })
  .meta({ id: 'UptimeWindow' });

export const uptimeResponseSchema = z
  .strictObject({ monitor: z.string(), time_zone: z.string(), windows: z.array(uptimeWindowSchema) })
  .meta({ id: 'UptimeResponse' });

export const uptimeOfAllSchema = z
  .strictObject({
    time_zone: z.string(),
    monitors: z.array(z.strictObject({ monitor: z.string(), windows: z.array(uptimeSummarySchema) })),
  })
  .meta({ id: 'UptimeOfAll' });

export const uptimeDaySchema = z
  .strictObject({
    day: z.iso.date().describe('In the asked time zone.'),
    healthy_ms: milliseconds,
    degraded_ms: milliseconds,
    unhealthy_ms: milliseconds,
    unmeasured_ms: milliseconds,
    uptime_ratio: z.number().nullable(),
  })
  .meta({ id: 'UptimeDay' });

export const uptimeDaysResponseSchema = z
  .strictObject({
    monitor: z.string(),
    time_zone: z.string(),
    days: z.array(uptimeDaySchema).describe('The oldest first, today last; days before the first look too.'),
  })
  .meta({ id: 'UptimeDaysResponse' });

export type StoredBeat = z.infer<typeof storedBeatSchema>;
export type BeatsResponse = z.infer<typeof beatsResponseSchema>;
export type DetailChangesResponse = z.infer<typeof detailChangesResponseSchema>;
export type SeriesPoint = z.infer<typeof seriesPointSchema>;
export type SeriesResponse = z.infer<typeof seriesResponseSchema>;
export type SeriesTier = SeriesResponse['tier'];
export type UptimeSummary = z.infer<typeof uptimeSummarySchema>;
export type UptimeWindow = z.infer<typeof uptimeWindowSchema>;
export type UptimeResponse = z.infer<typeof uptimeResponseSchema>;
export type UptimeOfAll = z.infer<typeof uptimeOfAllSchema>;
export type UptimeDay = z.infer<typeof uptimeDaySchema>;
export type UptimeDaysResponse = z.infer<typeof uptimeDaysResponseSchema>;
