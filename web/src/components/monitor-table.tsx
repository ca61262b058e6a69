import { type FocusEvent, useLayoutEffect, useMemo, useState } from 'react';
import { useMedia } from '../hooks/use-media.ts';
import { useVirtualRows } from '../hooks/use-virtual-rows.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { type ListQuery, type Sort, sortedBy, type UptimeByName } from '../lib/monitor-list.ts';
import { crowdScaleMs } from '../lib/strip.ts';
import { takeOpened } from '../lib/trail.ts';
import { rowsToDraw } from '../lib/virtual-window.ts';
import { MonitorRow } from './monitor-row.tsx';

/** The styles of `.list-row` change at the same width. */
const ONE_LINE = '(min-width: 80rem)';
const ROW_PX = 40;
const TWO_LINE_ROW_PX = 60;

interface MonitorTableProps {
  readonly monitors: readonly BoardMonitor[];
  readonly uptime: UptimeByName;
  readonly query: ListQuery;
  readonly onQuery: (query: ListQuery) => void;
}

/** Any number of monitors; only those near the seen part are drawn. */
export function MonitorTable({ monitors, uptime, query, onQuery }: MonitorTableProps) {
  const rowPx = useMedia(ONE_LINE) ? ROW_PX : TWO_LINE_ROW_PX;
  const count = monitors.length;
  const [host, shown] = useVirtualRows<HTMLTableSectionElement>(count, rowPx);
  const [kept, setKept] = useState<number | null>(null);
  const scaleMs = useMemo(() => crowdScaleMs(monitors.map(({ recent }) => recent)), [monitors]);
  useReturnedFocus(monitors, setKept);
  return (
    <table aria-label="Monitors" aria-rowcount={count + 1} className="block">
      <thead className="sticky top-0 z-20 hidden bg-page xl:block">
        <Head query={query} onQuery={onQuery} />
      </thead>
      <tbody
        ref={host}
        data-list
        className="relative block overflow-clip rounded-card border border-b-0 border-hairline bg-surface"
        // The line above the first row takes a pixel too.
        style={{ height: count * rowPx + 1 }}
        onFocus={(event) => setKept(indexOf(event))}
        onBlur={() => setKept(null)}
      >
        {rowsToDraw(shown, kept, count).map((index) => {
          const monitor = monitors[index];
          return monitor === undefined ? null : (
            <MonitorRow
              key={monitor.name}
              monitor={monitor}
              uptime={uptime.get(monitor.name)}
              index={index}
              scaleMs={scaleMs}
              heightPx={rowPx}
            />
          );
        })}
      </tbody>
    </table>
  );
}

function indexOf({ target }: FocusEvent): number | null {
  const row = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-index]') : null;
  return row === null ? null : Number(row.dataset.index);
}

/** Come back to, the row that was opened has the focus again. */
function useReturnedFocus(monitors: readonly BoardMonitor[], keep: (index: number) => void): void {
  const [opened] = useState(takeOpened);
  const index = opened === null ? -1 : monitors.findIndex(({ name }) => name === opened);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only once, when the list is drawn first.
  useLayoutEffect(() => {
    if (index === -1) return;
    keep(index);
    requestAnimationFrame(() => {
      document
        .querySelector<HTMLElement>(`[data-list] [data-index="${index}"] [data-row]`)
        ?.focus({ preventScroll: true });
    });
  }, []);
}

const COLUMNS: readonly { readonly cell: string; readonly label: string; readonly sort: Sort | null }[] = [
  { cell: 'name', label: 'Monitor', sort: 'name' },
  { cell: 'status', label: 'Status', sort: 'status' },
  { cell: 'strip', label: 'Last looks', sort: null },
  { cell: 'latency', label: 'Latency', sort: 'latency' },
  { cell: 'day', label: '24 h', sort: null },
  { cell: 'month', label: '30 d', sort: 'uptime' },
  { cell: 'since', label: 'Since', sort: null },
];

function Head({ query, onQuery }: Pick<MonitorTableProps, 'query' | 'onQuery'>) {
  return (
    <tr aria-rowindex={1} className="list-row h-9 px-4 text-12 text-muted">
      {COLUMNS.map(({ cell, label, sort }) => (
        <th
          key={cell}
          scope="col"
          data-cell={cell}
          aria-sort={sort === query.sort ? (isDescending(query) ? 'descending' : 'ascending') : undefined}
          className={`font-normal ${cell === 'name' ? 'pl-7' : ''} ${isNumeric(cell) ? 'text-right' : 'text-left'}`}
        >
          {sort === null ? (
            label
          ) : (
            <button
              type="button"
              onClick={() => onQuery(sortedBy(query, sort))}
              className={`min-h-6 hover:text-ink ${sort === query.sort ? 'font-medium text-ink' : ''}`}
            >
              {label}
              {sort === query.sort && <span aria-hidden="true"> {query.isReversed ? '↑' : '↓'}</span>}
            </button>
          )}
        </th>
      ))}
    </tr>
  );
}

function isNumeric(cell: string): boolean {
  return cell === 'latency' || cell === 'day' || cell === 'month' || cell === 'since';
}

/** Latency begins with the slowest; all others begin with what comes first. */
function isDescending({ sort, isReversed }: ListQuery): boolean {
  return (sort === 'latency') !== isReversed;
}
