import type { Outcome } from '../contracts/evidence.ts';
import type { FeedState } from '../contracts/feeds.ts';
import type { Reason } from '../contracts/status.ts';
import { type BadLook, decideFault, type Evidence } from '../domain/fault.ts';
import type { OfficialState } from '../domain/feed-reading.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { EpochMs } from '../lib/time.ts';
import { createNeighbours, type Neighbour } from './neighbours.ts';

export interface AttributionParts {
  readonly monitors: readonly Neighbour[];
  /** Makes the experiments that a reason calls for, within seconds; empty for none. Never rejects but when `signal` aborts. */
  readonly experiment: (name: string, asked: Asked, signal: AbortSignal) => Promise<readonly Evidence[]>;
  /** What the status page says of a monitor, and when it was read; null when none is. */
  readonly official: (name: string) => ReadOfficial | null;
  /** Whether it was ever answered, in this run or an earlier one; null when nobody remembers. */
  readonly hasWorked: (name: string) => boolean | null;
}

/** What a bad look saw, and when it began to be bad. */
export interface Asked {
  readonly reason: Reason;
  readonly badSinceMs: EpochMs;
}

export interface ReadOfficial {
  readonly state: OfficialState;
  readonly readAtMs: EpochMs;
}

/** A look as it ended. */
export interface EndedLook {
  readonly name: string;
  readonly verdict: Verdict;
  readonly startedAtMs: EpochMs;
}

/** Gives bad verdicts their fault. A healthy one passes as it is. */
export interface Attribution {
  /** From what is known already: nobody is asked. */
  atOnce(look: EndedLook): Verdict;
  /** With the experiments that its reason calls for. Falls back on what is known when `signal` aborts. */
  attribute(look: EndedLook, signal: AbortSignal): Promise<Verdict>;
}

export function createAttribution(parts: AttributionParts): Attribution {
  const neighbours = createNeighbours(parts.monitors);

  function decide(look: EndedLook, found: readonly Evidence[]): Verdict {
    const { verdict } = look;
    const bad = badLook(verdict);
    if (bad === null) return verdict;
    const evidence = [lookRow(look), ...found, ...known(look, bad.reason)];
    const { fault, rule, evidence: weighed, status } = decideFault(bad, evidence);
    return { ...verdict, status, attribution: { fault, rule, evidence: weighed, rawStatus: verdict.status } };
  }

  function known({ name, startedAtMs }: EndedLook, reason: Reason): readonly Evidence[] {
    if (OWN_MATTERS.includes(reason)) return [];
    const official = parts.official(name);
    return [
      ...neighbours.besides(name, startedAtMs),
      ...(reason === 'dns_failed' ? pastRow(parts.hasWorked(name), startedAtMs) : []),
      ...feedRow(official),
    ];
  }

  return {
    atOnce(look) {
      neighbours.saw(look);
      return decide(look, []);
    },
    async attribute(look, signal) {
      const badSinceMs = neighbours.saw(look) ?? look.startedAtMs;
      const bad = badLook(look.verdict);
      if (bad === null) return decide(look, []);
      try {
        return decide(look, await parts.experiment(look.name, { reason: bad.reason, badSinceMs }, signal));
      } catch (error) {
        if (!signal.aborted) throw error;
        return decide(look, []);
      }
    },
  };
}

// Nothing outside has any say in these.
const OWN_MATTERS: readonly Reason[] = ['internal_error', 'auth_missing'];

function badLook({ status, reason }: Verdict): BadLook | null {
  return status === 'healthy' ? null : { status, reason };
}

function lookRow({ verdict, startedAtMs }: EndedLook): Evidence {
  return { experiment: 'look', atMs: startedAtMs, outcome: 'saw', saw: verdict.error ?? verdict.why };
}

function pastRow(hasWorked: boolean | null, atMs: EpochMs): readonly Evidence[] {
  if (hasWorked === null) return [];
  return hasWorked
    ? [{ experiment: 'past', atMs, outcome: 'worked', saw: 'it answered before' }]
    : [{ experiment: 'past', atMs, outcome: 'never_worked', saw: 'it has never answered' }];
}

const OUTCOME_OF = {
  operational: 'operational',
  maintenance: 'maintenance',
  degraded: 'degraded',
  outage: 'outage',
  sick: 'sick',
  unread: null,
} satisfies Record<FeedState, Outcome | null>;

function feedRow(official: ReadOfficial | null): readonly Evidence[] {
  const outcome = official === null ? null : OUTCOME_OF[official.state.state];
  if (official === null || outcome === null) return [];
  return [{ experiment: 'feed', atMs: official.readAtMs, outcome, saw: official.state.words }];
}
