import { Link } from 'wouter';
import type { Status } from '../../../src/contracts/status.ts';
import { countByStatus, STATUS_LABELS, STATUS_ORDER } from '../lib/status.ts';
import { StatusMark } from './status-mark.tsx';

interface StatusCountsProps {
  readonly statuses: readonly (Status | null)[];
  /** The status that the heartbeat page is narrowed to, if it is. */
  readonly filter?: string | null;
}

/** How many services there are, and a badge per status that occurs; each leads to those services. */
export function StatusCounts({ statuses, filter = null }: StatusCountsProps) {
  const counts = countByStatus(statuses);
  return (
    <>
      <p>
        <span className="font-semibold">{statuses.length}</span>{' '}
        <span className="text-muted">{statuses.length === 1 ? 'service' : 'services'}</span>
      </p>
      <ul className="flex flex-wrap gap-x-5 gap-y-1">
        {STATUS_ORDER.filter((status) => counts[status] > 0).map((status) => (
          <li key={status}>
            <Link
              href={filter === status ? '/heartbeat' : `/heartbeat?status=${status}`}
              aria-current={filter === status ? 'true' : undefined}
              className="flex min-h-6 items-center gap-1.5 hover:underline aria-[current]:font-semibold aria-[current]:underline"
            >
              <StatusMark status={status} />
              {counts[status]} {STATUS_LABELS[status].toLowerCase()}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
