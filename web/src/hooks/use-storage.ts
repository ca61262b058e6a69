import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { dismissed, onDismissed } from '../lib/dismissed.ts';
import { fetchStorage } from '../lib/history-api.ts';
import { useLive } from './use-live.ts';

export const STORAGE_KEY = ['storage'] as const;

const POLL_MS = 15_000;
const RECHECK_MS = 120_000;

/** How the store is; kept current by the stream. */
export function useStorage() {
  const { mode } = useLive();
  return useQuery({
    queryKey: STORAGE_KEY,
    queryFn: ({ signal }) => fetchStorage(signal),
    refetchInterval: mode === 'live' ? RECHECK_MS : POLL_MS,
  });
}

/** What this viewer has put away. */
export function useDismissed(): ReadonlySet<string> {
  return useSyncExternalStore(onDismissed, dismissed);
}
