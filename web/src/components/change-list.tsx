import { Link } from 'wouter';
import type { Change } from '../lib/changes.ts';
import { span } from '../lib/relative-time.ts';
import { reasonWords, STATUS_LABELS } from '../lib/status.ts';
import { StatusMark } from './status-mark.tsx';
import { Clock } from './time.tsx';

/** What changed lately, a line each. */
export function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <ol className="rounded-card border border-hairline bg-surface">
      {changes.map((change) => (
        <li
          key={`${change.name} ${change.at}`}
          className="grid grid-cols-[auto_16px_minmax(0,1fr)] items-center gap-x-3 border-t border-hairline px-4 py-2 text-13 first:border-t-0"
        >
          <span className="text-muted">
            <Clock at={change.at} seconds />
          </span>
          <StatusMark status={change.to} />
          <p className="min-w-0 [overflow-wrap:anywhere]">
            <Link
              href={`/heartbeat#${encodeURIComponent(change.name)}`}
              className="font-medium hover:underline"
            >
              {change.title}
            </Link>{' '}
            <span className="text-muted">
              {change.to === 'healthy'
                ? 'is healthy again'
                : `became ${STATUS_LABELS[change.to].toLowerCase()}: ${reasonWords(change.reason)}`}
              {change.lastedMs !== null &&
                `, after ${span(change.lastedMs)} ${STATUS_LABELS[change.from].toLowerCase()}`}
            </span>
          </p>
        </li>
      ))}
    </ol>
  );
}
