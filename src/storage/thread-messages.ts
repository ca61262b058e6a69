import type { StoreLocation, StoreNotice } from './dialect.ts';
import type { OperationName } from './operations.ts';
import type { Retention } from './session.ts';

/** What the store's thread is started with. */
export interface ThreadStart {
  readonly location: StoreLocation;
  readonly retention: Retention;
}

export type ThreadRequest =
  | { readonly id: number; readonly do: 'open' | 'close'; readonly stamp: string }
  | { readonly id: number; readonly do: OperationName; readonly argument: unknown };

export type ThreadAnswer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: ThreadFailure }
  /** A step of housekeeping failed; the next one is tried all the same. */
  | { readonly housekeepingFailed: ThreadFailure };

export interface ThreadFailure {
  /** Of a `KoraError`; null when the store itself has a problem, or for a defect. */
  readonly code: string | null;
  readonly message: string;
  /** Whether the store has to be opened anew before anything else can be done with it. */
  readonly isBroken: boolean;
}

/** What `open` answers. */
export interface Opened {
  readonly kind: StoreLocation['kind'];
  readonly notices: readonly StoreNotice[];
}
