import type { Details } from '../contracts/status.ts';
import type { Gate } from '../lib/gate.ts';
import type { Secret } from '../lib/secret.ts';
import { type Clock, wait } from '../lib/time.ts';
import { TransportError } from '../lib/transport-error.ts';
import type { AnyProbeDefinition, SlowFact } from './define-probe.ts';
import type { Turn } from './probe-http.ts';
import type { Answered, RunParts, Sighting } from './run-probe.ts';

/** Runs probe code in a lane of its own. */
export type RunLane = (lane: Pick<RunParts, 'deadlineMs' | 'signal' | 'run' | 'turn'>) => Promise<Sighting>;

export interface SlowFactsParts {
  readonly definition: AnyProbeDefinition;
  readonly options: unknown;
  readonly clock: Clock;
  readonly gateOf: (credential: Secret | null) => Gate | null;
  readonly run: RunLane;
}

/** The memory of one probe's slow facts. */
export interface SlowFacts {
  /** The facts that are due, given what the latest look saw. Forgets those that are not wanted any more. */
  due(look: Answered): readonly SlowFact<unknown>[];
  fetch(fact: SlowFact<unknown>, signal: AbortSignal): Promise<void>;
  /**
   * What is known and still wanted, given what the look saw. A fact that failed is not among it, so that it cannot
   * take away what the look itself saw.
   */
  details(look: Answered): Details;
}

// A fact on a cadence of hours is not left unknown for hours because one request failed.
const RETRY_FACT_MS = 300_000;
// A look waits for at most one slow call of its credential, so none may take long.
const SLOW_CALL_MS = 5_000;

interface KnownFact {
  readonly details: Details;
  readonly dueAtTick: number;
}

export function createSlowFacts({ definition, options, clock, gateOf, run }: SlowFactsParts): SlowFacts {
  const facts = definition.facts ?? [];
  const known = new Map<string, KnownFact>();

  function isWanted(fact: SlowFact<unknown>, look: Answered): boolean {
    return fact.wanted?.(options, look.details) ?? true;
  }

  function isDue(fact: SlowFact<unknown>, look: Answered): boolean {
    if (!isWanted(fact, look)) {
      known.delete(fact.name);
      return false;
    }
    return clock.tick() >= (known.get(fact.name)?.dueAtTick ?? Number.NEGATIVE_INFINITY);
  }

  return {
    due: (look) => facts.filter((fact) => isDue(fact, look)),
    async fetch(fact, signal) {
      const sighting = await run({
        deadlineMs: fact.deadlineMs,
        signal,
        run: (context) => fact.fetch(options, context),
        turn: slowTurn(gateOf((fact.credential ?? definition.credential)(options)), clock, fact.pace),
      });
      const details = sighting.answered ? sighting.details : {};
      const waitMs = sighting.answered ? fact.everyMs : Math.min(fact.everyMs, RETRY_FACT_MS);
      known.set(fact.name, { details, dueAtTick: clock.tick() + waitMs });
    },
    details: (look) =>
      Object.assign(
        {},
        ...facts.filter((fact) => isWanted(fact, look)).map(({ name }) => known.get(name)?.details),
      ),
  };
}

/** A call of the slow lane holds the credential's gate by itself, so that a look gets in between. */
function slowTurn(gate: Gate | null, clock: Clock, pace: SlowFact<unknown>['pace']): Turn {
  let calls = 0;
  let lastTick = Number.NEGATIVE_INFINITY;
  return async (signal, call) => {
    if (pace !== undefined && calls >= pace.burst) {
      const waitMs = lastTick + pace.everyMs - clock.tick();
      if (waitMs > 0) await wait(clock, waitMs, signal);
    }
    calls += 1;
    lastTick = clock.tick();
    const leave = await gate?.enter('slow', signal);
    const own = new AbortController();
    const cancel = clock.setTimer(SLOW_CALL_MS, () =>
      own.abort(new TransportError('timeout', 'a slow call took too long')),
    );
    try {
      return await call(AbortSignal.any([signal, own.signal]));
    } finally {
      cancel();
      leave?.();
    }
  };
}
