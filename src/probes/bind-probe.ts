import { type Details, UNKNOWN_DETAIL } from '../contracts/status.ts';
import { unknownDetails, type Verdict } from '../domain/verdict.ts';
import type { Gate } from '../lib/gate.ts';
import type { HttpClient } from '../lib/http-client.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { TransportError } from '../lib/transport-error.ts';
import type { AnyProbeDefinition, Judgement, SlowFact } from './define-probe.ts';
import type { Turn } from './probe-http.ts';
import { type Answered, crashed, type Failed, type RunParts, runProbe, type Sighting } from './run-probe.ts';

export interface ProbeParts {
  readonly definition: AnyProbeDefinition;
  /** Already parsed by the definition's schema. */
  readonly options: unknown;
  readonly timeoutMs: number;
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly redact: Redact;
  /** Shared by all monitors of one credential; null when there is no credential. */
  readonly gate: Gate | null;
}

/** A probe with its options, and the memory of its slow facts. */
export interface BoundProbe {
  /** The fast lane: one look, judged together with the slow facts that are known. Rejects only when `signal` aborts. */
  look(signal: AbortSignal): Promise<Verdict>;
  /**
   * The slow lane: fetches the facts that are due, if the latest look was answered, and gives the verdict anew;
   * null when nothing was due. `onFact` gets the verdict after each fact. Rejects only when `signal` aborts.
   */
  refreshFacts(signal: AbortSignal, onFact?: (verdict: Verdict) => void): Promise<Verdict | null>;
}

// A fact on a cadence of hours is not left unknown for hours because one request failed.
const RETRY_FACT_MS = 300_000;

interface KnownFact {
  readonly details: Details;
  readonly dueAtTick: number;
}

/** Joins a definition to its options. All calls of one credential go through its gate, one at a time. */
export function bindProbe(parts: ProbeParts): BoundProbe {
  const { definition, options, clock } = parts;
  const facts = definition.facts ?? [];
  const known = new Map<string, KnownFact>();
  let latest: Sighting | null = null;

  const run = (lane: Pick<RunParts, 'deadlineMs' | 'signal' | 'run' | 'turn'>) =>
    runProbe({
      client: parts.client,
      clock,
      redact: parts.redact,
      explain: (answer) => definition.explain?.(options, answer) ?? null,
      ...lane,
    });

  function isDue(fact: SlowFact<unknown>, look: Answered): boolean {
    if (fact.wanted?.(options, look.details) === false) {
      known.delete(fact.name);
      return false;
    }
    return clock.tick() >= (known.get(fact.name)?.dueAtTick ?? Number.NEGATIVE_INFINITY);
  }

  async function fetchFact(fact: SlowFact<unknown>, signal: AbortSignal): Promise<void> {
    // The next time is set before the request, so that a slow fact is not asked for twice.
    known.set(fact.name, {
      details: known.get(fact.name)?.details ?? {},
      dueAtTick: clock.tick() + fact.everyMs,
    });
    const sighting = await run({
      deadlineMs: fact.deadlineMs,
      signal,
      run: (context) => fact.fetch(options, context),
      turn: slowTurn(parts.gate, clock),
    });
    const details = sighting.answered ? sighting.details : unknownDetails(fact.keys);
    const waitMs = sighting.answered ? fact.everyMs : Math.min(fact.everyMs, RETRY_FACT_MS);
    known.set(fact.name, { details, dueAtTick: clock.tick() + waitMs });
  }

  function judge(look: Answered, details: Details): Judgement | Failed {
    try {
      return definition.judge(options, details, look.latencyMs);
    } catch (error) {
      return crashed(error, parts.redact);
    }
  }

  function verdict(): Verdict {
    if (latest === null) throw new Error('a verdict needs a look');
    if (!latest.answered) return failedVerdict(latest);
    const details = mergeDetails(parts, latest.details, known);
    const judgement = judge(latest, details);
    if ('answered' in judgement) return failedVerdict(judgement);
    const { status, why, hint } = judgement;
    return {
      status,
      reason: status === 'healthy' ? 'ok' : 'threshold_crossed',
      error: null,
      why,
      hint: hint ?? null,
      latencyMs: latest.latencyMs,
      phases: latest.phases,
      quota: latest.quota,
      details,
    };
  }

  return {
    async look(signal) {
      // The deadline starts when the credential is free: another call's slowness is not this service's.
      const leave = await parts.gate?.enter('fast', signal);
      try {
        latest = await run({
          deadlineMs: parts.timeoutMs,
          signal,
          run: (context) => definition.look(options, context),
        });
      } finally {
        leave?.();
      }
      return verdict();
    },
    async refreshFacts(signal, onFact) {
      const look = latest;
      if (look === null || !look.answered) return null;
      const due = facts.filter((fact) => isDue(fact, look));
      if (due.length === 0) return null;
      for (const fact of due) {
        await fetchFact(fact, signal);
        onFact?.(verdict());
      }
      return verdict();
    },
  };
}

// A look waits for at most one slow call of its credential, so none may take long.
const SLOW_CALL_MS = 5_000;

/** A call of the slow lane holds the credential's gate by itself, so that a look gets in between. */
function slowTurn(gate: Gate | null, clock: Clock): Turn {
  return async (signal, call) => {
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

function mergeDetails(parts: ProbeParts, look: Details, known: ReadonlyMap<string, KnownFact>): Details {
  const merged: Record<string, unknown> = {};
  for (const key of parts.definition.detailKeys) merged[key] = UNKNOWN_DETAIL;
  Object.assign(merged, look);
  for (const fact of known.values()) Object.assign(merged, fact.details);
  return redactDetails(merged, parts.redact);
}

function redactDetails(details: Record<string, unknown>, redact: Redact): Details {
  for (const [key, value] of Object.entries(details)) {
    if (typeof value === 'string') details[key] = redact(value);
  }
  return details;
}

function failedVerdict(failed: Failed): Verdict {
  const { status, reason, why, hint, latencyMs, phases, quota } = failed;
  const good = status === 'healthy' || status === 'degraded';
  return {
    status,
    reason,
    error: good ? null : failed.error,
    why,
    hint,
    latencyMs,
    phases,
    quota,
    details: {},
  };
}
