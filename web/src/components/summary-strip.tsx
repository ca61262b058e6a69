import type { Status } from '../../../src/contracts/status.ts';
import { StatusCounts } from './status-counts.tsx';
import { Ago, Clock } from './time.tsx';

interface SummaryStripProps {
  readonly statuses: readonly (Status | null)[];
  readonly generatedAt: string;
  /** The status that the list is narrowed to. */
  readonly filter: string | null;
}

/** How many services, how many of each status, and when this was made. */
export function SummaryStrip({ statuses, generatedAt, filter }: SummaryStripProps) {
  return (
    <section
      aria-label="Summary"
      className="mb-5 flex flex-wrap items-center gap-x-6 gap-y-2 border-y border-hairline py-2.5 text-13"
    >
      <StatusCounts statuses={statuses} filter={filter} />
      <p className="text-muted sm:ml-auto">
        Generated <Clock at={generatedAt} seconds />, <Ago at={generatedAt} end />
      </p>
    </section>
  );
}
