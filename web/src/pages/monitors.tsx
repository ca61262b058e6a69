import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import { ListFilters } from '../components/list-filters.tsx';
import { MonitorTable } from '../components/monitor-table.tsx';
import { SearchField } from '../components/search-field.tsx';
import { Empty, LoadError, PageTitle, SkeletonRows } from '../components/states.tsx';
import { useBoard } from '../hooks/use-board.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useUptimeOfAll } from '../hooks/use-history.ts';
import { useListQuery } from '../hooks/use-list-query.ts';
import { useTitledLooks } from '../hooks/use-titled-looks.ts';
import type { Board, BoardMonitor } from '../lib/board.ts';
import {
  filterMonitors,
  type ListQuery,
  orderKey,
  sortMonitors,
  type UptimeByName,
  uptimeByName,
} from '../lib/monitor-list.ts';
import { monitorPath } from '../lib/places.ts';
import { rememberOpened } from '../lib/trail.ts';

/** Every monitor, to be found, filtered and put in order. */
export function MonitorsPage() {
  const { data, error, refetch } = useBoard();
  if (data !== undefined) return <MonitorsData board={data} />;
  return (
    <>
      <PageTitle title="Monitors" />
      {error !== null ? (
        <LoadError what="The monitors" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={12} heightPx={40} />
        </div>
      )}
    </>
  );
}

function MonitorsData({ board }: { readonly board: Board }) {
  const { monitors } = board;
  const [query, setQuery] = useListQuery();
  const [, navigate] = useLocation();
  const { data: allUptime } = useUptimeOfAll();
  const uptime = useMemo(() => uptimeByName(allUptime), [allUptime]);
  const found = useMemo(
    () => filterMonitors(monitors, { search: query.search, status: query.status, tag: query.tag }),
    [monitors, query.search, query.status, query.tag],
  );
  const rows = useOrderedRows(found, query, uptime);
  const looks = useTitledLooks(monitors);
  useCommand((command) => {
    if (command === 'look') looks.lookAtFocused();
  });
  const openFirst = () => {
    const [first] = rows;
    if (first === undefined) return;
    rememberOpened(first.name);
    navigate(monitorPath(first.name));
  };
  return (
    <>
      <PageTitle title="Monitors">
        {monitors.length > 0 && (
          <SearchField
            label="Search monitors"
            value={query.search}
            onChange={(search) => setQuery({ ...query, search })}
            onOpen={openFirst}
          />
        )}
      </PageTitle>
      {monitors.length === 0 ? (
        board.warming ? (
          <p className="text-muted">Probes warming up…</p>
        ) : (
          <NothingWatched />
        )
      ) : (
        <>
          <ListFilters monitors={monitors} shownCount={rows.length} query={query} onQuery={setQuery} />
          {rows.length === 0 ? (
            <NothingFound onClear={() => setQuery({ ...query, search: '', status: null, tag: null })} />
          ) : (
            <MonitorTable monitors={rows} uptime={uptime} query={query} onQuery={setQuery} />
          )}
        </>
      )}
    </>
  );
}

/** Rows in order. The order is made anew when it may have to change, not for each new latency. */
function useOrderedRows(
  found: readonly BoardMonitor[],
  { sort, isReversed }: ListQuery,
  uptime: UptimeByName,
): readonly BoardMonitor[] {
  const key = orderKey(found);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for what of them the order depends on.
  const names = useMemo(
    () => sortMonitors(found, { sort, isReversed }, uptime).map(({ name }) => name),
    [key, sort, isReversed, uptime],
  );
  return useMemo(() => {
    const byName = new Map(found.map((monitor) => [monitor.name, monitor]));
    return names.map((name) => byName.get(name)).filter((monitor) => monitor !== undefined);
  }, [names, found]);
}

function NothingFound({ onClear }: { readonly onClear: () => void }) {
  return (
    <Empty title="No monitor fits.">
      <p>
        Every word of the search has to be in a name or a tag.{' '}
        <button type="button" onClick={onClear} className="text-accent underline underline-offset-2">
          Show all of them
        </button>
      </p>
    </Empty>
  );
}

function NothingWatched() {
  return (
    <Empty title="Nothing is watched yet.">
      <p>
        This page lists every monitor with its pulse, its latency and its uptime. Give Kora a credential, or
        write a check into <code className="font-mono text-13 text-ink">kora.yaml</code>, and start it again.{' '}
        <Link href="/setup" className="text-accent underline underline-offset-2">
          Setup
        </Link>{' '}
        says which variable is for what.
      </p>
    </Empty>
  );
}
