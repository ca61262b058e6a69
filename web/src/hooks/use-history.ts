import { keepPreviousData } from '@tanstack/react-query';
import { nowMs } from '../lib/clock.ts';
import {
  fetchDays,
  fetchDetailChanges,
  fetchSeries,
  fetchSlos,
  fetchUptime,
  fetchUptimeOfAll,
} from '../lib/history-api.ts';
import { PRESET_REFRESH_MS, type Range, rangeBounds } from '../lib/range.ts';
import { zoneName } from '../lib/relative-time.ts';
import { usePreferences } from './use-preferences.ts';
import { sooner, useRead } from './use-read.ts';

const SLOW_MS = 120_000;
const WINDOWS = ['1h', '24h', '7d', '30d', '90d', '365d'] as const;
/** The windows of the list and of the headline. */
export const LIST_WINDOWS = ['24h', '30d'] as const;
const CHANGES = 30;

/** The looks of a monitor over a range, as points. The former range stays until the next is there. */
export function useSeries(name: string, range: Range, points: number) {
  return useRead({
    queryKey: ['series', name, range, points],
    queryFn: ({ signal }) => fetchSeries(name, { ...rangeBounds(range, nowMs()), points }, signal),
    refetchInterval: sooner(range.span === null ? PRESET_REFRESH_MS[range.preset] : false),
    staleTime: range.span === null ? PRESET_REFRESH_MS[range.preset] : SLOW_MS,
    placeholderData: (before, query) => (query?.queryKey[1] === name ? before : undefined),
  });
}

export function useUptime(name: string) {
  const tz = useTimeZone();
  return useRead({
    queryKey: ['uptime', name, tz],
    queryFn: ({ signal }) => fetchUptime(name, WINDOWS, tz, signal),
    refetchInterval: sooner(SLOW_MS),
  });
}

export function useUptimeOfAll() {
  const tz = useTimeZone();
  return useRead({
    queryKey: ['uptime-of-all', tz],
    queryFn: ({ signal }) => fetchUptimeOfAll(LIST_WINDOWS, tz, signal),
    refetchInterval: sooner(SLOW_MS),
    placeholderData: keepPreviousData,
  });
}

export function useDays(name: string) {
  const tz = useTimeZone();
  return useRead({
    queryKey: ['days', name, tz],
    queryFn: ({ signal }) => fetchDays(name, tz, signal),
    refetchInterval: sooner(SLOW_MS),
  });
}

export function useDetailChanges(name: string) {
  return useRead({
    queryKey: ['detail-changes', name],
    queryFn: ({ signal }) => fetchDetailChanges(name, CHANGES, signal),
    refetchInterval: sooner(SLOW_MS),
  });
}

export function useSlos() {
  return useRead({
    queryKey: ['slos'],
    queryFn: ({ signal }) => fetchSlos(signal),
    refetchInterval: sooner(SLOW_MS),
  });
}

function useTimeZone(): string {
  return zoneName(usePreferences().zone);
}
