import type { Status } from '../../../src/contracts/status.ts';
import type { Board, BoardMonitor } from './board.ts';
import { admitsTrouble, feedSummary, possessive } from './feed-words.ts';
import { hasLostNetwork, isCutOff } from './groups.ts';
import { believedView } from './judgement.ts';
import { FOR_A_PERSON, KIND_ORDER, type Kind, kindOf as kindOfLook } from './kinds.ts';
import { shortClockTime, type Zone } from './relative-time.ts';
import { worstStatus } from './status.ts';
import { capitalise, inOneStyle, listWords } from './words.ts';

export interface Headline {
  readonly text: string;
  /** The worst believed status; null while warming and when nothing is watched: then there is no tone at all. */
  readonly tone: Status | null;
  /** Sentences that follow in small type. */
  readonly notes: readonly string[];
  /** Where the way to the Setup page stands: it is the headline when that is the first thing to do. */
  readonly setupLink: 'headline' | 'notes' | null;
}

const MOST_NAMES = 3;

/** One line from the joint state: who has to act, then what was seen. Nothing in it says more than the looks do. */
export function headline(board: Board, nowMs: number, zone: Zone): Headline {
  return inOneStyle((say) => headlineWith(board, { nowMs, zone, say }));
}

/** How a count is written: in words or in figures, the same all over one headline. */
type Say = (count: number) => string;

interface Telling {
  readonly nowMs: number;
  readonly zone: Zone;
  readonly say: Say;
}

function headlineWith(board: Board, telling: Telling): Headline {
  const { say } = telling;
  const monitors = board.monitors.map(believedView);
  const looked = monitors.filter(({ status }) => status !== null);
  if (looked.length === 0 && (board.warming || monitors.length > 0)) return calm('Probes warming up…');
  if (monitors.length === 0) return calm('Nothing is watched yet.');

  const tone = worstStatus(looked.map(({ status }) => status));
  const waiting = monitors.length - looked.length;
  const missing = looked.filter(({ reason }) => reason === 'auth_missing');
  const asked = looked.filter(({ reason }) => reason !== 'auth_missing');
  const troubles = findTroubles(asked);

  const seen = { looked, asked, missing, waiting, tone };
  if (troubles.length === 0) return untroubled(seen, say);
  if (hasLostNetwork(asked)) return lostNetwork(seen, say);
  if (isCutOff(monitors)) {
    return {
      text: 'Nothing can be reached from this machine.',
      tone,
      notes: ['This says nothing about the services themselves.', ...setupNotes(missing, say)],
      setupLink: null,
    };
  }
  const { text, notes, told } = troubleText(troubles, telling);
  const fine = asked.filter((monitor) => kindOf(monitor) === null);
  return {
    text,
    tone,
    notes: [
      ...notes,
      ...memberNotes(
        troubles.slice(told).flatMap(({ members }) => members),
        { one: 'needs a look too', some: 'more need a look' },
        say,
      ),
      ...memberNotes(fine, { one: 'is healthy', some: 'are healthy' }, say),
      ...saidOtherwise(fine),
      ...setupNotes(missing, say),
    ],
    setupLink: null,
  };
}

/** Our own outage: it says nothing of anybody else, and everything else waits. */
function lostNetwork({ asked, missing, tone }: Untroubled, say: Say): Headline {
  const near = asked.filter(({ status }) => status === 'healthy');
  return {
    text: 'This machine has lost its network. Nothing here says anything about the others.',
    tone,
    notes: [
      'Everything else waits until it is back.',
      ...memberNotes(near, { one: 'can still be reached', some: 'can still be reached' }, say),
      ...setupNotes(missing, say),
    ],
    setupLink: null,
  };
}

interface TroubleText {
  readonly text: string;
  readonly notes: readonly string[];
  /** How many troubles that tells of. */
  readonly told: number;
}

/** The first trouble by its joint verdict, where it is of one service and nothing else waits for a person; else in short. */
function troubleText([first, second]: readonly Trouble[], telling: Telling): TroubleText {
  if (first === undefined) return { text: '', notes: [], told: 0 };
  const sentence = jointSentence(first);
  if (second === undefined)
    return { text: sentence ?? sentences([first], telling), notes: admission(first, telling), told: 1 };
  if (sentence === null || FOR_A_PERSON.has(second.kind))
    return { text: sentences([first, second], telling), notes: [], told: 2 };
  return { text: sentence, notes: [...admission(first, telling), sentences([second], telling)], told: 2 };
}

/** Kinds whose joint verdict is a sentence that can stand alone; the others are told shorter, or by the viewer's clock. */
const STANDS_ALONE: ReadonlySet<Kind> = new Set([
  'rejected',
  'denied',
  'misconfigured',
  'theirs',
  'unresolved',
  'not_seen',
]);

function jointSentence({ kind, members }: Trouble): string | null {
  const [only] = members;
  // Until it is known whose fault it is, there is no joint verdict.
  if (members.length !== 1 || only === undefined || only.fault === null || !STANDS_ALONE.has(kind))
    return null;
  return only.sentence === '' ? null : only.sentence;
}

/** Since when the provider itself says so. */
function admission({ kind, members }: Trouble, { nowMs, zone }: Telling): readonly string[] {
  const [only] = members;
  if (kind !== 'theirs' || members.length !== 1 || only === undefined) return [];
  const { official } = only;
  if (official === null || official.since === null || !admitsTrouble(official.state)) return [];
  return [`They say so since ${shortClockTime(Date.parse(official.since), nowMs, zone)}.`];
}

/** Where a status page admits what our looks do not see. */
function saidOtherwise(fine: readonly BoardMonitor[]): readonly string[] {
  const admitting = fine.filter(({ official }) => official !== null && admitsTrouble(official.state));
  const [only] = admitting;
  if (only === undefined) return [];
  const who =
    admitting.length === 1
      ? `${possessive(only.title)} status page tells`
      : `The status pages of ${listWords(admitting.map(({ title }) => title))} tell`;
  return [`${who} of trouble that our looks do not see.`];
}

/** One by its name, several by their number, none not at all. */
function memberNotes(
  members: readonly BoardMonitor[],
  { one, some }: { readonly one: string; readonly some: string },
  say: Say,
): readonly string[] {
  const [only] = members;
  if (only === undefined) return [];
  return [members.length === 1 ? `${only.title} ${one}.` : `${capitalise(say(members.length))} ${some}.`];
}

interface Trouble {
  readonly kind: Kind;
  readonly members: readonly BoardMonitor[];
}

function findTroubles(asked: readonly BoardMonitor[]): readonly Trouble[] {
  return KIND_ORDER.map((kind) => ({
    kind,
    members: asked.filter((monitor) => kindOf(monitor) === kind),
  })).filter(({ members }) => members.length > 0);
}

function kindOf(monitor: BoardMonitor): Kind | null {
  const kind = kindOfLook(monitor);
  // What comes and goes is not told as if it was so now; what a person has to mend is.
  return monitor.flapping && (kind === null || !FOR_A_PERSON.has(kind)) ? 'flapping' : kind;
}

/** "Sentry is degraded." Two that are counted share one sentence: "9 services cannot be reached, 15 are degraded." */
function sentences(troubles: readonly Trouble[], telling: Telling): string {
  const clauses = troubles.map((trouble) => clauseOf(trouble, telling));
  const isCounted = clauses.length > 1 && clauses.every(({ count }) => count !== null);
  if (!isCounted) return clauses.map(({ subject, rest }) => `${subject} ${rest}.`).join(' ');
  const [first, ...others] = clauses;
  const parts = others.map(({ count, rest }) => `${count} ${rest}`);
  return `${[`${first?.subject} ${first?.rest}`, ...parts].join(', ')}.`;
}

interface Clause {
  readonly subject: string;
  readonly rest: string;
  /** In words or figures, where the subject is "so many services". */
  readonly count: string | null;
}

const RESTS = {
  rejected: ['token was rejected', 'tokens were rejected'],
  denied: ['token lacks a permission', 'tokens lack a permission'],
  misconfigured: ['may be set up wrongly', 'may be set up wrongly'],
  theirs: ['is failing on its own side', 'are failing on their own side'],
  failing: ['is not answering properly', 'are not answering properly'],
  silent: ['does not answer in time', 'do not answer in time'],
  unreachable: ['cannot be reached', 'cannot be reached'],
  limited: ['is limiting you', 'are limiting you'],
  low: ['has few requests left for you', 'have few requests left for you'],
  unresolved: ['has a name that this machine cannot look up', 'have names that this machine cannot look up'],
  cut_off: ['is out of reach from this machine', 'are out of reach from this machine'],
  flapping: ['keeps changing its state', 'keep changing their state'],
  degraded: ['is degraded', 'are degraded'],
} satisfies Record<Exclude<Kind, 'not_seen'>, readonly [one: string, many: string]>;

function clauseOf({ kind, members }: Trouble, { nowMs, zone, say }: Telling): Clause {
  const count = members.length > MOST_NAMES ? say(members.length) : null;
  const names = listWords(members.map(({ title }) => title));
  if (kind === 'not_seen')
    return {
      subject: 'Kora',
      rest: `could not look at ${count === null ? names : `${count} services`}`,
      count: null,
    };
  const rest = RESTS[kind][members.length === 1 ? 0 : 1];
  if (kind === 'rejected' || kind === 'denied') {
    return { subject: count === null ? `Your ${names}` : `${capitalise(count)} of your`, rest, count: null };
  }
  const until = kind === 'limited' ? limitedUntil(members, nowMs, zone) : '';
  const subject = count === null ? names : `${capitalise(count)} services`;
  return { subject, rest: `${rest}${until}`, count };
}

function limitedUntil(members: readonly BoardMonitor[], nowMs: number, zone: Zone): string {
  const [only] = members;
  if (members.length !== 1 || only === undefined) return '';
  const resetAt = only.quota?.reset_at;
  if (resetAt === null || resetAt === undefined) return '';
  const resetAtMs = Date.parse(resetAt);
  return resetAtMs > nowMs ? ` until ${shortClockTime(resetAtMs, nowMs, zone)}` : '';
}

interface Untroubled {
  readonly looked: readonly BoardMonitor[];
  readonly asked: readonly BoardMonitor[];
  readonly missing: readonly BoardMonitor[];
  readonly waiting: number;
  readonly tone: Status | null;
}

function untroubled({ looked, asked, missing, waiting, tone }: Untroubled, say: Say): Headline {
  const total = looked.length + waiting;
  const waitingNotes = waiting === 0 ? [] : [`First look under way for ${say(waiting)}.`];
  const notes = [...waitingNotes, ...saidOtherwise(asked)];
  if (missing.length === 0) {
    return { text: allHealthy(looked, waiting, say), tone, notes, setupLink: null };
  }
  if (missing.length === total && missing.some(({ official }) => official !== null)) return newcomer(missing);
  const text =
    missing.length === total
      ? total === 1
        ? `${missing[0]?.title ?? 'It'} is not set up yet.`
        : 'Nothing is set up yet.'
      : `${capitalise(say(missing.length))} of ${say(total)} ${missing.length === 1 ? 'is' : 'are'} not set up yet.`;
  return {
    text,
    tone,
    notes: [
      asked.length === 0
        ? 'Setup says which variables are needed, and where to make them.'
        : fineNote(asked.length, missing.length, say),
      ...notes,
    ],
    setupLink: 'headline',
  };
}

/** What a newcomer sees first: what the providers say of themselves, which is no verdict of ours and has no tone. */
function newcomer(missing: readonly BoardMonitor[]): Headline {
  // A page that cannot be read is no news of the service.
  const telling = missing.filter(({ official }) => official?.state !== 'sick');
  return {
    text: feedSummary(telling.map(({ title, official }) => ({ title, feed: official }))),
    tone: null,
    notes: ['Kora itself looks at none of them yet.'],
    setupLink: 'notes',
  };
}

function allHealthy(looked: readonly BoardMonitor[], waiting: number, say: Say): string {
  const [only] = looked;
  if (waiting > 0)
    return `${capitalise(say(looked.length))} of ${say(looked.length + waiting)} looked at, all healthy so far.`;
  if (looked.length === 1 && only !== undefined) return `${only.title} is healthy.`;
  if (looked.length === 2) return 'Both services are healthy.';
  return `All ${say(looked.length)} services are healthy.`;
}

function fineNote(fine: number, notFine: number, say: Say): string {
  if (notFine === 0) return `All ${say(fine)} are healthy.`;
  return fine === 1 ? 'The other one is healthy.' : `The other ${say(fine)} are healthy.`;
}

function setupNotes(missing: readonly BoardMonitor[], say: Say): readonly string[] {
  return memberNotes(missing, { one: 'is not set up yet', some: 'are not set up yet' }, say);
}

function calm(text: string): Headline {
  return { text, tone: null, notes: [], setupLink: null };
}
