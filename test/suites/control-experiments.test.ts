import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createExperiments,
  type ExperimentsParts,
} from '../../src/attribution/experiments/run-experiments.ts';
import { experimentTarget } from '../../src/attribution/experiments/target.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Reason } from '../../src/contracts/status.ts';
import { parseSentinel } from '../../src/domain/sentinel.ts';
import { createHttpClient } from '../../src/lib/http-client.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { systemClock } from '../../src/lib/time.ts';
import type { Behaviour } from '../../src/simulator/behaviour.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { noSignal } from '../support/bound-probe.ts';
import { NAMES, type Name } from './simulated-providers.support.ts';

const simulator = createSimulator({ clock: systemClock, latencyMs: 0, enforceQuotas: false });
const client = createHttpClient(systemClock);
let env: Record<string, string> = {};

beforeAll(async () => {
  await simulator.start();
  env = simulator.environment();
});
afterAll(async () => {
  await client.close();
  await simulator.stop();
});

/** The outcomes, by experiment, of fresh experiments with the provider's own definition. */
async function outcomes(name: Name, reason: Reason, parts: Partial<ExperimentsParts> = {}) {
  const { monitors, secrets } = await loadConfig({ env, cwd: '/', file: false });
  const monitor = monitors.find((it) => it.name === name);
  if (monitor === undefined) throw new Error(`no monitor ${name}`);
  const experiments = createExperiments({
    client,
    clock: systemClock,
    redact: createRedactor(secrets.map((secret) => secret.reveal())),
    sentinels: (env.KORA_EGRESS_SENTINELS ?? '')
      .split(',')
      .map(parseSentinel)
      .filter((it) => it !== null),
    sentinelsByHand: true,
    resolvers: [],
    isOffline: true,
    systemLookup: () => Promise.reject(new Error('nobody is asked')),
    ...parts,
  });
  simulator.clearRequests();
  const rows = await experiments.run(
    experimentTarget(monitor.definition, monitor.options),
    { reason, badSinceMs: 0 },
    noSignal(),
  );
  return Object.fromEntries(rows.map(({ experiment, outcome }) => [experiment, outcome]));
}

describe.each(NAMES)('%s', (name) => {
  test('refuses the call without a credential, which carries none', async () => {
    simulator.set(name, { kind: 'healthy' });
    expect(await outcomes(name, 'auth_rejected')).toEqual({ without_credential: 'refused' });
    expect(simulator.requests()).toMatchObject([
      { provider: name, method: 'GET', authenticated: false, credentialHeaders: [] },
    ]);
    expect(JSON.stringify(simulator.requests())).not.toContain('***');
  });

  test.each<[Behaviour, string]>([
    [{ kind: 'unauthorized' }, 'refused'],
    [{ kind: 'rate_limited' }, 'refused'],
    [{ kind: 'server_error', status: 503 }, 'failed'],
    [{ kind: 'html_200' }, 'strange'],
    [{ kind: 'redirect_elsewhere', url: 'http://127.0.0.1:1/' }, 'strange'],
    [{ kind: 'reset' }, 'unreachable'],
  ])('as %o gives %s', async (behaviour, outcome) => {
    simulator.set(name, behaviour);
    expect(await outcomes(name, 'http_server_error')).toEqual({
      without_credential: outcome,
      egress: 'reachable',
    });
    simulator.set(name, { kind: 'healthy' });
  });

  test('behind a lost network, and behind one that wants a sign-in', async () => {
    simulator.setNetwork('lost');
    expect(await outcomes(name, 'connection_reset')).toEqual({
      without_credential: 'unreachable',
      egress: 'unreachable',
    });
    simulator.setNetwork('intercepted');
    expect(await outcomes(name, 'unexpected_body')).toEqual({
      without_credential: 'strange',
      egress: 'intercepted',
    });
    simulator.setNetwork('there');
  });
});
