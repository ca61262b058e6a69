import type { Fault, Reason, Status } from '../contracts/status.ts';
import type { EpochMs } from '../lib/time.ts';

/** A status is believed after `looks` of the last `of` looks; whole numbers, 1 ≤ looks ≤ of. */
export interface DampingRule {
  readonly looks: number;
  readonly of: number;
}

export const DEFAULT_DAMPING: DampingRule = { looks: 2, of: 3 };

/** One look as judging over time needs it. It speaks for `holdsMs` from its start on, at most. */
export interface SeenLook {
  readonly startedAtMs: EpochMs;
  readonly holdsMs: number;
  readonly status: Status;
  readonly reason: Reason;
  readonly fault: Fault | null;
  /** One sentence for people. */
  readonly why: string;
}

/** A status that says something about the target; `unknown` says something about us. */
export type Level = Exclude<Status, 'unknown'>;

export interface RememberedLook extends SeenLook {
  /** Empty unless the look was bad: only a bad one may be quoted later than it was seen. */
  readonly why: string;
  /** It spoke against a belief when that came to be believed, and is evidence for nothing any more. */
  readonly spent: boolean;
}

export interface OpenIncident {
  /** The first bad look, however many it took to believe it. */
  readonly startedAtMs: EpochMs;
  /** The latest bad level that was believed in it. */
  readonly level: Level;
  readonly worst: Level;
  readonly flapping: boolean;
  /** Why, and who has to act, as the latest believed bad look saw it. */
  readonly reason: Reason;
  readonly fault: Fault | null;
}

/** What is believed of one monitor, and the evidence for what may be believed next. Plain JSON. */
export interface JudgedState {
  /** The looks since the last believed change, at most the rule's `of`, the oldest first. */
  readonly window: readonly RememberedLook[];
  /** The start of the newest look that was accepted; null when any is welcome. */
  readonly lastStartedAtMs: EpochMs | null;
  /** What is believed of the target, kept while sight is lost; null as long as nothing is. */
  readonly level: Level | null;
  /** The first look that saw it so; null when `level` is. */
  readonly levelSinceMs: EpochMs | null;
  /** The first look that saw nothing; null while sight is there. */
  readonly sightLostSinceMs: EpochMs | null;
  /** Sight is lost because the monitor is not set up. */
  readonly authMissing: boolean;
  /** The believed changes of the last hour: the newest of them, as many as tell flapping; the oldest first. */
  readonly changes: readonly EpochMs[];
  readonly incident: OpenIncident | null;
}

/** A monitor that was never looked at. */
export const UNJUDGED: JudgedState = {
  window: [],
  lastStartedAtMs: null,
  level: null,
  levelSinceMs: null,
  sightLostSinceMs: null,
  authMissing: false,
  changes: [],
  incident: null,
};

/** What is believed now; null as long as nothing is, and the raw latest look is all there is to show. */
export function believedStatus({ sightLostSinceMs, level }: JudgedState): Status | null {
  return sightLostSinceMs === null ? level : 'unknown';
}

/**
 * The state after the wall clock stepped: the next look is accepted whatever its time, and nothing that was timed by the
 * old clock is evidence or counts as a change of the last hour. The belief and the open incident stay.
 */
export function rebase(state: JudgedState): JudgedState {
  return { ...state, window: [], lastStartedAtMs: null, changes: [] };
}
