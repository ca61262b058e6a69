import { createGates } from '../../src/lib/gate.ts';
import { createHttpClient } from '../../src/lib/http-client.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { type Clock, systemClock } from '../../src/lib/time.ts';
import { type BoundProbe, bindProbe } from '../../src/probes/bind-probe.ts';
import type { AnyProbeDefinition } from '../../src/probes/define-probe.ts';
import type { Meter } from '../../src/probes/meter.ts';

export interface TestProbe extends BoundProbe, AsyncDisposable {}

export interface TestProbeExtra {
  readonly timeoutMs?: number;
  readonly secrets?: readonly string[];
  readonly clock?: Clock;
  readonly meter?: Meter;
}

/** A real probe with real options (as kora.yaml would give them), over real sockets. Use with `await using`. */
export function testProbe(
  definition: AnyProbeDefinition,
  options: Record<string, unknown>,
  extra: TestProbeExtra = {},
): TestProbe {
  const clock = extra.clock ?? systemClock;
  const client = createHttpClient(clock);
  const gateOf = createGates();
  const bound = bindProbe({
    definition,
    options: definition.schema.parse(options),
    timeoutMs: extra.timeoutMs ?? 2_000,
    client,
    clock,
    redact: createRedactor(extra.secrets ?? []),
    gateOf: (credential) => gateOf(credential.reveal()),
    ...(extra.meter === undefined ? {} : { meter: extra.meter }),
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
