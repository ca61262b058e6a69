import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { Feed } from '../../../src/contracts/feeds.ts';
import type { ProviderDetail } from '../../../src/contracts/providers.ts';
import { BackLink } from '../components/back-link.tsx';
import { BudgetList } from '../components/budget-list.tsx';
import { CredentialSummary } from '../components/credential-summary.tsx';
import { FeedComponents } from '../components/feed-components.tsx';
import { FeedFacts } from '../components/feed-facts.tsx';
import { FeedIncident } from '../components/feed-incident.tsx';
import { LedgerTable } from '../components/ledger-table.tsx';
import { Part } from '../components/part.tsx';
import { ProviderLooks } from '../components/provider-looks.tsx';
import { ProviderState } from '../components/provider-state.tsx';
import { Empty, LoadError, SkeletonRows } from '../components/states.tsx';
import { useProvider } from '../hooks/use-attribution.ts';
import { useBack } from '../hooks/use-back.ts';
import { useBoard } from '../hooks/use-board.ts';
import { isGone } from '../hooks/use-incidents.ts';
import { type FeedIncident as FeedIncidentData, sortIncidents } from '../lib/feed-words.ts';
import { ledgerSentence, sumOf } from '../lib/ledger.ts';
import { lastSegment } from '../lib/places.ts';

/** Everything about one provider: what it says, what we see, who was first, and with what we look. */
export function ProviderPage() {
  useLocation();
  const type = lastSegment(location.pathname);
  const { data, error, refetch } = useProvider(type);
  useBack('/providers');
  return (
    <>
      <BackLink href="/providers">Providers</BackLink>
      {data !== undefined ? (
        <ProviderData key={type} detail={data} />
      ) : isGone(error) ? (
        <Empty title="No provider has this name.">
          <p>
            Nothing called <code className="font-mono text-13 text-ink [overflow-wrap:anywhere]">{type}</code>{' '}
            is known here. Providers are named by their kind, such as{' '}
            <code className="font-mono text-13 text-ink">vercel</code>.
          </p>
        </Empty>
      ) : error !== null ? (
        <LoadError what="The provider" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={5} heightPx={72} />
        </div>
      )}
    </>
  );
}

function ProviderData({ detail }: { readonly detail: ProviderDetail }) {
  const { provider, credentials, budgets, ledger } = detail;
  const { type, title, feed, monitors } = provider;
  const board = useBoard();
  const looks = (board.data?.monitors ?? []).filter(({ name }) => monitors.includes(name));
  return (
    <article data-provider={type} data-feed={feed?.state ?? 'none'}>
      <h1 className="mb-5 text-20 font-semibold tracking-[-0.012em] [overflow-wrap:anywhere] md:text-28 md:tracking-[-0.018em]">
        {title}
      </h1>
      <ProviderState feed={feed} looks={looks} />
      <div className="mt-10 grid gap-x-10 gap-y-10 lg:grid-cols-[minmax(0,1fr)_300px]">
        <div className="flex min-w-0 flex-col gap-10">
          {feed !== null && <Incidents feed={feed} />}
          {feed !== null && feed.components.length > 0 && (
            <Section title="What their status page lists">
              <FeedComponents components={feed.components} />
            </Section>
          )}
          <Section
            title="Who tells us, and how late"
            aside={
              <Link
                href={`/ledger?provider=${encodeURIComponent(type)}`}
                className="text-accent underline-offset-2 hover:underline"
              >
                Whole ledger
              </Link>
            }
          >
            <p className="mb-3 text-14">{ledgerSentence(sumOf(type, ledger), title)}</p>
            {ledger.length > 0 && <LedgerTable entries={ledger.slice(0, SHOWN)} titleOf={null} />}
          </Section>
        </div>
        <div className="flex min-w-0 flex-col gap-8">
          <ProviderLooks looks={looks} />
          {credentials.length > 0 && (
            <Part title={credentials.length === 1 ? 'Credential' : 'Credentials'}>
              <CredentialSummary credentials={credentials} />
            </Part>
          )}
          {budgets.length > 0 && (
            <Part title="Budget">
              <BudgetList budgets={budgets} />
            </Part>
          )}
          {feed !== null && <FeedFacts feed={feed} />}
        </div>
      </div>
    </article>
  );
}

const SHOWN = 8;

function Incidents({ feed }: { readonly feed: Feed }) {
  const { ongoing, planned, over } = sortIncidents(feed.incidents);
  if (feed.incidents.length === 0) {
    return (
      <Section title="Their incidents">
        <p className="border-t border-hairline pt-3 text-13 text-muted">
          {feed.read_at === null
            ? 'Their status page has not been read yet.'
            : 'Their status page tells of none.'}
        </p>
      </Section>
    );
  }
  return (
    <>
      <IncidentSection title="Their open incidents" incidents={ongoing} />
      <IncidentSection title="Planned by them" incidents={planned} />
      <IncidentSection title="Their last incidents" incidents={over} />
    </>
  );
}

interface IncidentSectionProps {
  readonly title: string;
  readonly incidents: readonly FeedIncidentData[];
}

const MOST_INCIDENTS = 20;

function IncidentSection({ title, incidents }: IncidentSectionProps) {
  if (incidents.length === 0) return null;
  return (
    <Section title={title} count={incidents.length}>
      <ul className="rounded-card border border-hairline bg-surface">
        {incidents.slice(0, MOST_INCIDENTS).map((incident) => (
          <FeedIncident key={incident.id} incident={incident} />
        ))}
      </ul>
      {incidents.length > MOST_INCIDENTS && (
        <p className="mt-2 text-13 text-muted">And {incidents.length - MOST_INCIDENTS} more.</p>
      )}
    </Section>
  );
}

interface SectionProps {
  readonly title: string;
  readonly count?: number;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

function Section({ title, count, aside, children }: SectionProps) {
  return (
    <section>
      <h2 className="mb-3 flex items-baseline justify-between gap-4 text-13">
        <span className="font-semibold">
          {title}
          {count !== undefined && <span className="ml-2 font-normal text-muted">{count}</span>}
        </span>
        {aside}
      </h2>
      {children}
    </section>
  );
}
