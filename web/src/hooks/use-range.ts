import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { parseRange, type Range, rangeParams } from '../lib/range.ts';

/** The range of the charts, kept in the address so that it can be sent to somebody. */
export function useRange(): { readonly range: Range; readonly setRange: (range: Range) => void } {
  const search = useSearch();
  const [, navigate] = useLocation();
  const range = useMemo(() => parseRange(new URLSearchParams(search)), [search]);
  const setRange = (next: Range) => {
    const params = rangeParams(next).toString();
    navigate(params === '' ? location.pathname : `${location.pathname}?${params}`, { replace: true });
  };
  return { range, setRange };
}
