import type { Incident } from '../../src/contracts/incidents.ts';
import type { Budget, LedgerEntry, Provider } from '../../src/contracts/providers.ts';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import { credentialsOf } from './dashboard-credentials.ts';
import { explanationOf } from './dashboard-explanations.ts';
import { feedOf } from './dashboard-feeds.ts';
import { ledgerOf } from './dashboard-ledger.ts';
import type { FixtureMonitor } from './dashboard-monitors.ts';
import type { DashboardState } from './dashboard-states.ts';

const DAY_MS = 86_400_000;
const DETAIL_DAYS = 90;
const LEDGER_PAGE = 100;

/** Whose fault it is, as the daemon's API would tell it of a state. Undefined for a path that is none of this. */
export function attributionAnswer(
  state: DashboardState,
  incidents: readonly Incident[],
  { pathname, searchParams }: URL,
): unknown {
  const generated_at = isoTime(systemClock.nowMs());
  const ledger = () => state.ledger ?? ledgerOf(incidents);
  const [, first = '', second = '', third = ''] =
    /^\/api\/v1\/(\w+)(?:\/([^/]+))?(?:\/(\w+))?$/.exec(pathname) ?? [];
  const name = decodeURIComponent(second);
  if (first === 'monitors' && third === 'explanation') {
    const monitor = state.monitors.find((one) => one.name === name);
    return monitor === undefined ? null : explanationOf(monitor);
  }
  if (first === 'credentials') return { credentials: allCredentials(state), generated_at };
  if (first === 'ledger') return pageOfLedger(ledger(), searchParams);
  if (first === 'providers' && name === '')
    return { providers: providersOf(state), offline: state.offline ?? false, generated_at };
  if (first === 'providers') return providerDetail(state, name, ledger());
  return undefined;
}

function allCredentials({ credentials, monitors }: DashboardState) {
  return credentials ?? credentialsOf(monitors);
}

function providersOf({ monitors, feeds = {}, offline = false }: DashboardState): Provider[] {
  const byType = Map.groupBy(
    monitors.filter(({ kind }) => kind === 'provider'),
    ({ type }) => type,
  );
  return [...byType].map(([type, own]) => {
    const told = feeds[type];
    const official = own[0]?.official ?? null;
    const { state, words, since } = official ?? {
      state: 'unread' as const,
      words: 'Not read yet.',
      since: null,
    };
    const said = official === null || offline ? { state: 'unread' as const } : { state, words };
    const given = since === null ? said : { ...said, since };
    return {
      type,
      title: own[0]?.title ?? type,
      monitors: own.map(({ name }) => name),
      feed: told === null ? null : feedOf(type, { ...given, ...told }),
    };
  });
}

function providerDetail(state: DashboardState, type: string, ledger: readonly LedgerEntry[]) {
  const provider = providersOf(state).find((one) => one.type === type);
  if (provider === undefined) return null;
  const nowMs = systemClock.nowMs();
  const from = isoTime(nowMs - DETAIL_DAYS * DAY_MS);
  return {
    provider,
    credentials: allCredentials(state).filter((one) => one.provider === type),
    budgets: state.monitors
      .filter((one) => provider.monitors.includes(one.name) && one.quota !== null)
      .map((one) => budgetOf(one, state.budgets?.[one.name])),
    ledger: ledger.filter((entry) => entry.provider === type && entry.started_at >= from),
    generated_at: isoTime(nowMs),
  };
}

function budgetOf(monitor: FixtureMonitor, changes: Partial<Budget> = {}): Budget {
  const { name, quota, interval_ms } = monitor;
  return {
    monitor: name,
    limit: quota?.limit ?? null,
    remaining: quota?.remaining ?? null,
    reset_at: quota?.reset_at ?? null,
    share: 0.05,
    interval_ms,
    effective_interval_ms: interval_ms,
    held_until: null,
    words: 'Looking stays well below its share of the quota.',
    ...changes,
  };
}

function pageOfLedger(all: readonly LedgerEntry[], query: URLSearchParams) {
  const [provider, from, to] = [query.get('provider'), query.get('from'), query.get('to')];
  const fitting = all.filter(
    (entry) =>
      (provider === null || entry.provider === provider) &&
      (from === null || entry.ended_at === null || entry.ended_at >= from) &&
      (to === null || entry.started_at <= to),
  );
  const start = Number(query.get('cursor') ?? 0);
  const next = start + LEDGER_PAGE;
  return {
    entries: fitting.slice(start, next),
    next_cursor: next < fitting.length ? String(next) : null,
  };
}
