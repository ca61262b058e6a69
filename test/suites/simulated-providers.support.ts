import { loadConfig } from '../../src/config/load-config.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { createHttpClient } from '../../src/lib/http-client.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { systemClock } from '../../src/lib/time.ts';
import { type BoundMonitor, bindMonitors } from '../../src/operations/bind-monitors.ts';
import { proveCredentials } from '../../src/operations/prove-credential.ts';
import type { Behaviour } from '../../src/simulator/behaviour.ts';
import type { SeenRequest } from '../../src/simulator/request-record.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { noSignal } from '../support/bound-probe.ts';

export const NAMES = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'] as const;
export type Name = (typeof NAMES)[number];

export interface Looked {
  /** What the look alone saw, before the slow facts. */
  readonly look: Verdict;
  readonly verdict: Verdict;
  /** What the provider was asked, in order. */
  readonly requests: readonly SeenRequest[];
}

export interface SimulatedProviders extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly secrets: readonly string[];
  /** A fresh probe looks once and fetches its slow facts, while its provider behaves so; `env` adds variables. */
  look(name: Name, behaviour: Behaviour, env?: Record<string, string>): Promise<Looked>;
  /** One cheap call for the credential, as doctor makes it. */
  prove(name: Name): Promise<readonly SeenRequest[]>;
}

const TIMEOUT_MS = 2_000;

/** The real probes of all five, set up by the simulator's own environment. Use with `await using` or dispose of it. */
export async function simulatedProviders(): Promise<SimulatedProviders> {
  const simulator = createSimulator({ clock: systemClock, latencyMs: 0, enforceQuotas: false });
  await simulator.start();
  const client = createHttpClient(systemClock);
  const base = await loadConfig({ env: simulator.environment(), cwd: '/', file: false });
  const secrets = base.secrets.map((secret) => secret.reveal());
  const parts = { client, clock: systemClock, redact: createRedactor(secrets) };

  async function bind(name: Name, env: Record<string, string>): Promise<BoundMonitor> {
    const environment = { ...simulator.environment(), ...env };
    const { monitors } = await loadConfig({ env: environment, cwd: '/', file: false });
    const monitor = monitors.find((it) => it.name === name);
    const [bound] = bindMonitors(monitor === undefined ? [] : [{ ...monitor, timeoutMs: TIMEOUT_MS }], parts);
    if (bound === undefined) throw new Error(`no monitor ${name}`);
    return bound;
  }

  return {
    simulator,
    secrets,
    async look(name, behaviour, env = {}) {
      const { probe } = await bind(name, env);
      simulator.set(name, behaviour);
      simulator.clearRequests();
      const look = await probe.look(noSignal());
      const verdict = (await probe.refreshFacts(noSignal())) ?? look;
      return { look, verdict, requests: simulator.requests() };
    },
    async prove(name) {
      const { monitor } = await bind(name, {});
      simulator.set(name, { kind: 'healthy' });
      simulator.clearRequests();
      await proveCredentials([monitor], parts, noSignal());
      return simulator.requests();
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await simulator.stop();
    },
  };
}
