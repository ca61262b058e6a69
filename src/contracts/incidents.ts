import { z } from 'zod';
import { evidenceSchema } from './evidence.ts';
import { storedBeatSchema } from './history.ts';
import { ledgerEntrySchema } from './providers.ts';
import { faultSchema, reasonSchema, statusSchema } from './status.ts';

/** What a timeline tells: a closed list that may grow. */
export const INCIDENT_EVENTS = [
  'opened',
  'worsened',
  'eased',
  'cause_changed',
  'sight_lost',
  'sight_regained',
  'flapping_began',
  'flapping_ended',
  'closed',
  'note',
] as const;
export type IncidentEventKind = (typeof INCIDENT_EVENTS)[number];

export const incidentSchema = z
  .strictObject({
    id: z.string(),
    monitor: z.string().nullable().describe("Null for Kora's own outage."),
    state: z.enum(['open', 'closed']),
    worst_status: statusSchema,
    started_at: z.iso.datetime().describe('The first bad look, however many it took to believe it.'),
    ended_at: z.iso.datetime().nullable().describe('The first good look; null while it is open.'),
    duration_ms: z.int().nonnegative().describe('Until now while it is open.'),
    reason: reasonSchema.describe('Why, as the latest believed look saw it.'),
    fault: faultSchema.nullable(),
    why: z.string().describe('One sentence for people.'),
    flapping: z.boolean().describe('More than four believed changes within an hour.'),
  })
  .meta({ id: 'Incident' });

export const incidentEventSchema = z
  .strictObject({
    at: z.iso.datetime(),
    kind: z.enum(INCIDENT_EVENTS),
    status: statusSchema.nullable(),
    reason: reasonSchema.nullable(),
    text: z.string().describe('In words; for a note, what was written.'),
  })
  .meta({ id: 'IncidentEvent' });

export const incidentsResponseSchema = z
  .strictObject({
    incidents: z.array(incidentSchema).describe('Open ones first, then the newest first.'),
    next_cursor: z.string().nullable(),
  })
  .meta({ id: 'IncidentsResponse' });

export const incidentDetailSchema = z
  .strictObject({
    incident: incidentSchema,
    timeline: z.array(incidentEventSchema).describe('The oldest first.'),
    beats: z.array(storedBeatSchema).describe('Looks around its beginning and end, the oldest first.'),
    rule: z.string().nullable().describe('The row of the truth table that decided whose fault it is.'),
    evidence: z
      .array(evidenceSchema)
      .describe('What decided it, the look first; empty when nothing was asked.'),
    ledger: ledgerEntrySchema
      .nullable()
      .describe(
        "When the provider's status page told of it; null where none is read, or it is not its fault.",
      ),
  })
  .meta({ id: 'IncidentDetail' });

/** The longest note, in characters. */
export const MAX_NOTE_CHARS = 4_000;
export const noteBodySchema = z
  .strictObject({ text: z.string().trim().min(1).max(MAX_NOTE_CHARS) })
  .meta({ id: 'NoteBody' });

export type Incident = z.infer<typeof incidentSchema>;
export type IncidentEvent = z.infer<typeof incidentEventSchema>;
export type IncidentsResponse = z.infer<typeof incidentsResponseSchema>;
export type IncidentDetail = z.infer<typeof incidentDetailSchema>;
