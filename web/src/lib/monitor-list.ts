import type { UptimeOfAll } from '../../../src/contracts/history.ts';
import type { Status } from '../../../src/contracts/status.ts';
import type { BoardMonitor } from './board.ts';
import { shownStatus } from './judgement.ts';
import { STATUS_ORDER } from './status.ts';

export const SORTS = ['status', 'name', 'latency', 'uptime'] as const;
export type Sort = (typeof SORTS)[number];

/** What the list shows and in what order; all of it is in the address. */
export interface ListQuery {
  readonly search: string;
  readonly status: Status | null;
  readonly tag: string | null;
  readonly sort: Sort;
  readonly isReversed: boolean;
}

const DEFAULT_SORT: Sort = 'status';

export function parseListQuery(params: URLSearchParams): ListQuery {
  return {
    search: params.get('q') ?? '',
    status: STATUS_ORDER.find((status) => status === params.get('status')) ?? null,
    tag: params.get('tag'),
    sort: SORTS.find((sort) => sort === params.get('sort')) ?? DEFAULT_SORT,
    isReversed: params.get('order') === 'reverse',
  };
}

/** The address's parameters; what is usual is left out. */
export function listParams({ search, status, tag, sort, isReversed }: ListQuery): URLSearchParams {
  const params = new URLSearchParams();
  if (search !== '') params.set('q', search);
  if (status !== null) params.set('status', status);
  if (tag !== null) params.set('tag', tag);
  if (sort !== DEFAULT_SORT) params.set('sort', sort);
  if (isReversed) params.set('order', 'reverse');
  return params;
}

/** Pressing a column's head: sorts by it, and the other way round when it is sorted by it already. */
export function sortedBy(query: ListQuery, sort: Sort): ListQuery {
  return { ...query, sort, isReversed: query.sort === sort ? !query.isReversed : false };
}

/** Those that fit; every word of the search must be in the name, the title or a tag. */
export function filterMonitors(
  monitors: readonly BoardMonitor[],
  { search, status, tag }: Pick<ListQuery, 'search' | 'status' | 'tag'>,
): readonly BoardMonitor[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return monitors.filter(
    (monitor) =>
      (status === null || shownStatus(monitor) === status) &&
      (tag === null || monitor.tags.includes(tag)) &&
      words.every((word) => hasWord(monitor, word)),
  );
}

function hasWord({ name, title, tags }: BoardMonitor, word: string): boolean {
  return (
    name.toLowerCase().includes(word) ||
    title.toLowerCase().includes(word) ||
    tags.some((tag) => tag.toLowerCase().includes(word))
  );
}

/** Every tag that occurs, by name. */
export function allTags(monitors: readonly BoardMonitor[]): readonly string[] {
  return [...new Set(monitors.flatMap(({ tags }) => tags))].sort(collator.compare);
}

const collator = new Intl.Collator('en', { numeric: true });

const TROUBLE_FIRST = { unhealthy: 0, degraded: 1, unknown: 3, healthy: 5 } satisfies Record<Status, number>;
const FLAPPING = 2;
const WAITING = 4;

function trouble(monitor: BoardMonitor): number {
  const status = shownStatus(monitor);
  const rank = status === null ? WAITING : TROUBLE_FIRST[status];
  return monitor.flapping ? Math.min(rank, FLAPPING) : rank;
}

/** A window of the list: its times and ratios, without why some of it is not measured. */
export type ListWindow = UptimeOfAll['monitors'][number]['windows'][number];
export type UptimeByName = ReadonlyMap<string, readonly ListWindow[]>;

export function uptimeByName(all: UptimeOfAll | undefined): UptimeByName {
  return new Map((all?.monitors ?? []).map(({ monitor, windows }) => [monitor, windows]));
}

/** In order: trouble first, names from A, slowest first, least uptime first. What has no value comes last either way. */
export function sortMonitors(
  monitors: readonly BoardMonitor[],
  { sort, isReversed }: Pick<ListQuery, 'sort' | 'isReversed'>,
  uptime: UptimeByName,
): readonly BoardMonitor[] {
  const value = sortValue(sort, uptime);
  const sign = isReversed ? -1 : 1;
  const byName = (a: BoardMonitor, b: BoardMonitor) => collator.compare(a.title, b.title);
  if (value === null) return [...monitors].sort((a, b) => sign * byName(a, b));
  const keyed = monitors.map((monitor) => ({ monitor, key: value(monitor) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) {
      if (a.key !== b.key) return a.key === null ? 1 : -1;
    } else if (a.key !== b.key) return sign * (a.key - b.key);
    return byName(a.monitor, b.monitor);
  });
  return keyed.map(({ monitor }) => monitor);
}

function sortValue(sort: Sort, uptime: UptimeByName): ((monitor: BoardMonitor) => number | null) | null {
  switch (sort) {
    case 'name':
      return null;
    case 'status':
      return trouble;
    case 'latency':
      return ({ latency_ms }) => (latency_ms === null ? null : -latency_ms);
    case 'uptime':
      return ({ name }) => windowOf(uptime.get(name), '30d')?.uptime_ratio ?? null;
  }
}

export function windowOf(windows: readonly ListWindow[] | undefined, window: string): ListWindow | undefined {
  return windows?.find((candidate) => candidate.window === window);
}

/**
 * Changes when the order of the list may have to: rows do not change places under the pointer for each new latency,
 * but they do for a status, and for what comes or goes.
 */
export function orderKey(monitors: readonly BoardMonitor[]): string {
  return monitors.map((monitor) => `${monitor.name}\n${trouble(monitor)}`).join('\n');
}
