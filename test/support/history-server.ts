import type { SloConfig } from '../../src/config/config.ts';
import type { Beat } from '../../src/domain/beat.ts';
import type { HttpParts } from '../../src/http/http-parts.ts';
import type { Append } from '../../src/storage/append.ts';
import { writeBatch } from '../../src/storage/codec/beat-batch.ts';
import { DEFAULT_RETENTION } from '../../src/storage/session.ts';
import { createStore, type Store } from '../../src/storage/store.ts';
import type { FakeClock } from './fake-clock.ts';
import { createFakeClock } from './fake-clock.ts';
import { type KoraServer, koraServer } from './kora-server.ts';
import type { StoreKind } from './stores.ts';

export interface HistoryServer extends AsyncDisposable {
  readonly kora: KoraServer;
  readonly clock: FakeClock;
  readonly store: Store;
  /** Stores looks of a monitor, as the daemon would. */
  tell(name: string, beats: readonly Beat[], also?: Partial<Append>): Promise<void>;
  idOf(name: string): number;
}

/** The real server over a real store, in its thread, of either kind. */
export async function historyServer(
  { make }: StoreKind,
  {
    nowMs,
    slos = [],
    parts = {},
  }: {
    readonly nowMs: number;
    readonly slos?: readonly SloConfig[];
    readonly parts?: Partial<HttpParts>;
  },
): Promise<HistoryServer> {
  const names = ['vercel', 'sentry'];
  const place = await make();
  const clock = createFakeClock(nowMs);
  const store = createStore({
    location: place.location,
    retention: DEFAULT_RETENTION,
    onHousekeepingError: (problem) => {
      throw new Error(problem);
    },
  });
  await store.open('test');
  const { monitors } = await store.call('restore', { names, beats: 0 });
  const ids = new Map(names.map((name, i) => [name, monitors[i]?.id ?? 0]));
  const idOf = (name: string) => ids.get(name) ?? 0;
  const status = () => ({
    kind: place.location.kind,
    state: 'ok' as const,
    sinceMs: nowMs,
    problem: null,
    heldBeats: 0,
    lostBeats: 0,
    notices: [],
  });
  const kora = await koraServer({ names, clock, parts: { ...parts, history: { store, slos, status } } });
  return {
    kora,
    clock,
    store,
    idOf,
    async tell(name, beats, also = {}) {
      const batch =
        beats.length === 0 ? null : writeBatch(beats.map((beat) => ({ monitorId: idOf(name), beat })));
      const nothing = { details: [], states: [], incidents: [], durability: 'crash' as const };
      await store.call('append', { ...nothing, beats: batch, ...also });
    },
    async [Symbol.asyncDispose]() {
      await kora.stop();
      await store.close();
      await place[Symbol.asyncDispose]();
    },
  };
}
