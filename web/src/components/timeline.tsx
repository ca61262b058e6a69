import type { IncidentEvent } from '../../../src/contracts/incidents.ts';
import type { Status } from '../../../src/contracts/status.ts';
import { eventLabel } from '../lib/incident-words.ts';
import { StatusMark } from './status-mark.tsx';
import { Clock } from './time.tsx';

/** What happened, in words, the oldest first. */
export function Timeline({ events }: { readonly events: readonly IncidentEvent[] }) {
  return (
    <ol aria-label="Timeline" className="flex flex-col">
      {events.map((event, index) => (
        <Event
          // biome-ignore lint/suspicious/noArrayIndexKey: events have no name, and only ever follow each other.
          key={`${event.at} ${index}`}
          event={event}
          isLast={index === events.length - 1}
        />
      ))}
    </ol>
  );
}

function Event({ event, isLast }: { readonly event: IncidentEvent; readonly isLast: boolean }) {
  const { at, kind, text } = event;
  const isNote = kind === 'note';
  return (
    <li
      data-event={kind}
      className="relative grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 pb-5 text-14 last:pb-0"
    >
      {!isLast && (
        <span aria-hidden="true" className="absolute bottom-0.5 left-[7.5px] top-5 w-px bg-hairline" />
      )}
      <span className="mt-0.5">{isNote ? <NoteMark /> : <StatusMark status={markOf(event)} />}</span>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2 text-13">
          <span className="font-medium">{eventLabel(kind)}</span>
          <span className="text-muted">
            <Clock at={at} seconds />
          </span>
        </p>
        <p
          className={`mt-0.5 max-w-[72ch] [overflow-wrap:anywhere] ${isNote ? 'rounded-card border border-hairline bg-page px-3 py-2 whitespace-pre-wrap' : ''}`}
        >
          {text}
        </p>
      </div>
    </li>
  );
}

function markOf({ kind, status }: IncidentEvent): Status {
  if (status !== null) return status;
  return kind === 'flapping_began' ? 'degraded' : 'unknown';
}

function NoteMark() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className="text-edge">
      <path
        d="M3 3h10v7.5L10.5 13H3zM5.5 6h5M5.5 8.7h3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.3"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
