import type { Evidence } from '../domain/fault.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { EpochMs } from '../lib/time.ts';

/** A monitor, and what it has in common with others. */
export interface Neighbour {
  readonly name: string;
  /** Null when the probe tells none. */
  readonly origin: string | null;
  /** Null for a check, which has no provider. */
  readonly provider: string | null;
  /** How long one look speaks for. */
  readonly holdsMs: number;
}

/** Remembers which monitors of one origin or provider are fine, in constant time for any number of them. */
export interface Neighbours {
  saw(name: string, verdict: Verdict, atMs: EpochMs): void;
  /** What the others say, besides one; null when it has none, or none was looked at lately. */
  besides(name: string, atMs: EpochMs): Evidence | null;
}

interface Group {
  members: number;
  /** Who was looked at last, whatever was seen. */
  last: Sight | null;
  /** The newest good look, and the newest of somebody else. */
  fine: readonly Sight[];
}

interface Sight {
  readonly name: string;
  readonly atMs: EpochMs;
  readonly untilMs: EpochMs;
}

export function createNeighbours(monitors: readonly Neighbour[]): Neighbours {
  const groups = new Map<string, Group>();
  const groupsOf = new Map<string, readonly (readonly [Group, Evidence['outcome']])[]>();
  const byName = new Map(monitors.map((monitor) => [monitor.name, monitor]));

  function join(key: string): Group {
    const group = groups.get(key) ?? { members: 0, last: null, fine: [] };
    group.members += 1;
    groups.set(key, group);
    return group;
  }

  for (const { name, origin, provider } of monitors) {
    groupsOf.set(name, [
      ...(origin === null ? [] : [[join(`origin ${origin}`), 'same_origin_fine'] as const]),
      ...(provider === null ? [] : [[join(`provider ${provider}`), 'provider_fine'] as const]),
    ]);
  }

  return {
    saw(name, verdict, atMs) {
      const sight = { name, atMs, untilMs: atMs + (byName.get(name)?.holdsMs ?? 0) };
      for (const [group] of groupsOf.get(name) ?? []) {
        const others = group.fine.filter((fine) => fine.name !== name);
        group.fine = verdict.status === 'healthy' ? [sight, ...others].slice(0, 2) : others;
        group.last = sight;
      }
    },
    besides(name, atMs) {
      const own = groupsOf.get(name) ?? [];
      for (const [group, outcome] of own) {
        const fine = group.fine.find((sight) => sight.name !== name && sight.untilMs >= atMs);
        if (fine !== undefined) {
          return { experiment: 'sibling', atMs: fine.atMs, outcome, saw: `${fine.name} is fine` };
        }
      }
      const last = own.map(([group]) => group.last).find((sight) => sight !== null && sight.name !== name);
      if (last === undefined || last === null || last.untilMs < atMs) return null;
      return {
        experiment: 'sibling',
        atMs: last.atMs,
        outcome: 'failing',
        saw: `${last.name} is not fine either`,
      };
    },
  };
}
