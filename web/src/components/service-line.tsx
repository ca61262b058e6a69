import { memo } from 'react';
import { Link } from 'wouter';
import type { BoardMonitor } from '../lib/board.ts';
import { monitorPath } from '../lib/places.ts';
import { STATUS_LABELS } from '../lib/status.ts';
import { Latency } from './latency.tsx';
import { Name } from './name.tsx';
import { PulseStrip } from './pulse-strip.tsx';
import { StatusMark } from './status-mark.tsx';

interface ServiceLineProps {
  readonly monitor: BoardMonitor;
  readonly scaleMs: number;
}

/** A service on one line, where there are many. */
export const ServiceLine = memo(function ServiceLine({ monitor, scaleMs }: ServiceLineProps) {
  const { name, title, status, recent, latency_ms } = monitor;
  return (
    <li
      data-monitor={name}
      className="relative grid [contain:layout_style] h-9 grid-cols-[16px_minmax(0,1fr)_96px_56px] items-center gap-3 bg-surface px-3 text-13 hover:bg-page has-[a:focus-visible]:z-10 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent"
    >
      <StatusMark status={status} />
      <Link
        href={monitorPath(name)}
        data-row
        className="proportional min-w-0 outline-none after:absolute after:inset-0"
      >
        <Name title={title} />
        <span className="sr-only">, {status === null ? 'looking' : STATUS_LABELS[status]}</span>
      </Link>
      <span className="relative z-10">
        <PulseStrip beats={recent} slots={24} heightPx={22} scaleMs={scaleMs} />
      </span>
      <span className="text-right">
        <Latency ms={latency_ms} />
      </span>
    </li>
  );
});
