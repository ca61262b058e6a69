import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import type { SeriesResponse } from '../../../src/contracts/history.ts';
import type { Incident } from '../../../src/contracts/incidents.ts';
import { useSeries } from '../hooks/use-history.ts';
import { useIncidentsOf } from '../hooks/use-incidents.ts';
import { usePreferences } from '../hooks/use-preferences.ts';
import { useWidth } from '../hooks/use-width.ts';
import type { BoardMonitor } from '../lib/board.ts';
import {
  chartColumns,
  chartSummary,
  incidentStretches,
  type Stretch,
  unmeasuredStretches,
} from '../lib/chart-data.ts';
import { nowMs } from '../lib/clock.ts';
import { type Range, rangeBounds, resetZoom, zoomInto } from '../lib/range.ts';
import { seriesSlots, slotAtMs, slotWords, spanWords } from '../lib/series-strip.ts';
import { ChartLegend } from './chart-legend.tsx';
import { RangeSwitch } from './range-switch.tsx';
import { PartError } from './states.tsx';
import { TimeStrip } from './time-strip.tsx';

const fetchChart = () => import('./latency-chart.tsx');
const LatencyChart = lazy(() => fetchChart().then(({ LatencyChart: chart }) => ({ default: chart })));

const STRIP_PX = 56;
const RIGHT_PX = 8;
/** `enter` on a bar zooms to so many bars on either side of it. */
const CLOSER_SLOTS = 6;
const MOST_INCIDENTS = 200;

interface RangePanelProps {
  readonly monitor: BoardMonitor;
  readonly range: Range;
  readonly onRange: (range: Range) => void;
}

/** The pulse and the latency of a monitor over the same span of time. */
export function RangePanel({ monitor, range, onRange }: RangePanelProps) {
  const [isSmall] = useState(() => innerWidth < 640);
  const [points] = useState(pointsThatFit);
  useEffect(() => {
    // At the same time as what it will show; should it fail here, the chart itself asks again.
    fetchChart().catch(() => {});
  }, []);
  const series = useSeries(monitor.name, range, points);
  const from = useMemo(() => new Date(rangeBounds(range, nowMs()).fromMs).toISOString(), [range]);
  const incidents = useIncidentsOf(monitor.name, { from, limit: MOST_INCIDENTS });
  const { zone } = usePreferences();
  const heightPx = isSmall ? 180 : 232;
  return (
    <section aria-labelledby="looks-title" className="mb-10">
      <div className="mb-3 flex min-h-9 flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <h2 id="looks-title" className="text-13 font-semibold">
          Looks and latency
          {range.span !== null && (
            <span className="ml-3 font-normal text-muted">{spanWords(range.span, nowMs(), zone)}</span>
          )}
        </h2>
        <RangeSwitch range={range} onChange={onRange} />
      </div>
      {series.data !== undefined ? (
        <div
          className={`rounded-card border border-hairline bg-surface px-2 pb-3 pt-4 transition-opacity duration-120 sm:px-4 ${series.isPlaceholderData ? 'opacity-60' : ''}`}
        >
          <Plots
            monitor={monitor}
            series={series.data}
            incidents={incidents.data?.incidents ?? NO_INCIDENTS}
            range={range}
            onRange={onRange}
            heightPx={heightPx}
            axisPx={isSmall ? 54 : 60}
          />
        </div>
      ) : series.error !== null ? (
        <PartError what="The looks of this time" error={series.error} onRetry={series.refetch} />
      ) : (
        <div
          role="status"
          aria-busy="true"
          className="appear-late rounded-card border border-hairline bg-surface"
          style={{ height: heightPx + STRIP_PX + 80 }}
        >
          <span className="sr-only">Loading</span>
        </div>
      )}
    </section>
  );
}

/** So many that each bar keeps a gap beside it. */
function pointsThatFit(): number {
  if (innerWidth < 640) return 96;
  return innerWidth < 1_100 ? 120 : 240;
}

const NO_INCIDENTS: readonly Incident[] = [];

interface PlotsProps extends RangePanelProps {
  readonly series: SeriesResponse;
  readonly incidents: readonly Incident[];
  readonly heightPx: number;
  readonly axisPx: number;
}

function Plots({ monitor, series, incidents, range, onRange, heightPx, axisPx }: PlotsProps) {
  const { zone } = usePreferences();
  const [host, width] = useWidth<HTMLDivElement>();
  const [pointed, setPointed] = useState<number | null>(null);
  const { interval_ms, title } = monitor;
  const span = useMemo<Stretch>(
    () => ({ fromMs: Date.parse(series.from), toMs: Date.parse(series.to) }),
    [series],
  );
  const slots = useMemo(() => seriesSlots(series, interval_ms, nowMs()), [series, interval_ms]);
  const columns = useMemo(() => chartColumns(series, interval_ms), [series, interval_ms]);
  const unmeasured = useMemo(
    () => unmeasuredStretches(series, interval_ms, span),
    [series, interval_ms, span],
  );
  const troubles = useMemo(() => incidentStretches(incidents, span, nowMs()), [incidents, span]);
  const plotPx = Math.max(0, width - axisPx - RIGHT_PX);
  const slot = pointed === null ? undefined : slots[pointed];
  const openSlot = (index: number) => {
    const first = slots[Math.max(0, index - CLOSER_SLOTS)];
    const last = slots[Math.min(slots.length - 1, index + CLOSER_SLOTS)];
    if (first !== undefined && last !== undefined) onRange(zoomInto(range, first.fromMs, last.toMs));
  };
  const slotMs = (slots[1]?.fromMs ?? span.toMs) - (slots[0]?.fromMs ?? span.fromMs);
  return (
    <div ref={host} className="relative" data-points={series.points.length} data-tier={series.tier}>
      {width > 0 && (
        <>
          <div style={{ marginLeft: axisPx, marginRight: RIGHT_PX }}>
            <TimeStrip
              title={title}
              slots={slots}
              span={span}
              incidents={troubles}
              widthPx={plotPx}
              heightPx={STRIP_PX}
              pointed={pointed}
              onPoint={setPointed}
              onOpen={openSlot}
            />
          </div>
          <Suspense fallback={<div style={{ height: heightPx }} />}>
            <LatencyChart
              columns={columns}
              span={span}
              incidents={troubles}
              unmeasured={unmeasured}
              zone={zone}
              widthPx={width}
              heightPx={heightPx}
              axisPx={axisPx}
              rightPx={RIGHT_PX}
              summary={chartSummary(columns, troubles, unmeasured)}
              onZoom={(fromMs, toMs) => onRange(zoomInto(range, fromMs, toMs))}
              onReset={() => onRange(resetZoom(range))}
              onPoint={(atMs) => setPointed(atMs === null ? null : slotAtMs(slots, atMs))}
            />
          </Suspense>
          {slot !== undefined && (
            <Pointer
              leftPx={axisPx + shareOf(slot, span) * plotPx}
              share={shareOf(slot, span)}
              words={slotWords(slot, nowMs(), zone)}
            />
          )}
        </>
      )}
      <ChartLegend axisPx={axisPx} slotMs={slotMs} isEmpty={series.points.length === 0} />
    </div>
  );
}

/** Where the middle of a part stands in the whole, from 0 to 1. */
function shareOf(part: Stretch, whole: Stretch): number {
  const middleMs = (part.fromMs + part.toMs) / 2;
  return Math.min(1, Math.max(0, (middleMs - whole.fromMs) / (whole.toMs - whole.fromMs)));
}

interface PointerProps {
  readonly leftPx: number;
  readonly share: number;
  readonly words: string;
}

/** A line through both plots, and what was seen there. */
function Pointer({ leftPx, share, words }: PointerProps) {
  return (
    <>
      <span
        aria-hidden="true"
        className="pointer-events-none absolute -top-1 bottom-14 w-px bg-ink opacity-60"
        style={{ left: leftPx }}
      />
      <span
        aria-hidden="true"
        data-beat-tip
        className="pointer-events-none absolute bottom-full z-30 mb-1 w-max max-w-[min(420px,calc(100vw-32px))] rounded-card bg-ink px-2 py-1 text-12 text-page"
        style={{ left: leftPx, transform: `translateX(-${share * 100}%)` }}
      >
        {words}
      </span>
    </>
  );
}
