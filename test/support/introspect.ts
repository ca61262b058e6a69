import { createHttpClient } from '../../src/lib/http-client.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { systemClock } from '../../src/lib/time.ts';
import type { AnyProbeDefinition, CredentialReport } from '../../src/probes/define-probe.ts';
import { type Failed, runProbe } from '../../src/probes/run-probe.ts';
import { noSignal } from './bound-probe.ts';

/** What a provider tells about the credential, or how it failed to. */
export async function introspect(
  definition: AnyProbeDefinition,
  given: Record<string, unknown>,
): Promise<CredentialReport | Failed> {
  const options: unknown = definition.schema.parse(given);
  const client = createHttpClient(systemClock);
  let report: CredentialReport = {};
  try {
    const sighting = await runProbe({
      client,
      clock: systemClock,
      redact: createRedactor([]),
      deadlineMs: 2_000,
      signal: noSignal(),
      explain: (answer) => definition.explain?.(options, answer) ?? null,
      async run(context) {
        report = (await definition.introspect?.(options, context)) ?? {};
        return {};
      },
    });
    return sighting.answered ? report : sighting;
  } finally {
    await client.close();
  }
}
