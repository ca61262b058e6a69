import type { AnyProbeDefinition } from '../../probes/define-probe.ts';
import { requestWithoutCredential } from './without-credential.ts';

/** What a bad look looked at. */
export interface ExperimentTarget {
  /** The provider's type, or the origin of a check: what the experiments of several monitors are shared by. */
  readonly key: string;
  readonly definition: AnyProbeDefinition;
  /** Parsed by the definition's schema. */
  readonly options: unknown;
  /** Where the look goes: an http or https URL. Null when the options name none. */
  readonly origin: string | null;
}

/** The target of a monitor that is set up. */
export function experimentTarget(definition: AnyProbeDefinition, options: unknown): ExperimentTarget {
  const origin = originOf(requestWithoutCredential(definition, options)?.url) ?? originAmong(options);
  const key = definition.kind === 'provider' ? definition.type : (origin ?? definition.type);
  return { key, definition, options, origin };
}

// By these options the probes name their address.
const ADDRESS_OPTIONS = ['url', 'apiBase'] as const;

function originAmong(options: unknown): string | null {
  if (typeof options !== 'object' || options === null) return null;
  const given: Readonly<Record<string, unknown>> = { ...options };
  return ADDRESS_OPTIONS.map((option) => originOf(given[option])).find((origin) => origin !== null) ?? null;
}

function originOf(address: unknown): string | null {
  const url = typeof address === 'string' ? URL.parse(address) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url.origin : null;
}
