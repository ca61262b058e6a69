import { type KeyboardEvent, memo, type PointerEvent, useMemo } from 'react';
import type { Status } from '../../../src/contracts/status.ts';
import { usePreferences } from '../hooks/use-preferences.ts';
import type { Stretch } from '../lib/chart-data.ts';
import { nowMs } from '../lib/clock.ts';
import { type Slot, slotAtMs, slotPaths, slotScaleMs, slotWords } from '../lib/series-strip.ts';
import { STATUS_ORDER } from '../lib/status.ts';

const BAR_CLASSES = {
  healthy: 'fill-healthy',
  degraded: 'fill-degraded',
  unhealthy: 'fill-unhealthy',
  unknown: 'fill-unknown',
} satisfies Record<Status, string>;

const LANE_PX = 8;

interface TimeStripProps {
  readonly title: string;
  readonly slots: readonly Slot[];
  readonly span: Stretch;
  readonly incidents: readonly Stretch[];
  readonly widthPx: number;
  readonly heightPx: number;
  /** The slot that is told of. */
  readonly pointed: number | null;
  readonly onPoint: (slot: number | null) => void;
  /** `enter` on a slot: a closer look at it. */
  readonly onOpen: (slot: number) => void;
}

/** The pulse of a monitor over a span of time; walked through by the arrow keys. */
export function TimeStrip(props: TimeStripProps) {
  const { title, slots, span, widthPx, pointed, onPoint, onOpen } = props;
  const { zone } = usePreferences();
  const last = slots.length - 1;
  const current = pointed ?? last;
  const slot = slots[current];
  const walk = (event: KeyboardEvent) => {
    if (event.key === 'Enter') return onOpen(current);
    const next = nextSlot(event.key, current, last);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    onPoint(next);
  };
  const slotAt = (event: PointerEvent) => {
    const { left } = event.currentTarget.getBoundingClientRect();
    const atMs = span.fromMs + ((event.clientX - left) / widthPx) * (span.toMs - span.fromMs);
    return slotAtMs(slots, atMs) ?? last;
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`Looks at ${title}`}
      aria-orientation="horizontal"
      aria-valuemin={1}
      aria-valuemax={slots.length}
      aria-valuenow={current + 1}
      aria-valuetext={slot === undefined ? 'no look' : slotWords(slot, nowMs(), zone)}
      className="relative touch-pan-y"
      onKeyDown={walk}
      onFocus={() => onPoint(current)}
      onBlur={() => onPoint(null)}
      onPointerMove={(event) => onPoint(slotAt(event))}
      onPointerLeave={() => onPoint(null)}
    >
      <Drawing {...props} />
    </div>
  );
}

function nextSlot(key: string, current: number, last: number): number | null {
  if (key === 'ArrowLeft') return Math.max(0, current - 1);
  if (key === 'ArrowRight') return Math.min(last, current + 1);
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  return null;
}

type DrawingProps = Pick<TimeStripProps, 'slots' | 'span' | 'incidents' | 'widthPx' | 'heightPx'>;

const Drawing = memo(
  function Drawing({ slots, span, incidents, widthPx, heightPx }: DrawingProps) {
    const plotPx = heightPx - LANE_PX;
    const paths = useMemo(
      () => slotPaths(slots, { widthPx, plotPx, span }, slotScaleMs(slots)),
      [slots, widthPx, plotPx, span],
    );
    return (
      <>
        {paths.empty.map(({ x, width }) => (
          <span
            key={x}
            aria-hidden="true"
            className="strip-empty absolute top-0"
            style={{ left: x, width, height: plotPx }}
          />
        ))}
        <svg
          aria-hidden="true"
          data-fades
          width={widthPx}
          height={heightPx}
          shapeRendering="crispEdges"
          className="relative block"
        >
          {STATUS_ORDER.map((status) =>
            paths.bars[status] === '' ? null : (
              <path key={status} d={paths.bars[status]} className={BAR_CLASSES[status]} />
            ),
          )}
          <path d={lanePath(incidents, span, { widthPx, heightPx })} className="fill-unhealthy" />
        </svg>
      </>
    );
  },
  (before, after) =>
    before.slots === after.slots &&
    before.incidents === after.incidents &&
    before.widthPx === after.widthPx &&
    before.heightPx === after.heightPx,
);

/** Below the bars: a line for each incident, with a notch where it began and where it ended. */
function lanePath(
  incidents: readonly Stretch[],
  { fromMs, toMs }: Stretch,
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): string {
  const xAt = (atMs: number) => Math.round(((atMs - fromMs) / (toMs - fromMs)) * widthPx);
  return incidents
    .map((incident) => {
      const from = xAt(incident.fromMs);
      const width = Math.max(2, xAt(incident.toMs) - from);
      const line = `M${from} ${heightPx - 3}h${width}v2h-${width}z`;
      const begin = incident.fromMs > fromMs ? `M${from} ${heightPx - 6}h2v6h-2z` : '';
      const end = incident.toMs < toMs && width > 4 ? `M${from + width - 2} ${heightPx - 6}h2v6h-2z` : '';
      return line + begin + end;
    })
    .join('');
}
