import { useId } from 'react';
import { Link, useSearchParams } from 'wouter';
import type { Incident } from '../../../src/contracts/incidents.ts';
import { IncidentList } from '../components/incident-list.tsx';
import { Button, Empty, LoadError, PageTitle, SkeletonRows } from '../components/states.tsx';
import { useBoard } from '../hooks/use-board.ts';
import { type IncidentFilter, useIncidents } from '../hooks/use-incidents.ts';
import { usePreferences } from '../hooks/use-preferences.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { monthName } from '../lib/relative-time.ts';

const STATES = [
  { value: null, label: 'All' },
  { value: 'open', label: 'Open' },
  { value: 'closed', label: 'Closed' },
] as const;

/** Every run of bad looks: the open ones first. */
export function IncidentsPage() {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  const board = useBoard();
  const monitors = board.data?.monitors ?? [];
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } =
    useIncidents(filter);
  const change = (next: IncidentFilter) => {
    const query = new URLSearchParams();
    if (next.status !== null) query.set('status', next.status);
    if (next.monitor !== null) query.set('monitor', next.monitor);
    setParams(query, { replace: true });
  };
  const incidents = data?.pages.flatMap((page) => page.incidents) ?? [];
  return (
    <>
      <PageTitle title="Incidents">
        <Filters filter={filter} monitors={monitors} onChange={change} />
      </PageTitle>
      {data !== undefined ? (
        <div className={`transition-opacity duration-120 ${isPlaceholderData ? 'opacity-60' : ''}`}>
          {incidents.length === 0 ? (
            <None filter={filter} />
          ) : (
            <Lists incidents={incidents} monitors={monitors} />
          )}
          {hasNextPage && (
            <Button className="mt-4" onClick={() => void fetchNextPage()} isBusy={isFetchingNextPage}>
              {isFetchingNextPage ? 'Loading…' : 'Show earlier ones'}
            </Button>
          )}
        </div>
      ) : error !== null ? (
        <LoadError what="The incidents" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={6} heightPx={60} />
        </div>
      )}
    </>
  );
}

function readFilter(params: URLSearchParams): IncidentFilter {
  const status = params.get('status');
  const monitor = params.get('monitor');
  return {
    status: status === 'open' || status === 'closed' ? status : null,
    monitor: monitor === '' ? null : monitor,
  };
}

interface FiltersProps {
  readonly filter: IncidentFilter;
  readonly monitors: readonly BoardMonitor[];
  readonly onChange: (filter: IncidentFilter) => void;
}

function Filters({ filter, monitors, onChange }: FiltersProps) {
  const id = useId();
  // A link may name a monitor that is not watched any more; its incidents are kept.
  const isListed = filter.monitor === null || monitors.some(({ name }) => name === filter.monitor);
  return (
    <div className="flex w-full flex-wrap items-center gap-3 sm:w-auto">
      <fieldset className="flex rounded-card border border-hairline bg-surface p-0.5">
        <legend className="sr-only">State</legend>
        {STATES.map(({ value, label }) => (
          <button
            key={label}
            type="button"
            aria-pressed={filter.status === value}
            onClick={() => onChange({ ...filter, status: value })}
            className={`h-7 rounded-[4px] px-3 text-13 transition-colors duration-120 ${filter.status === value ? 'bg-page font-medium text-ink shadow-[inset_0_0_0_1px_var(--hairline)]' : 'text-muted hover:text-ink'}`}
          >
            {label}
          </button>
        ))}
      </fieldset>
      <label htmlFor={id} className="sr-only">
        Monitor
      </label>
      <select
        id={id}
        value={filter.monitor ?? ''}
        onChange={(event) =>
          onChange({ ...filter, monitor: event.target.value === '' ? null : event.target.value })
        }
        className="h-8 min-w-0 max-w-56 flex-1 truncate rounded-card border border-edge bg-surface px-2 text-13"
      >
        <option value="">Every monitor</option>
        {!isListed && <option value={filter.monitor ?? ''}>{filter.monitor}</option>}
        {monitors.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ListsProps {
  readonly incidents: readonly Incident[];
  readonly monitors: readonly BoardMonitor[];
}

function Lists({ incidents, monitors }: ListsProps) {
  const { zone } = usePreferences();
  const titles = new Map(monitors.map(({ name, title }) => [name, title]));
  const titleOf = (name: string) => titles.get(name) ?? name;
  const open = incidents.filter(({ state }) => state === 'open');
  const months = Map.groupBy(
    incidents.filter(({ state }) => state === 'closed'),
    ({ started_at }) => monthName(Date.parse(started_at), zone),
  );
  return (
    <div className="flex flex-col gap-8">
      {open.length > 0 && (
        <section aria-labelledby="open-title">
          <h2 id="open-title" className="mb-3 text-13 font-semibold">
            Open <span className="ml-1 font-normal text-muted">{open.length}</span>
          </h2>
          <IncidentList incidents={open} titleOf={titleOf} label="Open incidents" />
        </section>
      )}
      {[...months].map(([month, closed]) => (
        <section key={month} aria-label={month}>
          <h2 className="mb-3 text-13 font-semibold">{month}</h2>
          <IncidentList incidents={closed} titleOf={titleOf} label={`Incidents of ${month}`} />
        </section>
      ))}
    </div>
  );
}

function None({ filter }: { readonly filter: IncidentFilter }) {
  if (filter.status === 'open' && filter.monitor === null) {
    return (
      <Empty title="No incident is open.">
        <p>
          <Link href="/incidents" className="text-accent underline underline-offset-2">
            The closed ones
          </Link>{' '}
          tell what was.
        </p>
      </Empty>
    );
  }
  if (filter.status !== null || filter.monitor !== null) {
    return (
      <Empty title="No incident fits.">
        <p>
          <Link href="/incidents" className="text-accent underline underline-offset-2">
            Show all of them
          </Link>
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="There was no incident yet.">
      <p>
        This page keeps every time a monitor was not well: when it began, whose fault it was, what happened,
        and when it ended. One opens by itself when two of three looks are bad, and closes when two of three
        are good again. What Kora could not see is never counted against anybody.
      </p>
    </Empty>
  );
}
