import { describe, expect, test } from 'vitest';
import { createLogger } from '../../src/lib/log.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { type CredentialWatch, createCredentialWatch } from '../../src/recording/credential-watch.ts';
import { DEFAULT_RETENTION } from '../../src/storage/session.ts';
import { createStore, type Store } from '../../src/storage/store.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { healthyVerdict } from '../support/kora-server.ts';
import { STORE_KINDS } from '../support/stores.ts';

const T = Date.UTC(2026, 10, 25, 14);
const REJECTED = healthyVerdict({ status: 'unhealthy', reason: 'auth_rejected', error: 'HTTP 401' });

/** A watch over the real store, in its thread, that has read what earlier runs left. */
async function watchOver(store: Store, ids: readonly string[], log: string[] = []): Promise<CredentialWatch> {
  const { promise: isRead, resolve } = Promise.withResolvers<void>();
  const watch = createCredentialWatch({
    clock: createFakeClock(T),
    log: createLogger({
      level: 'warn',
      redact: createRedactor([]),
      readable: false,
      write: (line) => log.push(line),
    }),
    credentials: ids.map((id) => ({
      id,
      looks: [id],
      byLook: { kind: 'a key', expiresAtMs: T + 5 * 86_400_000 },
      introspect: async () => ({ monitor: id, reason: 'timeout', facts: null }),
    })),
    kept: {
      async read(prefix) {
        const kept = await store.call('readKept', { prefix });
        queueMicrotask(resolve);
        return kept;
      },
      write: (entries) => store.call('writeKept', { entries }),
    },
  });
  watch.start();
  await isRead;
  return watch;
}

describe.each(STORE_KINDS)('on $kind', ({ make }) => {
  test('since when a credential is refused, when it last worked and what was warned of outlive a restart', async () => {
    await using place = await make();
    const log: string[] = [];
    const open = async () => {
      const store = createStore({
        location: place.location,
        retention: DEFAULT_RETENTION,
        onHousekeepingError: (problem) => expect.fail(problem),
      });
      await store.open('test');
      return store;
    };
    const ids = ['vercel/token', 'a monitor/with: strange % name'];

    const first = await open();
    const before = await watchOver(first, ids, log);
    for (const id of ids) {
      before.onVerdict(id, healthyVerdict(), T - 1_000);
      before.onVerdict(id, REJECTED, T);
    }
    await before.stop();
    await first.close();
    expect(log).toHaveLength(2);

    const second = await open();
    const after = await watchOver(second, ids, log);
    for (const id of ids) {
      after.onVerdict(id, REJECTED, T + 60_000);
      expect(after.health(id)).toMatchObject({
        lastWorkedAtMs: T - 1_000,
        rejectedSinceMs: T,
        lastTriedAtMs: T + 60_000,
      });
    }
    expect(log).toHaveLength(2);
    await after.stop();
    await second.close();
  });
});
