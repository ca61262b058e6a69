import { describe, expect, test } from 'vitest';
import { appendOf, beat, START_MS } from '../../test/support/beats.ts';
import { openStoreAt, STORE_KINDS } from '../../test/support/stores.ts';
import { append } from './append.ts';
import { truncateLog } from './beat-log.ts';
import { registerMonitors } from './monitors.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './periods.ts';
import { newestBeats } from './read-beats.ts';
import { dayTallies, hourTallies } from './read-tallies.ts';
import { retainMonitor } from './retain.ts';
import { sealDue } from './seal.ts';
import type { MonitorRow, Session } from './session.ts';

const RETENTION = { beatDays: 1, minuteDays: 1, hourDays: 3, dayDays: 9 };
const ALL = { fromMs: 0, beforeMs: Number.MAX_SAFE_INTEGER, limit: 100 };

async function retain(session: Session, id: number, nowMs: number): Promise<void> {
  while (await retainMonitor({ ...session, retention: RETENTION }, id, nowMs));
}

async function daysOf(session: Session, id: number, nowMs: number) {
  const monitor = session.monitors.get(id);
  if (monitor === undefined) throw new Error('the monitor is gone');
  const tallies = await dayTallies(session, monitor, {
    fromMs: START_MS,
    toMs: nowMs,
    nowMs,
    stepMs: DAY_MS,
  });
  return [...tallies].map(([startMs, { parts }]) => [startMs - START_MS, parts.map(({ ms }) => ms)]);
}

async function looksOfHour(session: Session, id: number, nowMs: number): Promise<number> {
  const span = { fromMs: START_MS, toMs: START_MS + HOUR_MS, nowMs, stepMs: HOUR_MS };
  const tallies = await hourTallies(session, monitorOf(session, id), span);
  return [...tallies.values()].flatMap(({ parts }) => parts).reduce((sum, { looks }) => sum + looks, 0);
}

async function sealAll(session: Session, nowMs: number): Promise<void> {
  while (await sealDue(session, nowMs, 10));
  while (await truncateLog(session, 10));
}

function monitorOf(session: Session, id: number): MonitorRow {
  const monitor = session.monitors.get(id);
  if (monitor === undefined) throw new Error('the monitor is gone');
  return monitor;
}

describe.each(STORE_KINDS)('what is past its days in $kind', ({ make }) => {
  test('is not forgotten before the hours that the last look speaks for are rolled up', async () => {
    await using place = await make();
    const holdsMs = 2.5 * HOUR_MS;
    const laterMs = START_MS + 2 * DAY_MS;
    {
      await using store = await openStoreAt(place.location);
      const { session } = store;
      const [id = 0] = await registerMonitors(session, { names: ['it'] });
      await append(session, appendOf(id, [beat(START_MS + HOUR_MS / 2, { holdsMs })]));
      await sealAll(session, START_MS + 1.1 * HOUR_MS);
      expect(await daysOf(session, id, laterMs)).toEqual([[0, [holdsMs]]]);
      await retain(session, id, laterMs);
      expect(await daysOf(session, id, laterMs)).toEqual([[0, [holdsMs]]]);
    }
    await using again = await openStoreAt(place.location);
    const [monitor] = again.session.monitors.values();
    expect(await daysOf(again.session, monitor?.id ?? 0, laterMs)).toEqual([[0, [holdsMs]]]);
    expect(monitor && (await newestBeats(again.session, monitor, ALL))).toEqual([]);
  });

  test('stays as long as it still speaks', async () => {
    await using place = await make();
    await using store = await openStoreAt(place.location);
    const { session } = store;
    const [id = 0] = await registerMonitors(session, { names: ['it'] });
    await append(session, appendOf(id, [beat(START_MS, { holdsMs: 3 * DAY_MS })]));
    await sealAll(session, START_MS + 2 * HOUR_MS);
    const laterMs = START_MS + 2 * DAY_MS;
    await retain(session, id, laterMs);
    expect(await daysOf(session, id, laterMs)).toEqual([
      [0, [DAY_MS]],
      [DAY_MS, [DAY_MS]],
    ]);
  });

  test('takes a look that comes later still, and counts it once however often it is told', async () => {
    await using place = await make();
    const laterMs = START_MS + 2 * DAY_MS;
    const late = [beat(START_MS + 40 * MINUTE_MS), beat(START_MS + 50 * MINUTE_MS)] as const;
    const counts: number[] = [];
    let again = 0;
    for (const told of [[0], [0], [], [0, 1], [1]]) {
      await using store = await openStoreAt(place.location);
      const { session } = store;
      const [id = 0] = await registerMonitors(session, { names: ['it'] });
      if (again === 0) {
        await append(
          session,
          appendOf(
            id,
            [1, 2, 3].map((minute) => beat(START_MS + minute * MINUTE_MS)),
          ),
        );
        await sealAll(session, laterMs);
        await retain(session, id, laterMs);
      }
      again += 1;
      for (const i of told) await append(session, appendOf(id, [late[i] ?? late[0]]));
      // The log is not shortened, as when the daemon is killed right after.
      while (await sealDue(session, laterMs, 10));
      counts.push(await looksOfHour(session, id, laterMs));
    }
    expect(counts).toEqual([4, 4, 4, 5, 5]);
  });

  test('is not forgotten while the log would tell it once more', async () => {
    await using place = await make();
    const laterMs = START_MS + 2 * DAY_MS + HOUR_MS / 2;
    for (const _ of [1, 2]) {
      await using store = await openStoreAt(place.location);
      const { session } = store;
      const [id = 0] = await registerMonitors(session, { names: ['it'] });
      // Of one batch, as after the store was away for long: the hour of the second is not over.
      await append(session, appendOf(id, [beat(START_MS), beat(laterMs)]));
      await sealAll(session, laterMs);
      await retain(session, id, laterMs);
      expect(await looksOfHour(session, id, laterMs)).toBe(1);
    }
  });
});
