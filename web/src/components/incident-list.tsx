import { Link } from 'wouter';
import type { Incident } from '../../../src/contracts/incidents.ts';
import { useTimeText } from '../hooks/use-now.ts';
import { usePreferences } from '../hooks/use-preferences.ts';
import { incidentSentence, lastedWords } from '../lib/incident-words.ts';
import { incidentPath } from '../lib/places.ts';
import { exactTime, shortClockTime } from '../lib/relative-time.ts';
import { STATUS_LABELS } from '../lib/status.ts';
import { StatusMark } from './status-mark.tsx';

interface IncidentListProps {
  readonly incidents: readonly Incident[];
  /** The title of a monitor by its name. */
  readonly titleOf: (name: string) => string;
  readonly label: string;
}

/** Incidents, a line each: when it began, who has to act, what was seen, how long. */
export function IncidentList({ incidents, titleOf, label }: IncidentListProps) {
  return (
    <ul aria-label={label} className="rounded-card border border-hairline bg-surface">
      {incidents.map((incident) => (
        <IncidentLine
          key={incident.id}
          incident={incident}
          title={incident.monitor === null ? 'Kora' : titleOf(incident.monitor)}
        />
      ))}
    </ul>
  );
}

function IncidentLine({ incident, title }: { readonly incident: Incident; readonly title: string }) {
  const { id, state, worst_status, started_at, why, flapping } = incident;
  const { zone } = usePreferences();
  const lasted = useTimeText((now) => lastedWords(incident, now));
  const began = useTimeText((now) => shortClockTime(Date.parse(started_at), now, zone));
  return (
    <li
      data-incident={id}
      data-state={state}
      className="relative grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 border-t border-hairline px-4 py-2.5 transition-colors duration-120 first:border-t-0 hover:bg-page has-[a:focus-visible]:z-10 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent sm:grid-cols-[16px_104px_minmax(0,1fr)_auto]"
    >
      <span className="mt-0.5">
        <StatusMark status={worst_status} />
        <span className="sr-only">{STATUS_LABELS[worst_status]}</span>
      </span>
      <time
        dateTime={started_at}
        title={exactTime(Date.parse(started_at), zone)}
        className="text-13 whitespace-nowrap text-muted max-sm:order-last max-sm:col-start-2"
      >
        {began}
        <span className="sm:hidden">, {lasted}</span>
      </time>
      <p className="min-w-0 text-14 [overflow-wrap:anywhere]">
        <Link
          href={incidentPath(id)}
          data-row
          className="proportional font-medium outline-none after:absolute after:inset-0"
        >
          {incidentSentence(incident, title)}
        </Link>
        {flapping && <span className="ml-2 text-12 text-muted">flapping</span>}
        <span className="block text-13 text-muted">{why}</span>
      </p>
      <span
        className={`text-right text-13 whitespace-nowrap max-sm:hidden ${state === 'open' ? '' : 'text-muted'}`}
      >
        {lasted}
      </span>
    </li>
  );
}
