import { type KeyboardEvent, type PointerEvent, useState } from 'react';
import type { UptimeDay } from '../../../src/contracts/history.ts';
import { useDays } from '../hooks/use-history.ts';
import { dayBar, daysSummary, dayWords } from '../lib/days.ts';
import { PartError } from './states.tsx';

const HEIGHT_PX = 40;

interface DayBarsProps {
  readonly name: string;
  readonly title: string;
  /** A day was chosen: its first moment, in the days' own time zone as the viewer's clock tells it. */
  readonly onDay: (day: string) => void;
}

/** The last 90 days, a bar each: how the time of the day was spent. */
export function DayBars({ name, title, onDay }: DayBarsProps) {
  const { data, error, refetch } = useDays(name);
  return (
    <section aria-labelledby="days-title" className="mb-10">
      <h2 id="days-title" className="mb-3 text-13 font-semibold">
        90 days
      </h2>
      {data !== undefined ? (
        <Bars days={data.days} title={title} onDay={onDay} />
      ) : error !== null ? (
        <PartError what="The days" error={error} onRetry={refetch} />
      ) : (
        <div role="status" aria-busy="true" className="appear-late h-[68px] rounded-card bg-surface">
          <span className="sr-only">Loading</span>
        </div>
      )}
    </section>
  );
}

interface BarsProps {
  readonly days: readonly UptimeDay[];
  readonly title: string;
  readonly onDay: (day: string) => void;
}

function Bars({ days, title, onDay }: BarsProps) {
  const [pointed, setPointed] = useState<number | null>(null);
  const last = days.length - 1;
  const current = pointed ?? last;
  const day = days[current];
  const words = day === undefined ? 'no day' : dayWords(day, current === last);
  const walk = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && day !== undefined) return onDay(day.day);
    const next = { ArrowLeft: current - 1, ArrowRight: current + 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    setPointed(Math.max(0, Math.min(last, next)));
  };
  const dayAt = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(last, Math.floor(((event.clientX - left) / width) * days.length)));
  };
  return (
    <>
      <div
        role="slider"
        tabIndex={0}
        aria-label={`Days of ${title}`}
        aria-orientation="horizontal"
        aria-valuemin={1}
        aria-valuemax={days.length}
        aria-valuenow={current + 1}
        aria-valuetext={words}
        className="relative cursor-pointer touch-pan-y"
        onKeyDown={walk}
        onFocus={() => setPointed(current)}
        onBlur={() => setPointed(null)}
        onPointerMove={(event) => setPointed(dayAt(event))}
        onPointerLeave={() => setPointed(null)}
        onClick={() => day !== undefined && onDay(day.day)}
      >
        <span className="sr-only">{daysSummary(days)}</span>
        <span aria-hidden="true" className="flex gap-px lg:gap-0.5 xl:gap-[3px]" data-fades>
          {days.map((one, index) => (
            <Bar key={one.day} day={one} isPointed={index === pointed} />
          ))}
        </span>
        {pointed !== null && (
          <span
            aria-hidden="true"
            data-day-tip
            className="pointer-events-none absolute bottom-full z-30 mb-2 w-max max-w-[min(420px,calc(100vw-32px))] rounded-card bg-ink px-2 py-1 text-12 text-page"
            style={tipPlace((pointed + 0.5) / days.length)}
          >
            {words}
          </span>
        )}
      </div>
      <p aria-hidden="true" className="mt-2 flex justify-between text-12 text-muted">
        <span>{days.length} days ago</span>
        <span>Today</span>
      </p>
    </>
  );
}

function tipPlace(share: number) {
  return { left: `${share * 100}%`, transform: `translateX(-${share * 100}%)` };
}

function Bar({ day, isPointed }: { readonly day: UptimeDay; readonly isPointed: boolean }) {
  const { unhealthyPx, degradedPx, healthyPx, emptyPx } = dayBar(day, HEIGHT_PX);
  return (
    <span
      className={`flex min-w-0 flex-1 flex-col-reverse overflow-hidden rounded-[2px] ${isPointed ? 'outline outline-offset-1 outline-ink' : ''}`}
      style={{ height: HEIGHT_PX }}
    >
      <span className="bg-unhealthy" style={{ height: unhealthyPx }} />
      <span className="bg-degraded" style={{ height: degradedPx }} />
      <span className="bg-healthy" style={{ height: healthyPx }} />
      <span className="strip-empty" style={{ height: emptyPx }} />
    </span>
  );
}
