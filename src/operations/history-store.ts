import { KoraError } from '../lib/errors.ts';
import type { Clock } from '../lib/time.ts';
import type { OperationArgument, OperationName, OperationResult } from '../storage/operations.ts';
import { type Store, StoreError } from '../storage/store.ts';

/** What operations that tell of the past need. */
export interface HistorySources {
  readonly store: Pick<Store, 'call'>;
  readonly clock: Clock;
}

/** Asks the store; a store that is away is `store_unavailable`, not a defect. */
export async function askStore<Name extends OperationName>(
  { store }: HistorySources,
  name: Name,
  argument: OperationArgument<Name>,
): Promise<OperationResult<Name>> {
  try {
    return await store.call(name, argument);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new KoraError('store_unavailable', 'the history is not to be had now; looking goes on', {
      cause: error,
    });
  }
}
