import type { Experiment, Outcome } from '../contracts/evidence.ts';
import type { Fault, Reason, Status } from '../contracts/status.ts';
import type { EpochMs } from '../lib/time.ts';
import { FAULT_RULES } from './fault-rules.ts';
import { speaksFor } from './fault-weight.ts';

/** One thing that was tried, or is remembered. */
export interface Evidence {
  readonly experiment: Experiment;
  readonly atMs: EpochMs;
  readonly outcome: Outcome;
  /** What came back, in words and without any credential: `HTTP 401 after 62 ms`. */
  readonly saw: string;
}

export interface WeighedEvidence extends Evidence {
  /** Whose fault it speaks for; null when it decides nothing. */
  readonly speaksFor: Fault | null;
}

/** What a bad look saw. */
export interface BadLook {
  readonly status: Exclude<Status, 'healthy'>;
  readonly reason: Reason;
}

/** The outcome of each experiment that was made; the newest where one was made twice. */
export type Findings = Readonly<Partial<Record<Experiment, Outcome>>> & {
  /** The status page was read after the look began, which this machine could not do without a network. */
  readonly isFeedFresh: boolean;
};

export interface FaultDecision {
  readonly fault: Fault;
  /** The name of the rule that decided. */
  readonly rule: string;
  readonly evidence: readonly WeighedEvidence[];
  /** What the look means, knowing whose fault it is. */
  readonly status: Exclude<Status, 'healthy'>;
}

/**
 * Pure: whose fault a bad look is. The first rule that fits decides; where the evidence contradicts itself, that is
 * `undetermined` and never a guess.
 */
export function decideFault(look: BadLook, evidence: readonly Evidence[]): FaultDecision {
  const findings = toFindings(evidence);
  const rule = FAULT_RULES.find(
    ({ reasons, when }) => reasons.includes(look.reason) && when(findings, look.reason),
  );
  const fault = rule?.fault ?? 'undetermined';
  return {
    fault,
    rule: rule?.name ?? NO_RULE,
    evidence: evidence.map((row) => ({ ...row, speaksFor: speaksFor(row, look.reason, fault) })),
    status: statusBy(fault, look.status),
  };
}

function toFindings(evidence: readonly Evidence[]): Findings {
  const inTime = [...evidence].sort((a, b) => a.atMs - b.atMs);
  const newest = (wanted: Experiment) => inTime.findLast(({ experiment }) => experiment === wanted);
  const [look, feed] = [newest('look'), newest('feed')];
  return {
    ...Object.fromEntries(inTime.map(({ experiment, outcome }) => [experiment, outcome])),
    isFeedFresh: look !== undefined && feed !== undefined && feed.atMs >= look.atMs,
  };
}

export const NO_RULE = 'nothing tells whose fault it is';

/** Faults of this side of the network: such a look says nothing about the service. */
const OWN_FAULTS: readonly Fault[] = ['network', 'dns', 'internal'];

export function isOwnFault(fault: Fault | null): boolean {
  return fault !== null && OWN_FAULTS.includes(fault);
}

// Silence that is pinned on the provider is an outage of theirs; an error that came from our side is no news of theirs.
function statusBy(fault: Fault, status: BadLook['status']): BadLook['status'] {
  if (isOwnFault(fault)) return 'unknown';
  return fault === 'provider' && status === 'unknown' ? 'unhealthy' : status;
}
