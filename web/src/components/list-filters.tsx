import { useId } from 'react';
import type { BoardMonitor } from '../lib/board.ts';
import { shownStatus } from '../lib/judgement.ts';
import { allTags, type ListQuery, SORTS, type Sort } from '../lib/monitor-list.ts';
import { countByStatus, STATUS_LABELS, STATUS_ORDER } from '../lib/status.ts';
import { StatusMark } from './status-mark.tsx';

interface ListFiltersProps {
  readonly monitors: readonly BoardMonitor[];
  readonly shownCount: number;
  readonly query: ListQuery;
  readonly onQuery: (query: ListQuery) => void;
}

const SORT_LABELS = {
  status: 'Trouble first',
  name: 'By name',
  latency: 'Slowest first',
  uptime: 'Least uptime first',
} satisfies Record<Sort, string>;

/** How many there are of each status, each a filter; tags, and the order where there are no columns to press. */
export function ListFilters({ monitors, shownCount, query, onQuery }: ListFiltersProps) {
  const counts = countByStatus(monitors.map(shownStatus));
  const tags = allTags(monitors);
  const isNarrowed = shownCount !== monitors.length;
  return (
    <section
      aria-label="Filters"
      className="mb-5 flex flex-wrap items-center gap-x-5 gap-y-2 border-y border-hairline py-2.5 text-13"
    >
      <p aria-live="polite">
        <span className="font-semibold">{shownCount.toLocaleString('en')}</span>{' '}
        <span className="text-muted">
          {isNarrowed
            ? `of ${monitors.length.toLocaleString('en')}`
            : monitors.length === 1
              ? 'monitor'
              : 'monitors'}
        </span>
      </p>
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {STATUS_ORDER.filter((status) => counts[status] > 0 || query.status === status).map((status) => (
          <li key={status}>
            <button
              type="button"
              aria-pressed={query.status === status}
              onClick={() => onQuery({ ...query, status: query.status === status ? null : status })}
              className="flex min-h-6 items-center gap-1.5 hover:underline aria-pressed:font-semibold aria-pressed:underline"
            >
              <StatusMark status={status} />
              {counts[status].toLocaleString('en')} {STATUS_LABELS[status].toLowerCase()}
            </button>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-3 max-sm:w-full sm:ml-auto">
        {(tags.length > 0 || query.tag !== null) && (
          <Choice
            label="Tag"
            value={query.tag ?? ''}
            options={[
              { value: '', label: 'Every tag' },
              ...(query.tag !== null && !tags.includes(query.tag) ? [query.tag, ...tags] : tags).map(
                (tag) => ({
                  value: tag,
                  label: tag,
                }),
              ),
            ]}
            onChange={(value) => onQuery({ ...query, tag: value === '' ? null : value })}
          />
        )}
        <span className="contents xl:hidden">
          <Choice
            label="Order"
            value={query.sort}
            options={SORTS.map((sort) => ({ value: sort, label: SORT_LABELS[sort] }))}
            onChange={(value) => {
              const sort = SORTS.find((candidate) => candidate === value);
              if (sort !== undefined) onQuery({ ...query, sort, isReversed: false });
            }}
          />
        </span>
        {(query.status !== null || query.tag !== null || query.search !== '') && (
          <button
            type="button"
            onClick={() => onQuery({ ...query, status: null, tag: null, search: '' })}
            className="min-h-6 text-accent underline-offset-2 hover:underline"
          >
            Clear
          </button>
        )}
      </div>
    </section>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 min-w-0 max-w-48 truncate rounded-card border border-edge bg-surface px-2 text-13 max-sm:flex-1"
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </>
  );
}
