import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fault, Reason, Status } from '../contracts/status.ts';
import {
  believedStatus,
  type DampingRule,
  type JudgedState,
  type JudgementEvent,
  type JudgementOutcome,
  judge,
  type Level,
  rebase,
  type SeenLook,
  UNJUDGED,
} from './transition.ts';

/** What happens to a monitor: it is looked at, Kora is started again, or the wall clock steps. */
type Happening = SeenLook | 'restart' | 'clock_step';

const HOUR_MS = 3_600_000;
const LEVELS_WORST_FIRST = ['unhealthy', 'degraded', 'healthy'] as const;

function badness(status: Status): number {
  return { unknown: Number.NaN, healthy: 0, degraded: 1, unhealthy: 2 }[status];
}

/** A believed change: found at one look, true since another; from then on only looks that speak for it count. */
interface Turn {
  readonly foundAt: number;
  readonly since: number;
  readonly speaksFor: (look: SeenLook) => boolean;
}

interface Belief {
  readonly level: Level | null;
  readonly levelSinceMs: number | null;
  readonly sightLostSinceMs: number | null;
  readonly authMissing: boolean;
}

interface Moment extends Belief {
  readonly status: Status | null;
  readonly changes: readonly number[];
  readonly regainedAtMs: number | null;
  /** The looks that count as evidence once this look is judged. */
  readonly evidence: readonly SeenLook[];
}

interface ModelIncident {
  readonly startedAtMs: number;
  readonly level: Level;
  readonly worst: Level;
  readonly flapping: boolean;
  readonly reason: Reason;
  readonly fault: Fault | null;
}

interface ModelAnswer extends Belief {
  readonly status: Status | null;
  readonly changes: readonly number[];
  readonly incident: ModelIncident | null;
  readonly outcome: JudgementOutcome;
  readonly events: readonly JudgementEvent[];
}

const NOTHING: Belief = { level: null, levelSinceMs: null, sightLostSinceMs: null, authMissing: false };

/**
 * The slow model: everything from the whole list, each time. It keeps no window: whether a look counts is asked of every
 * look and every believed change there ever was.
 */
function model(happenings: readonly Happening[], rule: DampingRule): ModelAnswer {
  const { looks, runs, epochs, wasLate } = accept(happenings);
  const moments = believe(looks, runs, epochs, rule);
  const { incident, events } = tellAll(looks, moments, rule);
  const now = moments.at(-1);
  const look = looks.at(-1);
  const before = moments.at(-2)?.status ?? null;
  if (now === undefined || look === undefined) throw new Error('ask the model about at least one look');
  const differs = now.status === null ? badness(look.status) > 0 : now.status !== look.status;
  const outcome = wasLate ? 'late' : now.status !== before ? 'changed' : differs ? 'pending' : 'unchanged';
  const { level, levelSinceMs, sightLostSinceMs, authMissing, status, changes } = now;
  const belief = { level, levelSinceMs, sightLostSinceMs, authMissing, status };
  return { ...belief, changes, incident, outcome, events: wasLate ? [] : events };
}

/** The looks that were not late; looks of one run speak together, looks of one epoch share a clock. */
function accept(happenings: readonly Happening[]) {
  const looks: SeenLook[] = [];
  const runs: number[] = [];
  const epochs: number[] = [];
  let epoch = 0;
  let run = 0;
  let wasLate = false;
  for (const happening of happenings) {
    if (happening === 'restart') continue;
    if (happening === 'clock_step') {
      epoch += 1;
      run += 1;
      continue;
    }
    const newest = epochs.at(-1) === epoch ? looks.at(-1) : undefined;
    wasLate = newest !== undefined && happening.startedAtMs <= newest.startedAtMs;
    if (wasLate) continue;
    if (newest !== undefined && happening.startedAtMs - newest.startedAtMs > newest.holdsMs * 2) run += 1;
    looks.push(happening);
    runs.push(run);
    epochs.push(epoch);
  }
  return { looks, runs, epochs, wasLate };
}

function believe(
  looks: readonly SeenLook[],
  runs: readonly number[],
  epochs: readonly number[],
  { looks: enough, of }: DampingRule,
): readonly Moment[] {
  const turns: Turn[] = [];
  const moments: Moment[] = [];

  function countsAt(now: number): number[] {
    return looks
      .map((_, index) => index)
      .filter((index) => index <= now && index > now - of && runs[index] === runs[now])
      .filter((index) => turns.every((turn) => index >= turn.since))
      .filter((index) => turns.every((turn) => turn.foundAt < index || turn.speaksFor(at(index))));
  }
  function at(index: number): SeenLook {
    const look = looks[index];
    if (look === undefined) throw new Error(`no look ${index}`);
    return look;
  }
  function turn(foundAt: number, since: number, speaksFor: Turn['speaksFor']): number {
    turns.push({ foundAt, since, speaksFor });
    return at(since).startedAtMs;
  }
  const isUnknown = (look: SeenLook) => look.status === 'unknown';
  const isMeasured = (look: SeenLook) => look.status !== 'unknown';

  for (const [now, look] of looks.entries()) {
    let belief: Belief = moments.at(-1) ?? NOTHING;
    let regainedAtMs: number | null = null;
    const lacksCredential = look.reason === 'auth_missing';

    if (belief.authMissing && !lacksCredential) {
      belief = NOTHING;
      regainedAtMs = turn(now, now, () => true);
    }
    if (isUnknown(look)) {
      const unknown = countsAt(now).filter((index) => isUnknown(at(index)));
      const first = unknown.length >= enough ? unknown[0] : lacksCredential ? now : undefined;
      if (belief.sightLostSinceMs === null && first !== undefined) {
        belief = { ...belief, sightLostSinceMs: turn(now, first, isUnknown) };
      }
      belief = { ...belief, authMissing: lacksCredential };
    }
    if (isMeasured(look) && belief.sightLostSinceMs !== null) {
      const measured = countsAt(now).filter((index) => isMeasured(at(index)));
      const [first] = measured;
      if (first !== undefined && measured.length >= enough) {
        regainedAtMs = turn(now, first, isMeasured);
        belief = { ...belief, sightLostSinceMs: null };
      }
    }
    if (isMeasured(look) && belief.sightLostSinceMs === null) {
      const measured = countsAt(now).filter((index) => isMeasured(at(index)));
      const atLeastAsBad = (level: Level) =>
        measured.filter((index) => badness(at(index).status) >= badness(level));
      const atLeastAsGood = (level: Level) =>
        measured.filter((index) => badness(at(index).status) <= badness(level));
      const { level } = belief;
      const up = LEVELS_WORST_FIRST.find((each) => atLeastAsBad(each).length >= enough);
      const down = LEVELS_WORST_FIRST.findLast((each) => atLeastAsGood(each).length >= enough);
      if (up !== undefined && (level === null || badness(up) > badness(level))) {
        const since = atLeastAsBad(up)[0] ?? now;
        const sinceMs = turn(now, since, (each) => badness(each.status) >= badness(up));
        belief = { ...belief, level: up, levelSinceMs: sinceMs };
      } else if (down !== undefined && level !== null && badness(down) < badness(level)) {
        const since = atLeastAsGood(down)[0] ?? now;
        const sinceMs = turn(now, since, (each) => badness(each.status) <= badness(down));
        belief = { ...belief, level: down, levelSinceMs: sinceMs };
      }
    }
    const status = belief.sightLostSinceMs === null ? belief.level : 'unknown';
    const evidence = countsAt(now).map(at);
    moments.push({ ...belief, status, regainedAtMs, evidence, changes: [] });
  }
  return moments.map((moment, now) => ({
    ...moment,
    changes: moments.flatMap((_, index) => {
      const [was, is] = [moments[index - 1]?.level ?? null, moments[index]?.level ?? null];
      const isCounted = was !== null && is !== null && was !== is;
      const isRecent = epochs[index] === epochs[now] && at(index).startedAtMs > at(now).startedAtMs - HOUR_MS;
      return index <= now && isCounted && isRecent ? [at(index).startedAtMs] : [];
    }),
  }));
}

interface Telling {
  readonly incident: ModelIncident | null;
  readonly events: readonly JudgementEvent[];
}

/** The incident after the last look, and what that look gave to tell. */
function tellAll(looks: readonly SeenLook[], moments: readonly Moment[], { looks: enough }: DampingRule) {
  let told: Telling = { incident: null, events: [] };
  let wasLost = false;
  for (const [now, moment] of moments.entries()) {
    const look = looks[now];
    if (look !== undefined) told = tellOne({ look, moment, wasLost, enough }, told.incident);
    wasLost = moment.sightLostSinceMs !== null;
  }
  return told;
}

interface Scene {
  readonly look: SeenLook;
  readonly moment: Moment;
  readonly wasLost: boolean;
  readonly enough: number;
}

function tellOne({ look, moment, wasLost, enough }: Scene, before: ModelIncident | null): Telling {
  const { level, levelSinceMs, sightLostSinceMs, regainedAtMs, evidence, status, changes } = moment;
  const isLost = sightLostSinceMs !== null;
  const bad = evidence.filter((each) => badness(each.status) > 0);
  const events: JudgementEvent[] = [];
  const tell = (kind: JudgementEvent['kind'], atMs: number, from: SeenLook, shown: Status, why = from.why) =>
    events.push({ kind, atMs, status: shown, reason: from.reason, fault: from.fault, why });
  let incident = before;

  if (incident !== null && !wasLost && isLost) tell('sight_lost', sightLostSinceMs, look, 'unknown');
  if (incident !== null && wasLost && !isLost && regainedAtMs !== null) {
    tell('sight_regained', regainedAtMs, look, level ?? look.status);
  }
  if (level !== null && level !== 'healthy' && levelSinceMs !== null) {
    const latest = bad.at(-1) ?? look;
    const { reason, fault } = latest;
    const alike = bad.filter((each) => each.reason === look.reason && each.fault === look.fault);
    const isKnown = look.fault !== null && look.fault !== 'undetermined';
    const isOther = look.reason !== incident?.reason || (isKnown && look.fault !== incident?.fault);
    const isOtherCause = badness(look.status) > 0 && !isLost && isOther;
    if (incident === null) {
      incident = { startedAtMs: levelSinceMs, level, worst: level, flapping: false, reason, fault };
      tell('opened', levelSinceMs, latest, level);
    } else if (level !== incident.level) {
      tell(badness(level) > badness(incident.level) ? 'worsened' : 'eased', levelSinceMs, latest, level);
      const worst: Level = badness(level) > badness(incident.worst) ? level : incident.worst;
      incident = { ...incident, level, worst, reason, fault };
    } else if (isOtherCause && alike.length >= enough) {
      incident = { ...incident, reason: look.reason, fault: look.fault };
      tell('cause_changed', alike[0]?.startedAtMs ?? Number.NaN, look, level);
    }
  }
  const flapping = changes.length > 4;
  if (incident !== null && incident.flapping !== flapping) {
    const about = { ...look, reason: incident.reason, fault: incident.fault };
    const kind = flapping ? 'flapping_began' : 'flapping_ended';
    const why = flapping
      ? 'It changed more than four times in an hour.'
      : 'It has changed less often for an hour.';
    tell(kind, look.startedAtMs, about, status ?? look.status, why);
    incident = { ...incident, flapping };
  }
  const isGood = level === 'healthy' && !isLost && look.status !== 'unknown';
  if (incident !== null && isGood && !flapping && levelSinceMs !== null) {
    const why = look.status === 'healthy' ? look.why : 'It has been steady for long enough.';
    const endedAtMs = levelSinceMs < incident.startedAtMs ? incident.startedAtMs : levelSinceMs;
    tell('closed', endedAtMs, { ...look, reason: 'ok', fault: null }, 'healthy', why);
    incident = null;
  }
  return { incident, events };
}

const KINDS = [
  { weight: 8, value: ['healthy', 'ok', null] },
  { weight: 3, value: ['degraded', 'threshold_crossed', 'provider'] },
  { weight: 1, value: ['degraded', 'timeout', 'network'] },
  { weight: 5, value: ['unhealthy', 'http_server_error', 'provider'] },
  { weight: 3, value: ['unhealthy', 'timeout', 'undetermined'] },
  { weight: 3, value: ['unhealthy', 'timeout', 'provider'] },
  { weight: 4, value: ['unknown', 'network_unreachable', 'network'] },
  { weight: 2, value: ['unknown', 'timeout', 'network'] },
  { weight: 1, value: ['unknown', 'auth_missing', 'credential'] },
] as const;

const ruleOfAny: fc.Arbitrary<DampingRule> = fc
  .integer({ min: 1, max: 4 })
  .chain((looks) => fc.record({ looks: fc.constant(looks), of: fc.integer({ min: looks, max: 6 }) }));

// Mostly one after another; now and then the same again, an earlier one, at and beyond the longest silence, or an hour on.
const stepOfAny = fc.oneof(
  { weight: 20, arbitrary: fc.constantFrom(10_000, 30_000, 60_000) },
  { weight: 3, arbitrary: fc.constantFrom(0, -10_000, -60_000) },
  { weight: 2, arbitrary: fc.constantFrom(120_000, 120_001, 600_000, HOUR_MS - 30_000, HOUR_MS) },
);

const kindOfAny = fc.oneof(...KINDS.map(({ weight, value }) => ({ weight, arbitrary: fc.constant(value) })));

const lookOfAny = fc.record({
  kind: kindOfAny,
  stepMs: stepOfAny,
  holdsMs: fc.constantFrom(60_000, 60_000, HOUR_MS),
});
type LookDraft = typeof lookOfAny extends fc.Arbitrary<infer Draft> ? Draft : never;

const EVENT_DRAFTS = fc.constantFrom('restart' as const, 'clock_step' as const);

function laidOut(drafts: readonly (LookDraft | 'restart' | 'clock_step')[]): Happening[] {
  let atMs = Date.UTC(2026, 10, 24);
  return drafts.map((draft, index) => {
    if (draft === 'clock_step') atMs -= 24 * HOUR_MS;
    if (typeof draft === 'string') return draft;
    atMs += draft.stepMs;
    const [status, reason, fault] = draft.kind;
    return { startedAtMs: atMs, holdsMs: draft.holdsMs, status, reason, fault, why: `Look ${index}.` };
  });
}

const historyOfAny = fc
  .array(fc.oneof({ weight: 20, arbitrary: lookOfAny }, { weight: 1, arbitrary: EVENT_DRAFTS }), {
    minLength: 1,
    maxLength: 60,
    size: 'max',
  })
  .map(laidOut);
const looksOfAny = fc.array(lookOfAny, { minLength: 1, maxLength: 60, size: 'max' }).map(laidOut);

function happen(state: JudgedState, happening: Happening, rule: DampingRule) {
  if (happening === 'restart') {
    return { state: JSON.parse(JSON.stringify(state)), outcome: null, events: [] } as const;
  }
  if (happening === 'clock_step') return { state: rebase(state), outcome: null, events: [] } as const;
  return judge(state, happening, rule);
}

function eventsOf(happenings: readonly Happening[], rule: DampingRule): JudgementEvent[] {
  let state = UNJUDGED;
  return happenings.flatMap((happening) => {
    const happened = happen(state, happening, rule);
    state = happened.state;
    return happened.events;
  });
}

test('agrees with the slow model after every look, in any order, with repeats, gaps, restarts and clock steps', () => {
  fc.assert(
    fc.property(historyOfAny, ruleOfAny, (history, rule) => {
      let state = UNJUDGED;
      for (const [index, happening] of history.entries()) {
        const happened = happen(state, happening, rule);
        state = happened.state;
        if (typeof happening === 'string') continue;
        const { status, changes, outcome, events, incident, ...belief } = model(
          history.slice(0, index + 1),
          rule,
        );
        expect(happened).toMatchObject({ outcome, events, state: { ...belief, changes: changes.slice(-5) } });
        expect(state.incident).toEqual(incident);
        expect(believedStatus(state)).toBe(status);
        expect(state.window.length).toBeLessThanOrEqual(rule.of);
      }
    }),
    { numRuns: 400 },
  );
});

test('unknown looks alone never open an incident', () => {
  const blind = fc.array(
    lookOfAny.filter(({ kind }) => kind[0] === 'unknown'),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(blind.map(laidOut), ruleOfAny, (history, rule) => {
      expect(eventsOf(history, rule)).toEqual([]);
    }),
  );
});

test('an unknown look opens, closes, worsens and eases nothing', () => {
  fc.assert(
    fc.property(historyOfAny, ruleOfAny, (history, rule) => {
      let state = UNJUDGED;
      for (const happening of history) {
        const happened = happen(state, happening, rule);
        const isBlind = typeof happening !== 'string' && happening.status === 'unknown';
        const kinds = happened.events.map(({ kind }) => kind).filter((kind) => !kind.startsWith('flapping'));
        if (isBlind) expect(kinds.filter((kind) => !kind.startsWith('sight'))).toEqual([]);
        if (isBlind) expect(happened.state.incident?.startedAtMs).toBe(state.incident?.startedAtMs);
        state = happened.state;
      }
    }),
  );
});

test('incidents never overlap, begin before they end, and hold as many bad looks as a change takes', () => {
  fc.assert(
    fc.property(looksOfAny, ruleOfAny, (history, rule) => {
      const { looks } = accept(history);
      let startedAtMs = Number.NEGATIVE_INFINITY;
      let isOpen = false;
      const expectEnough = (endedAtMs: number) => {
        const bad = looks.filter((look) => badness(look.status) > 0);
        const within = bad.filter((look) => look.startedAtMs >= startedAtMs && look.startedAtMs < endedAtMs);
        expect(within.length).toBeGreaterThanOrEqual(rule.looks);
      };
      let endedAtMs = Number.NEGATIVE_INFINITY;
      for (const { kind, atMs } of eventsOf(history, rule)) {
        if (kind === 'opened') {
          expect(isOpen).toBe(false);
          expect(atMs).toBeGreaterThanOrEqual(endedAtMs);
          isOpen = true;
          startedAtMs = atMs;
        }
        if (kind === 'closed') {
          expect(isOpen).toBe(true);
          expect(atMs).toBeGreaterThan(startedAtMs);
          isOpen = false;
          endedAtMs = atMs;
          expectEnough(endedAtMs);
        }
      }
      if (isOpen) expectEnough(Number.POSITIVE_INFINITY);
    }),
    { numRuns: 300 },
  );
});

test('no incident ends before it began, even when the clock steps back in the middle', () => {
  fc.assert(
    fc.property(historyOfAny, ruleOfAny, (history, rule) => {
      const spans = eventsOf(history, rule).filter(({ kind }) => kind === 'opened' || kind === 'closed');
      for (const [index, { kind, atMs }] of spans.entries()) {
        expect(kind).toBe(index % 2 === 0 ? 'opened' : 'closed');
        if (kind === 'closed') expect(atMs).toBeGreaterThanOrEqual(spans[index - 1]?.atMs ?? Number.NaN);
      }
    }),
  );
});

test('every look twice is the same as once', () => {
  fc.assert(
    fc.property(looksOfAny, ruleOfAny, (history, rule) => {
      const twice = history.flatMap((happening) => [happening, happening]);
      expect(eventsOf(twice, rule)).toEqual(eventsOf(history, rule));
    }),
  );
});

test('a state goes through JSON unchanged, so a restart continues exactly', () => {
  fc.assert(
    fc.property(historyOfAny, ruleOfAny, (history, rule) => {
      let state = UNJUDGED;
      for (const happening of history) {
        state = happen(state, happening, rule).state;
        expect(JSON.parse(JSON.stringify(state))).toStrictEqual(state);
      }
    }),
  );
});

const steadyLook = lookOfAny.filter(({ kind }) => kind[1] !== 'auth_missing');
const MIRRORED = {
  healthy: 'unhealthy',
  unhealthy: 'healthy',
  degraded: 'degraded',
  unknown: 'unknown',
} as const;

test('it is symmetric: with good and bad exchanged, the belief is exchanged and its times are the same', () => {
  const steady = fc.array(steadyLook, { minLength: 4, maxLength: 50, size: 'max' });
  fc.assert(
    fc.property(steady, ruleOfAny, (drafts, rule) => {
      const started = drafts.slice(0, 4).map((draft) => ({ ...draft, kind: KINDS[0].value, stepMs: 30_000 }));
      const history = laidOut([...started, ...drafts]);
      let [state, mirror] = [UNJUDGED, UNJUDGED];
      for (const happening of history) {
        if (typeof happening === 'string') continue;
        state = judge(state, happening, rule).state;
        mirror = judge(mirror, { ...happening, status: MIRRORED[happening.status] }, rule).state;
        expect(mirror.level === null ? null : MIRRORED[mirror.level]).toBe(state.level);
        expect(mirror.levelSinceMs).toBe(state.levelSinceMs);
        expect(mirror.sightLostSinceMs).toBe(state.sightLostSinceMs);
      }
    }),
  );
});

test('there is no ping-pong: a change back takes as many looks after the change as any change takes', () => {
  fc.assert(
    fc.property(
      fc.array(steadyLook, { maxLength: 60, size: 'max' }).map(laidOut),
      ruleOfAny,
      (history, rule) => {
        const { looks } = accept(history);
        let state = UNJUDGED;
        let turnedAt = 0;
        let direction = 0;
        for (const [index, look] of looks.entries()) {
          const next = judge(state, look, rule).state;
          const turned =
            state.level === null || next.level === null ? 0 : badness(next.level) - badness(state.level);
          if (turned !== 0 && direction !== 0 && Math.sign(turned) !== direction) {
            expect(index - turnedAt).toBeGreaterThanOrEqual(rule.looks);
          }
          if (turned !== 0) [turnedAt, direction] = [index, Math.sign(turned)];
          state = next;
        }
      },
    ),
  );
});
