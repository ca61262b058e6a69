import type { Experiment, Outcome } from '../contracts/evidence.ts';
import type { Fault, Reason, Status } from '../contracts/status.ts';
import type { EpochMs } from '../lib/time.ts';

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
