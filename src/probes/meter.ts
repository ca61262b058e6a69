import type { Reason } from '../contracts/status.ts';
import type { OwnUse } from '../domain/quota-low.ts';
import type { Lane } from '../lib/gate.ts';
import type { Quota } from '../lib/rate-limit.ts';
import type { Secret } from '../lib/secret.ts';

/** Whoever keeps a budget of one monitor's requests is told of each. */
export interface Meter {
  /** A run of probe code begins, whose calls carry this credential. */
  begin(lane: Lane, credential: Secret | null): RunMeter;
  /** What looking asked, with the credential of the latest look, of the quota that its answer told of. */
  ownUse(): OwnUse;
}

/** One run of probe code. */
export interface RunMeter {
  onSend(url: string): void;
  onAnswer(url: string, answer: { readonly status: number; readonly quota: Quota | null }): void;
  /** How long a call that can wait has to, in milliseconds; 0 for not at all. */
  waitMs(url: string): number;
  /** Why the run failed; null when it did not. */
  end(reason: Reason | null): void;
}

const UNMETERED_RUN: RunMeter = { onSend() {}, onAnswer() {}, waitMs: () => 0, end() {} };

/** For who looks once and is gone. */
export const UNMETERED: Meter = {
  begin: () => UNMETERED_RUN,
  ownUse: () => ({ requests: 0, windowMs: null }),
};
