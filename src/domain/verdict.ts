import type { Details, Fault, Reason, Status } from '../contracts/status.ts';
import type { Phases } from '../lib/http-client.ts';
import type { Quota } from '../lib/rate-limit.ts';
import type { WeighedEvidence } from './fault.ts';

/** What one look saw. Every text in it is already free of credentials. */
export interface Verdict {
  readonly status: Status;
  readonly reason: Reason;
  /** One line for the frozen contract; null when healthy or degraded. */
  readonly error: string | null;
  /** One sentence for people. */
  readonly why: string;
  /** What to do; null when there is nothing to do. */
  readonly hint: string | null;
  /** Whole milliseconds of the look's first round trip; null when none was completed. */
  readonly latencyMs: number | null;
  readonly phases: Phases | null;
  readonly quota: Quota | null;
  readonly details: Details;
  /** Whose fault it is; null when healthy, and until it was asked. */
  readonly attribution: Attribution | null;
}

/** Whose fault a bad verdict is, and what decided it. */
export interface Attribution {
  readonly fault: Fault;
  /** The row of the truth table that decided. */
  readonly rule: string;
  /** The look first. */
  readonly evidence: readonly WeighedEvidence[];
  /** What the look alone saw, which is what the frozen contract shows; the verdict's status is what that means. */
  readonly rawStatus: Status;
}

/** The number behind a detail, or null when it is `"unknown"` or missing: a threshold never judges what is not known. */
export function knownNumber(details: Details, key: string): number | null {
  const value = details[key];
  return typeof value === 'number' ? value : null;
}

/** The worse of two statuses, by how much it asks of a person: unhealthy, then degraded, then unknown, then healthy. */
export function worse(a: Status, b: Status): Status {
  return SEVERITY[a] >= SEVERITY[b] ? a : b;
}

const SEVERITY = { unhealthy: 3, degraded: 2, unknown: 1, healthy: 0 } satisfies Record<Status, number>;
