import { createGate } from '../../src/lib/gate.ts';
import { createHttpClient } from '../../src/lib/http-client.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { type Clock, systemClock } from '../../src/lib/time.ts';
import { type BoundProbe, bindProbe } from '../../src/probes/bind-probe.ts';
import type { AnyProbeDefinition, CredentialReport } from '../../src/probes/define-probe.ts';
import { runProbe } from '../../src/probes/run-probe.ts';

export interface TestProbe extends BoundProbe, AsyncDisposable {}

export interface TestProbeExtra {
  readonly timeoutMs?: number;
  readonly secrets?: readonly string[];
  readonly clock?: Clock;
}

/** A real probe with real options (as kora.yaml would give them), over real sockets. Use with `await using`. */
export function testProbe(
  definition: AnyProbeDefinition,
  options: Record<string, unknown>,
  extra: TestProbeExtra = {},
): TestProbe {
  const clock = extra.clock ?? systemClock;
  const client = createHttpClient(clock);
  const bound = bindProbe({
    definition,
    options: definition.schema.parse(options),
    timeoutMs: extra.timeoutMs ?? 2_000,
    client,
    clock,
    redact: createRedactor(extra.secrets ?? []),
    gate: createGate(),
  });
  return {
    ...bound,
    async [Symbol.asyncDispose]() {
      await client.close();
    },
  };
}

/** A signal that never aborts. */
export function noSignal(): AbortSignal {
  return new AbortController().signal;
}

/** What a provider tells of the credential, over real sockets; the verdict's reason when it refuses. */
export async function introspected(definition: AnyProbeDefinition, raw: Record<string, unknown>) {
  const options = definition.schema.parse(raw);
  const client = createHttpClient(systemClock);
  let report: CredentialReport | undefined;
  const sighting = await runProbe({
    client,
    clock: systemClock,
    redact: (text) => text,
    deadlineMs: 2_000,
    signal: noSignal(),
    explain: (answer) => definition.explain?.(options, answer) ?? null,
    async run(context) {
      report = await definition.introspect?.(options, context);
      return {};
    },
  });
  await client.close();
  return sighting.answered ? report : sighting.reason;
}
