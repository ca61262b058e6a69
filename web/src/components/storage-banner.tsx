import type { StorageNotice } from '../../../src/contracts/storage.ts';
import { useDismissed, useStorage } from '../hooks/use-storage.ts';
import { dismiss } from '../lib/dismissed.ts';
import {
  isDismissible,
  noticeKey,
  type StorageTrouble,
  shownNotices,
  storageTrouble,
} from '../lib/storage.ts';
import { StatusMark } from './status-mark.tsx';
import { Ago, Clock } from './time.tsx';

/** What is wrong with the store and what goes on all the same; what was lost. Nothing while all is well. */
export function StorageBanner() {
  const { data } = useStorage();
  const putAway = useDismissed();
  if (data === undefined) return null;
  const trouble = storageTrouble(data);
  const notices = shownNotices(data.notices, putAway);
  if (trouble === null && notices.length === 0) return null;
  return (
    <section
      aria-label="The store"
      data-storage={data.state}
      className="mb-6 rounded-card border border-hairline bg-surface text-14"
    >
      {trouble !== null && (
        <Trouble trouble={trouble} since={data.since} isFailing={data.state === 'failing'} />
      )}
      {notices.length > 0 && (
        <ul>
          {notices.map((notice) => (
            <Notice key={noticeKey(notice)} notice={notice} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface TroubleProps {
  readonly trouble: StorageTrouble;
  readonly since: string;
  readonly isFailing: boolean;
}

function Trouble({ trouble, since, isFailing }: TroubleProps) {
  return (
    <div className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 px-4 py-3" role="status">
      <span className="mt-0.5">
        <StatusMark status={isFailing ? 'unhealthy' : null} />
      </span>
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <p>
          <strong className="font-semibold">{trouble.title}</strong>{' '}
          <span className="text-muted">
            Since <Clock at={since} />.
          </span>
        </p>
        {trouble.problem !== null && <p className="mt-1 max-w-[100ch]">{trouble.problem}</p>}
        <p className="mt-1 max-w-[120ch] text-13 text-pretty text-muted">{trouble.notes.join(' ')}</p>
      </div>
    </div>
  );
}

const MARKS = { info: 'unknown', warning: 'degraded', error: 'unhealthy' } as const satisfies Record<
  StorageNotice['level'],
  string
>;

const LEVEL_WORDS = { info: 'For your information', warning: 'Warning', error: 'Error' } satisfies Record<
  StorageNotice['level'],
  string
>;

function Notice({ notice }: { readonly notice: StorageNotice }) {
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-3 border-t border-hairline px-4 py-3 first:border-t-0">
      <span className="mt-0.5">
        {notice.level === 'info' ? <InfoMark /> : <StatusMark status={MARKS[notice.level]} />}
      </span>
      <p className="min-w-0 max-w-[100ch] text-pretty [overflow-wrap:anywhere]">
        <span className="sr-only">{LEVEL_WORDS[notice.level]}: </span>
        {notice.text}{' '}
        <span className="text-13 text-muted">
          <Ago at={notice.at} />
        </span>
      </p>
      {isDismissible(notice) && (
        <button
          type="button"
          onClick={() => dismiss(noticeKey(notice))}
          className="-my-1 min-h-7 rounded-card px-2 text-13 text-muted transition-colors duration-120 hover:text-ink"
        >
          Dismiss
        </button>
      )}
    </li>
  );
}

function InfoMark() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className="text-edge">
      <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M8 7.4v3.6M8 5v.2" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  );
}
