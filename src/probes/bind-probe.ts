import { type Details, UNKNOWN_DETAIL } from '../contracts/status.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Gate } from '../lib/gate.ts';
import type { HttpClient } from '../lib/http-client.ts';
import type { Redact } from '../lib/redact.ts';
import type { Secret } from '../lib/secret.ts';
import type { Clock } from '../lib/time.ts';
import { cleanLine } from './clean.ts';
import type { AnyProbeDefinition, Judgement } from './define-probe.ts';
import { lowQuota } from './low-quota.ts';
import { type Meter, UNMETERED } from './meter.ts';
import { type Answered, crashed, type Failed, runProbe, type Sighting } from './run-probe.ts';
import { createSlowFacts, type RunLane } from './slow-facts.ts';

export interface ProbeParts {
  readonly definition: AnyProbeDefinition;
  /** Already parsed by the definition's schema. */
  readonly options: unknown;
  readonly timeoutMs: number;
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly redact: Redact;
  /** The gate of a credential, shared by all that use it. */
  readonly gateOf: (credential: Secret) => Gate;
  /** Told of every call; default nobody is. */
  readonly meter?: Meter;
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

/** Joins a definition to its options. All calls of one credential go through its gate, one at a time. */
export function bindProbe(parts: ProbeParts): BoundProbe {
  const { definition, options, clock, meter = UNMETERED } = parts;
  let latest: Sighting | null = null;
  // As it was when the look ended: slow facts come later, and say nothing of the quota.
  let quotaLow: Judgement | null = null;
  const gateOf = (credential: Secret | null) => (credential === null ? null : parts.gateOf(credential));
  const credential = definition.credential(options);
  const gate = gateOf(credential);

  const run: RunLane = async ({ lane, ...run }) => {
    const runMeter = meter.begin(lane, run.credential);
    const sighting = await runProbe({
      client: parts.client,
      clock,
      redact: parts.redact,
      explain: (answer) => definition.explain?.(options, answer) ?? null,
      meter: runMeter,
      ...run,
    });
    runMeter.end(sighting.answered ? null : sighting.reason);
    return sighting;
  };

  const facts = createSlowFacts({ definition, options, clock, gateOf, run });

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
    const details = mergeDetails(definition, latest.details, facts.details(latest));
    const judgement = judge(latest, details);
    if ('answered' in judgement) return failedVerdict(judgement);
    const low = judgement.status === 'healthy' ? quotaLow : null;
    const reason = low === null ? REASON_OF[judgement.status] : 'quota_low';
    return { ...judgedVerdict(latest, low ?? judgement, parts.redact), reason, details };
  }

  return {
    async look(signal) {
      // The deadline starts when the credential is free: another call's slowness is not this service's.
      const leave = await gate?.enter('fast', signal);
      try {
        latest = await run({
          lane: 'fast',
          credential,
          deadlineMs: parts.timeoutMs,
          signal,
          run: (context) => definition.look(options, context),
        });
      } finally {
        leave?.();
      }
      quotaLow = latest.answered ? lowQuota(latest, meter.ownUse(), clock.nowMs()) : null;
      return verdict();
    },
    async refreshFacts(signal, onFact) {
      const look = latest;
      if (look === null || !look.answered) return null;
      const due = facts.due(look);
      if (due.length === 0) return null;
      for (const fact of due) {
        await facts.fetch(fact, signal);
        onFact?.(verdict());
      }
      return verdict();
    },
  };
}

function mergeDetails({ detailKeys }: AnyProbeDefinition, look: Details, facts: Details): Details {
  const merged: Record<string, unknown> = {};
  for (const key of detailKeys) merged[key] = UNKNOWN_DETAIL;
  return Object.assign(merged, look, facts);
}

const REASON_OF = { healthy: 'ok', degraded: 'threshold_crossed' } as const;

function judgedVerdict(look: Answered, { status, why, hint }: Judgement, redact: Redact) {
  const { latencyMs, phases, quota } = look;
  return {
    status,
    error: null,
    why: cleanLine(why, redact),
    hint: hint === undefined ? null : cleanLine(hint, redact),
    latencyMs,
    phases,
    quota,
    attribution: null,
  };
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
    attribution: null,
  };
}
