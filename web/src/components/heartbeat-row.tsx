import { memo } from 'react';
import { useTimeText } from '../hooks/use-now.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { isOverdue } from '../lib/overdue.ts';
import { Latency } from './latency.tsx';
import { MonitorDetails } from './monitor-details.tsx';
import { Name } from './name.tsx';
import { PulseStrip } from './pulse-strip.tsx';
import { StatusMark, StatusWord } from './status-mark.tsx';
import { PlainAgo } from './time.tsx';

interface HeartbeatRowProps {
  readonly monitor: BoardMonitor;
  readonly scaleMs: number;
  /** How many looks fit beside each other. */
  readonly slots: number;
  readonly isOpen: boolean;
  /** Lower rows, where there are many. */
  readonly isDense: boolean;
  /** Where not all rows are drawn: which one this is, and of how many. */
  readonly index?: number;
  readonly count?: number;
  readonly onToggle: (name: string) => void;
}

/** One service: a line that opens in place. */
export const HeartbeatRow = memo(function HeartbeatRow({
  monitor,
  scaleMs,
  slots,
  isOpen,
  isDense,
  index,
  count,
  onToggle,
}: HeartbeatRowProps) {
  const { name, title, status, recent, latency_ms, checked_at } = monitor;
  const isLate = useTimeText((now) => isOverdue(monitor, now));
  return (
    <li
      id={`row-${name}`}
      data-monitor={name}
      data-status={status ?? 'none'}
      data-stale={isLate}
      data-index={index}
      aria-posinset={index === undefined ? undefined : index + 1}
      aria-setsize={count}
      className="border-t border-hairline first:border-t-0 [contain:layout_style]"
    >
      <h2>
        <button
          type="button"
          data-row
          aria-expanded={isOpen}
          aria-controls={`details-${name}`}
          onClick={() => onToggle(name)}
          className={`beat-row w-full scroll-my-24 px-4 text-left transition-colors duration-120 hover:bg-page ${isDense ? 'py-2 @min-[760px]:min-h-10 @min-[760px]:py-1' : 'py-3 @min-[760px]:min-h-14 @min-[760px]:py-2'}`}
        >
          <span data-cell="mark">
            <StatusMark status={status} />
          </span>
          <span
            data-cell="name"
            className={`proportional text-14 font-medium ${isOpen ? '[overflow-wrap:anywhere]' : 'min-w-0'}`}
          >
            {isOpen ? title : <Name title={title} />}
          </span>
          <span data-cell="status" className="truncate text-13">
            <StatusWord status={status} />
          </span>
          <span data-cell="strip">
            <PulseStrip beats={recent} slots={slots} heightPx={isDense ? 24 : 28} scaleMs={scaleMs} />
          </span>
          <span data-cell="latency" className="text-right text-13">
            <Latency ms={latency_ms} />
          </span>
          <span data-cell="checked" className={`text-right text-13 text-muted ${isDense ? 'leading-4' : ''}`}>
            <PlainAgo at={checked_at} never="never checked" />
            {isLate && <span className={`block text-12 ${isDense ? 'leading-4' : ''}`}>overdue</span>}
          </span>
          <span data-cell="chevron" className="text-edge">
            <svg
              viewBox="0 0 16 16"
              width="16"
              height="16"
              aria-hidden="true"
              className={`transition-transform duration-120 ${isOpen ? 'rotate-180' : ''}`}
            >
              <path
                d="m4 6 4 4 4-4"
                fill="none"
                stroke="currentColor"
                strokeWidth="1.5"
                strokeLinecap="round"
                strokeLinejoin="round"
              />
            </svg>
          </span>
        </button>
      </h2>
      <div id={`details-${name}`} hidden={!isOpen}>
        {isOpen && <MonitorDetails monitor={monitor} />}
      </div>
    </li>
  );
});
