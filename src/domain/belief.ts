import type { EpochMs } from '../lib/time.ts';
import {
  compareLevels,
  firstStart,
  isMeasured,
  isUnspent,
  type MeasuredLook,
  settle,
  toRemembered,
} from './evidence.ts';
import type { DampingRule, JudgedState, Level, RememberedLook, SeenLook } from './judged-state.ts';

/** A look speaks for at most this many times its `holdsMs`; after a longer silence, earlier looks are no evidence. */
const LONGEST_SILENCE = 2;

export interface BeliefStep {
  readonly state: JudgedState;
  /** The first look that saw again; null when sight was not lost or still is. */
  readonly sightRegainedAtMs: EpochMs | null;
}

/** The belief after a look that is newer than all before it: sight first, then, while it is there, the level. */
export function advanceBelief(state: JudgedState, look: SeenLook, rule: DampingRule): BeliefStep {
  const isSetUpNow = state.authMissing && !isAuthMissing(look);
  const remembered = remember(isSetUpNow ? forget(state) : state, look, rule);
  const setUpAtMs = isSetUpNow ? look.startedAtMs : null;
  if (look.status === 'unknown') {
    return { state: loseSight(remembered, look, rule), sightRegainedAtMs: setUpAtMs };
  }
  if (remembered.sightLostSinceMs === null) {
    return { state: judgeLevel(remembered, rule), sightRegainedAtMs: setUpAtMs };
  }
  return regainSight(remembered, rule);
}

function isAuthMissing({ status, reason }: SeenLook): boolean {
  return status === 'unknown' && reason === 'auth_missing';
}

// What was believed before the monitor lost its credential may be about another account.
function forget(state: JudgedState): JudgedState {
  return {
    ...state,
    window: [],
    level: null,
    levelSinceMs: null,
    sightLostSinceMs: null,
    authMissing: false,
  };
}

function remember(state: JudgedState, look: SeenLook, rule: DampingRule): JudgedState {
  const newest = state.window.at(-1);
  const silenceMs = newest === undefined ? 0 : look.startedAtMs - newest.startedAtMs;
  const isBroken = newest !== undefined && silenceMs > LONGEST_SILENCE * newest.holdsMs;
  const run = isBroken ? [] : state.window;
  return {
    ...state,
    window: [...run, toRemembered(look)].slice(-rule.of),
    lastStartedAtMs: look.startedAtMs,
  };
}

function loseSight(state: JudgedState, look: SeenLook, rule: DampingRule): JudgedState {
  const authMissing = state.authMissing || isAuthMissing(look);
  if (state.sightLostSinceMs !== null) return { ...state, authMissing };
  const unseen = state.window.filter((seen) => isUnspent(seen) && !isMeasured(seen));
  const isEnough = unseen.length >= rule.looks;
  if (!isEnough && !authMissing) return state;
  // A missing credential is believed 1 of 1: an older look is no part of that.
  const sightLostSinceMs = isEnough ? firstStart(unseen) : look.startedAtMs;
  const window = settle(state.window, sightLostSinceMs, (seen) => !isMeasured(seen));
  return { ...state, authMissing, sightLostSinceMs, window };
}

function regainSight(state: JudgedState, rule: DampingRule): BeliefStep {
  const seen = evidenceOf(state);
  if (seen.length < rule.looks) return { state, sightRegainedAtMs: null };
  const sightRegainedAtMs = firstStart(seen);
  const window = settle(state.window, sightRegainedAtMs, isMeasured);
  return { state: judgeLevel({ ...state, sightLostSinceMs: null, window }, rule), sightRegainedAtMs };
}

function evidenceOf({ window }: JudgedState): readonly MeasuredLook[] {
  return window.filter(isUnspent).filter(isMeasured);
}

function judgeLevel(state: JudgedState, rule: DampingRule): JudgedState {
  const evidence = evidenceOf(state);
  const next = nextLevel(state.level, evidence, rule);
  if (next === null) return state;
  const supports = (look: RememberedLook) => isMeasured(look) && next.isSupportedBy(look.status);
  const levelSinceMs = firstStart(evidence.filter(supports));
  const window = settle(state.window, levelSinceMs, supports);
  return { ...state, level: next.level, levelSinceMs, window };
}

interface NextLevel {
  readonly level: Level;
  /** At least as bad on the way up, at least as good on the way down. */
  readonly isSupportedBy: (seen: Level) => boolean;
}

// Never both ways at once: each look adds to one side, and the first side that has enough spends the other.
function nextLevel(
  level: Level | null,
  evidence: readonly MeasuredLook[],
  { looks }: DampingRule,
): NextLevel | null {
  const worstFirst = evidence.map(({ status }) => status).sort((a, b) => compareLevels(b, a));
  const nthWorst = worstFirst[looks - 1];
  const nthBest = worstFirst.at(-looks);
  if (nthWorst === undefined || nthBest === undefined) return null;
  if (level === null || compareLevels(nthWorst, level) > 0) {
    return { level: nthWorst, isSupportedBy: (seen) => compareLevels(seen, nthWorst) >= 0 };
  }
  if (compareLevels(nthBest, level) < 0) {
    return { level: nthBest, isSupportedBy: (seen) => compareLevels(seen, nthBest) <= 0 };
  }
  return null;
}
