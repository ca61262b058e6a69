import type { Evidence } from '../domain/fault.ts';
import type { EpochMs } from '../lib/time.ts';
import type { EndedLook } from './attribute.ts';

/** A monitor, and what it has in common with others. */
export interface Neighbour {
  readonly name: string;
  /** Null when the probe tells none. */
  readonly origin: string | null;
  /** It stands on this machine or in its network, and so says nothing about the way out. */
  readonly isInside: boolean;
  /** Null for a check, which has no provider. */
  readonly provider: string | null;
  /** How long one look speaks for. */
  readonly holdsMs: number;
}

/** Remembers which monitors are fine, in constant time for any number of them. */
export interface Neighbours {
  /** Gives since when its looks have been bad; null for a good one. */
  saw(look: EndedLook): EpochMs | null;
  /** What the others say, besides one. */
  besides(name: string, atMs: EpochMs): readonly Evidence[];
}

interface Group {
  /** Who was looked at last, whatever was seen. */
  last: Sight | null;
  /** The newest good look, and the newest of somebody else. */
  fine: readonly Sight[];
}

interface Sight {
  readonly name: string;
  /** Of whom one good look is enough. */
  readonly key: string;
  readonly atMs: EpochMs;
  readonly untilMs: EpochMs;
}

interface Known {
  readonly monitor: Neighbour;
  readonly groups: readonly (readonly [Group, Evidence['outcome']])[];
  /** Those that stand where it does: outside, or inside. */
  readonly everywhere: Group;
  badSinceMs: EpochMs | null;
}

export function createNeighbours(monitors: readonly Neighbour[]): Neighbours {
  const byKey = new Map<string, Group>();
  const groupOf = (key: string): Group => {
    const group = byKey.get(key) ?? { last: null, fine: [] };
    byKey.set(key, group);
    return group;
  };
  const known = new Map(monitors.map((monitor) => [monitor.name, know(monitor, groupOf)]));

  return {
    saw({ name, verdict, startedAtMs: atMs }) {
      const one = known.get(name);
      if (one === undefined) return null;
      const isFine = verdict.status === 'healthy';
      const { origin, holdsMs } = one.monitor;
      const sight = { name, key: name, atMs, untilMs: atMs + holdsMs };
      for (const [group] of one.groups) note(group, sight, isFine);
      note(one.everywhere, { ...sight, key: origin ?? name }, isFine);
      one.badSinceMs = isFine ? null : (one.badSinceMs ?? atMs);
      return one.badSinceMs;
    },
    besides(name, atMs) {
      const one = known.get(name);
      return one === undefined ? [] : [...siblingRow(one, atMs), ...othersRow(one, atMs)];
    },
  };
}

function know(monitor: Neighbour, groupOf: (key: string) => Group): Known {
  const { origin, provider, isInside } = monitor;
  return {
    monitor,
    groups: [
      ...(origin === null ? [] : [[groupOf(`origin ${origin}`), 'same_origin_fine'] as const]),
      ...(provider === null ? [] : [[groupOf(`provider ${provider}`), 'provider_fine'] as const]),
    ],
    everywhere: groupOf(isInside ? 'inside' : 'outside'),
    badSinceMs: null,
  };
}

function note(group: Group, sight: Sight, isFine: boolean): void {
  const others = group.fine.filter(({ key }) => key !== sight.key);
  // A good look stays what it was, although another of the same origin is bad; its own later one does not.
  const own = group.fine.filter(({ key, name }) => key === sight.key && name !== sight.name);
  group.fine = isFine ? [sight, ...others].slice(0, 2) : [...own, ...others];
  group.last = sight;
}

function siblingRow({ monitor: { name }, groups }: Known, atMs: EpochMs): readonly Evidence[] {
  for (const [group, outcome] of groups) {
    const fine = group.fine.find((sight) => sight.name !== name && sight.untilMs >= atMs);
    if (fine !== undefined) {
      return [{ experiment: 'sibling', atMs: fine.atMs, outcome, saw: `${fine.name} is fine` }];
    }
  }
  const last = groups.map(([group]) => group.last).find((sight) => sight !== null && sight.name !== name);
  if (last === undefined || last === null || last.untilMs < atMs) return [];
  return [
    { experiment: 'sibling', atMs: last.atMs, outcome: 'failing', saw: `${last.name} is not fine either` },
  ];
}

/** So soon after a good look elsewhere it is not known yet whether all are gone, or this one alone. */
const MOMENTS_MS = 5_000;

/** Whether somebody else was fine after this one began not to be; moments before, it leaves things open. */
function othersRow(
  { monitor: { name, origin }, everywhere, badSinceMs }: Known,
  nowMs: EpochMs,
): readonly Evidence[] {
  if (badSinceMs === null) return [];
  const fine = everywhere.fine.find(({ key }) => key !== (origin ?? name));
  if (fine === undefined) return [];
  const { atMs } = fine;
  if (atMs > badSinceMs) {
    return [{ experiment: 'others', atMs, outcome: 'reachable', saw: `${fine.name} is fine` }];
  }
  if (atMs <= nowMs - MOMENTS_MS) return [];
  return [{ experiment: 'others', atMs, outcome: 'worked', saw: `${fine.name} was fine moments before` }];
}
