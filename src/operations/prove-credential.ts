import type { MonitorConfig } from '../config/config.ts';
import type { Reason } from '../contracts/status.ts';
import { createGates } from '../lib/gate.ts';
import type { CredentialReport } from '../probes/define-probe.ts';
import type { BindParts } from './bind-monitors.ts';
import { factsByLook } from './describe-credential.ts';
import { callWith, type HeldCredential, heldCredentials } from './held-credentials.ts';

/** What one cheap call said about a credential of a monitor. */
export interface CredentialProof {
  /** The monitor's. */
  readonly name: string;
  /** The option of the monitor that holds it. */
  readonly option: string;
  /** The provider answered as it does to a credential that serves. */
  readonly proven: boolean;
  /**
   * What its look tells and, where it was proven, what the provider told; empty when neither tells anything. No text in it
   * holds a credential.
   */
  readonly report: CredentialReport;
  readonly reason: Reason;
  /** Why it was not proven; null when it was. */
  readonly why: string | null;
  readonly hint: string | null;
}

/**
 * Proves every credential of each monitor that is set up, the look's first, one call at a time per credential. Rejects
 * only when `signal` aborts.
 */
export function proveCredentials(
  monitors: readonly MonitorConfig[],
  parts: BindParts,
  signal: AbortSignal,
): Promise<readonly CredentialProof[]> {
  const gateOf = createGates();
  const proofs = monitors.flatMap(heldCredentials).map(async (held) => {
    const leave = await gateOf(held.value.reveal()).enter('fast', signal);
    try {
      return await prove(held, parts, signal);
    } finally {
      leave();
    }
  });
  return Promise.all(proofs);
}

async function prove(held: HeldCredential, parts: BindParts, signal: AbortSignal): Promise<CredentialProof> {
  const sighting = await callWith(held, parts, { signal });
  const base = { name: held.monitor.name, option: held.option };
  const byLook = factsByLook(held.recognised, parts.redact);
  if (sighting.answered) {
    const report = { ...byLook, ...sighting.details };
    return { ...base, proven: true, report, reason: 'ok', why: null, hint: null };
  }
  const { reason, why, hint } = sighting;
  return { ...base, proven: false, report: byLook, reason, why, hint };
}
