import type { ReactNode } from 'react';
import { duration } from '../lib/relative-time.ts';

interface ChartLegendProps {
  readonly axisPx: number;
  /** The time that one bar stands for. */
  readonly slotMs: number;
  readonly isEmpty: boolean;
}

/** What the marks of the chart are, and how to get closer. */
export function ChartLegend({ axisPx, slotMs, isEmpty }: ChartLegendProps) {
  return (
    <div
      className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-12 text-muted"
      style={{ paddingLeft: axisPx, paddingRight: 8 }}
    >
      {isEmpty ? (
        <p>Nothing was measured in this time.</p>
      ) : (
        <>
          <Entry label="p50">
            <path d="M0 6h16" stroke="var(--ink)" strokeWidth="1.5" />
          </Entry>
          <Entry label="to p95">
            <rect y="1" width="16" height="10" fill="color-mix(in oklch, var(--ink) 24%, transparent)" />
          </Entry>
          <Entry label="to p99">
            <rect y="1" width="16" height="10" fill="color-mix(in oklch, var(--ink) 10%, transparent)" />
          </Entry>
        </>
      )}
      <Entry label="incident">
        <rect y="1" width="16" height="10" fill="color-mix(in oklch, var(--unhealthy) 14%, transparent)" />
        <path d="M0 1.5h16" stroke="var(--unhealthy)" strokeWidth="2" />
      </Entry>
      <Entry label="not measured">
        <path d="M0 11 10 1M6 11 16 1M-6 11 4 1M12 11 22 1" stroke="var(--edge)" strokeWidth="0.9" />
      </Entry>
      <span className="sm:ml-auto">
        A bar is {duration(slotMs)}
        <span className="hidden sm:[@media(hover:hover)]:inline">
          ; drag to zoom, double-click to zoom out
        </span>
      </span>
    </div>
  );
}

function Entry({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <span className="flex items-center gap-1.5">
      <svg viewBox="0 0 16 12" width="16" height="12" aria-hidden="true" className="overflow-hidden">
        {children}
      </svg>
      {label}
    </span>
  );
}
