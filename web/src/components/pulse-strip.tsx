import { type KeyboardEvent, memo, type PointerEvent, useMemo, useState } from 'react';
import type { Beat } from '../../../src/contracts/monitors.ts';
import type { Status } from '../../../src/contracts/status.ts';
import { usePreferences } from '../hooks/use-preferences.ts';
import { useWidth } from '../hooks/use-width.ts';
import { nowMs } from '../lib/clock.ts';
import { STATUS_ORDER } from '../lib/status.ts';
import { beatWords, stripPaths, stripSlots, stripSummary } from '../lib/strip.ts';

const BAR_CLASSES = {
  healthy: 'fill-healthy',
  degraded: 'fill-degraded',
  unhealthy: 'fill-unhealthy',
  unknown: 'fill-unknown',
} satisfies Record<Status, string>;

interface PulseStripProps {
  readonly beats: readonly Beat[];
  readonly slots: number;
  readonly heightPx: number;
  /** The latency that fills the height; shared by all strips that are compared. */
  readonly scaleMs: number;
}

/** One thin bar per look: height is latency, colour is status, nothing where nothing was looked at. */
export const PulseStrip = memo(function PulseStrip({ beats, slots, heightPx, scaleMs }: PulseStripProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const shown = beats.slice(-slots);
  return (
    <span
      className="strip"
      style={{ width: snapped(slots) }}
      onPointerMove={(event) => setPointed(slotAt(event, slots))}
      onPointerLeave={() => setPointed(null)}
    >
      <StripDrawing beats={shown} slots={slots} heightPx={heightPx} scaleMs={scaleMs} />
      <BeatTip beats={shown} slots={slots} slot={pointed} />
    </span>
  );
});

interface WalkableStripProps extends PulseStripProps {
  readonly title: string;
  /** As wide as its looks need instead of as wide as there is room: for any number of them. */
  readonly isSnug?: boolean;
}

interface WalkableStripProps extends PulseStripProps {
  readonly title: string;
  /** As wide as its looks need instead of as wide as there is room: for any number of them. */
  readonly isSnug?: boolean;
}

/** A strip over the whole width that can be walked through by the arrow keys; `slots` is the most of them. */
export function WalkableStrip({ isSnug = false, ...props }: WalkableStripProps) {
  const [host, widthPx] = useWidth<HTMLDivElement>();
  return (
    <div ref={host}>
      <Walk {...props} isSnug={isSnug} slots={isSnug ? props.slots : stripSlots(widthPx, props.slots)} />
    </div>
  );
}

function Walk({ title, isSnug, ...props }: WalkableStripProps) {
  const [slot, setSlot] = useState<number | null>(null);
  const { zone } = usePreferences();
  const { slots } = props;
  const shown = props.beats.slice(-slots);
  const firstSlot = slots - shown.length;
  const current = Math.min(slot ?? slots - 1, slots - 1);
  const beat = shown[current - firstSlot];
  const walk = (event: KeyboardEvent) => {
    const next = nextSlot(event.key, current, firstSlot, slots - 1);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    setSlot(next);
  };
  if (shown.length === 0) return <StripDrawing {...props} beats={shown} />;
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={`Looks at ${title}`}
      aria-orientation="horizontal"
      aria-valuemin={1}
      aria-valuemax={shown.length}
      aria-valuenow={Math.max(1, current - firstSlot + 1)}
      aria-valuetext={beat === undefined ? 'no look' : beatWords(beat, nowMs(), zone)}
      className={isSnug ? 'relative' : 'strip'}
      style={{ width: isSnug ? `min(100%, ${slots * SNUG_SLOT_PX}px)` : snapped(slots) }}
      onKeyDown={walk}
      onFocus={() => setSlot(current)}
      onBlur={() => setSlot(null)}
      onPointerMove={(event) => setSlot(slotAt(event, slots))}
      onPointerLeave={() => setSlot(null)}
    >
      <StripDrawing {...props} beats={shown} />
      <BeatTip beats={shown} slots={slots} slot={slot} />
    </div>
  );
}

/** Every bar is a whole number of pixels wide. */
function snapped(slots: number): string {
  return `round(down, 100%, ${slots}px)`;
}

const SNUG_SLOT_PX = 12;

function nextSlot(key: string, current: number, first: number, last: number): number | null {
  if (key === 'ArrowLeft') return Math.max(first, current - 1);
  if (key === 'ArrowRight') return Math.min(last, current + 1);
  if (key === 'Home') return first;
  if (key === 'End') return last;
  return null;
}

const StripDrawing = memo(function StripDrawing({ beats, slots, heightPx, scaleMs }: PulseStripProps) {
  const paths = useMemo(
    () => stripPaths(beats, { slots, heightPx }, scaleMs),
    [beats, slots, heightPx, scaleMs],
  );
  return (
    <>
      {paths.emptySlots > 0 && (
        <span
          aria-hidden="true"
          className="strip-empty absolute left-0 top-0"
          style={{ width: `${(paths.emptySlots / slots) * 100}%`, height: heightPx - 4 }}
        />
      )}
      <svg
        role="img"
        aria-label={stripSummary(beats)}
        data-fades
        viewBox={`0 0 ${slots} ${heightPx}`}
        preserveAspectRatio="none"
        shapeRendering="crispEdges"
        className="relative block w-full"
        style={{ height: heightPx }}
      >
        {STATUS_ORDER.map((status) =>
          paths.bars[status] === '' ? null : (
            <path key={status} d={paths.bars[status]} className={BAR_CLASSES[status]} />
          ),
        )}
        {paths.trouble !== '' && <path d={paths.trouble} className="fill-unhealthy" />}
      </svg>
    </>
  );
});

interface BeatTipProps {
  readonly beats: readonly Beat[];
  readonly slots: number;
  readonly slot: number | null;
}

function BeatTip({ beats, slots, slot }: BeatTipProps) {
  const { zone } = usePreferences();
  const beat = slot === null ? undefined : beats[slot - (slots - beats.length)];
  if (slot === null || beat === undefined) return null;
  const share = ((slot + 0.5) / slots) * 100;
  return (
    <>
      <span
        aria-hidden="true"
        className="absolute -top-1 bottom-0 w-px bg-ink"
        style={{ left: `${share}%` }}
      />
      <span
        aria-hidden="true"
        data-beat-tip
        className="pointer-events-none absolute bottom-full z-30 mb-2 w-max max-w-96 rounded-card bg-ink px-2 py-1 text-left text-12 font-normal text-page"
        // A short strip stands near the edge of a phone, where only its left side has room.
        style={slots === 24 ? { right: 0 } : { left: `${share}%`, transform: `translateX(-${share}%)` }}
      >
        {beatWords(beat, nowMs(), zone)}
      </span>
    </>
  );
}

function slotAt(event: PointerEvent, slots: number): number {
  const { left, width } = event.currentTarget.getBoundingClientRect();
  const slot = Math.floor(((event.clientX - left) / width) * slots);
  return Math.max(0, Math.min(slots - 1, slot));
}
