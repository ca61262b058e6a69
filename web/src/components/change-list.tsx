import { Link } from 'wouter';
import type { Status } from '../../../src/contracts/status.ts';
import type { Change } from '../lib/changes.ts';
import { monitorPath } from '../lib/places.ts';
import { span } from '../lib/relative-time.ts';
import { reasonWords } from '../lib/status.ts';
import { StatusMark } from './status-mark.tsx';
import { Clock } from './time.tsx';

const BECAME = {
  healthy: 'is healthy again',
  degraded: 'became degraded',
  unhealthy: 'became unhealthy',
  unknown: 'could not be measured',
} satisfies Record<Status, string>;

const LASTED = {
  healthy: 'healthy',
  degraded: 'degraded',
  unhealthy: 'unhealthy',
  unknown: 'without a measurement',
} satisfies Record<Status, string>;

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
            <Link href={monitorPath(change.name)} className="proportional font-medium hover:underline">
              {change.title}
            </Link>{' '}
            <span className="text-muted">
              {BECAME[change.to]}
              {change.to === 'healthy' ? '' : `: ${reasonWords(change.reason)}`}
              {change.lastedMs === null ? '' : `, after ${span(change.lastedMs)} ${LASTED[change.from]}`}
            </span>
          </p>
        </li>
      ))}
    </ol>
  );
}
