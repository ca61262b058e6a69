import { Link } from 'wouter';
import { useLatestIncidents } from '../hooks/use-incidents.ts';
import { useTimeText } from '../hooks/use-now.ts';
import { usePreferences } from '../hooks/use-preferences.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { latestChanges } from '../lib/changes.ts';
import { incidentSentence, incidentsToday } from '../lib/incident-words.ts';
import { incidentPath } from '../lib/places.ts';
import { duration } from '../lib/relative-time.ts';
import { ChangeList } from './change-list.tsx';
import { IncidentList } from './incident-list.tsx';
import { PlainAgo } from './time.tsx';

const SHOWN = 8;

/** What happened today: its incidents. A daemon that tells of none leaves what this page saw change. */
export function Today({ monitors }: { readonly monitors: readonly BoardMonitor[] }) {
  const { data, error } = useLatestIncidents();
  const { zone } = usePreferences();
  // Which are of today only changes when a day ends.
  const encoded = useTimeText((now) => JSON.stringify(incidentsToday(data?.incidents ?? [], now, zone)));
  if (data === undefined) return error !== null ? <Changes monitors={monitors} /> : null;
  const { today, before }: ReturnType<typeof incidentsToday> = JSON.parse(encoded);
  const titleOf = (name: string) => monitors.find((monitor) => monitor.name === name)?.title ?? name;
  return (
    <section aria-labelledby="today">
      <h2 id="today" className="mb-3 flex items-baseline justify-between gap-4 text-13">
        <span className="font-semibold">What happened today</span>
        {(today.length > 0 || before !== null) && (
          <Link href="/incidents" className="text-accent underline-offset-2 hover:underline">
            All incidents
          </Link>
        )}
      </h2>
      {today.length > 0 ? (
        <IncidentList incidents={today.slice(0, SHOWN)} titleOf={titleOf} label="Incidents of today" />
      ) : (
        <p className="border-t border-hairline pt-3 text-13 text-muted">
          Nothing.{' '}
          {before !== null && (
            <>
              The last one:{' '}
              <Link
                href={incidentPath(before.id)}
                className="text-ink underline decoration-edge underline-offset-2 hover:decoration-ink"
              >
                {incidentSentence(before, before.monitor === null ? 'Kora' : titleOf(before.monitor))}
              </Link>
              , <PlainAgo at={before.ended_at ?? before.started_at} />, for {duration(before.duration_ms)}.
            </>
          )}
        </p>
      )}
      {today.length > SHOWN && <p className="mt-2 text-13 text-muted">And {today.length - SHOWN} more.</p>}
    </section>
  );
}

/** What is told of changes without any store: what this run has seen. */
function Changes({ monitors }: { readonly monitors: readonly BoardMonitor[] }) {
  const changes = latestChanges(monitors, SHOWN);
  return (
    <section aria-labelledby="changes">
      <h2 id="changes" className="mb-3 text-13 font-semibold">
        What changed{' '}
        <span className="ml-1 font-normal text-muted">In the latest looks; incidents could not be read</span>
      </h2>
      {changes.length > 0 ? (
        <ChangeList changes={changes} />
      ) : (
        <p className="border-t border-hairline pt-3 text-13 text-muted">Nothing.</p>
      )}
    </section>
  );
}
