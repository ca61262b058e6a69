import type { Beat } from '../src/domain/beat.ts';
import { addLatency, createSketch } from '../src/domain/latency-sketch.ts';
import { mergeTallies, type Tally, tallyByPeriod } from '../src/domain/tally.ts';
import { writeBlock } from '../src/storage/beat-blocks.ts';
import { registerMonitors } from '../src/storage/monitors.ts';
import { DAY_MS, dayOf, HOUR_MS, MINUTE_MS } from '../src/storage/periods.ts';
import { writeHours, writeMinutes } from '../src/storage/rollups.ts';
import type { Db, Session } from '../src/storage/session.ts';

export interface GenerateParts {
  readonly monitors: number;
  readonly days: number;
  /** The end of what is generated: the beginning of an hour. */
  readonly untilMs: number;
}

const INTERVAL_MS = 30_000;
const LOOKS_PER_HOUR = HOUR_MS / INTERVAL_MS;

/** A history of looks every 30 s: roll-ups for all days, every look of the last one, and an incident a week and monitor. */
export async function generateHistory(
  session: Session,
  { monitors, days, untilMs }: GenerateParts,
): Promise<void> {
  const names = Array.from({ length: monitors }, (_, i) => `m-${i}`);
  const ids = await registerMonitors(session, { names });
  for (const [i, id] of ids.entries()) {
    await session.db.transaction().execute(async (tx) => {
      await generateDays(tx, id, { seed: i, days, untilMs });
      await generateLastDay(tx, id, untilMs);
      await generateIncidents(tx, id, { days, untilMs });
      const firstBeatAtMs = untilMs - days * DAY_MS;
      await tx
        .updateTable('monitor')
        .set({ first_beat_at_ms: firstBeatAtMs, rolled_until_ms: untilMs })
        .where('id', '=', id)
        .execute();
      const monitor = session.monitors.get(id);
      if (monitor !== undefined) Object.assign(monitor, { firstBeatAtMs, rolledUntilMs: untilMs });
    });
  }
}

interface DaysParts {
  readonly seed: number;
  readonly days: number;
  readonly untilMs: number;
}

async function generateDays(tx: Db, id: number, { seed, days, untilMs }: DaysParts): Promise<void> {
  for (let dayMs = dayOf(untilMs) - (days - 1) * DAY_MS; dayMs < untilMs; dayMs += DAY_MS) {
    const hours = new Map<number, Tally>();
    for (let hourMs = dayMs; hourMs < Math.min(dayMs + DAY_MS, untilMs); hourMs += HOUR_MS) {
      hours.set(hourMs, hourTally(seed, hourMs));
    }
    await writeHours(tx, id, { startMs: dayMs, tallies: hours });
  }
}

// As many bins as a real hour has: latencies of one service lie within a factor of two or three.
function hourTally(seed: number, hourMs: number): Tally {
  const latency = createSketch();
  for (let i = 0; i < LOOKS_PER_HOUR; i += 1) addLatency(latency, latencyOf(seed, hourMs + i * INTERVAL_MS));
  return {
    parts: [{ status: 'healthy', reason: 'ok', fault: null, looks: LOOKS_PER_HOUR, ms: HOUR_MS }],
    latency,
  };
}

function latencyOf(seed: number, atMs: number): number {
  const noise = Math.abs(Math.sin(seed * 12.9898 + atMs / 78_233)) ** 3;
  return Math.round(80 + (seed % 40) + noise * 220);
}

async function generateLastDay(tx: Db, id: number, untilMs: number): Promise<void> {
  for (let hourMs = untilMs - DAY_MS; hourMs < untilMs; hourMs += HOUR_MS) {
    const beats: Beat[] = Array.from({ length: LOOKS_PER_HOUR }, (_, i) => {
      const startedAtMs = hourMs + i * INTERVAL_MS + ((i * 7) % 13);
      const latencyMs = latencyOf(id, startedAtMs);
      const phases = { dnsMs: null, connectMs: null, tlsMs: null, firstByteMs: latencyMs - 0.4, bodyMs: 0.3 };
      return {
        startedAtMs,
        status: 'healthy',
        reason: 'ok',
        fault: null,
        latencyMs,
        phases,
        holdsMs: 40_000,
      };
    });
    await writeBlock(tx, id, { hourMs, beats });
    const minutes = tallyByPeriod(beats, null, {
      fromMs: hourMs,
      toMs: hourMs + HOUR_MS,
      periodMs: MINUTE_MS,
    });
    await writeMinutes(tx, id, { startMs: hourMs, tallies: minutes });
    mergeTallies(minutes.values());
  }
}

async function generateIncidents(
  tx: Db,
  id: number,
  { days, untilMs }: Omit<DaysParts, 'seed'>,
): Promise<void> {
  const incidents = Array.from({ length: Math.floor(days / 7) }, (_, i) => {
    const startedAtMs = untilMs - (i + 1) * 7 * DAY_MS + id * 1_000;
    return {
      id: `m-${id}-${startedAtMs.toString(36)}`,
      monitor_id: id,
      started_at_ms: startedAtMs,
      ended_at_ms: startedAtMs + 600_000,
      worst: 'unhealthy',
      reason: 'http_server_error',
      fault: null,
      why: 'It answered with an error.',
      flapping: 0,
    };
  });
  if (incidents.length > 0) await tx.insertInto('incident').values(incidents).execute();
}
