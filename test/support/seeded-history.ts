import type { Beat } from '../../src/domain/beat.ts';
import { append, type DetailChange } from '../../src/storage/append.ts';
import { truncateLog } from '../../src/storage/beat-log.ts';
import { writeBatch } from '../../src/storage/codec/beat-batch.ts';
import type { StoreLocation } from '../../src/storage/dialect.ts';
import type { IncidentChange } from '../../src/storage/incidents.ts';
import { registerMonitors } from '../../src/storage/monitors.ts';
import { sealDue } from '../../src/storage/seal.ts';
import { beat } from './beats.ts';
import { openStoreAt } from './stores.ts';

const HOUR_MS = 3_600_000;
const EVERY_MS = 30_000;

export interface Seed {
  readonly names: readonly string[];
  /** The newest look ends before this. */
  readonly nowMs: number;
  /** Texts that others wrote: what a look failed with, and what a person noted. */
  readonly error?: string;
  readonly note?: string;
}

/**
 * A history as the daemon leaves it: two hours three days ago, and the last ninety minutes, of which only what is over is
 * sealed. Every tenth look failed, and one incident of each monitor was noted on; another is open.
 */
export async function seedHistory(location: StoreLocation, seed: Seed): Promise<void> {
  const { names, nowMs } = seed;
  await using store = await openStoreAt(location);
  const { session } = store;
  const ids = await registerMonitors(session, { names });
  const spans = [
    [nowMs - 72 * HOUR_MS, nowMs - 70 * HOUR_MS],
    [nowMs - 1.5 * HOUR_MS, nowMs],
  ] as const;
  for (const [fromMs, toMs] of spans) {
    for (const [i, monitorId] of ids.entries()) {
      const beats = looks(fromMs, toMs, i * 137);
      await append(session, {
        beats: writeBatch(beats.map((one) => ({ monitorId, beat: one }))),
        details: changes(monitorId, beats, seed.error ?? 'HTTP 503'),
        states: [],
        incidents: [],
        durability: 'crash',
      });
    }
    while (await sealDue(session, toMs, 10));
    while (await truncateLog(session, 10));
  }
  const incidents = ids.flatMap((id, i) => incidentsOf(id, names[i] ?? '', seed));
  await append(session, { beats: null, details: [], states: [], incidents, durability: 'power' });
}

function looks(fromMs: number, toMs: number, offsetMs: number): Beat[] {
  const count = Math.floor((toMs - fromMs) / EVERY_MS);
  return Array.from({ length: count }, (_, i) => {
    const startedAtMs = fromMs + i * EVERY_MS + offsetMs + ((i * 7) % 13);
    if (i % 10 === 9)
      return beat(startedAtMs, {
        status: 'unhealthy',
        reason: 'http_server_error',
        fault: i % 20 === 9 ? 'provider' : null,
        latencyMs: i % 30 === 9 ? null : 31,
      });
    const phases = {
      dnsMs: 0.5,
      connectMs: null,
      tlsMs: i % 3 === 0 ? 12.3 : null,
      firstByteMs: 80.1,
      bodyMs: 0.2,
    };
    return beat(startedAtMs, { latencyMs: 80 + ((i * 31) % 90), phases });
  });
}

function changes(monitorId: number, beats: readonly Beat[], error: string): DetailChange[] {
  return beats.flatMap(({ startedAtMs, status }, i) =>
    i === 0 || status !== beats[i - 1]?.status
      ? [{ monitorId, atMs: startedAtMs, error: status === 'healthy' ? null : error, details: '{}' }]
      : [],
  );
}

function incidentsOf(monitorId: number, name: string, { nowMs, error, note }: Seed): IncidentChange[] {
  return [nowMs - 71 * HOUR_MS, nowMs - HOUR_MS].map((startedAtMs, i) => ({
    incident: {
      id: `${name}-${startedAtMs.toString(36)}`,
      monitorId,
      startedAtMs,
      endedAtMs: i === 0 ? startedAtMs + 600_000 : null,
      worst: 'unhealthy',
      reason: 'http_server_error',
      fault: 'provider',
      why: `It failed on its own side (${error ?? 'HTTP 503'}).`,
      evidence: null,
      flapping: i === 0,
    },
    events: [
      { kind: 'opened', atMs: startedAtMs, text: 'It failed.' } as const,
      { kind: 'note', atMs: startedAtMs + 1_000, text: note ?? 'We called them.' } as const,
    ].map((event) => ({
      ...event,
      key: `${name}:${startedAtMs}:${event.kind}`,
      status: null,
      reason: null,
    })),
  }));
}
