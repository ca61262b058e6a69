import { describe, expect, test } from 'vitest';
import { createFakeClock, type FakeClock } from '../../test/support/fake-clock.ts';
import { healthyVerdict } from '../../test/support/kora-server.ts';
import { stateOf } from '../domain/credential-health.ts';
import type { Verdict } from '../domain/verdict.ts';
import { createLogger } from '../lib/log.ts';
import { createRedactor } from '../lib/redact.ts';
import type { KeptThings } from './credential-memory.ts';
import {
  type CredentialTelling,
  type CredentialWatch,
  createCredentialWatch,
  type WatchedCredential,
} from './credential-watch.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
const OK = healthyVerdict();
const REJECTED: Verdict = healthyVerdict({ status: 'unhealthy', reason: 'auth_rejected', error: 'HTTP 401' });
const TIMED_OUT: Verdict = healthyVerdict({ status: 'unknown', reason: 'timeout', error: 'timed out' });

interface Shelf extends KeptThings {
  readonly things: Map<string, string>;
  /** How many things were written each time. */
  readonly writes: readonly number[];
  isAway: boolean;
}

function createShelf(): Shelf {
  const things = new Map<string, string>();
  const writes: number[] = [];
  const shelf: Shelf = {
    things,
    writes,
    isAway: false,
    async read(prefix) {
      if (shelf.isAway) throw new Error('away');
      return [...things].map(([key, value]) => ({ key, value })).filter(({ key }) => key.startsWith(prefix));
    },
    async write(entries) {
      if (shelf.isAway) throw new Error('away');
      writes.push(entries.length);
      for (const { key, value } of entries) things.set(key, value);
    },
  };
  return shelf;
}

interface Scene {
  readonly clock: FakeClock;
  readonly shelf: Shelf;
  readonly watch: CredentialWatch;
  /** The ids that the provider was asked about, in order. */
  readonly asked: string[];
  readonly logged: { readonly msg: string; readonly [field: string]: unknown }[];
  saw(verdict: Verdict, name?: string): Promise<void>;
  readonly state: () => string;
}

interface SceneParts {
  readonly clock?: FakeClock;
  readonly shelf?: Shelf;
  readonly credentials?: readonly Partial<WatchedCredential>[];
  readonly tell?: (signal: AbortSignal) => Promise<CredentialTelling>;
}

const NOTHING: CredentialTelling = { monitor: 'fly', reason: 'timeout', facts: null };
const TOLD: CredentialTelling = { monitor: 'fly', reason: 'ok', facts: { owner: 'team a' } };

async function scene(parts: SceneParts = {}): Promise<Scene> {
  const { clock = createFakeClock(), shelf = createShelf(), tell = async () => TOLD } = parts;
  const asked: string[] = [];
  const logged: Scene['logged'] = [];
  const watch = createCredentialWatch({
    clock,
    log: createLogger({
      level: 'debug',
      redact: createRedactor([]),
      readable: false,
      write: (line) => logged.push(JSON.parse(line)),
    }),
    kept: shelf,
    credentials: (parts.credentials ?? [{}]).map((credential) => ({
      id: 'fly/token',
      looks: ['fly'],
      byLook: {},
      introspect: (signal) => {
        asked.push(credential.id ?? 'fly/token');
        return tell(signal);
      },
      ...credential,
    })),
  });
  watch.start();
  await clock.advance(0);
  return {
    clock,
    shelf,
    watch,
    asked,
    logged,
    async saw(verdict, name = 'fly') {
      watch.onVerdict(name, verdict, clock.nowMs());
      await clock.advance(0);
    },
    state: () => stateOf(watch.health('fly/token'), clock.nowMs()),
  };
}

describe('asking the provider', () => {
  test('begins after the first look, and is done again every six hours', async () => {
    const { clock, asked, saw, watch } = await scene();
    expect(asked).toEqual([]);
    await saw(OK);
    expect(asked).toHaveLength(1);
    expect(watch.health('fly/token')).toMatchObject({
      told: { owner: 'team a' },
      checkedAtMs: clock.nowMs(),
    });
    await clock.advance(6 * HOUR_MS - 1);
    await saw(OK);
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    await saw(OK);
    expect(asked).toHaveLength(2);
  });

  test('waits for a look that got as far as the credential', async () => {
    const { asked, saw } = await scene();
    await saw(TIMED_OUT);
    await saw(healthyVerdict({ status: 'degraded', reason: 'rate_limited' }));
    expect(asked).toEqual([]);
    await saw(OK);
    expect(asked).toHaveLength(1);
  });

  test('is done anew when it is refused, and when it works again, at most once a minute', async () => {
    const { clock, asked, saw } = await scene();
    await saw(OK);
    await clock.advance(MINUTE_MS);
    await saw(REJECTED);
    expect(asked).toHaveLength(2);
    await clock.advance(MINUTE_MS - 1);
    await saw(OK);
    expect(asked).toHaveLength(2);
    await saw(REJECTED);
    await clock.advance(1);
    await saw(OK);
    expect(asked).toHaveLength(3);
  });

  test('is tried again after a quarter of an hour when it came to nothing', async () => {
    const { clock, asked, saw, state } = await scene({ tell: async () => NOTHING });
    await saw(OK);
    await clock.advance(15 * MINUTE_MS - 1);
    await saw(OK);
    expect(asked).toHaveLength(1);
    await clock.advance(1);
    await saw(OK);
    expect(asked).toHaveLength(2);
    expect(state()).toBe('working');
  });

  test('goes on one at a time, and ends when the watch does', async () => {
    let ended: unknown;
    const tell = (signal: AbortSignal) =>
      new Promise<CredentialTelling>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          ended = signal.reason;
          reject(signal.reason);
        });
      });
    const { clock, asked, saw, watch, logged } = await scene({ tell });
    await saw(OK);
    await clock.advance(7 * HOUR_MS);
    await saw(OK);
    expect(asked).toHaveLength(1);
    await watch.stop();
    expect(ended).toEqual(new Error('shutting down'));
    expect(logged).toEqual([]);
  });

  test('that fails inside Kora is told in the log and harms nothing', async () => {
    const { saw, state, logged } = await scene({ tell: () => Promise.reject(new Error('broken')) });
    await saw(OK);
    expect(logged.map(({ msg, credential }) => [msg, credential])).toEqual([
      ['credential.check_failed', 'fly/token'],
    ]);
    expect(state()).toBe('working');
  });

  test('says of one that no look is made with whether it serves, and is done again when a verdict raises doubts', async () => {
    let reason: CredentialTelling['reason'] = 'ok';
    const { clock, asked, saw, state } = await scene({
      credentials: [
        {
          looks: [],
          doubt: { monitors: ['supabase'], isRaisedBy: ({ details }) => details.pct === 'unknown' },
        },
      ],
      tell: async () => ({ monitor: 'supabase', reason, facts: reason === 'ok' ? {} : null }),
    });
    expect(state()).toBe('untried');
    await saw(OK, 'supabase');
    expect([asked.length, state()]).toEqual([1, 'working']);
    reason = 'auth_rejected';
    const doubtful = healthyVerdict({ details: { pct: 'unknown' } });
    await saw(doubtful, 'supabase');
    expect(asked).toHaveLength(1);
    await clock.advance(15 * MINUTE_MS);
    await saw(healthyVerdict({ details: { pct: 4 } }), 'supabase');
    expect(asked).toHaveLength(1);
    await saw(doubtful, 'supabase');
    expect([asked.length, state()]).toEqual([2, 'rejected']);
  });
});

describe('what is kept', () => {
  test('says after a restart since when it is refused, and when it last worked', async () => {
    const tell = async () => NOTHING;
    const first = await scene({ tell });
    await first.saw(OK);
    const workedAtMs = first.clock.nowMs();
    await first.clock.advance(5 * MINUTE_MS);
    await first.saw(REJECTED);
    const rejectedAtMs = first.clock.nowMs();
    await first.clock.advance(5 * MINUTE_MS);
    await first.saw(REJECTED);
    await first.watch.stop();

    const clock = createFakeClock(first.clock.nowMs() + HOUR_MS);
    const second = await scene({ shelf: first.shelf, clock, tell });
    expect(second.state()).toBe('rejected');
    await second.saw(REJECTED);
    expect(second.watch.health('fly/token')).toMatchObject({
      lastWorkedAtMs: workedAtMs,
      rejectedSinceMs: rejectedAtMs,
    });
  });

  test('is of no concern to another credential in its place', async () => {
    const first = await scene({ credentials: [{ byLook: { kind: 'old key', expiresAtMs: null } }] });
    await first.saw(REJECTED);
    await first.watch.stop();
    const second = await scene({ shelf: first.shelf, credentials: [{ byLook: { kind: 'new key' } }] });
    expect(second.state()).toBe('untried');
  });

  test('forgets that a monitor lacks something when that monitor is gone', async () => {
    const tell = async () => NOTHING;
    const first = await scene({ tell, credentials: [{ looks: ['fly', 'old'] }] });
    const denied = healthyVerdict({ status: 'unhealthy', reason: 'permission_denied', error: 'HTTP 403' });
    await first.saw(denied);
    await first.saw(denied, 'old');
    await first.watch.stop();
    const second = await scene({ shelf: first.shelf, tell });
    expect(second.watch.health('fly/token').lacking).toEqual(['fly']);
  });

  test('is written within a second when it is news, and else once a minute', async () => {
    const { clock, shelf, saw } = await scene();
    await saw(OK);
    await clock.advance(1_000);
    expect(shelf.writes).toEqual([1]);
    for (let i = 0; i < 12; i += 1) {
      await saw(OK);
      await clock.advance(5_000);
    }
    expect(shelf.writes).toEqual([1, 1]);
    await saw(REJECTED);
    await clock.advance(1_000);
    expect(shelf.writes).toEqual([1, 1, 1]);
  });

  test('is written together for all', async () => {
    const { clock, shelf, saw } = await scene({ credentials: [{}, { id: 'b/token', looks: ['b'] }] });
    await saw(OK);
    await saw(OK, 'b');
    await clock.advance(1_000);
    expect(shelf.writes).toEqual([2]);
    expect([...shelf.things.keys()]).toEqual(['credential/fly/token', 'credential/b/token']);
  });

  test('waits for a store that is away, and is not written over before it was read', async () => {
    const [shelf, tell] = [createShelf(), async () => NOTHING];
    const first = await scene({ shelf, tell });
    await first.saw(REJECTED);
    await first.watch.stop();
    const rejectedAtMs = first.clock.nowMs();

    shelf.isAway = true;
    const second = await scene({ shelf, tell, clock: createFakeClock(rejectedAtMs + HOUR_MS) });
    await second.saw(REJECTED);
    await second.clock.advance(2 * MINUTE_MS);
    expect(second.watch.health('fly/token').rejectedSinceMs).toBe(rejectedAtMs + HOUR_MS);
    shelf.isAway = false;
    await second.clock.advance(MINUTE_MS);
    expect(second.watch.health('fly/token').rejectedSinceMs).toBe(rejectedAtMs);
    expect(JSON.parse(shelf.things.get('credential/fly/token') ?? '').health.rejectedSinceMs).toBe(
      rejectedAtMs,
    );
  });

  test('is tried again when the store did not take it', async () => {
    const { clock, shelf, saw } = await scene();
    shelf.isAway = true;
    await saw(OK);
    await clock.advance(1_000);
    shelf.isAway = false;
    await clock.advance(MINUTE_MS);
    expect(shelf.writes).toEqual([1]);
  });

  test.each(['', '{', '{"health":{}}', '[]', 'null'])('that is broken (%j) is left out', async (value) => {
    const shelf = createShelf();
    shelf.things.set('credential/fly/token', value);
    const { state } = await scene({ shelf });
    expect(state()).toBe('untried');
  });

  test('does not hold up the end when the store hangs', async () => {
    const { clock, saw, watch, shelf } = await scene();
    await saw(OK);
    Object.assign(shelf, { write: () => new Promise(() => {}) });
    let isStopped = false;
    const stopped = watch.stop().then(() => {
      isStopped = true;
    });
    await clock.advance(999);
    expect(isStopped).toBe(false);
    await clock.advance(1);
    await stopped;
    expect(isStopped).toBe(true);
  });
});

describe('its end', () => {
  const endingIn = (days: number, clock: FakeClock) => ({
    clock,
    credentials: [{ byLook: { expiresAtMs: clock.nowMs() + days * DAY_MS } }],
  });
  const levels = ({ logged }: Scene) => logged.map(({ msg, level, ...line }) => [msg, line.within]);

  test('is warned of once at each level', async () => {
    const clock = createFakeClock();
    const it = await scene(endingIn(40, clock));
    for (let day = 0; day < 42; day += 1) {
      await it.saw(OK);
      await clock.advance(DAY_MS / 2);
      await it.saw(OK);
      await clock.advance(DAY_MS / 2);
    }
    expect(levels(it)).toEqual([
      ['credential.expires_soon', '30_days'],
      ['credential.expires_soon', '14_days'],
      ['credential.expires_soon', '7_days'],
      ['credential.expires_soon', '1_day'],
      ['credential.expired', 'expired'],
    ]);
  });

  test('is not warned of again after a restart', async () => {
    const clock = createFakeClock();
    const first = await scene(endingIn(10, clock));
    await first.saw(OK);
    await first.watch.stop();
    expect(levels(first)).toHaveLength(1);
    const second = await scene({ ...endingIn(10, clock), shelf: first.shelf });
    await second.saw(OK);
    expect(levels(second)).toEqual([]);
  });

  test('is warned of although the store is away', async () => {
    const clock = createFakeClock();
    const shelf = createShelf();
    shelf.isAway = true;
    const it = await scene({ ...endingIn(10, clock), shelf });
    await it.saw(OK);
    expect(levels(it)).toEqual([]);
    await clock.advance(MINUTE_MS);
    await it.saw(OK);
    expect(levels(it)).toEqual([['credential.expires_soon', '14_days']]);
  });
});

test('a credential that is not watched is a defect', async () => {
  const { watch } = await scene();
  expect(() => watch.health('nobody/token')).toThrow('nobody/token');
});
