import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { type ListQuery, listParams, parseListQuery } from '../lib/monitor-list.ts';

/** What the list of monitors shows, kept in the address. */
export function useListQuery(): readonly [ListQuery, (query: ListQuery) => void] {
  // The router's own reading decodes twice; it only tells when to read again.
  const changed = useSearch();
  const [, navigate] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: it stands for the address that is read.
  const query = useMemo(() => parseListQuery(new URLSearchParams(location.search)), [changed]);
  const change = (next: ListQuery) => {
    const params = listParams(next).toString();
    navigate(params === '' ? location.pathname : `${location.pathname}?${params}`, { replace: true });
  };
  return [query, change];
}
