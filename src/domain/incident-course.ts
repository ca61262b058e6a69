import type { IncidentEventKind } from '../contracts/incidents.ts';
import type { Fault, Reason, Status } from '../contracts/status.ts';
import type { EpochMs } from '../lib/time.ts';
import { compareLevels, firstStart, isBad, isUnspent } from './evidence.ts';
import {
  believedStatus,
  type DampingRule,
  type JudgedState,
  type Level,
  type OpenIncident,
  type SeenLook,
} from './judged-state.ts';

/** More believed changes than this within an hour are flapping. */
export const MAX_CALM_CHANGES = 4;

/** What a timeline tells: `atMs` is when it was so, which may be before it was believed. */
export interface JudgementEvent {
  readonly kind: Exclude<IncidentEventKind, 'note'>;
  readonly atMs: EpochMs;
  readonly status: Status;
  readonly reason: Reason;
  readonly fault: Fault | null;
  /** One sentence for people. */
  readonly why: string;
}

export interface CourseStep {
  readonly before: JudgedState;
  /** The belief after the look; its incident is still the one of before. */
  readonly after: JudgedState;
  readonly look: SeenLook;
  readonly rule: DampingRule;
  readonly sightRegainedAtMs: EpochMs | null;
}

interface Course {
  readonly incident: OpenIncident | null;
  readonly events: readonly JudgementEvent[];
}

/** The incident after the belief has moved, and what is to be told of it, in order. */
export function advanceIncident(step: CourseStep): Course {
  const followed = followLevel(step);
  const marked = markFlapping(step, followed.incident);
  const closed = closeWhenOver(step, marked.incident);
  return {
    incident: closed.incident,
    events: [...tellSight(step), ...followed.events, ...marked.events, ...closed.events],
  };
}

function tellSight({ before, after, look, sightRegainedAtMs }: CourseStep): readonly JudgementEvent[] {
  if (before.incident === null) return [];
  const { sightLostSinceMs } = after;
  if (before.sightLostSinceMs === null && sightLostSinceMs !== null) {
    return [tell('sight_lost', sightLostSinceMs, { ...look, status: 'unknown' })];
  }
  if (sightRegainedAtMs === null || sightLostSinceMs !== null) return [];
  return [tell('sight_regained', sightRegainedAtMs, { ...look, status: after.level ?? look.status })];
}

function followLevel(step: CourseStep): Course {
  const { level, levelSinceMs, incident } = step.after;
  if (!isBad(level) || levelSinceMs === null) return { incident, events: [] };
  const about = decidingLook(step);
  const { reason, fault } = about;
  if (incident === null) {
    const opened = { startedAtMs: levelSinceMs, level, worst: level, flapping: false, reason, fault };
    return { incident: opened, events: [tell('opened', levelSinceMs, { ...about, status: level })] };
  }
  const change = compareLevels(level, incident.level);
  if (change === 0) return followCause(step, incident, level);
  const moved = { ...incident, level, worst: worseLevel(incident.worst, level), reason, fault };
  const kind = change > 0 ? 'worsened' : 'eased';
  return { incident: moved, events: [tell(kind, levelSinceMs, { ...about, status: level })] };
}

// The latest bad look: what eases an incident to degraded may itself have been a healthy one.
function decidingLook({ after, look }: CourseStep): SeenLook {
  return after.window.findLast((seen) => isUnspent(seen) && isBad(seen.status)) ?? look;
}

function worseLevel(a: Level, b: Level): Level {
  return compareLevels(a, b) >= 0 ? a : b;
}

function followCause({ after, look, rule }: CourseStep, incident: OpenIncident, level: Level): Course {
  const { reason, fault } = look;
  const isOther = isBad(look.status) && (reason !== incident.reason || isLearned(fault, incident.fault));
  const alike = isOther ? after.window.filter((seen) => isUnspent(seen) && isAlike(seen, look)) : [];
  if (alike.length < rule.looks) return { incident, events: [] };
  const event = tell('cause_changed', firstStart(alike), { ...look, status: level });
  return { incident: { ...incident, reason, fault }, events: [event] };
}

/** It is known by now whose fault it is, and it was not, or it is another's. */
function isLearned(fault: Fault | null, before: Fault | null): boolean {
  return fault !== before && fault !== null && fault !== 'undetermined';
}

function isAlike(seen: SeenLook, { reason, fault }: SeenLook): boolean {
  return isBad(seen.status) && seen.reason === reason && seen.fault === fault;
}

function markFlapping({ after, look }: CourseStep, incident: OpenIncident | null): Course {
  const flapping = after.changes.length > MAX_CALM_CHANGES;
  if (incident === null || incident.flapping === flapping) return { incident, events: [] };
  const { reason, fault } = incident;
  const about = { status: believedStatus(after) ?? look.status, reason, fault };
  const event = flapping
    ? tell('flapping_began', look.startedAtMs, {
        ...about,
        why: 'It changed more than four times in an hour.',
      })
    : tell('flapping_ended', look.startedAtMs, { ...about, why: 'It has changed less often for an hour.' });
  return { incident: { ...incident, flapping }, events: [event] };
}

function closeWhenOver({ after, look }: CourseStep, incident: OpenIncident | null): Course {
  const { levelSinceMs } = after;
  const isOver = believedStatus(after) === 'healthy' && look.status !== 'unknown';
  if (incident === null || incident.flapping || !isOver || levelSinceMs === null) {
    return { incident, events: [] };
  }
  // A wall clock that stepped back may put the end before the beginning.
  const endedAtMs = Math.max(levelSinceMs, incident.startedAtMs);
  const why = look.status === 'healthy' ? look.why : 'It has been steady for long enough.';
  const about = { status: 'healthy', reason: 'ok', fault: null, why } as const;
  return { incident: null, events: [tell('closed', endedAtMs, about)] };
}

function tell(
  kind: JudgementEvent['kind'],
  atMs: EpochMs,
  { status, reason, fault, why }: Omit<JudgementEvent, 'kind' | 'atMs'>,
): JudgementEvent {
  return { kind, atMs, status, reason, fault, why };
}
