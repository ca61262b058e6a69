import type {
  ComponentKey,
  FeedComponent,
  FeedIncident,
  FeedLevel,
  FeedReading,
  FeedReport,
  OfficialState,
} from '../domain/feed-reading.ts';
import type { EpochMs } from '../lib/time.ts';
import { isOpen, keyText, worstLevel } from './levels.ts';

/** Whether what is looked at depends on a component; as a provider declares it. */
export type Watches = (component: ComponentKey, region: string | null) => boolean;

const STALE_AFTER_MS = 900_000;
const MINUTE_MS = 60_000;

/**
 * What a reading means for what is looked at. Only watched components count, and incidents that name one of them or none
 * at all. Where the page lists no watched component, its own word for the whole of it counts. A page that cannot be read,
 * or was not for a quarter of an hour, is `sick` and says nothing of the service.
 */
export function officialState(
  reading: FeedReading,
  watches: Watches,
  at: { readonly region: string | null; readonly nowMs: EpochMs },
): OfficialState {
  const { report, readAtMs, problem } = reading;
  if (report === null || readAtMs === null) {
    if (problem === null) return nothing('unread', 'Their status page was not read yet.');
    return nothing('sick', unreadable(problem));
  }
  if (at.nowMs - readAtMs > STALE_AFTER_MS) {
    const minutes = Math.floor((at.nowMs - readAtMs) / MINUTE_MS);
    return nothing('sick', problem === null ? stale(minutes) : unreadable(problem));
  }
  return judge(report, (component) => watches(component, at.region));
}

function nothing(state: OfficialState['state'], words: string): OfficialState {
  return { state, sinceMs: null, words, incidents: [] };
}

function unreadable(problem: string): string {
  return `Their status page cannot be read: ${problem.charAt(0).toLowerCase()}${problem.slice(1)}`;
}

function stale(minutes: number): string {
  return `Their status page was last read ${minutes} minutes ago.`;
}

type IsWatched = (component: ComponentKey) => boolean;

function judge(report: FeedReport, isWatched: IsWatched): OfficialState {
  const watched = report.components.filter(
    (component) => component.level !== 'unknown' && isWatched(component),
  );
  // The page's word is about all of its components; with a watched one in the list, that one knows better.
  const pageLevel = watched.length > 0 ? null : report.level;
  const concerning = openIncidents(report, isWatched, pageLevel);
  const level = worstLevel([
    ...watched.map((component) => component.level),
    ...concerning.map(({ weight }) => weight),
    ...(pageLevel === null ? [] : [pageLevel]),
  ]);
  const incidents = concerning.map(({ incident }) => incident);
  if (level === null || level === 'unknown') {
    const isUnclear =
      level !== null || report.components.some((it) => it.level === 'unknown' && isWatched(it));
    return isUnclear ? { ...nothing('sick', UNCLEAR), incidents } : nothing('operational', NOTHING_OPEN);
  }
  const guilty = watched.filter((component) => component.level === level);
  return {
    state: level,
    sinceMs: level === 'operational' ? null : sinceOf(level, guilty, concerning),
    words: wordsOf(level, guilty, concerning),
    incidents,
  };
}

const UNCLEAR = 'Their status page uses words that Kora does not know.';
const NOTHING_OPEN = 'Their status page names nothing that is wrong here.';

interface Concerning {
  readonly incident: FeedIncident;
  /** How bad it is for what is looked at. */
  readonly weight: FeedLevel;
}

/** The worst first, then the newest. */
function openIncidents(
  report: FeedReport,
  isWatched: IsWatched,
  pageLevel: FeedLevel | null,
): readonly Concerning[] {
  const listed = new Map(report.components.map((component) => [keyText(component), component.level]));
  return report.incidents
    .filter(isOpen)
    .flatMap((incident) => {
      const named = incident.components.filter(isWatched);
      const isWide = incident.components.length === 0;
      if (named.length > 0 || isWide) return [{ incident, weight: weigh(incident, named, listed) }];
      // The page names no component that is known here: this may be the reason for its word, and adds nothing to it.
      return pageLevel === null ? [] : [{ incident, weight: 'unknown' as const }];
    })
    .toSorted((a, b) => rank(b.weight) - rank(a.weight));
}

/**
 * An incident is as bad as its impact, unless the page itself lists a named component as better than out, or watches
 * whether what was mended stays so: then it is an admission, and no outage any more.
 */
function weigh(
  { level, phase }: FeedIncident,
  named: readonly ComponentKey[],
  listed: ReadonlyMap<string, FeedLevel>,
): FeedLevel {
  if (level !== 'outage') return level;
  const levels = named.flatMap((key) => listed.get(keyText(key)) ?? []);
  const isBetter = levels.length > 0 && !levels.includes('outage');
  return isBetter || phase === 'monitoring' ? 'degraded' : level;
}

function rank(level: FeedLevel): number {
  return ['unknown', 'operational', 'maintenance', 'degraded', 'outage'].indexOf(level);
}

/** The earliest of what makes it so. */
function sinceOf(
  level: FeedLevel,
  guilty: readonly FeedComponent[],
  concerning: readonly Concerning[],
): EpochMs | null {
  const starts = [
    ...guilty.map(({ sinceMs }) => sinceMs),
    ...concerning
      .filter(({ weight }) => weight === level || weight === 'unknown')
      .map(({ incident }) => incident.startedAtMs),
  ].filter((it) => it !== null);
  return starts.length === 0 ? null : Math.min(...starts);
}

const IS = {
  maintenance: ['is under maintenance', 'are under maintenance'],
  degraded: ['is degraded', 'are degraded'],
  outage: ['is out', 'are out'],
} as const;

const WHOLE = {
  maintenance: 'Their status page tells of maintenance.',
  degraded: 'Their status page says that not all is well.',
  outage: 'Their status page tells of an outage.',
} as const;

function wordsOf(
  level: Exclude<FeedLevel, 'unknown'>,
  guilty: readonly FeedComponent[],
  concerning: readonly Concerning[],
): string {
  if (level === 'operational') return 'Their status page says that all is well.';
  if (guilty.length > 0) {
    const [one, many] = IS[level];
    return `Their status page says that ${namesOf(guilty)} ${guilty.length === 1 ? one : many}.`;
  }
  const incident = concerning.find(({ weight }) => weight === level)?.incident;
  const kind = level === 'maintenance' ? 'maintenance' : level === 'outage' ? 'an outage' : 'an incident';
  return incident === undefined
    ? WHOLE[level]
    : `Their status page tells of ${kind}: \u201c${incident.title}\u201d.`;
}

const MOST_NAMES = 3;

function namesOf(components: readonly FeedComponent[]): string {
  const names = components.map(({ name }) => name);
  const shown = names.length > MOST_NAMES ? names.slice(0, MOST_NAMES - 1) : names;
  const rest = names.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  return parts.length === 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
