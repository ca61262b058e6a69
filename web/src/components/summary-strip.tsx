import { Link } from 'wouter';
import type { Status } from '../../../src/contracts/status.ts';
import { countByStatus, STATUS_LABELS, STATUS_ORDER } from '../lib/status.ts';
import { StatusMark } from './status-mark.tsx';
import { Ago, Clock } from './time.tsx';

interface SummaryStripProps {
  readonly statuses: readonly (Status | null)[];
  readonly generatedAt: string;
  /** The status that the list is narrowed to. */
  readonly filter: string | null;
}

/** How many services, how many of each status, and when this was made. */
export function SummaryStrip({ statuses, generatedAt, filter }: SummaryStripProps) {
  const counts = countByStatus(statuses);
  return (
    <section
      aria-label="Summary"
      className="mb-5 flex flex-wrap items-center gap-x-6 gap-y-2 border-y border-hairline py-2.5 text-13"
    >
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
      <p className="text-muted sm:ml-auto">
        Generated <Clock at={generatedAt} seconds />, <Ago at={generatedAt} end />
      </p>
    </section>
  );
}
