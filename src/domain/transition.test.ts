import { expect, test } from 'vitest';
import type { Fault, Reason, Status } from '../contracts/status.ts';
import {
  believedStatus,
  type DampingRule,
  DEFAULT_DAMPING,
  type JudgedState,
  type Judgement,
  type JudgementEvent,
  judge,
  rebase,
  type SeenLook,
  UNJUDGED,
} from './transition.ts';

const AT = Date.UTC(2026, 10, 24, 12);
const STEP_MS = 30_000;
const MINUTE_MS = 60_000;

const BY_LETTER = {
  h: ['healthy', 'ok', null],
  d: ['degraded', 'threshold_crossed', 'provider'],
  u: ['unhealthy', 'http_server_error', 'provider'],
  t: ['unhealthy', 'timeout', 'undetermined'],
  x: ['unknown', 'network_unreachable', 'network'],
  y: ['unknown', 'timeout', 'network'],
  a: ['unknown', 'auth_missing', 'credential'],
} satisfies Record<string, readonly [Status, Reason, Fault | null]>;
type Letter = keyof typeof BY_LETTER;

function isLetter(text: string): text is Letter {
  return text in BY_LETTER;
}

function look(letter: Letter, startedAtMs: number, holdsMs = MINUTE_MS): SeenLook {
  const [status, reason, fault] = BY_LETTER[letter];
  return { startedAtMs, holdsMs, status, reason, fault, why: `It is ${letter}.` };
}

interface Played {
  readonly state: JudgedState;
  readonly outcomes: readonly string[];
  /** `kind@n`, where look n (from 0) began at `atMs`. */
  readonly told: readonly string[];
  readonly events: readonly JudgementEvent[];
}

/** One look per letter, 30 s apart; a point is a look that did not take place. */
function play(letters: string, rule: DampingRule = DEFAULT_DAMPING, from: JudgedState = UNJUDGED): Played {
  const beganAtMs = from.lastStartedAtMs === null ? AT : from.lastStartedAtMs + STEP_MS;
  const judgements: Judgement[] = [];
  let state = from;
  for (const [index, letter] of [...letters].entries()) {
    if (!isLetter(letter)) continue;
    const judgement = judge(state, look(letter, beganAtMs + index * STEP_MS), rule);
    judgements.push(judgement);
    state = judgement.state;
  }
  const events = judgements.flatMap((judgement) => judgement.events);
  return {
    state,
    outcomes: judgements.map(({ outcome }) => outcome),
    told: events.map(({ kind, atMs }) => `${kind}@${(atMs - AT) / STEP_MS}`),
    events,
  };
}

function at(index: number): number {
  return AT + index * STEP_MS;
}

test('a monitor that was never looked at is not judged', () => {
  expect(believedStatus(UNJUDGED)).toBeNull();
  expect(DEFAULT_DAMPING).toEqual({ looks: 2, of: 3 });
});

test('nothing is believed after one look; a bad one asks for another soon', () => {
  expect(play('h')).toMatchObject({ outcomes: ['unchanged'], state: { level: null } });
  expect(play('u')).toMatchObject({ outcomes: ['pending'], state: { level: null } });
  expect(play('d').outcomes).toEqual(['pending']);
  expect(play('x').outcomes).toEqual(['unchanged']);
});

test.each([
  ['hh', 'healthy', 0],
  ['uu', 'unhealthy', 0],
  ['hu', 'healthy', 0],
  ['uh', 'healthy', 0],
  ['du', 'degraded', 0],
  ['ud', 'degraded', 0],
  ['xhh', 'healthy', 1],
  ['hxd', 'healthy', 0],
])('after %s the first belief is %s since look %i', (letters, level, since) => {
  const { state, outcomes } = play(letters);
  expect(state).toMatchObject({ level, levelSinceMs: at(since) });
  expect(outcomes.at(-1)).toBe('changed');
});

test('one bad look is not believed, and asks for another soon', () => {
  const { state, outcomes, told } = play('hhuh');
  expect(outcomes).toEqual(['unchanged', 'changed', 'pending', 'unchanged']);
  expect(state).toMatchObject({ level: 'healthy', levelSinceMs: at(0) });
  expect(told).toEqual([]);
});

test('an incident begins with the first bad look and ends with the first good one', () => {
  const { told, state, outcomes } = play('hhuuuhh');
  expect(outcomes.slice(2)).toEqual(['pending', 'changed', 'unchanged', 'pending', 'changed']);
  expect(told).toEqual(['opened@2', 'closed@5']);
  expect(state).toMatchObject({ level: 'healthy', levelSinceMs: at(5), incident: null });
});

test('an open incident knows its beginning, its cause and its worst', () => {
  expect(play('hhdu').state.incident).toEqual({
    startedAtMs: at(2),
    level: 'degraded',
    worst: 'degraded',
    flapping: false,
    reason: 'http_server_error',
    fault: 'provider',
  });
});

test('what is told of the opening comes from the look that decided it', () => {
  expect(play('hhut').events).toEqual([
    {
      kind: 'opened',
      atMs: at(2),
      status: 'unhealthy',
      reason: 'timeout',
      fault: 'undetermined',
      why: 'It is t.',
    },
  ]);
});

test('an incident opens on the first belief when that is bad', () => {
  expect(play('uu').told).toEqual(['opened@0']);
  expect(play('dd').events).toMatchObject([{ kind: 'opened', status: 'degraded' }]);
});

test('two bad looks of the last three are enough, whatever stands between', () => {
  expect(play('hhuhu').told).toEqual(['opened@2']);
  expect(play('hhuxu').told).toEqual(['opened@2']);
  expect(play('hhuhhu').told).toEqual([]);
});

test('bad looks of different levels add up to the lesser one', () => {
  expect(play('hhud').state).toMatchObject({ level: 'degraded', levelSinceMs: at(2) });
});

test('it worsens and eases by the same rule, and the worst is kept', () => {
  const { told, state, events } = play('hhddduuudd');
  expect(told).toEqual(['opened@2', 'worsened@5', 'eased@8']);
  expect(events.map(({ status }) => status)).toEqual(['degraded', 'unhealthy', 'degraded']);
  expect(state.incident).toMatchObject({
    level: 'degraded',
    worst: 'unhealthy',
    reason: 'threshold_crossed',
  });
});

test('a bad look that came before the level was reached still counts for a worse one', () => {
  expect(play('hhduu').told).toEqual(['opened@2', 'worsened@3']);
  expect(play('hhudu').told).toEqual(['opened@2', 'worsened@2']);
});

test('what eases it may be a healthy look; the cause is that of the latest bad one', () => {
  const { events, state } = play('hhuudh');
  expect(events.at(-1)).toEqual({
    kind: 'eased',
    atMs: at(4),
    status: 'degraded',
    reason: 'threshold_crossed',
    fault: 'provider',
    why: 'It is d.',
  });
  expect(state.incident?.reason).toBe('threshold_crossed');
  expect(play('uuudduh', { looks: 3, of: 5 }).events.at(-1)).toMatchObject({
    kind: 'eased',
    atMs: at(3),
    reason: 'threshold_crossed',
  });
});

test('from unhealthy straight to healthy is one change', () => {
  expect(play('hhuuhh').told).toEqual(['opened@2', 'closed@4']);
});

test('the way down counts what is at least as good, the way up what is at least as bad', () => {
  expect(play('hhuudhh').told).toEqual(['opened@2', 'eased@4', 'closed@5']);
  expect(play('uuhhduu').told).toEqual(['opened@0', 'closed@2', 'opened@4', 'worsened@5']);
});

test.each([
  [{ looks: 2, of: 3 }, 'hhuhuhh', ['opened@2', 'closed@5']],
  [{ looks: 2, of: 3 }, 'hhuhuhuhu', ['opened@2', 'closed@5']],
  [{ looks: 2, of: 5 }, 'hhuhhuh', ['opened@2']],
  [{ looks: 2, of: 5 }, 'hhuhhuhu', ['opened@2']],
  [{ looks: 2, of: 5 }, 'hhuhhuhuh', ['opened@2', 'closed@6']],
  [{ looks: 3, of: 4 }, 'hhhuhuuhuhh', ['opened@3', 'closed@7']],
  [{ looks: 1, of: 1 }, 'huhu', ['opened@1', 'closed@2', 'opened@3']],
  [{ looks: 1, of: 4 }, 'huhu', ['opened@1', 'closed@2', 'opened@3']],
  [{ looks: 3, of: 3 }, 'hhhuuhuuu', ['opened@6']],
] as const)('%o: what spoke against a belief is no evidence against it later: %s', (rule, letters, told) => {
  expect(play(letters, rule).told).toEqual(told);
});

test('good looks from within the evidence of a failure do not end it', () => {
  expect(play('hhuhuh').state).toMatchObject({ level: 'unhealthy', incident: { startedAtMs: at(2) } });
});

test('a spent look keeps its place among the last looks', () => {
  // The two unhealthy looks are four looks apart, with a spent healthy one and a degraded one between.
  expect(play('hhuhdu').told).toEqual(['opened@2']);
  expect(play('hhuhdu').state.incident?.worst).toBe('degraded');
});

test('a window of fewer looks after a reload takes the newest', () => {
  const { state } = play('hhhhuhh', { looks: 4, of: 6 });
  expect(play('u', { looks: 1, of: 1 }, state).state.window).toHaveLength(1);
});

test('a look that is not newer is late and moves nothing', () => {
  const { state } = play('hhu');
  const same = judge(state, look('u', at(2)), DEFAULT_DAMPING);
  expect(same).toEqual({ state, outcome: 'late', events: [] });
  expect(same.state).toBe(state);
  expect(judge(state, look('u', at(1)), DEFAULT_DAMPING).outcome).toBe('late');
});

test('looks on either side of a long silence do not add up', () => {
  const first = play('hhu').state;
  const inTime = judge(first, look('u', at(2) + 2 * MINUTE_MS), DEFAULT_DAMPING);
  expect(inTime.outcome).toBe('changed');
  const tooLate = judge(first, look('u', at(2) + 2 * MINUTE_MS + 1), DEFAULT_DAMPING);
  expect(tooLate.outcome).toBe('pending');
  expect(tooLate.state).toMatchObject({
    level: 'healthy',
    window: [{ startedAtMs: at(2) + 2 * MINUTE_MS + 1 }],
  });
});

test('a silence ends no incident', () => {
  const { told, state } = play('hhuu..........uu..........h');
  expect(told).toEqual(['opened@2']);
  expect(state).toMatchObject({ level: 'unhealthy', incident: { startedAtMs: at(2) } });
});

test('the look before the silence says how long it spoke', () => {
  const { state } = judge(play('hh').state, look('u', at(2), 10 * MINUTE_MS), DEFAULT_DAMPING);
  expect(judge(state, look('u', at(40)), DEFAULT_DAMPING).outcome).toBe('changed');
});

test('sight is lost since the first of the unknown looks and comes back with the first that measured', () => {
  const lost = play('hhxx');
  expect(lost.outcomes.slice(2)).toEqual(['pending', 'changed']);
  expect(lost.state).toMatchObject({ sightLostSinceMs: at(2), level: 'healthy', authMissing: false });
  expect(believedStatus(lost.state)).toBe('unknown');
  const seen = play('hh', DEFAULT_DAMPING, lost.state);
  expect(seen.outcomes).toEqual(['pending', 'changed']);
  expect(seen.state).toMatchObject({ sightLostSinceMs: null, level: 'healthy', levelSinceMs: at(0) });
});

test('one unknown look loses no sight, and one measured look does not bring it back', () => {
  expect(believedStatus(play('hhxh').state)).toBe('healthy');
  expect(believedStatus(play('hhxxhx').state)).toBe('unknown');
  expect(believedStatus(play('hhxxhxh').state)).toBe('healthy');
});

test('what spoke against a loss or a return of sight is no evidence later', () => {
  expect(believedStatus(play('hhxhxh').state)).toBe('unknown');
  expect(believedStatus(play('hhxhxhh').state)).toBe('healthy');
  expect(believedStatus(play('hhxxhxhx').state)).toBe('healthy');
  expect(believedStatus(play('hhuxux', { looks: 2, of: 4 }).state)).toBe('unhealthy');
});

test('a monitor that never saw anything is unknown', () => {
  expect(play('xx').state).toMatchObject({ sightLostSinceMs: at(0), level: null, incident: null });
  expect(play('xxuu').told).toEqual(['opened@2']);
});

test('unknown looks open nothing, and tell nothing without an incident', () => {
  expect(play('hhxxxxxxhh').told).toEqual([]);
});

test('unknown looks neither close nor worsen an incident; it is told when sight goes and comes', () => {
  const { told, state, events } = play('hhuuxxxuu');
  expect(told).toEqual(['opened@2', 'sight_lost@4', 'sight_regained@7']);
  expect(events.slice(1)).toMatchObject([
    { status: 'unknown', reason: 'network_unreachable', fault: 'network', why: 'It is x.' },
    { status: 'unhealthy', reason: 'http_server_error' },
  ]);
  expect(state.incident).toMatchObject({ startedAtMs: at(2), worst: 'unhealthy' });
});

test('a recovery out of sight closes it with the first look that saw it', () => {
  expect(play('hhuuxxhh').told).toEqual(['opened@2', 'sight_lost@4', 'sight_regained@6', 'closed@6']);
});

test('it may come back in sight worse, better, or bad without having been so', () => {
  expect(play('hhddxxuu').told).toEqual(['opened@2', 'sight_lost@4', 'sight_regained@6', 'worsened@6']);
  expect(play('hhuuxxdd').told).toEqual(['opened@2', 'sight_lost@4', 'sight_regained@6', 'eased@6']);
  expect(play('hhxxuu').told).toEqual(['opened@4']);
});

test('looks from before sight was lost are no evidence after it came back', () => {
  expect(play('hhuxxhu').told).toEqual([]);
});

test('a missing credential is believed at once, since its own look', () => {
  const { state, outcomes } = play('hhhxha', { looks: 3, of: 5 });
  expect(state).toMatchObject({ sightLostSinceMs: at(5), authMissing: true });
  expect(outcomes.at(-1)).toBe('changed');
  expect(play('a').state).toMatchObject({ sightLostSinceMs: at(0), level: null });
  expect(play('a').outcomes).toEqual(['changed']);
});

test('a missing credential after unknown looks is unknown since the first of them', () => {
  expect(play('hhxa').state).toMatchObject({ sightLostSinceMs: at(2), authMissing: true });
  expect(play('hhxxa').state).toMatchObject({ sightLostSinceMs: at(2), authMissing: true });
});

test('the first look with a credential is a fresh start', () => {
  const { state, outcomes } = play('hhaah');
  expect(outcomes.at(-1)).toBe('changed');
  expect(state).toMatchObject({
    level: null,
    levelSinceMs: null,
    sightLostSinceMs: null,
    authMissing: false,
  });
  expect(state.window).toHaveLength(1);
  expect(play('hhaaxu').state).toMatchObject({ level: null, sightLostSinceMs: null });
  expect(play('hhaahu').state).toMatchObject({ level: 'healthy', levelSinceMs: at(4) });
});

test('an open incident outlives a missing credential', () => {
  expect(play('hhuuaauu').told).toEqual(['opened@2', 'sight_lost@4', 'sight_regained@6']);
  expect(play('hhuuaahh').told).toEqual(['opened@2', 'sight_lost@4', 'sight_regained@6', 'closed@6']);
  expect(play('hhuuaadd').told).toEqual(['opened@2', 'sight_lost@4', 'sight_regained@6', 'eased@6']);
  const { events } = play('hhuuaah');
  expect(events.at(-1)).toMatchObject({ kind: 'sight_regained', status: 'healthy' });
});

test('1 of 1: another reason for being blind right after a missing credential is no return of sight', () => {
  const { told, state, outcomes } = play('huax', { looks: 1, of: 1 });
  expect(told).toEqual(['opened@1', 'sight_lost@2']);
  expect(state).toMatchObject({ sightLostSinceMs: at(3), authMissing: false, level: null });
  expect(outcomes.at(-1)).toBe('unchanged');
});

test('another cause is told once as many looks saw it as a change takes, since the first of them', () => {
  const { told, state, events } = play('hhuutt');
  expect(told).toEqual(['opened@2', 'cause_changed@4']);
  expect(events.at(-1)).toMatchObject({ status: 'unhealthy', reason: 'timeout', why: 'It is t.' });
  expect(state.incident).toMatchObject({ reason: 'timeout', fault: 'undetermined' });
});

test('another cause is not told after one look, of good looks, or out of sight', () => {
  expect(play('hhuutu').told).toEqual(['opened@2']);
  expect(play('hhuuh').told).toEqual(['opened@2']);
  expect(play('hhuuxxt').told).toEqual(['opened@2', 'sight_lost@4']);
  expect(play('hhuuxxtt').told).toEqual(['opened@2', 'sight_lost@4', 'sight_regained@6', 'cause_changed@6']);
});

test('another cause is made up of bad looks only, and of none that are spent', () => {
  expect(play('hhuuyt').told).toEqual(['opened@2']);
  expect(play('uududu').told).toEqual(['opened@0', 'eased@2']);
});

test('an unknown look changes no cause, even when a rule that was just loaded would', () => {
  const { state, told } = play('hhhuuutt', { looks: 3, of: 3 });
  expect(told).toEqual(['opened@3']);
  expect(play('y', { looks: 2, of: 4 }, state).events).toEqual([]);
  expect(play('t', { looks: 2, of: 4 }, state).told).toEqual(['cause_changed@6']);
});

test('another cause may be told again when it goes back', () => {
  expect(play('hhuuttuu').told).toEqual(['opened@2', 'cause_changed@4', 'cause_changed@6']);
});

// Believed changes at 3, 5, 7 and 9; the first belief, at 1, is none.
const FOUR_CHANGES = 'hhuuhhuuhh';
// The fifth opens an incident at 10, the sixth is a recovery since 12.
const RECOVERED = `${FOUR_CHANGES}uuhh`;
const HOUR_MS = 60 * MINUTE_MS;

test('four changes in an hour are calm, the fifth is flapping', () => {
  const calm = play(FOUR_CHANGES);
  expect(calm.told).toEqual(['opened@2', 'closed@4', 'opened@6', 'closed@8']);
  expect(calm.state.changes).toEqual([at(3), at(5), at(7), at(9)]);
  const { told, state, events } = play(`${FOUR_CHANGES}uu`);
  expect(told.slice(4)).toEqual(['opened@10', 'flapping_began@11']);
  expect(state.incident).toMatchObject({ startedAtMs: at(10), flapping: true });
  expect(events.at(-1)).toMatchObject({ status: 'unhealthy', reason: 'http_server_error' });
});

test('a recovery that is itself the fifth change does not close the incident', () => {
  const { told, state, events } = play('hh', DEFAULT_DAMPING, play('uuhhuuhhuu').state);
  expect(told).toEqual(['flapping_began@11']);
  expect(events.at(-1)).toMatchObject({ status: 'healthy', reason: 'http_server_error' });
  expect(state).toMatchObject({ level: 'healthy', incident: { startedAtMs: at(8), flapping: true } });
});

test('while it flaps there is one incident, and the changes back and forth are not told', () => {
  const { told, state } = play(`${RECOVERED}uuhhuuhh`);
  expect(told.slice(4)).toEqual(['opened@10', 'flapping_began@11']);
  expect(state).toMatchObject({ level: 'healthy', incident: { startedAtMs: at(10), flapping: true } });
  expect(state.changes).toHaveLength(5);
});

test('while it flaps, coming back at another level is told', () => {
  expect(play(`${RECOVERED}ddhhuu`).told.slice(6)).toEqual(['eased@14', 'worsened@18']);
});

test('flapping ends when an hour has at most four changes, and then it closes since the first good look', () => {
  const { state } = play(RECOVERED);
  // The sixth to last change leaves the hour first, the fifth to last ends the flapping.
  const hourLater = at(5) + HOUR_MS;
  const still = judge(state, look('h', hourLater - 1), DEFAULT_DAMPING);
  expect(still.events).toEqual([]);
  const ended = judge(still.state, look('h', hourLater), DEFAULT_DAMPING);
  expect(ended.events).toMatchObject([
    { kind: 'flapping_ended', atMs: hourLater, status: 'healthy' },
    { kind: 'closed', atMs: at(12), status: 'healthy', reason: 'ok', fault: null, why: 'It is h.' },
  ]);
  expect(ended.state.incident).toBeNull();
});

test('flapping that ends with a bad look not yet believed closes in words of its own', () => {
  const ended = judge(play(RECOVERED).state, look('u', at(5) + HOUR_MS), DEFAULT_DAMPING);
  expect(ended.events.map(({ kind }) => kind)).toEqual(['flapping_ended', 'closed']);
  expect(ended.events[1]).toMatchObject({ reason: 'ok', why: 'It has been steady for long enough.' });
  expect(ended.outcome).toBe('pending');
});

test('flapping that ends while it is bad leaves the incident open', () => {
  const { state } = play(`${FOUR_CHANGES}uu`);
  const ended = judge(state, look('u', at(3) + HOUR_MS), DEFAULT_DAMPING);
  expect(ended.events.map(({ kind }) => kind)).toEqual(['flapping_ended']);
  expect(ended.state.incident).toMatchObject({ startedAtMs: at(10), flapping: false });
});

test('an unknown look may end the flapping but closes nothing; the next that measures does', () => {
  const ended = judge(play(RECOVERED).state, look('x', at(5) + HOUR_MS), DEFAULT_DAMPING);
  expect(ended.events.map(({ kind }) => kind)).toEqual(['flapping_ended']);
  const closed = judge(ended.state, look('h', at(6) + HOUR_MS), DEFAULT_DAMPING);
  expect(closed.events).toMatchObject([{ kind: 'closed', atMs: at(12) }]);
});

test('flapping that ends while nothing is believed tells the raw status', () => {
  const { state } = play(`${RECOVERED}a`);
  const ended = judge(state, look('d', at(30) + HOUR_MS), DEFAULT_DAMPING);
  expect(ended.events).toMatchObject([
    { kind: 'sight_regained', status: 'degraded' },
    { kind: 'flapping_ended', status: 'degraded' },
  ]);
});

test('that Kora loses sight of it again and again is no flapping of the target', () => {
  const blinking = play('hhxxhhxxhhxxhh');
  expect(blinking.told).toEqual([]);
  expect(play('uu', DEFAULT_DAMPING, blinking.state).told).toEqual(['opened@14']);
});

test('a first belief and a fresh start are no changes that count for flapping', () => {
  expect(play('hh').state.changes).toEqual([]);
  expect(play('hhuuaauu').state.changes).toEqual([at(3)]);
});

test('after the clock stepped back the next look is accepted, and belief and incident stay', () => {
  const state = rebase(play('hhuuh').state);
  expect(state).toMatchObject({ window: [], lastStartedAtMs: null, changes: [], level: 'unhealthy' });
  const first = judge(state, look('h', AT - 24 * 60 * MINUTE_MS), DEFAULT_DAMPING);
  expect(first.outcome).toBe('pending');
  const second = judge(first.state, look('h', AT - 24 * 60 * MINUTE_MS + STEP_MS), DEFAULT_DAMPING);
  expect(second.events).toMatchObject([{ kind: 'closed', atMs: at(2) }]);
});

test('an incident that storage lost is opened again rather than never', () => {
  const lost = { ...play('hhuu').state, window: [], incident: null };
  expect(judge(lost, look('h', at(4)), DEFAULT_DAMPING).events).toMatchObject([
    { kind: 'opened', atMs: at(2), status: 'unhealthy' },
  ]);
});

test('only bad looks keep their words in the state', () => {
  expect(play('hhu').state.window.map(({ why }) => why)).toEqual(['', '', 'It is u.']);
});
