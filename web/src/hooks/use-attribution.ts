import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import {
  fetchCredentials,
  fetchExplanation,
  fetchLedger,
  fetchProvider,
  fetchProviders,
  type LedgerQuery,
} from '../lib/attribution-api.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { isGone } from './use-incidents.ts';
import { sooner, useRead, useSteady } from './use-read.ts';

/** Experiments go on once a minute while it is bad, and the first come within seconds of the first bad look. */
const EXPLANATION_POLL_MS = 10_000;
const FEED_POLL_MS = 30_000;
const SLOW_MS = 60_000;

/** Why a monitor is as it is. Asked again at once when its verdict or whose fault it is changes. */
export function useExplanation({
  name,
  status,
  reason,
  fault,
}: Pick<BoardMonitor, 'name' | 'status' | 'reason' | 'fault'>) {
  return useRead({
    queryKey: ['explanation', name, status, reason, fault],
    queryFn: ({ signal }) => fetchExplanation(name, signal),
    refetchInterval: EXPLANATION_POLL_MS,
    placeholderData: (before, query) => (query?.queryKey[1] === name ? before : undefined),
  });
}

export function useProviders() {
  return useRead({
    queryKey: ['providers'],
    queryFn: ({ signal }) => fetchProviders(signal),
    refetchInterval: sooner(FEED_POLL_MS),
  });
}

export function useProvider(type: string) {
  return useRead({
    queryKey: ['provider', type],
    queryFn: ({ signal }) => fetchProvider(type, signal),
    refetchInterval: ({ state }) => (isGone(state.error) ? false : sooner(FEED_POLL_MS)({ state })),
  });
}

export function useCredentials() {
  return useRead({
    queryKey: ['credentials'],
    queryFn: ({ signal }) => fetchCredentials(signal),
    refetchInterval: sooner(SLOW_MS),
  });
}

/** The ledger page by page, the newest first. */
export function useLedger({ provider = null, from = null }: Pick<LedgerQuery, 'provider' | 'from'>) {
  const queryKey = ['ledger', provider, from];
  const read = useInfiniteQuery({
    queryKey,
    queryFn: ({ signal, pageParam }) => fetchLedger({ provider, from, cursor: pageParam }, signal),
    initialPageParam: firstPage(),
    getNextPageParam: ({ next_cursor }) => next_cursor,
    refetchInterval: sooner(SLOW_MS),
    placeholderData: keepPreviousData,
  });
  const { hasNextPage, fetchNextPage, isFetchingNextPage } = read;
  return { ...useSteady(queryKey, read), hasNextPage, fetchNextPage, isFetchingNextPage };
}

interface ToldOf {
  readonly id: string;
  readonly from: string;
  readonly to: string | null;
  readonly isWanted: boolean;
}

/** What the provider said of one incident; null while it is not known, or when it is none of a provider. */
export function useLedgerEntry({ id, from, to, isWanted }: ToldOf) {
  const { data } = useRead({
    queryKey: ['ledger-entry', id, to],
    queryFn: ({ signal }) => fetchLedger({ from, to }, signal),
    enabled: isWanted,
    refetchInterval: sooner(SLOW_MS),
  });
  return data?.entries.find(({ incident }) => incident === id) ?? null;
}

function firstPage(): string | null {
  return null;
}
