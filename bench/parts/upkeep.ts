import { join } from 'node:path';
import type { Beat } from '../../src/domain/beat.ts';
import { append } from '../../src/storage/append.ts';
import { truncateLog } from '../../src/storage/beat-log.ts';
import { writeBatch } from '../../src/storage/codec/beat-batch.ts';
import { registerMonitors } from '../../src/storage/monitors.ts';
import { openDatabase } from '../../src/storage/open.ts';
import { HOUR_MS } from '../../src/storage/periods.ts';
import { retainMonitor } from '../../src/storage/retain.ts';
import { SEAL_AFTER_MS, sealDue } from '../../src/storage/seal.ts';
import { DEFAULT_RETENTION, openSession, type Session } from '../../src/storage/session.ts';
import { folder } from '../bench-folder.ts';
import type { Figure } from '../figure.ts';

const MONITORS = 10_000;
const INTERVAL_MS = 10_000;
const HOUR_FROM_MS = Math.floor(1_795_560_000_000 / HOUR_MS) * HOUR_MS;
const DUE_MS = HOUR_FROM_MS + HOUR_MS + SEAL_AFTER_MS;

/** What an hour of 10,000 monitors at 10 s costs once it is over: sealing it, rolling it up, forgetting what is old. */
export async function upkeep(): Promise<Figure[]> {
  const { database } = await openDatabase({ kind: 'sqlite', folder: join(folder, 'upkeep') }, 'bench');
  const session = await openSession(database, DEFAULT_RETENTION);
  const names = Array.from({ length: MONITORS }, (_, i) => `m-${i}`);
  const ids = await registerMonitors(session, { names });
  const appending = await cpuSecondsOf(() => appendHour(session, ids));
  const keeping = await cpuSecondsOf(async () => {
    while (await sealDue(session, DUE_MS, 10));
    while (await truncateLog(session, 200));
    for (const id of ids) await retainMonitor(session, id, DUE_MS);
  });
  await database.close();
  const share = (seconds: number) => `${((seconds / 3_600) * 100).toFixed(2)} %`;
  return [
    {
      name: 'roll-up and retention, 10,000 monitors at 10 s',
      value: `${share(keeping)} of a core`,
      baseline: `${share(appending)} (writing the looks themselves)`,
      bar: '<= 10 % of a core',
      met: keeping / 3_600 <= 0.1,
    },
  ];
}

async function appendHour(session: Session, ids: readonly number[]): Promise<void> {
  for (let atMs = HOUR_FROM_MS; atMs < HOUR_FROM_MS + HOUR_MS; atMs += INTERVAL_MS) {
    const beats = ids.map((monitorId) => ({
      monitorId,
      beat: beatOf(monitorId, atMs + (monitorId % INTERVAL_MS)),
    }));
    const nothing = { details: [], states: [], incidents: [] };
    await append(session, { beats: writeBatch(beats), ...nothing, durability: 'crash' });
  }
}

function beatOf(seed: number, startedAtMs: number): Beat {
  const latencyMs = 100 + ((seed * 31 + startedAtMs / INTERVAL_MS) % 80);
  return {
    startedAtMs,
    status: 'healthy',
    reason: 'ok',
    fault: null,
    latencyMs,
    phases: null,
    holdsMs: 20_000,
  };
}

async function cpuSecondsOf(run: () => Promise<void>): Promise<number> {
  const from = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
}
