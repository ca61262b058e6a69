import type { MonitorConfig } from '../config/config.ts';
import type { Reason } from '../contracts/status.ts';
import { createGates } from '../lib/gate.ts';
import type { Secret } from '../lib/secret.ts';
import type { CredentialReport, SlowFact } from '../probes/define-probe.ts';
import { type RunParts, runProbe } from '../probes/run-probe.ts';
import type { BindParts } from './bind-monitors.ts';

/** What one cheap call said about a credential of a monitor. */
export interface CredentialProof {
  /** The monitor's. */
  readonly name: string;
  /** The option of the monitor that holds it. */
  readonly option: string;
  /** The provider answered as it does to a credential that serves. */
  readonly proven: boolean;
  /** What the provider told; empty when it tells nothing, or refused. No text in it holds a credential. */
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
  const proofs = monitors.flatMap(listTrials).map(async (trial) => {
    const leave = await gateOf(trial.credential.reveal()).enter('fast', signal);
    try {
      return await prove(trial, parts, signal);
    } finally {
      leave();
    }
  });
  return Promise.all(proofs);
}

/** A credential, and how it is tried. */
interface Trial extends Pick<RunParts<CredentialReport>, 'run' | 'explain' | 'deadlineMs'> {
  readonly monitor: MonitorConfig;
  readonly credential: Secret;
}

function listTrials(monitor: MonitorConfig): readonly Trial[] {
  if (monitor.missing.length > 0) return [];
  const trials = [
    lookTrial(monitor),
    ...(monitor.definition.facts ?? []).map((fact) => factTrial(monitor, fact)),
  ];
  const byValue = new Map<string, Trial>();
  for (const trial of trials) {
    const value = trial?.credential.reveal();
    if (trial !== null && value !== undefined && !byValue.has(value)) byValue.set(value, trial);
  }
  return [...byValue.values()];
}

function lookTrial(monitor: MonitorConfig): Trial | null {
  const { definition, options, timeoutMs: deadlineMs } = monitor;
  const credential = definition.credential(options);
  if (credential === null) return null;
  return {
    monitor,
    credential,
    deadlineMs,
    explain: (answer) => definition.explain?.(options, answer) ?? null,
    async run(context) {
      if (definition.introspect !== undefined) return await definition.introspect(options, context);
      await definition.look(options, context);
      return {};
    },
  };
}

function factTrial(monitor: MonitorConfig, fact: SlowFact<unknown>): Trial | null {
  const { options } = monitor;
  const credential = fact.credential?.(options) ?? null;
  if (credential === null) return null;
  return {
    monitor,
    credential,
    deadlineMs: fact.deadlineMs,
    explain: (answer) => fact.explain?.(answer) ?? null,
    async run(context) {
      await fact.fetch(options, context);
      return {};
    },
  };
}

async function prove(trial: Trial, parts: BindParts, signal: AbortSignal): Promise<CredentialProof> {
  const { monitor, credential, deadlineMs, explain, run } = trial;
  const { client, clock, redact } = parts;
  const sighting = await runProbe({ client, clock, redact, deadlineMs, signal, explain, run });
  const base = { name: monitor.name, option: optionOf(monitor, credential) };
  if (sighting.answered)
    return { ...base, proven: true, report: sighting.details, reason: 'ok', why: null, hint: null };
  const { reason, why, hint } = sighting;
  return { ...base, proven: false, report: {}, reason, why, hint };
}

function optionOf({ options }: MonitorConfig, credential: Secret): string {
  const entries = typeof options === 'object' && options !== null ? Object.entries(options) : [];
  return entries.find(([, value]) => value === credential)?.[0] ?? 'credential';
}
