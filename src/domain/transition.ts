import type { EpochMs } from '../lib/time.ts';
import { advanceBelief } from './belief.ts';
import { advanceIncident, type JudgementEvent, MAX_CALM_CHANGES } from './incident-course.ts';
import { believedStatus, type DampingRule, type JudgedState, type SeenLook } from './judged-state.ts';

export type { JudgementEvent } from './incident-course.ts';
export {
  believedStatus,
  type DampingRule,
  DEFAULT_DAMPING,
  type JudgedState,
  type Level,
  rebase,
  type SeenLook,
  UNJUDGED,
} from './judged-state.ts';

/**
 * `late`: not newer than a look already judged, so nothing moved. `pending`: it differs from what is believed and is not
 * believed yet; look again soon. `changed`: the believed status is another one now.
 */
export type JudgementOutcome = 'late' | 'pending' | 'unchanged' | 'changed';

export interface Judgement {
  readonly state: JudgedState;
  readonly outcome: JudgementOutcome;
  /** What is to be told of the monitor's incident, in order. */
  readonly events: readonly JudgementEvent[];
}

const FLAPPING_SPAN_MS = 3_600_000;

/** Pure: what is believed after one more look, and what that means for the monitor's incident. */
export function judge(before: JudgedState, look: SeenLook, rule: DampingRule): Judgement {
  // Two workers may finish out of order; the state only moves forward.
  if (before.lastStartedAtMs !== null && look.startedAtMs <= before.lastStartedAtMs) {
    return { state: before, outcome: 'late', events: [] };
  }
  const { state, sightRegainedAtMs } = advanceBelief(before, look, rule);
  const isChanged = believedStatus(before) !== believedStatus(state);
  const after = { ...state, changes: recentChanges(before, state, look.startedAtMs) };
  const { incident, events } = advanceIncident({ before, after, look, rule, sightRegainedAtMs });
  const outcome = isChanged ? 'changed' : isPending(after, look) ? 'pending' : 'unchanged';
  return { state: { ...after, incident }, outcome, events };
}

function recentChanges(before: JudgedState, after: JudgedState, nowMs: EpochMs): readonly EpochMs[] {
  const recent = before.changes.filter((changedAtMs) => changedAtMs > nowMs - FLAPPING_SPAN_MS);
  // A first belief, or a fresh start, is no sign of an unsteady target; nor is it that Kora could not see for a while.
  if (before.level === null || after.level === null || before.level === after.level) return recent;
  return [...recent, nowMs].slice(-(MAX_CALM_CHANGES + 1));
}

function isPending(after: JudgedState, { status }: SeenLook): boolean {
  const believed = believedStatus(after);
  if (believed === null) return status === 'degraded' || status === 'unhealthy';
  return status !== believed;
}
