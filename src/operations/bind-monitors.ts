import type { KoraConfig, MonitorConfig } from '../config/config.ts';
import { missingCredential } from '../domain/missing-credential.ts';
import { createGates, type Gate } from '../lib/gate.ts';
import type { HttpClient } from '../lib/http-client.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { type BoundProbe, bindProbe } from '../probes/bind-probe.ts';
import { type Meter, UNMETERED } from '../probes/meter.ts';

export interface BoundMonitor {
  readonly monitor: MonitorConfig;
  readonly probe: BoundProbe;
}

export interface BindParts {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly redact: Redact;
  /** One gate per credential; default those of these monitors alone. */
  readonly gateOf?: (credential: string) => Gate;
  /** Told of what a monitor asks; default nobody is. */
  readonly meterOf?: (name: string) => Meter | null;
}

/** Every monitor ready to look. Monitors of one credential share its gate; one that is not set up asks nobody anything. */
export function bindMonitors(monitors: KoraConfig['monitors'], parts: BindParts): readonly BoundMonitor[] {
  const { gateOf = createGates() } = parts;
  return monitors.map((monitor) => ({ monitor, probe: bindMonitor(monitor, parts, gateOf) }));
}

function bindMonitor(
  monitor: MonitorConfig,
  parts: BindParts,
  gateOf: (credential: string) => Gate,
): BoundProbe {
  if (monitor.missing.length > 0) return notSetUp(monitor);
  return bindProbe({
    ...parts,
    definition: monitor.definition,
    options: monitor.options,
    timeoutMs: monitor.timeoutMs,
    gateOf: (credential) => gateOf(credential.reveal()),
    meter: parts.meterOf?.(monitor.name) ?? UNMETERED,
  });
}

function notSetUp({ missing }: MonitorConfig): BoundProbe {
  const verdict = missingCredential(missing);
  return { look: async () => verdict, refreshFacts: async () => null };
}
