import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { START_MS } from '../support/beats.ts';
import { type Cut, type CuttingProxy, cuttingProxy } from '../support/cutting-proxy.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { healthyVerdict } from '../support/kora-server.ts';
import { type PostgresServer, startPostgres } from '../support/postgres-server.ts';
import { type Recording, record } from '../support/recording.ts';
import { STORE_KINDS, type StorePlace } from '../support/stores.ts';

const MINUTE_MS = 60_000;
const good = healthyVerdict();
const bad = { ...good, status: 'unhealthy', reason: 'http_server_error', error: 'HTTP 503' } as const;

function recordAt(url: string, clock: FakeClock): Recording {
  const recording = record({ location: { kind: 'postgres', url }, clock, names: ['it'] });
  recording.keeper.start();
  return recording;
}

/** Looks once a minute, whether or not the store is there; gives when they began. */
async function look({ recorder }: Recording, clock: FakeClock, verdicts: readonly (typeof good)[]) {
  const starts: number[] = [];
  for (const verdict of verdicts) {
    starts.push(clock.nowMs());
    recorder.record('it', verdict);
    await recorder.settled('it');
    await clock.advance(MINUTE_MS);
  }
  return starts;
}

async function becomes({ keeper }: Recording, state: string): Promise<void> {
  await expect.poll(() => keeper.status().state).toBe(state);
}

/** The store is tried again until it is there. */
async function recovers({ keeper }: Recording, clock: FakeClock): Promise<void> {
  await expect
    .poll(async () => {
      await clock.advance(30_000);
      return keeper.status();
    })
    .toMatchObject({ state: 'ok', problem: null, heldBeats: 0, lostBeats: 0 });
}

async function told({ store }: Recording) {
  const wanted = { name: 'it', fromMs: 0, beforeMs: Number.MAX_SAFE_INTEGER, limit: 10_000 };
  const beats = (await store.call('newestBeats', wanted)).map(({ startedAtMs }) => startedAtMs).reverse();
  const page = { state: null, monitor: null, fromMs: null, toMs: null, after: null, limit: 100 };
  const incidents = await store.call('listIncidents', page);
  const details = await Promise.all(
    incidents.map(async ({ incident: { id } }) => (await store.call('getIncident', { id }))?.events ?? []),
  );
  return { beats, events: details.map((events) => events.map(({ kind }) => kind)) };
}

describe('a connection that is cut', () => {
  let place: StorePlace;
  beforeAll(async () => {
    const kind = STORE_KINDS.find((each) => each.kind === 'postgres');
    if (kind === undefined) throw new Error('no kind of store is Postgres');
    place = await kind.make();
  });
  afterAll(() => place?.[Symbol.asyncDispose]());

  test.each<Cut>(['before', 'after'])(
    '%s a commit is done loses no look and stores none twice',
    async (cut) => {
      if (place.location.kind !== 'postgres') throw new Error('it is no Postgres');
      const clock = createFakeClock(START_MS + (cut === 'before' ? 0 : 86_400_000));
      await using proxy: CuttingProxy = await cuttingProxy(place.location.url);
      await using recording = recordAt(proxy.url, clock);
      await becomes(recording, 'ok');
      const before = (await told(recording)).beats;
      const starts = await look(recording, clock, [good, good]);
      proxy.cutAtCommit(cut);
      starts.push(...(await look(recording, clock, [bad, bad, bad])));
      await recovers(recording, clock);
      expect(proxy.cuts).toBe(1);
      const { beats, events } = await told(recording);
      expect(beats).toEqual([...before, ...starts]);
      // The incident of the run before was closed by the good looks of this one.
      expect(events[0]).toEqual(['opened']);
    },
  );
});

describe('a Postgres of its own', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    const started = await startPostgres();
    if (started === null) throw new Error('there is no Postgres here: `npm ci` brings one for Linux');
    server = started;
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  test('that is not there at the start is waited for; the looks of that time are stored once', async () => {
    await server.kill();
    const clock = createFakeClock(START_MS);
    await using recording = recordAt(server.url, clock);
    await becomes(recording, 'failing');
    expect(recording.keeper.status().problem).toBe(
      'Postgres does not answer: check KORA_DATABASE_URL, and that the server runs',
    );
    const starts = await look(recording, clock, [good, bad, bad, bad]);
    expect(recording.board.entry('it')?.state?.verdict.status).toBe('unhealthy');
    expect(recording.told).toHaveLength(1);
    await server.start();
    await recovers(recording, clock);
    expect(await told(recording)).toEqual({ beats: starts, events: [['opened']] });
    expect(recording.told).toHaveLength(1);
  });

  test('that stops while looks are stored is missed, and given all of them when it is back', async () => {
    const clock = createFakeClock(START_MS + 3_600_000);
    await using recording = recordAt(server.url, clock);
    await becomes(recording, 'ok');
    const before = (await told(recording)).beats;
    const starts = await look(recording, clock, [good, good, bad]);
    await server.kill();
    starts.push(...(await look(recording, clock, [bad, bad, good, good, good])));
    await expect
      .poll(async () => {
        await clock.advance(MINUTE_MS);
        return recording.keeper.status().problem;
      })
      .toMatch(/^Postgres does not answer/);
    await server.start();
    await recovers(recording, clock);
    const { beats, events } = await told(recording);
    expect(beats).toEqual([...before, ...starts]);
    expect(events.flat().filter((kind) => kind === 'opened').length).toBe(events.length);
    expect(recording.logged.filter((line) => line.includes('store.recovered'))).toHaveLength(1);
  });
});
