import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { IncidentDetail } from '../../../src/contracts/incidents.ts';
import { ApiError } from '../lib/api-error.ts';
import { addNote, fetchIncident, fetchIncidents } from '../lib/history-api.ts';
import { useLive } from './use-live.ts';
import { useRead, useSteady } from './use-read.ts';

export const INCIDENTS_KEY = ['incidents'] as const;

const POLL_MS = 15_000;
const RECHECK_MS = 120_000;
const PAGE = 50;
const LATEST = 20;

function usePace(): number {
  const { mode } = useLive();
  return mode === 'live' ? RECHECK_MS : POLL_MS;
}

/** The open ones first, then the newest: what the overview tells of. */
export function useLatestIncidents() {
  return useRead({
    queryKey: [...INCIDENTS_KEY, 'latest'],
    queryFn: ({ signal }) => fetchIncidents({ limit: LATEST }, signal),
    refetchInterval: usePace(),
  });
}

export interface IncidentFilter {
  readonly status: 'open' | 'closed' | null;
  readonly monitor: string | null;
}

/** All that fit a filter, page by page. */
export function useIncidents({ status, monitor }: IncidentFilter) {
  const queryKey = [...INCIDENTS_KEY, 'list', status, monitor];
  const read = useInfiniteQuery({
    queryKey,
    queryFn: ({ signal, pageParam }) =>
      fetchIncidents({ status, monitor, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: usePace(),
    placeholderData: keepPreviousData,
  });
  const { hasNextPage, fetchNextPage, isFetchingNextPage } = read;
  return { ...useSteady(queryKey, read), hasNextPage, fetchNextPage, isFetchingNextPage };
}

function firstPage(): string | null {
  return null;
}

/** The incidents of a monitor that touch a span of time, the newest first. */
export function useIncidentsOf(
  monitor: string,
  span: { readonly from: string | null; readonly limit: number },
) {
  return useRead({
    queryKey: [...INCIDENTS_KEY, 'of', monitor, span],
    queryFn: ({ signal }) => fetchIncidents({ monitor, from: span.from, limit: span.limit }, signal),
    refetchInterval: usePace(),
    placeholderData: keepPreviousData,
  });
}

function incidentKey(id: string) {
  return [...INCIDENTS_KEY, 'one', id] as const;
}

/** One with its timeline. One that is closed is read once in a while only. */
export function useIncident(id: string | null) {
  const pace = usePace();
  return useRead({
    queryKey: incidentKey(id ?? ''),
    queryFn: ({ signal }) => fetchIncident(id ?? '', signal),
    enabled: id !== null,
    refetchInterval: ({ state }) => (isGone(state.error) ? false : pace),
  });
}

/** True when the server knows no such thing: asking again helps nobody. */
export function isGone(error: Error | null): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 400);
}

/** Adds a note; it shows at once when the server has it. */
export function useAddNote(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (text: string) => addNote(id, text),
    onSuccess: (event) => {
      client.setQueryData<IncidentDetail>(
        incidentKey(id),
        (detail) => detail && { ...detail, timeline: [...detail.timeline, event] },
      );
      void client.invalidateQueries({ queryKey: incidentKey(id) });
    },
  });
}
