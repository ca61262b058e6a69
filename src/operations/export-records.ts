import type { StoredBeat, UptimeDay } from '../contracts/history.ts';
import type { Incident, IncidentEvent } from '../contracts/incidents.ts';
import { quantiles } from '../domain/latency-sketch.ts';
import { statusTimes } from '../domain/tally.ts';
import type { Redact } from '../lib/redact.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import type { BeatsPage } from '../storage/export-beats.ts';
import type { DayTally } from '../storage/export-days.ts';
import type { ExportedIncident } from '../storage/export-incidents.ts';
import { describePhases } from './describe-phases.ts';
import { describeIncident } from './list-incidents.ts';

/** The keys of the API, with the monitor; `holds_ms` is how long a look speaks for at most. */
export interface BeatRecord extends StoredBeat {
  readonly monitor: string;
  readonly holds_ms: number;
}

export interface IncidentRecord extends Incident {
  /** The oldest first. */
  readonly timeline: readonly IncidentEvent[];
}

export interface DayRecord extends UptimeDay {
  readonly monitor: string;
  readonly looks: number;
  readonly p50_ms: number | null;
  readonly p95_ms: number | null;
  readonly p99_ms: number | null;
  readonly min_ms: number | null;
  readonly max_ms: number | null;
}

export function beatRecords({ monitor, beats, errors }: BeatsPage, redact: Redact): readonly BeatRecord[] {
  const name = redact(monitor);
  const scrubbed = errors.map(({ atMs, error }) => ({ atMs, error: error === null ? null : redact(error) }));
  let at = -1;
  return beats.map((beat) => {
    for (; (scrubbed[at + 1]?.atMs ?? Number.POSITIVE_INFINITY) <= beat.startedAtMs; ) at += 1;
    return {
      monitor: name,
      at: isoTime(beat.startedAtMs),
      status: beat.status,
      reason: beat.reason,
      fault: beat.fault,
      latency_ms: beat.latencyMs,
      phases: describePhases(beat.phases),
      holds_ms: beat.holdsMs,
      error: scrubbed[at]?.error ?? null,
    };
  });
}

export function incidentRecord(
  { monitor, incident, events }: ExportedIncident,
  redact: Redact,
  nowMs: EpochMs,
): IncidentRecord {
  const told = describeIncident(incident, monitor, nowMs);
  return {
    ...told,
    id: redact(told.id),
    monitor: told.monitor === null ? null : redact(told.monitor),
    why: redact(told.why),
    timeline: events.map(({ atMs, kind, status, reason, text }) => ({
      at: isoTime(atMs),
      kind,
      status,
      reason,
      text: redact(text),
    })),
  };
}

export function dayRecord({ monitor, fromMs, toMs, tally }: DayTally, redact: Redact): DayRecord {
  const { healthyMs, degradedMs, unhealthyMs } = statusTimes(tally);
  const good = healthyMs + degradedMs;
  const measured = good + unhealthyMs;
  const [p50 = null, p95 = null, p99 = null] = quantiles(tally.latency, [0.5, 0.95, 0.99]).map(tenths);
  const { count, min, max } = tally.latency;
  return {
    monitor: redact(monitor),
    day: isoTime(fromMs).slice(0, 'YYYY-MM-DD'.length),
    healthy_ms: healthyMs,
    degraded_ms: degradedMs,
    unhealthy_ms: unhealthyMs,
    unmeasured_ms: Math.max(0, toMs - fromMs - measured),
    uptime_ratio: measured === 0 ? null : good / measured,
    looks: tally.parts.reduce((sum, { looks }) => sum + looks, 0),
    p50_ms: p50,
    p95_ms: p95,
    p99_ms: p99,
    min_ms: count === 0 ? null : min,
    max_ms: count === 0 ? null : max,
  };
}

function tenths(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
