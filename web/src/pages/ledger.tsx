import { useId } from 'react';
import { useSearchParams } from 'wouter';
import type { LedgerEntry, Provider } from '../../../src/contracts/providers.ts';
import { LedgerTable } from '../components/ledger-table.tsx';
import { Button, Empty, LoadError, PageTitle, SkeletonRows } from '../components/states.tsx';
import { useLedger, useProviders } from '../hooks/use-attribution.ts';
import { useTimeText } from '../hooks/use-now.ts';
import { ledgerCsvPath } from '../lib/attribution-api.ts';
import {
  LEDGER_RANGE_LABELS,
  LEDGER_RANGES,
  type LedgerRange,
  ledgerFrom,
  ledgerOverview,
  ledgerSentence,
  readLedgerRange,
  sumLedger,
  sumOf,
} from '../lib/ledger.ts';

/** Who tells us, and how late: our first bad look against the provider's word. */
export function LedgerPage() {
  const [params, setParams] = useSearchParams();
  const filter = readFilter(params);
  // Which day it is changes once a day only.
  const from = useTimeText((now) => ledgerFrom(filter.range, now) ?? '') || null;
  const { data: known } = useProviders();
  const { data, error, refetch, isPlaceholderData, ...more } = useLedger({ provider: filter.provider, from });
  const providers = known?.providers ?? [];
  const entries = data?.pages.flatMap((page) => page.entries) ?? [];
  const change = (next: Filter) => {
    const query = new URLSearchParams();
    if (next.provider !== null) query.set('provider', next.provider);
    if (next.range !== '90d') query.set('range', next.range);
    setParams(query, { replace: true });
  };
  return (
    <>
      <PageTitle title="Who tells us, and how late">
        <Filters filter={filter} providers={providers} onChange={change} />
      </PageTitle>
      {data !== undefined ? (
        <div className={`transition-opacity duration-120 ${isPlaceholderData ? 'opacity-60' : ''}`}>
          {entries.length === 0 ? (
            <None filter={filter} onAll={() => change({ provider: null, range: 'all' })} />
          ) : (
            <LedgerData
              entries={entries}
              providers={providers}
              isCut={more.hasNextPage}
              csvPath={ledgerCsvPath({ provider: filter.provider, from })}
            />
          )}
          {more.hasNextPage && (
            <Button
              className="mt-4"
              onClick={() => void more.fetchNextPage()}
              isBusy={more.isFetchingNextPage}
            >
              {more.isFetchingNextPage ? 'Loading…' : 'Show earlier ones'}
            </Button>
          )}
        </div>
      ) : error !== null ? (
        <LoadError what="The ledger" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={8} heightPx={41} />
        </div>
      )}
    </>
  );
}

interface Filter {
  readonly provider: string | null;
  readonly range: LedgerRange;
}

function readFilter(params: URLSearchParams): Filter {
  const provider = params.get('provider');
  return { provider: provider === '' ? null : provider, range: readLedgerRange(params.get('range')) };
}

interface LedgerDataProps {
  readonly entries: readonly LedgerEntry[];
  readonly providers: readonly Provider[];
  /** There are earlier ones that were not read yet. */
  readonly isCut: boolean;
  readonly csvPath: string;
}

function LedgerData({ entries, providers, isCut, csvPath }: LedgerDataProps) {
  const titles = new Map(providers.map(({ type, title }) => [type, title]));
  const titleOf = (type: string) => titles.get(type) ?? type;
  const sums = sumLedger(entries);
  const [only] = sums;
  return (
    <>
      <div className="-mt-1 mb-6 flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
        <div className="min-w-0 max-w-[88ch]">
          <p className="text-16" data-summary>
            {sums.length === 1 && only !== undefined
              ? ledgerSentence(only, titleOf(only.provider))
              : ledgerOverview(sumOf('', entries), sums.length)}
          </p>
          {sums.length > 1 && (
            <ul className="mt-2 text-13 text-muted">
              {sums.map((sum) => (
                <li key={sum.provider}>{ledgerSentence(sum, titleOf(sum.provider))}</li>
              ))}
            </ul>
          )}
          {isCut && (
            <p className="mt-2 text-13 text-muted">Of those that are shown here; there are earlier ones.</p>
          )}
        </div>
        <a
          href={csvPath}
          download
          className="inline-flex h-8 items-center rounded-card border border-hairline bg-surface px-3 text-13 font-medium transition-colors duration-120 hover:border-edge"
        >
          Download CSV
        </a>
      </div>
      <LedgerTable entries={entries} titleOf={({ provider }) => titleOf(provider)} />
      <p className="mt-3 max-w-[80ch] text-12 text-muted">
        Only outages that were the provider's fault are listed. Times are of our first bad and our first good
        look, against what the status page said when; what the page claims to have begun earlier counts by its
        own word.
      </p>
    </>
  );
}

interface FiltersProps {
  readonly filter: Filter;
  readonly providers: readonly Provider[];
  readonly onChange: (filter: Filter) => void;
}

function Filters({ filter, providers, onChange }: FiltersProps) {
  const id = useId();
  // A link may name a provider that is not watched any more; its outages are kept.
  const isListed = filter.provider === null || providers.some(({ type }) => type === filter.provider);
  return (
    <div className="flex w-full flex-wrap items-center gap-3 sm:w-auto">
      <fieldset className="flex rounded-card border border-hairline bg-surface p-0.5">
        <legend className="sr-only">Range</legend>
        {LEDGER_RANGES.map((range) => (
          <button
            key={range}
            type="button"
            aria-pressed={filter.range === range}
            onClick={() => onChange({ ...filter, range })}
            className={`h-7 min-w-10 rounded-[4px] px-2 text-13 transition-colors duration-120 ${filter.range === range ? 'bg-page font-medium text-ink shadow-[inset_0_0_0_1px_var(--hairline)]' : 'text-muted hover:text-ink'}`}
          >
            {LEDGER_RANGE_LABELS[range]}
          </button>
        ))}
      </fieldset>
      <label htmlFor={id} className="sr-only">
        Provider
      </label>
      <select
        id={id}
        value={filter.provider ?? ''}
        onChange={(event) =>
          onChange({ ...filter, provider: event.target.value === '' ? null : event.target.value })
        }
        className="h-8 min-w-0 max-w-56 flex-1 truncate rounded-card border border-edge bg-surface px-2 text-13"
      >
        <option value="">Every provider</option>
        {!isListed && <option value={filter.provider ?? ''}>{filter.provider}</option>}
        {providers.map(({ type, title }) => (
          <option key={type} value={type}>
            {title}
          </option>
        ))}
      </select>
    </div>
  );
}

function None({ filter, onAll }: { readonly filter: Filter; readonly onAll: () => void }) {
  if (filter.provider !== null || filter.range !== 'all') {
    return (
      <Empty title="No outage of a provider in this range.">
        <p>
          This page compares our first bad look with the moment at which the provider admitted the outage, and
          our first good look with the moment at which it was called over: evidence for an SLA claim.
        </p>
        <p>
          <button type="button" onClick={onAll} className="text-accent underline underline-offset-2">
            Show every provider and all time
          </button>
        </p>
      </Empty>
    );
  }
  return (
    <Empty title="No provider had an outage yet.">
      <p>
        This page compares our first bad look with the moment at which the provider admitted the outage, and
        our first good look with the moment at which it was called over: evidence for an SLA claim, as a CSV
        file. It fills by itself with every incident that is a provider's fault.
      </p>
    </Empty>
  );
}
