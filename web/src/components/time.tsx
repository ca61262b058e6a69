import { useTimeText } from '../hooks/use-now.ts';
import { usePreferences } from '../hooks/use-preferences.ts';
import { clockTime, exactTime, relativeTime, shortClockTime } from '../lib/relative-time.ts';

interface TimeProps {
  readonly at: string | number | null;
  /** Shown when it never happened. */
  readonly never?: string;
  readonly end?: boolean;
}

/** "12 s ago", ticking; the exact time on hover and focus. */
export function Ago({ at, never = 'never', end = false }: TimeProps) {
  const atMs = instant(at);
  const { zone } = usePreferences();
  const text = useTimeText((now) => (atMs === null ? never : relativeTime(atMs, now)));
  if (atMs === null) return <span>{never}</span>;
  return (
    <time
      dateTime={isoText(atMs)}
      data-tip={exactTime(atMs, zone)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time must be had by keyboard too.
      tabIndex={0}
      className={`tip ${end ? 'tip-end' : ''} whitespace-nowrap`}
    >
      {text}
    </time>
  );
}

/** The same inside something that takes focus itself, such as a row. */
export function PlainAgo({ at, never = 'never' }: TimeProps) {
  const atMs = instant(at);
  const { zone } = usePreferences();
  const text = useTimeText((now) => (atMs === null ? never : relativeTime(atMs, now)));
  if (atMs === null) return <span>{never}</span>;
  return (
    <time dateTime={isoText(atMs)} title={exactTime(atMs, zone)} className="whitespace-nowrap">
      {text}
    </time>
  );
}

/** "23 Nov 2026, 14:02:10 UTC". */
export function Exact({ at, never = 'never' }: TimeProps) {
  const atMs = instant(at);
  const { zone } = usePreferences();
  if (atMs === null) return <span>{never}</span>;
  return <time dateTime={isoText(atMs)}>{exactTime(atMs, zone)}</time>;
}

/** "14:02", or with seconds. */
export function Clock({ at, seconds = false }: { readonly at: string | number; readonly seconds?: boolean }) {
  const atMs = instant(at) ?? 0;
  const { zone } = usePreferences();
  const text = useTimeText((now) => (seconds ? clockTime : shortClockTime)(atMs, now, zone));
  return (
    <time dateTime={isoText(atMs)} title={exactTime(atMs, zone)} className="whitespace-nowrap">
      {text}
    </time>
  );
}

function instant(at: string | number | null): number | null {
  if (at === null) return null;
  const atMs = typeof at === 'number' ? at : Date.parse(at);
  return Number.isFinite(atMs) ? atMs : null;
}

function isoText(atMs: number): string {
  return new Date(atMs).toISOString();
}
