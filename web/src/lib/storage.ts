import type { Storage, StorageNotice } from '../../../src/contracts/storage.ts';

/** Tells a storage answer from something else. */
export function isStorage(body: unknown): body is Storage {
  return (
    typeof body === 'object' &&
    body !== null &&
    'state' in body &&
    'notices' in body &&
    Array.isArray(body.notices)
  );
}

export interface StorageTrouble {
  readonly title: string;
  /** What is wrong and what to do, as the daemon says it. */
  readonly problem: string | null;
  /** What goes on all the same, and what is held. */
  readonly notes: readonly string[];
}

/** The store's trouble in words; null while it is well. */
export function storageTrouble({ state, problem, held_beats, lost_beats }: Storage): StorageTrouble | null {
  if (state === 'ok') return null;
  if (state === 'opening') {
    return {
      title: 'Kora is opening its store.',
      problem: null,
      notes: ['Looking goes on. History shows as soon as the store is open.'],
    };
  }
  return {
    title: 'Kora cannot write down what it sees.',
    problem,
    notes: [
      'Looking, alerting and this page go on from memory.',
      ...(held_beats > 0 ? [`${looks(held_beats)} held, to be written when the store is back.`] : []),
      ...(lost_beats > 0 ? [`${looks(lost_beats)} lost for want of room.`] : []),
    ],
  };
}

function looks(count: number): string {
  return count === 1 ? '1 look is' : `${count.toLocaleString('en')} looks are`;
}

/** What a dismissed notice is remembered by. */
export function noticeKey({ at, text }: StorageNotice): string {
  return `${at} ${text}`;
}

const RANK = { error: 0, warning: 1, info: 2 } satisfies Record<StorageNotice['level'], number>;

/** Notices to show: the gravest first, then the newest, without those that were put away. Only news can be put away. */
export function shownNotices(
  notices: readonly StorageNotice[],
  dismissed: ReadonlySet<string>,
): readonly StorageNotice[] {
  return notices
    .filter((notice) => !isDismissible(notice) || !dismissed.has(noticeKey(notice)))
    .sort((a, b) => RANK[a.level] - RANK[b.level] || (a.at < b.at ? 1 : -1));
}

export function isDismissible({ level }: StorageNotice): boolean {
  return level === 'info';
}
