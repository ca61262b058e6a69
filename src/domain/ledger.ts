import type { EpochMs } from '../lib/time.ts';
import type { FeedIncident } from './feed-reading.ts';

/** An incident that we saw. */
export interface SeenIncident {
  readonly startedAtMs: EpochMs;
  /** Null while it is open. */
  readonly endedAtMs: EpochMs | null;
}

/** An incident that a status page told of, and when it first did. */
export interface AdmittedIncident {
  readonly admittedAtMs: EpochMs;
  readonly incident: Pick<FeedIncident, 'id' | 'title' | 'url' | 'resolvedAtMs'>;
}

/** How what we saw and what the provider said lie in time. */
export interface LeadAndLag {
  /** Null when the page never told of it. */
  readonly admitted: AdmittedIncident | null;
  /** How long before the page we saw it; negative when it told first. */
  readonly leadMs: number | null;
  /** How long after "resolved" our looks were good again; negative when they were before. */
  readonly lagMs: number | null;
}

const HOUR_MS = 3_600_000;
/** A page that told this long after it was over told of something else. */
const LATE_MS = 2 * HOUR_MS;
/** So did one that was done this long before our first bad look. */
const DONE_BEFORE_MS = 5 * 60_000;

/** Pure: what of all that a page told belongs to an incident, and how late that was. */
export function leadAndLag(
  seen: SeenIncident,
  admitted: readonly AdmittedIncident[],
  nowMs: EpochMs,
): LeadAndLag {
  const fitting = admitted.filter((each) => overlaps(seen, each, nowMs));
  const [best] = [...fitting].sort((a, b) => distance(seen, a) - distance(seen, b));
  if (best === undefined) return { admitted: null, leadMs: null, lagMs: null };
  const { resolvedAtMs } = best.incident;
  return {
    admitted: best,
    leadMs: best.admittedAtMs - seen.startedAtMs,
    lagMs: seen.endedAtMs === null || resolvedAtMs === null ? null : seen.endedAtMs - resolvedAtMs,
  };
}

function overlaps(seen: SeenIncident, { admittedAtMs, incident }: AdmittedIncident, nowMs: EpochMs): boolean {
  const endMs = seen.endedAtMs ?? nowMs;
  const resolvedMs = incident.resolvedAtMs ?? nowMs;
  return admittedAtMs <= endMs + LATE_MS && resolvedMs >= seen.startedAtMs - DONE_BEFORE_MS;
}

function distance(seen: SeenIncident, { admittedAtMs }: AdmittedIncident): number {
  return Math.abs(admittedAtMs - seen.startedAtMs);
}

/**
 * Pure: when a page first told of an incident, which is no earlier than the reading before, that did not tell of it. Pages
 * put the beginning of an incident back; that is not when they admitted it.
 */
export function admissionOf(
  { startedAtMs }: Pick<FeedIncident, 'startedAtMs'>,
  previousReadAtMs: EpochMs | null,
  nowMs: EpochMs,
): EpochMs {
  const claimedMs = Math.min(startedAtMs ?? nowMs, nowMs);
  return previousReadAtMs === null ? claimedMs : Math.max(claimedMs, previousReadAtMs);
}
