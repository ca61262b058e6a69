import type { MonitorConfig } from '../config/config.ts';
import { type Details, UNKNOWN_DETAIL } from '../contracts/status.ts';
import type { Secret } from '../lib/secret.ts';
import type { CredentialKind, CredentialReport, SlowFact } from '../probes/define-probe.ts';
import { UNMETERED } from '../probes/meter.ts';
import { type RunParts, runProbe, type Sighting } from '../probes/run-probe.ts';
import type { BindParts } from './bind-monitors.ts';

/** A credential of a monitor that is set up, and the cheap call that proves it. */
export interface HeldCredential extends Pick<RunParts<CredentialReport>, 'run' | 'explain' | 'deadlineMs'> {
  readonly monitor: MonitorConfig;
  /** The option of the monitor that holds it. */
  readonly option: string;
  readonly value: Secret;
  /** What it is by its look alone; null when that tells nothing. */
  readonly recognised: CredentialKind | null;
  /** The look is made with it. */
  readonly isOfLook: boolean;
  /** Details that stay unknown when a call with it fails; empty when the look is made with it. */
  readonly detailKeys: readonly string[];
}

/** Every distinct credential of a monitor, the look's first; none while it is not set up. */
export function heldCredentials(monitor: MonitorConfig): readonly HeldCredential[] {
  if (monitor.missing.length > 0 || monitor.options === null) return [];
  const all = [ofLook(monitor), ...(monitor.definition.facts ?? []).map((fact) => ofFact(monitor, fact))];
  const byValue = new Map<string, HeldCredential>();
  for (const held of all) {
    const value = held?.value.reveal();
    if (held !== null && value !== undefined && !byValue.has(value)) byValue.set(value, held);
  }
  return [...byValue.values()];
}

function ofLook(monitor: MonitorConfig): HeldCredential | null {
  const { definition, options, timeoutMs: deadlineMs } = monitor;
  const value = definition.credential(options);
  if (value === null) return null;
  return {
    monitor,
    option: optionOf(monitor, value),
    value,
    recognised: definition.recognise?.(options) ?? null,
    isOfLook: true,
    detailKeys: [],
    deadlineMs,
    explain: (answer) => definition.explain?.(options, answer) ?? null,
    async run(context) {
      if (definition.introspect !== undefined) return await definition.introspect(options, context);
      await definition.look(options, context);
      return {};
    },
  };
}

function ofFact(monitor: MonitorConfig, fact: SlowFact<unknown>): HeldCredential | null {
  const { options } = monitor;
  const value = fact.credential?.(options) ?? null;
  if (value === null) return null;
  return {
    monitor,
    option: optionOf(monitor, value),
    value,
    recognised: fact.recognise?.(options) ?? null,
    isOfLook: false,
    detailKeys: fact.keys,
    deadlineMs: fact.deadlineMs,
    explain: (answer) => fact.explain?.(answer) ?? null,
    async run(context) {
      await fact.fetch(options, context);
      return {};
    },
  };
}

function optionOf({ options }: MonitorConfig, credential: Secret): string {
  const entries = typeof options === 'object' && options !== null ? Object.entries(options) : [];
  return entries.find(([, value]) => value === credential)?.[0] ?? 'credential';
}

/** Makes the call that proves it. Rejects only when `signal` aborts. */
export async function callWith(
  { monitor, value, deadlineMs, explain, run }: HeldCredential,
  { client, clock, redact, meterOf }: BindParts,
  how: Pick<RunParts, 'signal' | 'turn'> & { readonly deadlineMs?: number },
): Promise<Sighting<CredentialReport>> {
  const meter = (meterOf?.(monitor.name) ?? UNMETERED).begin('slow', value);
  const sighting = await runProbe({ client, clock, redact, deadlineMs, explain, run, meter, ...how });
  meter.end(sighting.answered ? null : sighting.reason);
  return sighting;
}

/** Whether a call with it may have failed, by what a verdict shows of it. */
export function isDoubtful({ detailKeys }: HeldCredential, details: Details): boolean {
  return detailKeys.some((key) => details[key] === UNKNOWN_DETAIL);
}
