import { getIncident, listIncidents } from '../../src/storage/incidents.ts';
import { OPERATIONS } from '../../src/storage/operations.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/storage/periods.ts';
import { newestBeats } from '../../src/storage/read-beats.ts';
import { dayTallies, hourTallies, minuteTallies } from '../../src/storage/read-tallies.ts';
import type { MonitorRow, Session } from '../../src/storage/session.ts';

export interface ToldSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** All that a store tells of a span, as plain values that survive JSON. */
export async function tellHistory(session: Session, span: ToldSpan) {
  const monitors = [];
  for (const monitor of session.monitors.values()) monitors.push(await tellMonitor(session, monitor, span));
  const page = { state: null, monitorId: null, fromMs: null, toMs: null, after: null, limit: 100 };
  const incidents = [];
  for (const { id } of await listIncidents(session, page)) incidents.push(await getIncident(session, { id }));
  return { monitors, incidents };
}

async function tellMonitor(session: Session, monitor: MonitorRow, { fromMs, toMs }: ToldSpan) {
  const wanted = { fromMs, toMs, nowMs: toMs };
  const { monitors } = await OPERATIONS.restore(session, { names: [monitor.name], beats: 0 });
  return {
    name: monitor.name,
    firstBeatAtMs: monitor.firstBeatAtMs,
    beats: await newestBeats(session, monitor, { fromMs, beforeMs: toMs, limit: 10_000 }),
    minutes: plain(await minuteTallies(session, monitor, { ...wanted, stepMs: MINUTE_MS })),
    hours: plain(await hourTallies(session, monitor, { ...wanted, stepMs: HOUR_MS })),
    days: plain(await dayTallies(session, monitor, { ...wanted, stepMs: DAY_MS })),
    details: await OPERATIONS.detailChanges(session, { name: monitor.name, beforeMs: toMs, limit: 1_000 }),
    state: monitors[0]?.state ?? null,
  };
}

function plain(tallies: Awaited<ReturnType<typeof hourTallies>>) {
  return [...tallies]
    .filter(([, { parts }]) => parts.length > 0)
    .sort(([a], [b]) => a - b)
    .map(([startMs, { parts, latency }]) => {
      const { count, zeroes, min, max } = latency;
      const bins = [...latency.bins.entries()].filter(([, inBin]) => inBin > 0);
      // JSON has no infinity, which is what the extremes of nothing are.
      const extremes = count === 0 ? [] : [min, max];
      return {
        startMs,
        parts: parts.map((part) => JSON.stringify(part)).sort(),
        bins,
        count,
        zeroes,
        extremes,
      };
    });
}
