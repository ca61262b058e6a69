import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Beat } from '../src/domain/beat.ts';
import { DEFAULT_DAMPING, judge, UNJUDGED } from '../src/domain/transition.ts';
import { append } from '../src/storage/append.ts';
import { truncateLog } from '../src/storage/beat-log.ts';
import { writeBatch } from '../src/storage/codec/beat-batch.ts';
import type { IncidentChange } from '../src/storage/incidents.ts';
import { registerMonitors } from '../src/storage/monitors.ts';
import { sealDue } from '../src/storage/seal.ts';
import type { Session } from '../src/storage/session.ts';
import { openStoreAt } from '../test/support/stores.ts';
import { tellHistory } from '../test/support/told-history.ts';

/**
 * `node scripts/store-fixture.ts`: makes a small store of this very schema in `test/fixtures/stores/`, named by its last
 * migration, and beside it what is told of it. Run it before a migration is added, and commit both files; they are never made
 * anew, since every later version has to open them (`test/suites/earlier-stores.test.ts`).
 */
const FOLDER = join(import.meta.dirname, '../test/fixtures/stores');
const MIGRATIONS = join(import.meta.dirname, '../src/storage/migrations');
const HOUR_MS = 3_600_000;
const EVERY_MS = 300_000;
/** 2026-11-20 00:00 UTC. */
const START_MS = 1_795_132_800_000;
const NOW_MS = START_MS + 74.5 * HOUR_MS;
// Two hours that are long over, and the last ones, of which the log still holds the end.
const SPANS = [
  [START_MS + 10.2 * HOUR_MS, START_MS + 12.2 * HOUR_MS],
  [NOW_MS - 2 * HOUR_MS, NOW_MS],
] as const;
const NAMES = ['checkout', 'search'] as const;

function looks(monitor: number): Beat[] {
  return SPANS.flatMap(([fromMs, toMs]) => {
    const count = Math.floor((toMs - fromMs) / EVERY_MS);
    return Array.from({ length: count }, (_, i) => look(fromMs + i * EVERY_MS + monitor * 137 + (i % 7), i));
  });
}

function look(startedAtMs: number, i: number): Beat {
  const holdsMs = EVERY_MS + 10_000;
  if (i % 8 >= 5)
    return {
      ...{ startedAtMs, status: 'unhealthy', reason: 'http_server_error', fault: 'provider' },
      ...{ latencyMs: i % 2 === 0 ? null : 31, phases: null, holdsMs },
    };
  if (i % 8 === 4)
    return {
      ...{ startedAtMs, status: 'unknown', reason: 'timeout', fault: null },
      ...{ latencyMs: null, phases: null, holdsMs },
    };
  const phases = {
    dnsMs: 0.5,
    connectMs: null,
    tlsMs: i % 3 === 0 ? 12.3 : null,
    firstByteMs: 80.1,
    bodyMs: 0.2,
  };
  return {
    ...{ startedAtMs, status: 'healthy', reason: 'ok', fault: null },
    ...{ latencyMs: 80 + ((i * 31) % 90), phases, holdsMs },
  };
}

async function fill(session: Session): Promise<void> {
  const ids = await registerMonitors(session, { names: NAMES });
  for (const [i, monitorId] of ids.entries()) {
    const beats = looks(i);
    const judged = beats.reduce(
      (state, beat) => judge(state, { ...beat, why: 'It answered.' }, DEFAULT_DAMPING).state,
      UNJUDGED,
    );
    await append(session, {
      beats: writeBatch(beats.map((beat) => ({ monitorId, beat }))),
      details: beats.flatMap(({ startedAtMs: atMs, status }, at) =>
        status === beats[at - 1]?.status
          ? []
          : [
              {
                monitorId,
                atMs,
                error: status === 'healthy' ? null : 'HTTP 503',
                details: `{"build":${at}}`,
              },
            ],
      ),
      states: [{ monitorId, state: JSON.stringify(judged) }],
      incidents: incidentsOf(monitorId, NAMES[i] ?? ''),
      durability: 'power',
    });
  }
  await append(session, { beats: null, details: [], states: [], incidents: own(), durability: 'power' });
  while (await sealDue(session, NOW_MS - HOUR_MS, 10));
  while (await truncateLog(session, 10));
}

function incidentsOf(monitorId: number, name: string): IncidentChange[] {
  return SPANS.map(([startedAtMs], i) => change(name, monitorId, startedAtMs, i === 0 ? 600_000 : null));
}

function own(): IncidentChange[] {
  return [change('kora', null, SPANS[0][0] + HOUR_MS, 60_000)];
}

function change(
  name: string,
  monitorId: number | null,
  startedAtMs: number,
  lastedMs: number | null,
): IncidentChange {
  const id = `${name}-${startedAtMs.toString(36)}`;
  const endedAtMs = lastedMs === null ? null : startedAtMs + lastedMs;
  const opened = { kind: 'opened', atMs: startedAtMs, text: 'It failed.' } as const;
  const closed = { kind: 'closed', atMs: endedAtMs ?? 0, text: 'It works again.' } as const;
  const events = endedAtMs === null ? [opened] : [opened, closed];
  return {
    incident: {
      ...{ id, monitorId, startedAtMs, endedAtMs, worst: 'unhealthy', reason: 'http_server_error' },
      ...{ fault: 'provider', why: 'It failed on its own side (HTTP 503).', flapping: false },
      evidence: null,
    },
    events: events.map((event) => ({
      ...event,
      ...{ key: `${id}:${event.kind}`, status: 'unhealthy' as const, reason: 'http_server_error' as const },
    })),
  };
}

async function make(name: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kora-fixture-'));
  // Until the last look speaks no more.
  const span = { fromMs: START_MS, toMs: NOW_MS + HOUR_MS };
  const store = await openStoreAt({ kind: 'sqlite', folder });
  await fill(store.session);
  const { monitors, incidents } = await tellHistory(store.session, span);
  await store[Symbol.asyncDispose]();
  copyFileSync(join(folder, 'kora.db'), join(FOLDER, `${name}.db`));
  const told = [span, ...monitors, ...incidents].map((value) => `${JSON.stringify(value)}\n`);
  writeFileSync(join(FOLDER, `${name}.ndjson`), told.join(''));
  rmSync(folder, { recursive: true });
}

const newest = readdirSync(MIGRATIONS).sort().at(-1)?.replace('.ts', '') ?? '';
if (existsSync(join(FOLDER, `${newest}.db`)))
  throw new Error(`${newest}.db is there already, and stays as it is`);
await make(newest);
console.log(`test/fixtures/stores/${newest}.db`);
