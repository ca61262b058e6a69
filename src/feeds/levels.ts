import type { FeedIncidentPhase } from '../contracts/feeds.ts';
import type { ComponentKey, FeedComponent, FeedIncident, FeedLevel } from '../domain/feed-reading.ts';

const SEVERITY = { unknown: 0, operational: 1, maintenance: 2, degraded: 3, outage: 4 } satisfies Record<
  FeedLevel,
  number
>;

/** The worst of some levels; null of none. A word that nobody knows is never worse than one that is known. */
export function worstLevel(levels: readonly FeedLevel[]): FeedLevel | null {
  return levels.reduce<FeedLevel | null>(
    (worst, level) => (worst === null || SEVERITY[level] > SEVERITY[worst] ? level : worst),
    null,
  );
}

/**
 * The level of a page that gives none, by its components; null when it lists none. One that is unclear among good ones
 * leaves the whole unclear.
 */
export function levelOfAll(components: readonly FeedComponent[]): FeedLevel | null {
  const levels = components.map(({ level }) => level);
  const worst = worstLevel(levels);
  return worst === 'operational' && levels.includes('unknown') ? 'unknown' : worst;
}

/** Says what the words of a kind mean, in whatever case they come; `unknown` for all others. */
export function levelWords(words: Readonly<Record<string, FeedLevel>>): (word: string | null) => FeedLevel {
  const known = new Map(Object.entries(words));
  return (word) => known.get(word?.trim().toLowerCase() ?? '') ?? 'unknown';
}

const PHASES = new Map<string, FeedIncidentPhase>([
  ['investigating', 'investigating'],
  ['identified', 'identified'],
  ['monitoring', 'monitoring'],
  ['resolved', 'resolved'],
  ['postmortem', 'resolved'],
  ['completed', 'resolved'],
  ['scheduled', 'scheduled'],
  ['not_started_yet', 'scheduled'],
  ['in_progress', 'in_progress'],
  ['maintenance_in_progress', 'in_progress'],
  ['verifying', 'in_progress'],
]);

/** The phases have the same words on all pages, apart from case and spaces. */
export function phaseOf(word: string | null): FeedIncidentPhase {
  const plain = word
    ?.trim()
    .toLowerCase()
    .replaceAll(' ', '_')
    .replaceAll('notstartedyet', 'not_started_yet');
  return PHASES.get(plain?.replaceAll('inprogress', 'in_progress') ?? '') ?? 'unknown';
}

/** Begun and not over. */
export function isOpen({ phase, resolvedAtMs }: FeedIncident): boolean {
  return phase !== 'resolved' && phase !== 'scheduled' && resolvedAtMs === null;
}

/** The components as a page lists them while something is wrong with them, from the incidents that name them. */
export function affectedComponents(incidents: readonly FeedIncident[]): readonly FeedComponent[] {
  return incidents
    .filter(isOpen)
    .flatMap(({ components, level, startedAtMs }) =>
      components.map(({ group, name }) => ({ group, name, level, sinceMs: startedAtMs })),
    );
}

/** The same for the same component, and another for any other. */
export function keyText({ group, name }: ComponentKey): string {
  return JSON.stringify([group, name]);
}
