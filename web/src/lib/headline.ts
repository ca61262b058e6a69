import type { Status } from '../../../src/contracts/status.ts';
import type { Board, BoardMonitor } from './board.ts';
import { isCutOff } from './groups.ts';
import { believedView } from './judgement.ts';
import { type Kind, kindOfReason } from './kinds.ts';
import { shortClockTime, type Zone } from './relative-time.ts';
import { worstStatus } from './status.ts';
import { capitalise, countWord, listWords } from './words.ts';

export interface Headline {
  readonly text: string;
  /** The worst believed status; null while warming and when nothing is watched: then there is no tone at all. */
  readonly tone: Status | null;
  /** Sentences that follow in small type. */
  readonly notes: readonly string[];
  /** True when the first thing to do is on the Setup page. */
  readonly leadsToSetup: boolean;
}

const KIND_ORDER: readonly Kind[] = [
  'rejected',
  'denied',
  'misconfigured',
  'failing',
  'silent',
  'unreachable',
  'limited',
  'flapping',
  'degraded',
  'not_seen',
];

const MOST_NAMES = 3;

/** One line from the joint state: who has to act, then what was seen. Nothing in it says more than the looks do. */
export function headline(board: Board, nowMs: number, zone: Zone): Headline {
  const monitors = board.monitors.map(believedView);
  const looked = monitors.filter(({ status }) => status !== null);
  if (looked.length === 0 && (board.warming || monitors.length > 0)) return calm('Probes warming up…');
  if (monitors.length === 0) return calm('Nothing is watched yet.');

  const tone = worstStatus(looked.map(({ status }) => status));
  const waiting = monitors.length - looked.length;
  const missing = looked.filter(({ reason }) => reason === 'auth_missing');
  const asked = looked.filter(({ reason }) => reason !== 'auth_missing');
  const troubles = findTroubles(asked);

  if (troubles.length === 0) return untroubled({ looked, asked, missing, waiting, tone });
  if (isCutOff(monitors)) {
    return {
      text: 'Nothing can be reached from this machine.',
      tone,
      notes: ['This says nothing about the services themselves.', ...setupNotes(missing)],
      leadsToSetup: false,
    };
  }
  const [first, second, ...others] = troubles;
  const sentences = [first, second]
    .filter((trouble) => trouble !== undefined)
    .map((trouble) => sentence(trouble, nowMs, zone));
  return {
    text: sentences.join(' '),
    tone,
    notes: [
      ...memberNotes(
        others.flatMap(({ members }) => members),
        'needs a look too',
        'more need a look',
      ),
      ...memberNotes(
        asked.filter((monitor) => kindOf(monitor) === null),
        'is healthy',
        'are healthy',
      ),
      ...setupNotes(missing),
    ],
    leadsToSetup: false,
  };
}

/** One by its name, several by their number, none not at all. */
function memberNotes(members: readonly BoardMonitor[], one: string, some: string): readonly string[] {
  const [only] = members;
  if (only === undefined) return [];
  return [
    members.length === 1 ? `${only.title} ${one}.` : `${capitalise(countWord(members.length))} ${some}.`,
  ];
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
  const kind = kindOfStatus(monitor);
  // What comes and goes is not told as if it was so now; what a person has to mend is.
  return monitor.flapping && (kind === null || !FOR_A_PERSON.has(kind)) ? 'flapping' : kind;
}

const FOR_A_PERSON: ReadonlySet<Kind> = new Set(['rejected', 'denied', 'misconfigured']);

function kindOfStatus({ status, reason }: BoardMonitor): Kind | null {
  if (status === 'healthy' || status === null) return null;
  if (status === 'degraded') return 'degraded';
  return kindOfReason(reason) ?? (status === 'unhealthy' ? 'failing' : 'not_seen');
}

function sentence({ kind, members }: Trouble, nowMs: number, zone: Zone): string {
  const names = nameList(members);
  const isOne = members.length === 1;
  const verb = (one: string, many: string) => `${names} ${isOne ? one : many}.`;
  switch (kind) {
    case 'rejected':
      return tokenSentence(members, isOne ? 'token was rejected.' : 'tokens were rejected.');
    case 'denied':
      return tokenSentence(members, isOne ? 'token lacks a permission.' : 'tokens lack a permission.');
    case 'misconfigured':
      return verb('may be set up wrongly', 'may be set up wrongly');
    case 'failing':
      return verb('is not answering properly', 'are not answering properly');
    case 'silent':
      return verb('does not answer in time', 'do not answer in time');
    case 'unreachable':
      return verb('cannot be reached', 'cannot be reached');
    case 'limited':
      return `${names} ${isOne ? 'is' : 'are'} limiting you${limitedUntil(members, nowMs, zone)}.`;
    case 'flapping':
      return verb('keeps changing its state', 'keep changing their state');
    case 'degraded':
      return verb('is degraded', 'are degraded');
    case 'not_seen':
      return `Kora could not look at ${members.length > MOST_NAMES ? `${countWord(members.length)} services` : names}.`;
  }
}

function tokenSentence(members: readonly BoardMonitor[], rest: string): string {
  return members.length > MOST_NAMES
    ? `${capitalise(countWord(members.length))} of your ${rest}`
    : `Your ${listWords(members.map(({ title }) => title))} ${rest}`;
}

function nameList(members: readonly BoardMonitor[]): string {
  return members.length > MOST_NAMES
    ? `${capitalise(countWord(members.length))} services`
    : listWords(members.map(({ title }) => title));
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

function untroubled({ looked, asked, missing, waiting, tone }: Untroubled): Headline {
  const total = looked.length + waiting;
  const waitingNotes = waiting === 0 ? [] : [`First look under way for ${countWord(waiting)}.`];
  if (missing.length === 0) {
    return { text: allHealthy(looked, waiting), tone, notes: waitingNotes, leadsToSetup: false };
  }
  const text =
    missing.length === total
      ? total === 1
        ? `${missing[0]?.title ?? 'It'} is not set up yet.`
        : 'Nothing is set up yet.'
      : `${capitalise(countWord(missing.length))} of ${countWord(total)} ${missing.length === 1 ? 'is' : 'are'} not set up yet.`;
  return {
    text,
    tone,
    notes: [
      asked.length === 0
        ? 'Setup says which variables are needed, and where to make them.'
        : fineNote(asked.length, missing.length),
      ...waitingNotes,
    ],
    leadsToSetup: true,
  };
}

function allHealthy(looked: readonly BoardMonitor[], waiting: number): string {
  const [only] = looked;
  if (waiting > 0)
    return `${capitalise(countWord(looked.length))} of ${countWord(looked.length + waiting)} looked at, all healthy so far.`;
  if (looked.length === 1 && only !== undefined) return `${only.title} is healthy.`;
  if (looked.length === 2) return 'Both services are healthy.';
  return `All ${countWord(looked.length)} services are healthy.`;
}

function fineNote(fine: number, notFine: number): string {
  if (notFine === 0) return `All ${countWord(fine)} are healthy.`;
  return fine === 1 ? 'The other one is healthy.' : `The other ${countWord(fine)} are healthy.`;
}

function setupNotes(missing: readonly BoardMonitor[]): readonly string[] {
  return memberNotes(missing, 'is not set up yet', 'are not set up yet');
}

function calm(text: string): Headline {
  return { text, tone: null, notes: [], leadsToSetup: false };
}
