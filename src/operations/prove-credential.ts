import type { MonitorConfig } from '../config/config.ts';
import type { Reason } from '../contracts/status.ts';
import { createGates } from '../lib/gate.ts';
import type { CredentialReport } from '../probes/define-probe.ts';
import { runProbe } from '../probes/run-probe.ts';
import type { BindParts } from './bind-monitors.ts';

/** What one cheap call said about the credential of a monitor. */
export interface CredentialProof {
  readonly name: string;
  /** The provider answered as it does to a credential that serves. */
  readonly proven: boolean;
  /** What the provider told; empty when it tells nothing, or refused. */
  readonly report: CredentialReport;
  readonly reason: Reason;
  /** Why it was not proven; null when it was. */
  readonly why: string | null;
  readonly hint: string | null;
}

/**
 * Proves the credential of each monitor that has one and is set up, one call at a time per credential. Rejects only
 * when `signal` aborts.
 */
export function proveCredentials(
  monitors: readonly MonitorConfig[],
  parts: BindParts,
  signal: AbortSignal,
): Promise<readonly CredentialProof[]> {
  const gateOf = createGates();
  const proofs = monitors.map(async (monitor) => {
    if (monitor.missing.length > 0) return null;
    const credential = monitor.definition.credential(monitor.options);
    if (credential === null) return null;
    const leave = await gateOf(credential.reveal()).enter('fast', signal);
    try {
      return await prove(monitor, parts, signal);
    } finally {
      leave();
    }
  });
  return Promise.all(proofs).then((all) => all.filter((proof) => proof !== null));
}

async function prove(
  { name, definition, options, timeoutMs }: MonitorConfig,
  { client, clock, redact }: BindParts,
  signal: AbortSignal,
): Promise<CredentialProof> {
  let report: CredentialReport = {};
  const sighting = await runProbe({
    client,
    clock,
    redact,
    deadlineMs: timeoutMs,
    signal,
    explain: (answer) => definition.explain?.(options, answer) ?? null,
    async run(context) {
      if (definition.introspect === undefined) await definition.look(options, context);
      else report = await definition.introspect(options, context);
      return {};
    },
  });
  if (sighting.answered) return { name, proven: true, report, reason: 'ok', why: null, hint: null };
  const { reason, why, hint } = sighting;
  return { name, proven: false, report: {}, reason, why, hint };
}
