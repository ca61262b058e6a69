import type { MonitorConfig } from '../config/config.ts';
import type { Credential } from '../contracts/credentials.ts';
import type { Budget, Provider, ProviderDetail, ProvidersResponse } from '../contracts/providers.ts';
import type { Details } from '../contracts/status.ts';
import type { FeedReading, OfficialState } from '../domain/feed-reading.ts';
import { KoraError } from '../lib/errors.ts';
import { isoTime } from '../lib/time.ts';
import { describeFeed } from './describe-feed.ts';
import { type LedgerSources, listLedger } from './list-ledger.ts';

export interface ProviderSources extends LedgerSources {
  readonly monitors: readonly MonitorConfig[];
  readonly isOffline: boolean;
  readonly reading: (url: string) => FeedReading;
  readonly officialState: (name: string) => OfficialState | null;
  readonly detailsOf: (name: string) => Details;
  readonly credentials: () => readonly Credential[];
  readonly budgetOf: (name: string) => Budget | null;
}

/** Every provider that is looked at, and what its status page says. */
export function listProviders(sources: ProviderSources): ProvidersResponse {
  return {
    providers: [...byType(sources.monitors)].map(([type, monitors]) =>
      describeProvider(sources, type, monitors),
    ),
    offline: sources.isOffline,
    generated_at: isoTime(sources.clock.nowMs()),
  };
}

const LEDGER_MS = 90 * 86_400_000;
const LEDGER_ENTRIES = 50;

/** One provider with its credentials, budgets and ledger; throws `not_found`. */
export async function getProvider(sources: ProviderSources, type: string): Promise<ProviderDetail> {
  const monitors = byType(sources.monitors).get(type);
  if (monitors === undefined) throw new KoraError('not_found', 'there is no provider of that name');
  const nowMs = sources.clock.nowMs();
  const names = monitors.map(({ name }) => name);
  const query = { provider: type, from: nowMs - LEDGER_MS, to: null, cursor: null, limit: LEDGER_ENTRIES };
  return {
    provider: describeProvider(sources, type, monitors),
    credentials: sources.credentials().filter((each) => each.monitors.some((name) => names.includes(name))),
    budgets: names.map(sources.budgetOf).filter((budget) => budget !== null),
    ledger: (await listLedger(sources, query)).entries,
    generated_at: isoTime(nowMs),
  };
}

function byType(monitors: readonly MonitorConfig[]): ReadonlyMap<string, readonly MonitorConfig[]> {
  const providers = monitors.filter(
    ({ definition, feed }) => definition.kind === 'provider' || feed !== null,
  );
  return Map.groupBy(providers, ({ definition, name }) =>
    definition.kind === 'provider' ? definition.type : name,
  );
}

// Several monitors of a provider share its page, unless kora.yaml gives one another; the first that has one tells.
function describeProvider(
  sources: ProviderSources,
  type: string,
  monitors: readonly MonitorConfig[],
): Provider {
  const [first] = monitors;
  const reader = monitors.find(({ feed }) => feed !== null);
  return {
    type,
    title: first?.definition.kind === 'provider' ? first.definition.title : type,
    monitors: monitors.map(({ name }) => name),
    feed: reader === undefined ? null : feedOf(sources, reader),
  };
}

function feedOf(sources: ProviderSources, { name, feed }: MonitorConfig): Provider['feed'] {
  const official = sources.officialState(name);
  if (feed === null || official === null) return null;
  const region = feed.regionOf(sources.detailsOf(name));
  return describeFeed({
    url: feed.url,
    pageUrl: feed.pageUrl,
    reading: sources.reading(feed.url),
    official,
    isWatched: (component) => feed.watches(component, region),
  });
}
