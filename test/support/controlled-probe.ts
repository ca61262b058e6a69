import { z } from 'zod';
import {
  type AnyProbeDefinition,
  type Controls,
  defineProbe,
  type ProbeRequest,
} from '../../src/probes/define-probe.ts';

export interface ControlledOptions {
  readonly url: string;
}

/** A probe of which only the control experiments matter: by default the same call without a credential. */
export function controlledProbe(
  controls: Controls<ControlledOptions> = { withoutCredential: ({ url }): ProbeRequest => ({ url }) },
  kind: 'provider' | 'check' = 'check',
): AnyProbeDefinition {
  return defineProbe({
    type: 'controlled',
    kind,
    title: 'Controlled',
    schema: z.strictObject({ url: z.string() }),
    variables: {},
    detailKeys: [],
    credential: () => null,
    look: async () => ({}),
    judge: () => ({ status: 'healthy', why: 'It answered.' }),
    controls,
  });
}
