import { Link } from 'wouter';
import { useIncident, useIncidentsOf } from '../hooks/use-incidents.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { incidentPath } from '../lib/places.ts';
import { IncidentList } from './incident-list.tsx';
import { PartError, SkeletonRows } from './states.tsx';
import { Timeline } from './timeline.tsx';

const SHOWN = 5;

/** The latest incidents of a monitor, and the timeline of the one that is open, else of the last. */
export function MonitorIncidents({ monitor }: { readonly monitor: BoardMonitor }) {
  const { name, title } = monitor;
  const { data, error, refetch } = useIncidentsOf(name, { from: null, limit: SHOWN });
  const last = data?.incidents[0] ?? null;
  return (
    <>
      <section aria-labelledby="incidents-title">
        <h2 id="incidents-title" className="mb-3 flex items-baseline justify-between gap-4 text-13">
          <span className="font-semibold">Incidents</span>
          {last !== null && (
            <Link
              href={`/incidents?monitor=${encodeURIComponent(name)}`}
              className="text-accent underline-offset-2 hover:underline"
            >
              All of them
            </Link>
          )}
        </h2>
        {data !== undefined ? (
          data.incidents.length > 0 ? (
            <IncidentList incidents={data.incidents} titleOf={() => title} label={`Incidents of ${title}`} />
          ) : (
            <p className="border-t border-hairline pt-3 text-13 text-muted">
              None is known. An incident opens when looks are bad more than once in a row.
            </p>
          )
        ) : error !== null ? (
          <PartError what="The incidents" error={error} onRetry={refetch} />
        ) : (
          <div className="rounded-card border border-hairline bg-surface">
            <SkeletonRows count={3} heightPx={60} />
          </div>
        )}
      </section>
      {last !== null && <LastTimeline id={last.id} isOpen={last.state === 'open'} />}
    </>
  );
}

function LastTimeline({ id, isOpen }: { readonly id: string; readonly isOpen: boolean }) {
  const { data } = useIncident(id);
  if (data === undefined || data.timeline.length === 0) return null;
  return (
    <section aria-labelledby="timeline-title">
      <h2 id="timeline-title" className="mb-3 flex items-baseline justify-between gap-4 text-13">
        <span className="font-semibold">
          {isOpen ? 'Timeline of the open incident' : 'Timeline of the last incident'}
        </span>
        <Link href={incidentPath(id)} className="text-accent underline-offset-2 hover:underline">
          Its page
        </Link>
      </h2>
      <div className="rounded-card border border-hairline bg-surface px-4 py-4">
        <Timeline events={data.timeline} />
      </div>
    </section>
  );
}
