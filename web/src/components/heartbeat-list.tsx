import { type FocusEvent, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { MANY_MONITORS } from '../hooks/use-board.ts';
import { useHash } from '../hooks/use-hash.ts';
import { useStripSlots } from '../hooks/use-strip-slots.ts';
import { useUnevenRows } from '../hooks/use-virtual-rows.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { rowRuns, rowsToDraw, rowTops } from '../lib/virtual-window.ts';
import { HeartbeatRow } from './heartbeat-row.tsx';

const MOST_SLOTS = 96;
/** From here on rows are lower. */
const DENSE = 24;
/** Before a row was measured. */
const GUESSED_ROW_PX = 41;
const GUESSED_DETAILS_PX = 480;

interface HeartbeatListProps {
  readonly rows: readonly BoardMonitor[];
  readonly scaleMs: number;
  readonly open: ReadonlySet<string>;
  /** The older looks are on their way. */
  readonly isDeepening: boolean;
  readonly onToggle: (name: string) => void;
}

/** The services, a row each that opens in place; of very many only those near the seen part are drawn. */
export function HeartbeatList({ isDeepening, ...props }: HeartbeatListProps) {
  const [host, slots] = useStripSlots<HTMLElement>(MOST_SLOTS);
  const List = props.rows.length > MANY_MONITORS ? NearRows : AllRows;
  return (
    <section ref={host} aria-label="Services" className="@container" data-deepening={isDeepening}>
      <div
        aria-hidden="true"
        className="beat-row hidden! border-x border-transparent px-4 pb-2 text-12 text-muted @min-[760px]:grid!"
      >
        <span data-cell="name">Service</span>
        <span data-cell="status">Status</span>
        <span data-cell="strip">Looks since start</span>
        <span data-cell="latency" className="text-right">
          Latency
        </span>
        <span data-cell="checked" className="text-right">
          Checked
        </span>
      </div>
      <List {...props} slots={slots} />
    </section>
  );
}

type ListProps = Omit<HeartbeatListProps, 'isDeepening'> & { readonly slots: number };

const LIST = 'rounded-card border border-hairline bg-surface';

function AllRows({ rows, open, ...props }: ListProps) {
  return (
    <ul className={LIST}>
      {rows.map((row) => (
        <HeartbeatRow
          key={row.name}
          {...props}
          monitor={row}
          isOpen={open.has(row.name)}
          isDense={rows.length > DENSE}
        />
      ))}
    </ul>
  );
}

function NearRows({ rows, open, ...props }: ListProps) {
  const count = rows.length;
  const [sizes, setSizes] = useState<Sizes>({ rowPx: GUESSED_ROW_PX, openPx: new Map() });
  const tops = useMemo(
    () =>
      rowTops(count, sizes.rowPx, (index) => {
        const name = rows[index]?.name ?? '';
        if (!open.has(name)) return 0;
        const openPx = sizes.openPx.get(name);
        return openPx === undefined ? GUESSED_DETAILS_PX : openPx - sizes.rowPx;
      }),
    [count, rows, open, sizes],
  );
  const [host, shown] = useUnevenRows<HTMLUListElement>(tops);
  const [kept, setKept] = useState<number | null>(null);
  const hash = useHash();
  useLayoutEffect(() => {
    const list = host.current;
    if (list === null) return;
    const measure = () => setSizes((before) => measured(list, before));
    const observer = new ResizeObserver(measure);
    for (const row of list.querySelectorAll('[data-monitor]')) observer.observe(row);
    return () => observer.disconnect();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the address names another row.
  useEffect(() => {
    const index = rows.findIndex(({ name }) => name === hash);
    const list = host.current;
    if (index === -1 || list === null || list.querySelector(`[data-index="${index}"]`) !== null) return;
    const topPx = list.getBoundingClientRect().top + scrollY;
    scrollTo(0, topPx + (tops[index] ?? 0) - innerHeight / 4);
  }, [hash]);
  return (
    <ul ref={host} className={LIST} onFocus={(event) => setKept(indexOf(event))} onBlur={() => setKept(null)}>
      {rowRuns(rowsToDraw(shown, kept, count), tops).flatMap(({ gapPx, rows: run }) => [
        <li key={`gap before ${run[0] ?? 'the end'}`} aria-hidden="true" style={{ height: gapPx }} />,
        ...run.map((index) => {
          const row = rows[index];
          return row === undefined ? null : (
            <HeartbeatRow
              key={row.name}
              {...props}
              monitor={row}
              isOpen={open.has(row.name)}
              isDense
              index={index}
              count={count}
            />
          );
        }),
      ])}
    </ul>
  );
}

interface Sizes {
  /** A closed row; all are as high. */
  readonly rowPx: number;
  /** Rows that are open, by name. */
  readonly openPx: ReadonlyMap<string, number>;
}

/** The same object when nothing has changed. */
function measured(list: HTMLElement, before: Sizes): Sizes {
  let { rowPx } = before;
  const openPx = new Map(before.openPx);
  for (const row of list.querySelectorAll<HTMLElement>('[data-monitor]')) {
    const isOpen = row.querySelector('[aria-expanded="true"]') !== null;
    if (isOpen) openPx.set(row.dataset.monitor ?? '', row.offsetHeight);
    else if (row.dataset.stale !== 'true') rowPx = row.offsetHeight;
  }
  const isSame = rowPx === before.rowPx && [...openPx].every(([name, px]) => before.openPx.get(name) === px);
  return isSame ? before : { rowPx, openPx };
}

function indexOf({ target }: FocusEvent): number | null {
  const row = target instanceof HTMLElement ? target.closest<HTMLElement>('[data-index]') : null;
  return row === null ? null : Number(row.dataset.index);
}
