import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import type { HeartbeatServicesResponse } from '../../../src/contracts/heartbeat.ts';
import type { Monitor } from '../../../src/contracts/monitors.ts';
import { fetchCronJobs, fetchMcpClients, fetchMonitors, fetchServices } from '../lib/api.ts';
import { ApiError } from '../lib/api-error.ts';
import {
  type Board,
  boardFromMonitors,
  boardFromServices,
  deepenBeats,
  keepBeats,
  patchBoard,
  patchServices,
} from '../lib/board.ts';
import { useLive } from './use-live.ts';
import { useRead, useSteady } from './use-read.ts';

export const BOARD_KEY = ['board'] as const;
export const SERVICES_KEY = ['services'] as const;

/** As many as the widest strip shows. */
const ALL_BEATS = 96;
/** As many as the strips of a list show: with a thousand monitors more would be megabytes before the first paint. */
const LIST_BEATS = 24;
const FEW_BEATS = 8;
/** Up to here the beats of all monitors are read whole where a page shows them. */
export const MANY_MONITORS = 300;
const POLL_MS = 10_000;
/** Live, a read now and then still catches what a stream cannot tell: a monitor that was taken away. */
const RECHECK_MS = 120_000;
const PAGE_POLL_MS = 15_000;
/** The frozen endpoint answers from memory, always: it need not be given long. */
const LAST_CHANCE_MS = 2_000;

/** Every monitor; by the frozen contract alone when `/api/v1` fails. */
export function useBoard() {
  const client = useQueryClient();
  const { mode } = useLive();
  return useRead({
    queryKey: BOARD_KEY,
    queryFn: ({ signal }) => readBoard(client.getQueryData<Board>(BOARD_KEY), signal),
    refetchInterval: mode === 'live' ? RECHECK_MS : POLL_MS,
  });
}

/** The board as far as it was read, by whomever: reads nothing itself. */
export function useKnownBoard() {
  const read = useQuery<Board>({ queryKey: BOARD_KEY, enabled: false });
  return { ...useSteady(BOARD_KEY, read), dataUpdatedAt: read.dataUpdatedAt };
}

/** The frozen contract's own answer, kept current by the stream. */
export function useServices() {
  const { mode } = useLive();
  return useRead({
    queryKey: SERVICES_KEY,
    queryFn: ({ signal }) => fetchServices(signal),
    refetchInterval: ({ state }) =>
      mode !== 'live' || state.data?.cache_warming === true ? POLL_MS : RECHECK_MS,
  });
}

export function useMcpClients() {
  return useRead({
    queryKey: ['mcp'],
    queryFn: ({ signal }) => fetchMcpClients(signal),
    refetchInterval: PAGE_POLL_MS,
  });
}

export function useCronJobs() {
  return useRead({
    queryKey: ['cron'],
    queryFn: ({ signal }) => fetchCronJobs(signal),
    refetchInterval: PAGE_POLL_MS,
  });
}

/** Reads the older beats too, for the page whose strips are wide. True while they are on their way. */
export function useDeepBoard(): boolean {
  const client = useQueryClient();
  const { data } = useBoard();
  const isShallow =
    data?.rich === true &&
    data.monitors.some(({ recent }) => recent.length >= LIST_BEATS && recent.length < ALL_BEATS);
  const { isFetching } = useQuery({
    queryKey: ['deep-beats'],
    queryFn: async ({ signal }) => {
      const deep = boardFromMonitors(await fetchMonitors(ALL_BEATS, signal));
      client.setQueryData<Board>(BOARD_KEY, (board) => board && deepenBeats(board, deep));
      return true;
    },
    enabled: isShallow && data.monitors.length <= MANY_MONITORS,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return isFetching;
}

async function readBoard(before: Board | undefined, signal: AbortSignal): Promise<Board> {
  const beats = before?.rich === true ? FEW_BEATS : LIST_BEATS;
  try {
    const board = boardFromMonitors(await fetchMonitors(beats, signal));
    if (hasGap(board, before)) {
      const wanted = board.monitors.length <= MANY_MONITORS ? ALL_BEATS : LIST_BEATS;
      return boardFromMonitors(await fetchMonitors(wanted, signal));
    }
    return keepBeats(board, before);
  } catch (error) {
    if (signal.aborted) throw error;
    // One that is silent is not waited for twice.
    const isSilent = error instanceof ApiError && error.failure === 'silent';
    const plain = await fetchServices(signal, isSilent ? LAST_CHANCE_MS : undefined).catch(() => {
      // The first failure names what the page really wanted.
      throw error;
    });
    return keepBeats(boardFromServices(plain), before);
  }
}

/** True when more looks were missed than the short read tells. */
function hasGap(board: Board, before: Board | undefined): boolean {
  if (before === undefined) return false;
  const lastByName = new Map(before.monitors.map(({ name, recent }) => [name, recent.at(-1)?.at]));
  return board.monitors.some(({ name, recent }) => {
    const last = lastByName.get(name);
    const oldest = recent[0]?.at;
    return last !== undefined && oldest !== undefined && recent.length >= FEW_BEATS && oldest > last;
  });
}

/** Puts snapshots from the stream into what the pages show. */
export function applySnapshots(client: QueryClient, snapshots: readonly Monitor[]): void {
  client.setQueryData<Board>(BOARD_KEY, (board) => board && patchBoard(board, snapshots));
  client.setQueryData<HeartbeatServicesResponse>(
    SERVICES_KEY,
    (response) => response && snapshots.reduce(patchServices, response),
  );
}
