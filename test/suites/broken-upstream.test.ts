import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/domain/verdict.ts';
import { systemClock } from '../../src/lib/time.ts';
import type { AnyProbeDefinition } from '../../src/probes/define-probe.ts';
import { PROBES } from '../../src/probes/registry.gen.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { noSignal, testProbe } from '../support/bound-probe.ts';
import { type ScriptedServer, scriptedServer } from '../support/scripted-server.ts';
import { type Hostility, hostileServer } from './broken-upstream.ts';
import { HOSTILITIES } from './hostilities.ts';

const TIMEOUT_MS = 400;
// A deadline that only a defect reaches, where the verdict is to come from something else.
const LONG_TIMEOUT_MS = 8_000;
// What a busy machine may need on top; a look that waits for ever would still be caught.
const SLACK_MS = 2_500;

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => unhandled.push(reason);
const simulator = createSimulator({ clock: systemClock, latencyMs: 0 });
let elsewhere: ScriptedServer;

beforeAll(async () => {
  process.on('unhandledRejection', onUnhandled);
  elsewhere = await scriptedServer(() => ({ body: {} }));
  await simulator.start();
});
afterAll(async () => {
  await simulator.stop();
  process.off('unhandledRejection', onUnhandled);
  await elsewhere[Symbol.asyncDispose]();
});

/** A value that no net of token shapes knows, so that only the net of configured values can catch it. */
function plantedSecret(type: string, option: string): string {
  return `planted/${type}+${option}=7f3a9c`;
}

/**
 * The fewest options that make a probe ask `base` and nobody else. Made from what the probe says of its variables, so
 * that a new provider passes this suite without a word here; a check is described below.
 */
function optionsOf({ type, variables }: AnyProbeDefinition, base: string): Record<string, unknown> {
  const check = CHECKS[type];
  if (check !== undefined) return check(base);
  const options: Record<string, unknown> = {};
  for (const [option, { env, secret, required }] of Object.entries(variables)) {
    if (/_(?:BASE|URL)$/.test(env)) options[option] = base;
    else if (secret) options[option] = plantedSecret(type, option);
    else if (required) options[option] = 'acme';
  }
  return options;
}

const CHECKS: Readonly<Record<string, (base: string) => Record<string, unknown>>> = {
  http: (url) => ({ url, headers: { authorization: `Bearer ${plantedSecret('http', 'header')}` } }),
};

function secretsOf({ type, variables }: AnyProbeDefinition): string[] {
  const options = Object.entries(variables).flatMap(([option, { secret }]) => (secret ? [option] : []));
  return [...options, 'header'].map((option) => plantedSecret(type, option));
}

function isEndless({ endless, provider }: Hostility): boolean {
  return endless === true || provider.reasons.includes('timeout');
}

function expectNone(verdict: Verdict, secrets: readonly string[]): void {
  const text = JSON.stringify(verdict);
  for (const secret of secrets) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(encodeURIComponent(secret));
    expect(text).not.toContain(Buffer.from(secret).toString('base64'));
  }
}

describe.each(PROBES.map((definition) => [definition.type, definition] as const))(
  '%s',
  (_type, definition) => {
    const secrets = secretsOf(definition);

    test.each(HOSTILITIES.map((hostility) => [hostility.name, hostility] as const))(
      'meets %s with a verdict',
      async (_name, hostility) => {
        const before = elsewhere.requests.length;
        await using server = await hostileServer(hostility, elsewhere.url);
        const timeoutMs = isEndless(hostility) ? TIMEOUT_MS : LONG_TIMEOUT_MS;
        await using probe = testProbe(definition, optionsOf(definition, server.url), { timeoutMs, secrets });
        const startedTick = systemClock.tick();
        const verdict = await probe.look(noSignal());
        const tookMs = systemClock.tick() - startedTick;

        const expected = (definition.kind === 'check' ? hostility.check : undefined) ?? hostility.provider;
        expect(expected.reasons).toContain(verdict.reason);
        expect(verdict.status).toBe(verdict.reason === 'ok' ? 'healthy' : expected.status);
        // Who answered is never unknown, and whose answer is measured.
        expect(verdict.latencyMs).toEqual(verdict.status === 'unknown' ? null : expect.any(Number));
        if (verdict.status !== 'unknown') expect(verdict.latencyMs).toBeLessThan(tookMs + 1);
        expect(tookMs).toBeLessThan(timeoutMs + SLACK_MS);
        expect(elsewhere.requests.length).toBe(before);
        expectNone(verdict, secrets);
      },
    );
  },
);

/** What the simulator wants of a provider, asked at another origin. */
function simulated({ variables }: AnyProbeDefinition, origin: string): Record<string, string> {
  const env = simulator.environment();
  const given = Object.entries(variables).flatMap(([option, variable]) => {
    const value = env[variable.env];
    return value === undefined ? [] : [[option, value.replace(simulatorOrigin(), origin)]];
  });
  return Object.fromEntries(given);
}

function simulatorOrigin(): string {
  return new URL(simulator.environment().KORA_VERCEL_API_BASE ?? '').origin;
}

// The others would each take the five seconds that a slow call may last.
const QUICK = HOSTILITIES.filter((hostility) => !isEndless(hostility));
const PROVIDERS = PROBES.filter(({ kind }) => kind === 'provider');
// One for each of its two apps.
const FIRST_ANSWERS: Readonly<Record<string, number>> = { fly: 2 };

describe.each(PROVIDERS.map((definition) => [definition.type, definition] as const))(
  '%s, once it answered well,',
  (type, definition) => {
    test.each(QUICK.map((hostility) => [hostility.name, hostility] as const))(
      'is not made worse by %s in what comes after',
      async (_name, hostility) => {
        const before = elsewhere.requests.length;
        await using server = await hostileServer(hostility, elsewhere.url, {
          url: simulatorOrigin(),
          answers: FIRST_ANSWERS[type] ?? 1,
        });
        const options = simulated(definition, server.url);
        const secrets = Object.entries(definition.variables).flatMap(([option, { secret }]) =>
          secret ? [options[option] ?? ''] : [],
        );
        await using probe = testProbe(definition, options, { secrets, timeoutMs: LONG_TIMEOUT_MS });
        const look = await probe.look(noSignal());
        const verdict = (await probe.refreshFacts(noSignal())) ?? look;
        expect(look).toMatchObject({ status: 'healthy', reason: 'ok', error: null });
        expect(verdict).toMatchObject({ status: 'healthy', reason: 'ok', latencyMs: look.latencyMs });
        expect(elsewhere.requests.length).toBe(before);
        expectNone(verdict, secrets);
      },
    );
  },
);

test('nothing of all this was left unhandled', () => {
  expect(unhandled).toEqual([]);
});
