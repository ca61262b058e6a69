import {
  type Query,
  QueryCache,
  type QueryKey,
  type UseQueryOptions,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';

const failures = new WeakMap<object, Error>();

/** A cache that remembers the failure of each read until the read succeeds. */
export function steadyCache(): QueryCache {
  return new QueryCache({
    onError: (error, query: Query<unknown, unknown, unknown, QueryKey>) => failures.set(query, error),
    onSuccess: (_data, query: Query<unknown, unknown, unknown, QueryKey>) => failures.delete(query),
  });
}

interface Read<Data> {
  readonly data: Data | undefined;
  readonly error: Error | null;
  readonly isPlaceholderData: boolean;
  readonly refetch: () => Promise<unknown>;
}

export function useRead<Data, Key extends QueryKey>(
  options: UseQueryOptions<Data, Error, Data, Key>,
): Read<Data> {
  return useSteady(options.queryKey, useQuery(options));
}

/**
 * A read as pages show it. One that failed stays failed until it succeeds: each further try would else be
 * a load again, and the page would go to and fro between the two.
 */
export function useSteady<Data>(queryKey: QueryKey, read: Read<Data>): Read<Data> {
  const query = useQueryClient().getQueryCache().find({ queryKey, exact: true });
  const { data, error, isPlaceholderData, refetch } = read;
  const failure = error ?? (query === undefined ? null : (failures.get(query) ?? null));
  // What stands in for data that cannot be had would only hide that.
  const isFailed = failure !== null && isPlaceholderData;
  return {
    data: isFailed ? undefined : data,
    error: failure,
    isPlaceholderData: isPlaceholderData && !isFailed,
    refetch,
  };
}

const AGAIN_MS = 15_000;

/** The pace of a read, quicker while it fails. */
export function sooner(paceMs: number | false) {
  return ({ state }: { readonly state: { readonly status: string } }) =>
    state.status === 'error' ? AGAIN_MS : paceMs;
}
