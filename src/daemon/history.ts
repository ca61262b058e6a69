import type { KoraConfig } from '../config/config.ts';
import type { Logger } from '../lib/log.ts';
import type { Clock } from '../lib/time.ts';
import { type HistoryKeeper, Keeper } from '../recording/keeper.ts';
import type { Recorder } from '../recording/record-verdict.ts';
import type { StoreLocation } from '../storage/dialect.ts';
import { createStore, type Store } from '../storage/store.ts';

export interface HistoryParts {
  readonly config: KoraConfig;
  readonly clock: Clock;
  readonly log: Logger;
  readonly recorder: () => Recorder;
  readonly onStatus: () => void;
}

/** The store and what keeps it filled. */
export interface History {
  readonly store: Store;
  readonly keeper: HistoryKeeper;
}

// The strips of the first page are full at once after a restart; with thousands of monitors that would cost too much.
const BEATS_FOR_FEW = 96;
const BEATS_FOR_MANY = 10;
const FEW = 1_000;

export function createHistory({ config, clock, log, recorder, onStatus }: HistoryParts): History {
  const location = locate(config.storage);
  const store = createStore({
    location,
    retention: config.storage.retention,
    onHousekeepingError: (problem) => log.error({ problem }, 'store.housekeeping_failed'),
  });
  const names = config.monitors.map(({ name }) => name);
  const keeper = new Keeper({
    store,
    kind: location.kind,
    clock,
    log,
    names,
    beatsRestored: names.length <= FEW ? BEATS_FOR_FEW : BEATS_FOR_MANY,
    onRestored: (restored, held) => recorder().resume(restored, held),
    onStatus,
  });
  return { store, keeper };
}

function locate({ databaseUrl, folder }: KoraConfig['storage']): StoreLocation {
  return databaseUrl === null ? { kind: 'sqlite', folder } : { kind: 'postgres', url: databaseUrl.reveal() };
}
