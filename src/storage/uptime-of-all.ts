import { sql } from 'kysely';
import { type StatusTimes, statusTimes } from '../domain/tally.ts';
import type { EpochMs } from '../lib/time.ts';
import { readTimes } from './codec/tally-codec.ts';
import { liveHours, tallyLiveHour } from './live-tallies.ts';
import { DAY_MS, dayOf, HOUR_MS, hourOf } from './periods.ts';
import type { MonitorRow, Session } from './session.ts';
import type { Window } from './uptime.ts';

/** Time in each status, of every monitor, by its number. Those of which nothing is known are missing. */
export type TimesByMonitor = ReadonlyMap<number, StatusTimes>;

/**
 * The time in each status of every monitor over several windows, each to the hour: whole days are summed up by the
 * database, only the two days at the edges are read hour by hour.
 */
export async function timesOfAll(
  session: Session,
  windows: readonly Window[],
  nowMs: EpochMs,
): Promise<readonly TimesByMonitor[]> {
  const earliestMs = Math.min(...windows.map(({ fromMs }) => fromMs));
  const live = await liveTimesOfAll(session, { fromMs: earliestMs, toMs: nowMs }, nowMs);
  const times: TimesByMonitor[] = [];
  for (const window of windows) times.push(await timesInWindow(session, live, alignToHours(window, nowMs)));
  return times;
}

/** The window as it is told: from the beginning of an hour on. */
export function alignToHours({ fromMs, toMs }: Window, nowMs: EpochMs): Window {
  return { fromMs: hourOf(fromMs), toMs: toMs >= nowMs ? nowMs : hourOf(toMs) };
}

/** Of each monitor, the hours that the roll-ups do not tell of, or no longer rightly. */
type LiveTimes = ReadonlyMap<number, ReadonlyMap<EpochMs, StatusTimes>>;

async function liveTimesOfAll(session: Session, window: Window, nowMs: EpochMs): Promise<LiveTimes> {
  const all = new Map<number, ReadonlyMap<EpochMs, StatusTimes>>();
  for (const monitor of session.monitors.values()) {
    const hours = await liveHours(session, monitor, { ...window, nowMs });
    if (hours.length > 0) all.set(monitor.id, await liveTimes(session, monitor, { hours, nowMs }));
  }
  return all;
}

async function liveTimes(
  session: Session,
  monitor: MonitorRow,
  { hours, nowMs }: { readonly hours: readonly EpochMs[]; readonly nowMs: EpochMs },
): Promise<ReadonlyMap<EpochMs, StatusTimes>> {
  const times = new Map<EpochMs, StatusTimes>();
  for (const hourMs of hours) {
    const tallies = await tallyLiveHour(session, monitor, { hourMs, nowMs, periodMs: HOUR_MS });
    times.set(hourMs, statusTimes(tallies.get(hourMs) ?? { parts: [] }));
  }
  return times;
}

async function timesInWindow(
  session: Session,
  live: LiveTimes,
  { fromMs, toMs }: Window,
): Promise<TimesByMonitor> {
  const sums = new Sums();
  const firstDay = Math.ceil(fromMs / DAY_MS) * DAY_MS;
  const lastDay = Math.max(dayOf(toMs), firstDay);
  for (const { monitorId, times } of await sumDays(session, { fromMs: firstDay, toMs: lastDay }))
    sums.add(monitorId, times);
  const edges = [...new Set([dayOf(fromMs), dayOf(toMs)])].filter(
    (dayMs) => dayMs < firstDay || dayMs >= lastDay,
  );
  for (const row of await readDays(session, edges)) {
    const of = { blockMs: row.day_ms, periodMs: HOUR_MS, fromMs, toMs };
    for (const [hourMs, times] of readTimes(row.data, of)) {
      if (!live.get(row.monitor_id)?.has(hourMs)) sums.add(row.monitor_id, times);
    }
  }
  await replaceLive(session, live, { window: { fromMs, toMs }, firstDay, lastDay, sums });
  return sums.byMonitor;
}

interface ReplaceParts {
  readonly window: Window;
  /** Whole days from here to there are in the sums already. */
  readonly firstDay: EpochMs;
  readonly lastDay: EpochMs;
  readonly sums: Sums;
}

async function replaceLive(session: Session, live: LiveTimes, parts: ReplaceParts): Promise<void> {
  const { window, firstDay, lastDay, sums } = parts;
  for (const [monitorId, hours] of live) {
    for (const [hourMs, times] of hours) {
      if (hourMs < window.fromMs || hourMs >= window.toMs) continue;
      sums.add(monitorId, times);
      if (hourMs < firstDay || hourMs >= lastDay) continue;
      // A look that came late: its day was summed up with what the hour was before.
      const stored = await readDays(session, [dayOf(hourMs)], monitorId);
      for (const { day_ms, data } of stored) {
        const of = { blockMs: day_ms, periodMs: HOUR_MS, fromMs: hourMs, toMs: hourMs + HOUR_MS };
        for (const before of readTimes(data, of).values()) sums.subtract(monitorId, before);
      }
    }
  }
}

async function sumDays({ db }: Session, { fromMs, toMs }: Window) {
  if (fromMs >= toMs) return [];
  const rows = await db
    .selectFrom('day_rollup')
    .select((eb) => [
      'monitor_id',
      // As a float: Postgres makes a numeric of the sum of bigints, which comes as a text.
      sql<number>`cast(${eb.fn.sum('healthy_ms')} as double precision)`.as('healthyMs'),
      sql<number>`cast(${eb.fn.sum('degraded_ms')} as double precision)`.as('degradedMs'),
      sql<number>`cast(${eb.fn.sum('unhealthy_ms')} as double precision)`.as('unhealthyMs'),
      sql<number>`cast(${eb.fn.sum('unknown_ms')} as double precision)`.as('unknownMs'),
    ])
    .where('day_ms', '>=', fromMs)
    .where('day_ms', '<', toMs)
    .groupBy('monitor_id')
    .execute();
  return rows.map(({ monitor_id, ...times }) => ({ monitorId: monitor_id, times }));
}

async function readDays({ db }: Session, days: readonly EpochMs[], monitorId: number | null = null) {
  if (days.length === 0) return [];
  const query = db
    .selectFrom('hour_rollup')
    .select(['monitor_id', 'day_ms', 'data'])
    .where('day_ms', 'in', days);
  return (monitorId === null ? query : query.where('monitor_id', '=', monitorId)).execute();
}

class Sums {
  readonly byMonitor = new Map<number, StatusTimes>();

  add(monitorId: number, times: StatusTimes): void {
    this.#change(monitorId, times, 1);
  }

  subtract(monitorId: number, times: StatusTimes): void {
    this.#change(monitorId, times, -1);
  }

  #change(monitorId: number, times: StatusTimes, sign: 1 | -1): void {
    const sum = this.byMonitor.get(monitorId) ?? {
      healthyMs: 0,
      degradedMs: 0,
      unhealthyMs: 0,
      unknownMs: 0,
    };
    this.byMonitor.set(monitorId, {
      healthyMs: sum.healthyMs + sign * times.healthyMs,
      degradedMs: sum.degradedMs + sign * times.degradedMs,
      unhealthyMs: sum.unhealthyMs + sign * times.unhealthyMs,
      unknownMs: sum.unknownMs + sign * times.unknownMs,
    });
  }
}
