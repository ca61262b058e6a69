import { memo } from 'react';
import { Link } from 'wouter';
import { useTimeText } from '../hooks/use-now.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { doubtWords, shownStatus } from '../lib/judgement.ts';
import { type ListWindow, windowOf } from '../lib/monitor-list.ts';
import { isOverdue } from '../lib/overdue.ts';
import { monitorPath } from '../lib/places.ts';
import { rememberOpened } from '../lib/trail.ts';
import { coverageWords, isFullyMeasured, percentText } from '../lib/uptime.ts';
import { Latency } from './latency.tsx';
import { Name } from './name.tsx';
import { PulseStrip } from './pulse-strip.tsx';
import { StatusMark, StatusWord } from './status-mark.tsx';
import { PlainAgo } from './time.tsx';

interface MonitorRowProps {
  readonly monitor: BoardMonitor;
  readonly uptime: readonly ListWindow[] | undefined;
  readonly index: number;
  readonly scaleMs: number;
  readonly heightPx: number;
}

/** A monitor in the list of all. */
export const MonitorRow = memo(function MonitorRow({
  monitor,
  uptime,
  index,
  scaleMs,
  heightPx,
}: MonitorRowProps) {
  const { name, title, recent, latency_ms, since, tags, flapping } = monitor;
  const status = shownStatus(monitor);
  const doubt = doubtWords(monitor);
  const isLate = useTimeText((now) => isOverdue(monitor, now));
  return (
    <tr
      aria-rowindex={index + 2}
      data-index={index}
      data-monitor={name}
      data-status={status ?? 'none'}
      data-stale={isLate}
      style={{ height: heightPx, top: index * heightPx }}
      className="list-row absolute inset-x-0 border-b border-hairline px-4 [contain:layout_style] hover:bg-page"
    >
      <td data-cell="name" className="flex min-w-0 items-center gap-3 text-14">
        <StatusMark status={status} />
        <Link
          href={monitorPath(name)}
          data-row
          onClick={() => rememberOpened(name)}
          className="proportional min-w-0 scroll-my-20 font-medium outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          <Name title={title} />
        </Link>
        {tags.length > 0 && (
          <span
            title={tags.join(', ')}
            className="relative z-10 hidden shrink-[99] truncate text-12 text-muted xl:inline"
          >
            {tags.join(', ')}
          </span>
        )}
      </td>
      <td data-cell="status" className="truncate text-13" title={doubt ?? undefined}>
        <StatusWord status={status} />
        {flapping && <span className="text-muted">, flapping</span>}
        {doubt !== null && !flapping && <span className="text-muted">, doubted</span>}
        {isLate && <span className="text-muted">, overdue</span>}
      </td>
      <td data-cell="strip" className="relative z-10">
        <PulseStrip beats={recent} slots={24} heightPx={24} scaleMs={scaleMs} />
      </td>
      <td data-cell="latency" className="text-right text-13">
        <Latency ms={latency_ms} />
      </td>
      <td data-cell="day" className="text-right text-13 leading-4 whitespace-nowrap">
        <Uptime window={windowOf(uptime, '24h')} />
      </td>
      <td data-cell="month" className="text-right text-13 leading-4 whitespace-nowrap">
        <Uptime window={windowOf(uptime, '30d')} />
      </td>
      <td data-cell="since" className="text-right text-13 text-muted">
        {status === null ? '' : <PlainAgo at={since} never="" />}
      </td>
    </tr>
  );
});

/** Uptime, and the coverage where not all was measured. Nothing before it is read. */
function Uptime({ window }: { readonly window: ListWindow | undefined }) {
  if (window === undefined) return null;
  const { uptime_ratio, coverage_ratio } = window;
  if (uptime_ratio === null)
    return (
      <span className="text-muted">
        –<span className="sr-only">not measured</span>
      </span>
    );
  return (
    <>
      {percentText(uptime_ratio)}
      {!isFullyMeasured(coverage_ratio) && (
        <span className="block text-12 leading-4 text-muted">{coverageWords(coverage_ratio)}</span>
      )}
    </>
  );
}
