import type { Actor } from '../../../src/contracts/explanation.ts';
import type { Official } from '../../../src/contracts/feeds.ts';
import type { Monitor } from '../../../src/contracts/monitors.ts';
import type { Fault, Status } from '../../../src/contracts/status.ts';
import { capitalise, countWord } from './words.ts';

/** What the daemon makes of many looks, beside the raw latest one. A daemon of an earlier version tells none of it. */
export interface Judgement {
  /** The status after damping; null before there is one. */
  readonly believed: Status | null;
  readonly flapping: boolean;
  /** The id of the open incident. */
  readonly incident: string | null;
  readonly tags: string[];
  /** Whose fault the latest look is; null when healthy, and until the experiments have said. */
  readonly fault: Fault | null;
  /** Who has to act; null where nothing tells. */
  readonly actor: Actor | null;
  /** The joint verdict: our look, the status page, the experiments; empty where nothing tells. */
  readonly sentence: string;
  /** What the provider's own status page says; null where none is read. */
  readonly official: Official | null;
}

export type JudgedMonitor = Omit<Monitor, keyof Judgement> & Judgement;

/** A monitor as it came, with what an earlier daemon leaves out. */
export function withJudgement(monitor: Omit<Monitor, keyof Judgement> & Partial<Judgement>): JudgedMonitor {
  const { believed = monitor.status, flapping = false, incident = null, tags = [] } = monitor;
  const { fault = null, actor = null, sentence = '', official = null } = monitor;
  return { ...monitor, believed, flapping, incident, tags, fault, actor, sentence, official };
}

type Judged = Pick<JudgedMonitor, 'status' | 'believed'>;

/** The status that people are told: believed when there is one, else the raw look. */
export function shownStatus({ believed, status }: Judged): Status | null {
  return believed ?? status;
}

/** True when there is somebody at fault: the latest look was made, and was not healthy. */
export function canBeExplained({ status, reason }: Pick<JudgedMonitor, 'status' | 'reason'>): boolean {
  return status !== null && status !== 'healthy' && reason !== 'auth_missing';
}

/** True when the latest look says something else than what is believed. */
export function isDoubted({ believed, status }: Judged): boolean {
  return believed !== null && status !== null && believed !== status;
}

/** "One bad look, not believed yet": when the latest looks say something else than what is believed, else null. */
export function doubtWords({ believed, recent }: Pick<JudgedMonitor, 'believed' | 'recent'>): string | null {
  const status = recent.at(-1)?.status;
  if (believed === null || status === undefined || believed === status) return null;
  const count = recent.length - 1 - recent.findLastIndex((beat) => beat.status === believed);
  const kind = status === 'healthy' ? 'good' : status === 'unknown' ? 'unmeasured' : 'bad';
  return `${capitalise(countWord(count))} ${kind} ${count === 1 ? 'look' : 'looks'}, not believed yet`;
}

type WhoseFault = 'fault' | 'actor' | 'sentence';

/** The joint verdict beside the title, which it need not name again; else what the look saw. Empty where nothing is told. */
export function verdictWords({
  title,
  sentence,
  fault,
  why,
}: Pick<JudgedMonitor, 'title' | 'sentence' | 'fault' | 'why'>): string {
  if (sentence === '' || fault === null) return why;
  return sentence.startsWith(`${title}: `) ? sentence.slice(title.length + 2) : sentence;
}

const views = new WeakMap<object, object>();

/**
 * A monitor as it is believed to be: where the latest look says something else, with the reason of the last look that
 * was as believed. The same object when there is no difference, and the same one for the same monitor.
 */
export function believedView<
  One extends Pick<JudgedMonitor, 'status' | 'believed' | 'recent' | 'reason' | 'why' | 'hint' | WhoseFault>,
>(monitor: One): One {
  if (!isDoubted(monitor)) return monitor;
  const known = views.get(monitor);
  if (known !== undefined) return sameKind<One>(known);
  const { believed, recent } = monitor;
  const reason = recent.findLast(({ status }) => status === believed)?.reason ?? null;
  const view = {
    ...monitor,
    status: believed,
    reason: believed === 'healthy' ? 'ok' : reason,
    why: '',
    hint: null,
    // It is of the latest look, which is not what is believed.
    fault: null,
    actor: null,
    sentence: '',
  };
  views.set(monitor, view);
  return view;
}

/** Only what was made from a monitor of this kind is kept under it. */
function sameKind<One>(view: object): One {
  return view as One;
}
