import type { ReactNode } from 'react';
import type { FeedState, Official } from '../../../src/contracts/feeds.ts';
import { admitsTrouble, FEED_LABELS, feedLabel, type PartState } from '../lib/feed-words.ts';
import { Clock } from './time.tsx';

type Said = FeedState | PartState;

const MARK_CLASSES = {
  operational: 'text-edge',
  maintenance: 'text-edge',
  degraded: 'text-degraded',
  outage: 'text-unhealthy',
  unread: 'text-edge',
  sick: 'text-edge',
  unknown: 'text-edge',
} satisfies Record<Said, string>;

const TEXT_CLASSES = {
  operational: '',
  maintenance: '',
  degraded: 'text-degraded-text',
  outage: 'text-unhealthy-text',
  unread: 'text-muted',
  sick: '',
  unknown: 'text-muted',
} satisfies Record<Said, string>;

const SHAPES = {
  operational: <path d="m5.2 8.2 2 2 3.6-4.2" />,
  maintenance: <path d="M5 8h6" />,
  degraded: <path d="M8 4.8v3.6M8 10.9v.3" />,
  outage: <path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" />,
  unread: null,
  sick: <path d="M6.3 6.3a1.75 1.75 0 1 1 2.5 1.6c-.5.25-.8.6-.8 1.1M8 11.2v.2" />,
  unknown: <path d="M8 8h.01" />,
} satisfies Record<Said, ReactNode>;

const DASHED: ReadonlySet<Said> = new Set(['unread', 'sick', 'unknown']);

/** What a status page says: an outlined page, so that nobody takes it for a verdict of Kora's own. Hidden from readers. */
export function OfficialMark({ state, size = 16 }: { readonly state: Said; readonly size?: number }) {
  const known = knownState(state);
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      data-fades
      data-official-mark={state}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${MARK_CLASSES[known]}`}
    >
      <rect
        x="1.7"
        y="1.7"
        width="12.6"
        height="12.6"
        rx="2.6"
        strokeDasharray={DASHED.has(known) ? '2.6 2.1' : undefined}
      />
      {SHAPES[known]}
    </svg>
  );
}

/** The word for it. */
export function OfficialWord({ state }: { readonly state: Said }) {
  return (
    <span data-greys className={TEXT_CLASSES[knownState(state)]}>
      {feedLabel(state)}
    </span>
  );
}

/** "Status page: outage since 14:02", on one line. */
export function OfficialLine({ official }: { readonly official: Official }) {
  const { state, since } = official;
  return (
    <p className="flex items-start gap-1.5 text-13" data-official={state}>
      <span className="mt-[3px]">
        <OfficialMark state={state} size={14} />
      </span>
      <span className="min-w-0">
        <span className="text-muted">Status page:</span>{' '}
        <span data-greys className={TEXT_CLASSES[knownState(state)]}>
          {feedLabel(state).toLowerCase()}
        </span>
        {admitsTrouble(state) && since !== null && (
          <span className="text-muted">
            {' '}
            since <Clock at={since} />
          </span>
        )}
      </span>
    </p>
  );
}

// A newer daemon may send a state that this page has never heard of.
function knownState(state: Said): Said {
  return Object.hasOwn(FEED_LABELS, state) ? state : 'unknown';
}
