import { useEffect, useMemo, useState } from 'react';
import { useSearchParams } from 'wouter';
import type { HeartbeatServicesResponse } from '../../../src/contracts/heartbeat.ts';
import { HeartbeatList } from '../components/heartbeat-list.tsx';
import { SearchField } from '../components/search-field.tsx';
import { Banner, Empty, LoadError, PageTitle, SkeletonRows } from '../components/states.tsx';
import { SummaryStrip } from '../components/summary-strip.tsx';
import { Clock } from '../components/time.tsx';
import { useBoard, useDeepBoard, useServices } from '../hooks/use-board.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useHash } from '../hooks/use-hash.ts';
import { useLive } from '../hooks/use-live.ts';
import { useTitledLooks } from '../hooks/use-titled-looks.ts';
import { type Board, type BoardMonitor, heartbeatRows } from '../lib/board.ts';
import { focusedMonitor } from '../lib/row-focus.ts';
import { sharedScaleMs } from '../lib/strip.ts';

/** From here on rows can be searched. */
const MANY = 8;

/** The frozen contract's panel: its services in its order, with what `/api/v1` knows beside them. */
export function HeartbeatPage() {
  const services = useServices();
  const board = useBoard();
  const isDeepening = useDeepBoard();
  const isPlain = services.data === undefined && services.error !== null && board.data?.rich === true;
  const { data, error, refetch } = services;
  return (
    <>
      {data !== undefined ? (
        <Panel response={data} board={board.data} isDeepening={isDeepening} />
      ) : isPlain && board.data !== undefined ? (
        <Panel response={responseFrom(board.data)} board={board.data} isDeepening={isDeepening} />
      ) : (
        <>
          <PageTitle title="Heartbeat" />
          {error !== null ? (
            <LoadError what="The heartbeat" error={error} onRetry={refetch} />
          ) : (
            <div className="rounded-card border border-hairline bg-surface">
              <SkeletonRows count={5} heightPx={56} />
            </div>
          )}
        </>
      )}
    </>
  );
}

interface PanelProps {
  readonly response: HeartbeatServicesResponse;
  readonly board: Board | undefined;
  /** The older looks are on their way. */
  readonly isDeepening: boolean;
}

function Panel({ response, board, isDeepening }: PanelProps) {
  const [search, setSearch] = useState('');
  const [params] = useSearchParams();
  const { open, toggle, closeFocused } = useOpenRows();
  const { mode, offlineSinceMs } = useLive();
  const monitors = board?.monitors;
  const rows = useStableRows(response, monitors);
  const wanted = search.trim().toLowerCase();
  const status = params.get('status');
  const shown = rows.filter(
    (row) =>
      (status === null || row.status === status) &&
      (wanted === '' || row.name.toLowerCase().includes(wanted) || row.title.toLowerCase().includes(wanted)),
  );
  const scaleMs = useMemo(() => sharedScaleMs(rows.map(({ recent }) => recent)), [rows]);
  const looks = useTitledLooks(rows);
  useCommand((command) => {
    if (command === 'look') looks.lookAtFocused();
    if (command === 'close') closeFocused();
  });
  const isWarming = response.cache_warming && rows.length === 0;
  return (
    <>
      <PageTitle title="Heartbeat">
        {rows.length > MANY && <SearchField value={search} onChange={setSearch} />}
      </PageTitle>
      {response.stub && (
        <Banner label="Sample values">
          <p>These are sample values. The server that answers here has no real ones yet.</p>
        </Banner>
      )}
      {mode === 'offline' && offlineSinceMs !== null && (
        <Banner label="Offline">
          <p>
            Offline since <Clock at={offlineSinceMs} />, showing the last known state.
          </p>
        </Banner>
      )}
      {!isWarming && (
        <SummaryStrip
          statuses={rows.map((row) => row.status)}
          generatedAt={response.generated_at}
          filter={status}
        />
      )}
      {isWarming ? (
        <Banner label="Warming up">
          <div>
            <p className="font-medium">Probes warming up…</p>
            <p className="text-13 text-muted">
              The first looks are under way. Each service shows as soon as its own has ended.
            </p>
          </div>
        </Banner>
      ) : rows.length === 0 ? (
        <Empty title="Nothing is watched yet.">
          <p>
            This page shows one row per service, with the verdict of its latest look. Give Kora a credential,
            then start it again.
          </p>
        </Empty>
      ) : shown.length === 0 ? (
        <p className="text-muted">No service fits.</p>
      ) : (
        <HeartbeatList
          rows={shown}
          scaleMs={scaleMs}
          open={open}
          isDeepening={isDeepening}
          onToggle={toggle}
        />
      )}
      {board?.rich === false && rows.length > 0 && (
        <p className="mt-4 text-13 text-muted">
          Only the basic facts could be read just now; reasons and history are missing.
        </p>
      )}
    </>
  );
}

/** Which rows are open. The address names the one opened last, so that it can be sent to somebody. */
function useOpenRows() {
  const hash = useHash();
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set(hash === '' ? [] : [hash]));
  useEffect(() => {
    if (hash === '') return;
    setOpen((before) => (before.has(hash) ? before : new Set([...before, hash])));
    document.getElementById(`row-${hash}`)?.scrollIntoView({ block: 'nearest' });
  }, [hash]);
  const toggle = useMemo(
    () => (name: string) => {
      setOpen((before) => {
        const next = new Set(before);
        if (!next.delete(name)) next.add(name);
        return next;
      });
      const isNamed = location.hash === `#${encodeURIComponent(name)}`;
      history.replaceState(
        history.state,
        '',
        isNamed ? location.pathname + location.search : `#${encodeURIComponent(name)}`,
      );
    },
    [],
  );
  const closeFocused = () => {
    const name = focusedMonitor() ?? [...open].at(-1);
    if (name === undefined || !open.has(name)) return;
    toggle(name);
    document.querySelector<HTMLElement>(`[data-row][aria-controls="details-${CSS.escape(name)}"]`)?.focus();
  };
  return { open, toggle, closeFocused };
}

/** Rows that did not change stay the same objects, so that one new look draws one row. */
function useStableRows(
  response: HeartbeatServicesResponse,
  monitors: readonly BoardMonitor[] | undefined,
): readonly BoardMonitor[] {
  const [cache] = useState(() => new Map<string, { parts: readonly unknown[]; row: BoardMonitor }>());
  return useMemo(() => {
    const byName = new Map((monitors ?? []).map((monitor) => [monitor.name, monitor]));
    return response.services.map((service) => {
      const rich = byName.get(service.name);
      const known = cache.get(service.name);
      if (known !== undefined && known.parts[0] === service && known.parts[1] === rich) return known.row;
      const [row] = heartbeatRows([service], rich === undefined ? [] : [rich]);
      if (row === undefined) throw new Error('one service gives one row');
      cache.set(service.name, { parts: [service, rich], row });
      return row;
    });
  }, [response.services, monitors, cache]);
}

function responseFrom(board: Board): HeartbeatServicesResponse {
  return {
    services: board.monitors.flatMap(({ name, status, checked_at, latency_ms, details, error }) =>
      status === null ? [] : [{ name, status, last_check_at: checked_at, latency_ms, details, error }],
    ),
    generated_at: new Date(board.generatedAtMs).toISOString(),
    stub: board.stub,
    cache_warming: board.warming,
  };
}
