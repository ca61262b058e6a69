// Written by `npm run gen` from the folders beside it. Do not edit.
import type { AnyProbeDefinition } from './define-probe.ts';

/** Every probe that Kora has, by folder. */
export const PROBES: readonly AnyProbeDefinition[] = [];
