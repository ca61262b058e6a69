import type { Beat } from '../domain/beat.ts';
import type { MonitorState } from '../domain/monitor-state.ts';
import {
  type DampingRule,
  type JudgedState,
  judge,
  rebase,
  type SeenLook,
  UNJUDGED,
} from '../domain/transition.ts';
import type { EpochMs } from '../lib/time.ts';
import type { StoredIncident } from '../storage/incidents.ts';
import type { Restored } from '../storage/restore.ts';

/** A monitor as recording needs to know it. */
export interface RecordedMonitor {
  readonly name: string;
  readonly damping: DampingRule;
  /** How long one look speaks for at most: until the next one is overdue. */
  readonly holdsMs: number;
}

/** What recording remembers of one monitor. */
export interface Tracked {
  readonly monitor: RecordedMonitor;
  id: number | null;
  judged: JudgedState;
  incident: StoredIncident | null;
  latest: MonitorState | null;
  /** Error and details as they were last stored. */
  detail: string | null;
  /** Looks that are not durable yet. */
  unsettled: number;
  readonly waiting: Set<() => void>;
}

export function track(monitor: RecordedMonitor): Tracked {
  return {
    monitor,
    id: null,
    judged: UNJUDGED,
    incident: null,
    latest: null,
    detail: null,
    unsettled: 0,
    waiting: new Set(),
  };
}

/** Takes over what an earlier run knew: its judged state, and the beats that came after it was last written. */
export function resume(tracked: Tracked, restored: Restored, nowMs: EpochMs): void {
  const stored = restored.state === null ? UNJUDGED : readJudged(restored.state);
  // The wall clock may have been set back since: then no look would ever be newer than that one.
  let judged = (stored.lastStartedAtMs ?? 0) > nowMs ? rebase(stored) : stored;
  for (const beat of restored.beats) {
    if (beat.startedAtMs <= nowMs) judged = judge(judged, toLook(beat), tracked.monitor.damping).state;
  }
  tracked.id = restored.id;
  tracked.judged = agree(judged, restored.incident);
  tracked.incident = restored.incident;
}

function toLook(beat: Beat): SeenLook {
  return { ...beat, why: '' };
}

// It was written by this very version or an earlier one, whose states are read as they are. One that is damaged is as good
// as none: the newest beats say nearly as much.
function readJudged(state: string): JudgedState {
  try {
    return JSON.parse(state) as JudgedState;
  } catch {
    return UNJUDGED;
  }
}

/**
 * The judged state and the stored incident tell of the same one, except where one of them was lost, or the monitor was
 * away from the configuration meanwhile. What people were told holds.
 */
function agree(judged: JudgedState, incident: StoredIncident | null): JudgedState {
  if ((judged.incident === null) === (incident === null)) return judged;
  // It was ended by hand of the configuration: what is bad now begins now.
  if (incident === null) return UNJUDGED;
  const { startedAtMs, flapping, reason, fault } = incident;
  const worst = incident.worst === 'degraded' ? 'degraded' : 'unhealthy';
  return { ...judged, incident: { startedAtMs, level: worst, worst, flapping, reason, fault } };
}
