import { useMemo } from 'react';
import { Link } from 'wouter';
import type { Feed } from '../../../src/contracts/feeds.ts';
import type { Provider, ProvidersResponse } from '../../../src/contracts/providers.ts';
import { Monogram } from '../components/monogram.tsx';
import { OfficialMark, OfficialWord } from '../components/official-mark.tsx';
import { PulseStrip } from '../components/pulse-strip.tsx';
import { Banner, Empty, LoadError, PageTitle, SkeletonRows } from '../components/states.tsx';
import { StatusMark, StatusWord } from '../components/status-mark.tsx';
import { Clock, PlainAgo } from '../components/time.tsx';
import { useProviders } from '../hooks/use-attribution.ts';
import { useBoard } from '../hooks/use-board.ts';
import type { BoardMonitor } from '../lib/board.ts';
import { besideLabel, feedSummary, phaseWords, sortIncidents, sortProviders } from '../lib/feed-words.ts';
import { believedView } from '../lib/judgement.ts';
import { bareAddress } from '../lib/links.ts';
import { providerPath } from '../lib/places.ts';
import { worstStatus } from '../lib/status.ts';
import { sharedScaleMs } from '../lib/strip.ts';

/** What every provider says of itself, beside what we see. */
export function ProvidersPage() {
  const { data, error, refetch } = useProviders();
  return (
    <>
      <PageTitle title="Providers" />
      {data !== undefined ? (
        <ProvidersData response={data} />
      ) : error !== null ? (
        <LoadError what="The status pages" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={5} heightPx={92} />
        </div>
      )}
    </>
  );
}

function ProvidersData({ response: { providers, offline } }: { readonly response: ProvidersResponse }) {
  const board = useBoard();
  const monitors = board.data?.monitors ?? [];
  const looksOf = useMemo(() => {
    const byName = new Map(monitors.map((monitor) => [monitor.name, believedView(monitor)]));
    return (provider: Provider) =>
      provider.monitors.map((name) => byName.get(name)).filter((monitor) => monitor !== undefined);
  }, [monitors]);
  const scaleMs = useMemo(() => sharedScaleMs(monitors.map(({ recent }) => recent)), [monitors]);
  if (providers.length === 0) return <NoProviders />;
  const sorted = sortProviders(providers, (provider) => worstOf(looksOf(provider)));
  return (
    <>
      {offline ? (
        <Banner label="Offline">
          <p>
            No status page is read, because <code className="font-mono text-13">KORA_OFFLINE</code> is set.
            Our own looks go on.
          </p>
        </Banner>
      ) : (
        <p className="-mt-1 mb-5 max-w-[88ch] text-16" data-summary>
          {feedSummary(providers)}
        </p>
      )}
      <div className="rounded-card border border-hairline bg-surface">
        <div
          aria-hidden="true"
          className={`${COLUMNS} hidden border-b border-hairline px-4 py-2 text-12 text-muted lg:grid`}
        >
          <span className="col-span-2 pl-12">Our looks</span>
          <span className="pl-6">Their status page</span>
        </div>
        <ul>
          {sorted.map((provider) => (
            <ProviderRow
              key={provider.type}
              provider={provider}
              looks={looksOf(provider)}
              scaleMs={scaleMs}
            />
          ))}
        </ul>
      </div>
    </>
  );
}

const COLUMNS = 'lg:grid-cols-[208px_144px_minmax(0,1fr)] lg:gap-x-8';

interface RowProps {
  readonly provider: Provider;
  readonly looks: readonly BoardMonitor[];
  readonly scaleMs: number;
}

const MOST_STRIPS = 3;

function ProviderRow({ provider, looks, scaleMs }: RowProps) {
  const { type, title, feed } = provider;
  return (
    <li
      data-provider={type}
      data-feed={feed?.state ?? 'none'}
      className={`relative grid grid-cols-[minmax(0,1fr)_144px] gap-x-4 gap-y-3 border-t border-hairline px-4 py-3.5 transition-colors duration-120 first:border-t-0 hover:bg-page has-[a:focus-visible]:z-10 has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-accent ${COLUMNS}`}
    >
      <div className="flex min-w-0 items-start gap-3">
        <Monogram title={title} />
        <div className="min-w-0">
          <h2 className="text-14 font-semibold [overflow-wrap:anywhere]">
            <Link
              href={providerPath(type)}
              data-row
              className="proportional outline-none after:absolute after:inset-0"
            >
              {title}
            </Link>
          </h2>
          <OurLook looks={looks} />
        </div>
      </div>
      <div className="relative z-10 flex flex-col gap-1.5">
        {looks.slice(0, MOST_STRIPS).map(({ name, recent }) => (
          <PulseStrip
            key={name}
            beats={recent}
            slots={24}
            heightPx={looks.length === 1 ? 36 : 22}
            scaleMs={scaleMs}
          />
        ))}
        {looks.length > MOST_STRIPS && (
          <p className="text-right text-12 text-muted">and {looks.length - MOST_STRIPS} more</p>
        )}
      </div>
      <div className="col-span-2 min-w-0 lg:col-span-1">
        <FeedState feed={feed} />
      </div>
    </li>
  );
}

function OurLook({ looks }: { readonly looks: readonly BoardMonitor[] }) {
  const asked = looks.filter(({ reason }) => reason !== 'auth_missing');
  const worst = worstOf(looks);
  return (
    <p className="mt-0.5 flex items-start gap-1.5 text-13">
      <span className="mt-[3px]">
        <StatusMark status={asked.length === 0 ? 'unknown' : worst} size={14} />
      </span>
      <span className="min-w-0">
        <span className="sr-only">Our looks: </span>
        {looks.length === 0 ? (
          <span className="text-muted">Nothing of it is watched</span>
        ) : asked.length === 0 ? (
          <span className="text-muted">Not set up yet</span>
        ) : (
          <StatusWord status={worst} />
        )}
        {asked.length > 1 && <span className="text-muted">, {asked.length} monitors</span>}
      </span>
    </p>
  );
}

function FeedState({ feed }: { readonly feed: Feed | null }) {
  if (feed === null) return <p className="text-13 text-muted">No status page of it is read.</p>;
  const { state, words, since, problem, read_at, page_url } = feed;
  const { ongoing } = sortIncidents(feed.incidents);
  return (
    <>
      <p className="flex items-center gap-2 text-14">
        <OfficialMark state={state} />
        <span>
          <span className="sr-only">Status page: </span>
          <span className="font-medium">
            <OfficialWord state={state} />
          </span>
          {since !== null && state !== 'operational' && state !== 'unread' && (
            <span className="text-muted">
              {' '}
              since <Clock at={since} />
            </span>
          )}
        </span>
      </p>
      <div className="proportional pl-6 text-13">
        {state === 'sick' ? (
          <p className="mt-0.5 line-clamp-3 [overflow-wrap:anywhere]">
            {problem ?? besideLabel(words)}{' '}
            <span className="text-muted">That says nothing about the service.</span>
          </p>
        ) : (
          ongoing.length === 0 &&
          state !== 'unread' && (
            <p className="mt-0.5 line-clamp-2 [overflow-wrap:anywhere]">{besideLabel(words)}</p>
          )
        )}
        {ongoing.slice(0, 2).map(({ id, title, phase, started_at }) => (
          <p key={id} className="mt-0.5 line-clamp-2 [overflow-wrap:anywhere]">
            {title}
            <span className="text-muted max-sm:block sm:ml-2">
              {phaseWords(phase)}
              {started_at !== null && (
                <>
                  , since <Clock at={started_at} />
                </>
              )}
            </span>
          </p>
        ))}
        {ongoing.length > 2 && (
          <p className="mt-0.5 text-muted">and {ongoing.length - 2} more open incidents</p>
        )}
        <p className="mt-1 text-12 text-muted [overflow-wrap:anywhere]">
          {bareAddress(page_url)}
          {read_at !== null && (
            <>
              , last read {state === 'sick' && 'well '}
              <PlainAgo at={read_at} />
            </>
          )}
        </p>
      </div>
    </>
  );
}

function worstOf(looks: readonly BoardMonitor[]) {
  return worstStatus(looks.filter(({ reason }) => reason !== 'auth_missing').map(({ status }) => status));
}

function NoProviders() {
  return (
    <Empty title="No provider is known yet.">
      <p>
        This page shows each provider's official status page beside our own looks, so that you see who tells
        the truth first. It needs no credential: every provider with a monitor is listed by itself.
      </p>
    </Empty>
  );
}
