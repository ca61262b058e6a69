import type { Details } from '../contracts/status.ts';
import type { Gate, Lane } from '../lib/gate.ts';
import type { Secret } from '../lib/secret.ts';
import { type Clock, wait } from '../lib/time.ts';
import { TransportError } from '../lib/transport-error.ts';
import type { AnyProbeDefinition, SlowFact } from './define-probe.ts';
import type { Turn, WaitingCall } from './probe-http.ts';
import type { Answered, RunParts, Sighting } from './run-probe.ts';

/** A run of probe code in a lane of its own. */
export interface LaneRun extends Pick<RunParts, 'deadlineMs' | 'signal' | 'run' | 'turn'> {
  readonly lane: Lane;
  /** That its calls carry. */
  readonly credential: Secret | null;
}

export type RunLane = (run: LaneRun) => Promise<Sighting>;

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
      const credential = (fact.credential ?? definition.credential)(options);
      const sighting = await run({
        lane: 'slow',
        credential,
        deadlineMs: fact.deadlineMs,
        signal,
        run: (context) => fact.fetch(options, context),
        turn: slowTurn(gateOf(credential), clock, fact.pace),
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

/**
 * A call of the slow lane holds the credential's gate by itself, so that a look gets in between; and only once its
 * budget has room for it.
 */
export function slowTurn(gate: Gate | null, clock: Clock, pace?: SlowFact<unknown>['pace']): Turn {
  let calls = 0;
  let lastTick = Number.NEGATIVE_INFINITY;
  return async (waiting, call) => {
    const { signal } = waiting;
    if (pace !== undefined && calls >= pace.burst) {
      const waitMs = lastTick + pace.everyMs - clock.tick();
      if (waitMs > 0) await wait(clock, waitMs, signal);
    }
    calls += 1;
    const leave = await enterWithinBudget(gate, clock, waiting);
    lastTick = clock.tick();
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

// What the call before it in the gate was told may be that nothing is to be asked for a while.
async function enterWithinBudget(gate: Gate | null, clock: Clock, waiting: WaitingCall) {
  for (;;) {
    await waitForBudget(clock, waiting);
    const leave = await gate?.enter('slow', waiting.signal);
    if (waiting.budgetWaitMs() <= 0) return leave;
    leave?.();
  }
}

async function waitForBudget(clock: Clock, { signal, budgetWaitMs, postpone }: WaitingCall): Promise<void> {
  for (let waitMs = budgetWaitMs(); waitMs > 0; waitMs = budgetWaitMs()) {
    postpone(waitMs);
    await wait(clock, waitMs, signal);
  }
}
