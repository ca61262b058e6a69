import type { Feed, FeedIncidentPhase, FeedState } from '../../../src/contracts/feeds.ts';
import type { Provider } from '../../../src/contracts/providers.ts';
import type { Status } from '../../../src/contracts/status.ts';
import { capitalise, countWord, listWords } from './words.ts';

/** A component's or an incident's own state; a page may use a word that Kora does not know. */
export type PartState = Feed['components'][number]['state'];
export type FeedIncident = Feed['incidents'][number];

/** What a status page says, or that it says nothing: never a status of Kora's own. */
export const FEED_LABELS = {
  operational: 'Operational',
  maintenance: 'Maintenance',
  degraded: 'Degraded',
  outage: 'Outage',
  unread: 'Not read',
  sick: 'Cannot be read',
  unknown: 'Not known',
} satisfies Record<FeedState | PartState, string>;

/** A label, also for a state that a newer daemon may send. */
export function feedLabel(state: FeedState | PartState): string {
  return Object.hasOwn(FEED_LABELS, state) ? FEED_LABELS[state] : String(state).replaceAll('_', ' ');
}

const PHASE_WORDS = {
  investigating: 'Investigating',
  identified: 'Identified',
  monitoring: 'Monitoring',
  resolved: 'Resolved',
  scheduled: 'Scheduled',
  in_progress: 'In progress',
  unknown: 'State not told',
} satisfies Record<FeedIncidentPhase, string>;

export function phaseWords(phase: FeedIncidentPhase): string {
  return Object.hasOwn(PHASE_WORDS, phase) ? PHASE_WORDS[phase] : String(phase).replaceAll('_', ' ');
}

/** True while it goes on: neither over, nor only planned. */
export function isOngoing({ phase, resolved_at }: Pick<FeedIncident, 'phase' | 'resolved_at'>): boolean {
  return resolved_at === null && phase !== 'resolved' && phase !== 'scheduled';
}

export interface SortedIncidents {
  /** Those that concern what is looked at come first. */
  readonly ongoing: readonly FeedIncident[];
  readonly planned: readonly FeedIncident[];
  readonly over: readonly FeedIncident[];
}

/** A page's incidents by whether they go on, are planned, or are over. */
export function sortIncidents(incidents: readonly FeedIncident[]): SortedIncidents {
  const ongoing = incidents.filter(isOngoing);
  const rest = incidents.filter((incident) => !isOngoing(incident));
  return {
    ongoing: [
      ...ongoing.filter(({ is_watched }) => is_watched),
      ...ongoing.filter(({ is_watched }) => !is_watched),
    ],
    planned: rest.filter(({ phase, resolved_at }) => phase === 'scheduled' && resolved_at === null),
    over: rest.filter(({ phase, resolved_at }) => phase !== 'scheduled' || resolved_at !== null),
  };
}

const TROUBLE: ReadonlySet<FeedState> = new Set(['outage', 'degraded']);

/** True when a status page admits trouble with what is looked at. */
export function admitsTrouble(state: FeedState): boolean {
  return TROUBLE.has(state);
}

const URGENCY = {
  outage: 0,
  degraded: 1,
  sick: 2,
  maintenance: 3,
  operational: 4,
  unread: 4,
} satisfies Record<FeedState, number>;

const OUR_URGENCY = { unhealthy: 0, degraded: 1, unknown: 4, healthy: 4 } satisfies Record<Status, number>;

/** Providers by what asks for attention, by our looks or by their page; the given order among equals. */
export function sortProviders(
  providers: readonly Provider[],
  worstOf: (provider: Provider) => Status | null,
): readonly Provider[] {
  const urgency = (provider: Provider) => {
    const worst = worstOf(provider);
    const state = provider.feed?.state;
    return Math.min(worst === null ? 4 : OUR_URGENCY[worst], state === undefined ? 4 : (URGENCY[state] ?? 4));
  };
  return [...providers].sort((a, b) => urgency(a) - urgency(b));
}

interface Says {
  readonly title: string;
  readonly feed: { readonly state: FeedState } | null;
}

/** One sentence over all status pages: the worst that any says, by name; what cannot be read is told apart. */
export function feedSummary(providers: readonly Says[]): string {
  const titlesOf = (state: FeedState) =>
    providers.filter(({ feed }) => feed?.state === state).map(({ title }) => title);
  const clauses = [
    clause(titlesOf('outage'), 'tells of an outage', 'tell of an outage'),
    clause(titlesOf('degraded'), 'tells of a degradation', 'tell of a degradation'),
    clause(titlesOf('maintenance'), 'tells of maintenance', 'tell of maintenance'),
    clause(titlesOf('sick'), 'cannot be read', 'cannot be read'),
  ].filter((text) => text !== null);
  const read = providers.filter(({ feed }) => feed !== null && feed.state !== 'unread').length;
  if (read === 0) return 'No status page has been read yet.';
  if (clauses.length > 0) return clauses.join(' ');
  if (read === 1) return 'The status page reports normal operation.';
  return read === 2
    ? 'Both status pages report normal operation.'
    : `All ${countWord(read)} status pages report normal operation.`;
}

const MOST_NAMES = 3;

function clause(titles: readonly string[], one: string, many: string): string | null {
  if (titles.length === 0) return null;
  if (titles.length === 1) return `${possessive(titles[0] ?? '')} status page ${one}.`;
  const names =
    titles.length <= MOST_NAMES
      ? `The status pages of ${listWords(titles)}`
      : `${capitalise(countWord(titles.length))} status pages`;
  return `${names} ${many}.`;
}

/** What is said of a status page, where it stands below that name: "Says that Database is out." */
export function besideLabel(words: string): string {
  const bare = words.replace(/^Their status page /, '');
  return bare === words ? words : capitalise(bare);
}

/** "Vercel's", "Fly.io's". */
export function possessive(title: string): string {
  return /s$/i.test(title) ? `${title}'` : `${title}'s`;
}
