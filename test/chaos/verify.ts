import { isDeepStrictEqual } from 'node:util';
import type { Beat } from '../../src/domain/beat.ts';
import { statusTimes, type Tally, tallyByPeriod } from '../../src/domain/tally.ts';
import type { EpochMs } from '../../src/lib/time.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf, MINUTE_MS } from '../../src/storage/periods.ts';
import { newestBeats } from '../../src/storage/read-beats.ts';
import { dayTallies, hourTallies, minuteTallies } from '../../src/storage/read-tallies.ts';
import type { MonitorRow, Session } from '../../src/storage/session.ts';
import { alignToHours, timesOfAll } from '../../src/storage/uptime-of-all.ts';
import type { ExpectedIncident, ExpectedMonitor } from './expected.ts';
import type { Journal } from './journal.ts';
import { RETENTION } from './story.ts';

export interface VerifyParts {
  readonly session: Session;
  readonly expected: ReadonlyMap<string, ExpectedMonitor>;
  readonly journal: Journal;
  /** A moment after the kill, by the simulated clock. */
  readonly nowMs: EpochMs;
}

/** Takes the beats that survived into what is expected, and gives one line for each promise that was broken. */
export async function verifyRound(parts: VerifyParts): Promise<string[]> {
  const problems: string[] = [];
  const { session, journal } = parts;
  for (const id of journal.acknowledged.keys())
    if (!session.monitors.has(id)) problems.push(`monitor ${id} is gone`);
  for (const monitor of session.monitors.values()) {
    const expected = parts.expected.get(monitor.name);
    if (expected === undefined) return [`${monitor.name}: nobody registered it`];
    problems.push(...(await verifyBeats(parts, monitor, expected)));
    problems.push(...(await verifyTallies(parts, monitor, expected)));
    if (monitor.firstBeatAtMs !== (expected.beats[0]?.startedAtMs ?? null))
      problems.push(`${monitor.name}: first beat at ${monitor.firstBeatAtMs}`);
  }
  problems.push(...verifyAtomic(parts));
  problems.push(...(await verifyUptime(parts)));
  problems.push(...(await verifyIncidents(parts)));
  problems.push(...(await verifyStates(parts)));
  return problems;
}

async function verifyBeats(
  { session, journal, nowMs }: VerifyParts,
  monitor: MonitorRow,
  expected: ExpectedMonitor,
): Promise<string[]> {
  const problems: string[] = [];
  const read = async (fromMs: EpochMs, beforeMs: EpochMs) =>
    [...(await newestBeats(session, monitor, { fromMs, beforeMs, limit: 1_000_000 }))].reverse();
  const sinceMs = expected.lastStartedAtMs + 1;
  const kept = await read(nowMs - RETENTION.beatDays * DAY_MS, sinceMs);
  const known = expected.beats.filter(
    ({ startedAtMs }) => startedAtMs >= nowMs - RETENTION.beatDays * DAY_MS,
  );
  if (!isDeepStrictEqual(kept, known))
    problems.push(`${monitor.name}: ${known.length} beats of earlier rounds are now ${kept.length}`);
  const fresh = await read(sinceMs, Number.MAX_SAFE_INTEGER);
  expected.add(fresh);
  const acknowledged = journal.acknowledged.get(monitor.id) ?? [];
  const underWay = journal.underWay.get(monitor.id) ?? [];
  if (!isDeepStrictEqual(fresh, acknowledged) && !isDeepStrictEqual(fresh, [...acknowledged, ...underWay])) {
    problems.push(
      `${monitor.name}: ${acknowledged.length} acknowledged, ${underWay.length} under way, ${fresh.length} there; missing ${describe(missing(acknowledged, fresh))}; strange ${describe(missing(fresh, [...acknowledged, ...underWay]))}`,
    );
  }
  return problems;
}

function missing(wanted: readonly Beat[], found: readonly Beat[]): readonly Beat[] {
  const starts = new Set(found.map(({ startedAtMs }) => startedAtMs));
  return wanted.filter(({ startedAtMs }) => !starts.has(startedAtMs));
}

function describe(beats: readonly Beat[]): string {
  return `${beats.length} (${beats.slice(0, 3).map(({ startedAtMs }) => startedAtMs)})`;
}

/** The batch that was under way is there for every monitor that it told of, or for none. */
function verifyAtomic({ session, journal, expected }: VerifyParts): string[] {
  const there = [...journal.underWay].map(([id, beats]) => {
    const name = session.monitors.get(id)?.name ?? '';
    return expected.get(name)?.lastStartedAtMs === beats.at(-1)?.startedAtMs;
  });
  return new Set(there).size > 1 ? ['a batch was stored in part'] : [];
}

async function verifyTallies(
  { session, nowMs }: VerifyParts,
  monitor: MonitorRow,
  { beats }: ExpectedMonitor,
): Promise<string[]> {
  const tiers = [
    {
      periodMs: MINUTE_MS,
      fromMs: hourOf(nowMs - RETENTION.minuteDays * DAY_MS) + HOUR_MS,
      read: minuteTallies,
    },
    { periodMs: HOUR_MS, fromMs: dayOf(nowMs - RETENTION.hourDays * DAY_MS), read: hourTallies },
    { periodMs: DAY_MS, fromMs: dayOf(nowMs - RETENTION.dayDays * DAY_MS), read: dayTallies },
  ];
  const problems: string[] = [];
  for (const { periodMs, fromMs, read } of tiers) {
    const span = { fromMs, toMs: nowMs, nowMs, stepMs: periodMs };
    const found = plain(await read(session, monitor, span));
    const within = beats.filter(({ startedAtMs }) => startedAtMs >= fromMs);
    const carry = beats.findLast(({ startedAtMs }) => startedAtMs < fromMs) ?? null;
    const wanted = plain(tallyByPeriod(within, carry, { fromMs, toMs: nowMs, periodMs }));
    if (isDeepStrictEqual(found, wanted)) continue;
    const [first] = [...new Set([...wanted.keys(), ...found.keys()])].filter(
      (startMs) => found.get(startMs) !== wanted.get(startMs),
    );
    problems.push(
      `${monitor.name}: roll-up of ${periodMs} ms at ${first} is ${found.get(first ?? 0)}, the beats say ${wanted.get(first ?? 0)}`,
    );
  }
  return problems;
}

/** Comparable whatever the order in which its parts were met. */
function plain(tallies: ReadonlyMap<EpochMs, Tally>): Map<EpochMs, string> {
  return new Map(
    [...tallies]
      .filter(([, { parts }]) => parts.length > 0)
      .sort(([a], [b]) => a - b)
      .map(([startMs, { parts, latency }]) => {
        const { count, zeroes, min, max } = latency;
        const bins = [...latency.bins.entries()].filter(([, inBin]) => inBin > 0);
        const sorted = parts.map((part) => JSON.stringify(part)).sort();
        return [startMs, JSON.stringify([sorted, bins, count, zeroes, min, max])];
      }),
  );
}

async function verifyUptime({ session, expected, nowMs }: VerifyParts): Promise<string[]> {
  const window = { fromMs: nowMs - 2 * DAY_MS, toMs: nowMs };
  const [found] = await timesOfAll(session, [window], nowMs);
  const { fromMs } = alignToHours(window, nowMs);
  return [...session.monitors.values()].flatMap(({ id, name }) => {
    const beats = expected.get(name)?.beats ?? [];
    const within = beats.filter(({ startedAtMs }) => startedAtMs >= fromMs);
    const carry = beats.findLast(({ startedAtMs }) => startedAtMs < fromMs) ?? null;
    const [tally] = [
      ...tallyByPeriod(within, carry, { fromMs, toMs: nowMs, periodMs: 1_000 * DAY_MS }).values(),
    ];
    const wanted = statusTimes(tally ?? { parts: [] });
    const nothing = statusTimes({ parts: [] });
    return isDeepStrictEqual(found?.get(id) ?? nothing, wanted)
      ? []
      : [`${name}: uptime is ${JSON.stringify(found?.get(id))}, the beats say ${JSON.stringify(wanted)}`];
  });
}

async function verifyIncidents({ session, expected, journal, nowMs }: VerifyParts): Promise<string[]> {
  const rows = await session.db.selectFrom('incident').selectAll().execute();
  const events = await session.db.selectFrom('incident_event').selectAll().orderBy('seq').execute();
  const eventsById = Map.groupBy(events, ({ incident_id }) => incident_id);
  const problems: string[] = [];
  const found = new Set(rows.map(({ id }) => id));
  const keptFromMs = nowMs - RETENTION.dayDays * DAY_MS;
  const all = new Map<string, ExpectedIncident>(
    [...expected.values()].flatMap(({ incidents }) => [...incidents]),
  );
  for (const row of rows) {
    if (row.ended_at_ms !== null && row.ended_at_ms < row.started_at_ms)
      problems.push(`${row.id} ends before it starts`);
    if (row.monitor_id === null) continue;
    const told = (eventsById.get(row.id) ?? []).map(({ kind, at_ms, status, reason }) => [
      kind,
      at_ms,
      status,
      reason,
    ]);
    const is = { id: row.id, startedAtMs: row.started_at_ms, endedAtMs: row.ended_at_ms, events: told };
    if (!isDeepStrictEqual(is, all.get(row.id)))
      problems.push(`incident ${JSON.stringify(is)}, the beats say ${JSON.stringify(all.get(row.id))}`);
  }
  for (const { id, endedAtMs } of all.values()) {
    if (!found.has(id) && (endedAtMs === null || endedAtMs >= keptFromMs)) problems.push(`${id} is missing`);
  }
  for (const id of journal.incidents)
    if (!found.has(id)) problems.push(`${id} was acknowledged and is missing`);
  const own = rows.filter(({ monitor_id, ended_at_ms }) => monitor_id === null && ended_at_ms === null);
  if (own.length > 1) problems.push(`${own.length} incidents about Kora itself are open`);
  return problems;
}

async function verifyStates({ session, expected }: VerifyParts): Promise<string[]> {
  const rows = await session.db.selectFrom('monitor_state').selectAll().execute();
  const stored = new Map(rows.map(({ monitor_id, state }) => [monitor_id, withoutWhy(state)]));
  return [...session.monitors.values()].flatMap(({ id, name }) => {
    const wanted = expected.get(name)?.remembered ?? null;
    const is = stored.get(id) ?? null;
    return isDeepStrictEqual(is, withoutWhy(JSON.stringify(wanted)))
      ? []
      : [`${name}: state ${JSON.stringify(is)}, the beats say ${JSON.stringify(wanted)}`];
  });
}

// The sentences are not stored with the beats.
function withoutWhy(json: string): unknown {
  return JSON.parse(json, (key, value) => (key === 'why' ? '' : value));
}
