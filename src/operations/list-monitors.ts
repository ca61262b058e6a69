import type { MonitorConfig } from '../config/config.ts';
import type { Official } from '../contracts/feeds.ts';
import { compareServices } from '../contracts/heartbeat.ts';
import type { Monitor, MonitorsResponse } from '../contracts/monitors.ts';
import { jointVerdict, type KnownOfMonitor } from '../domain/joint-verdict.ts';
import type { MonitorState, ShownState } from '../domain/monitor-state.ts';
import { believedStatus } from '../domain/transition.ts';
import type { Verdict } from '../domain/verdict.ts';
import { KoraError } from '../lib/errors.ts';
import { type Clock, type EpochMs, isoTime } from '../lib/time.ts';
import type { BoardEntry, SnapshotBoard } from '../recording/snapshot-board.ts';
import { describePhases } from './describe-phases.ts';
import { readCursor, writeCursor } from './page-cursor.ts';

export interface MonitorSources {
  readonly board: SnapshotBoard;
  readonly monitors: readonly MonitorConfig[];
  readonly clock: Clock;
  readonly nextRunAtMs: (name: string) => EpochMs | null;
  /** What the provider's status page says of it; null when none is read. */
  readonly official: (name: string) => Official | null;
}

export interface MonitorsQuery {
  readonly beats: number;
  /** Null for all that come. */
  readonly limit: number | null;
  readonly cursor: string | null;
}

/** Every monitor, or a page of them, those that were not looked at yet too, in the contract's order. */
export function listMonitors(
  sources: MonitorSources,
  { beats, limit, cursor }: MonitorsQuery,
): MonitorsResponse {
  const all = sources.monitors;
  const from = cursor === null ? 0 : placeAfter(all, readCursor(cursor, isName)[0]);
  const page = all.slice(from, limit === null ? undefined : from + limit);
  const last = page.at(-1);
  const isLast = last === undefined || from + page.length >= all.length;
  return {
    monitors: page.map((monitor) => describeMonitor(sources, monitor, beats)),
    generated_at: isoTime(sources.clock.nowMs()),
    warming: sources.board.isWarming(),
    next_cursor: isLast ? null : writeCursor([last.name]),
  };
}

function placeAfter(monitors: MonitorSources['monitors'], name: string): number {
  const after = monitors.findIndex((monitor) => compareServices(monitor.name, name) > 0);
  return after === -1 ? monitors.length : after;
}

function isName(value: unknown): value is readonly [string] {
  return Array.isArray(value) && value.length === 1 && typeof value[0] === 'string';
}

/** One monitor by name; throws `not_found`. */
export function getMonitor(sources: MonitorSources, name: string, beats: number): Monitor {
  return describeMonitor(sources, findMonitor(sources, name), beats);
}

export function findMonitor({ monitors }: Pick<MonitorSources, 'monitors'>, name: string): MonitorConfig {
  const monitor = monitors.find((it) => it.name === name);
  if (monitor === undefined) throw new KoraError('not_found', 'there is no monitor of that name');
  return monitor;
}

/** A monitor with its latest verdict and its last `beats` looks. */
export function describeMonitor(sources: MonitorSources, config: MonitorConfig, beats: number): Monitor {
  const entry = sources.board.entry(config.name);
  const nextAtMs = sources.nextRunAtMs(config.name);
  const title = titleOf(config);
  const official = sources.official(config.name);
  return {
    name: config.name,
    title,
    kind: config.definition.kind,
    type: config.definition.type,
    tags: [...config.tags],
    ...describeState(entry?.state ?? null),
    ...describeBelief(entry?.state ?? null),
    ...describeFault({ title, verdict: entry?.state?.verdict ?? null, official }),
    official,
    next_check_at: nextAtMs === null ? null : isoTime(nextAtMs),
    interval_ms: config.intervalMs,
    timeout_ms: config.timeoutMs,
    setup: [...config.setup],
    recent: recentBeats(entry, beats),
  };
}

/** A provider's own name where it is the only one, else the name that was given. */
export function titleOf({ name, definition }: MonitorConfig): string {
  return name === definition.type ? definition.title : name;
}

function describeFault(known: KnownOfMonitor): Pick<Monitor, 'fault' | 'actor' | 'sentence'> {
  const { sentence, actor } = jointVerdict(known);
  const isFine = known.verdict === null || known.verdict.status === 'healthy';
  return { fault: known.verdict?.attribution?.fault ?? null, actor: isFine ? null : actor, sentence };
}

export type Seen = Pick<
  Monitor,
  | 'status'
  | 'reason'
  | 'error'
  | 'why'
  | 'hint'
  | 'checked_at'
  | 'since'
  | 'latency_ms'
  | 'phases'
  | 'quota'
  | 'details'
>;

/** What is believed by now, and since when; nothing yet while the looks are too few. */
function describeBelief(
  state: ShownState | null,
): Pick<Monitor, 'believed' | 'since' | 'flapping' | 'incident'> {
  if (state === null) return { believed: null, since: null, flapping: false, incident: null };
  const { judged, sinceAtMs, incidentId } = state;
  const believed = believedStatus(judged);
  const sinceMs = (believed === 'unknown' ? judged.sightLostSinceMs : judged.levelSinceMs) ?? sinceAtMs;
  return {
    believed,
    since: isoTime(sinceMs),
    flapping: judged.incident?.flapping ?? false,
    incident: incidentId,
  };
}

/** The verdict of a state as `/api/v1` writes it; null is a monitor that was not looked at yet. */
export function describeState(state: MonitorState | null): Seen {
  if (state === null) {
    return {
      status: null,
      reason: null,
      error: null,
      why: 'Not looked yet.',
      hint: null,
      checked_at: null,
      since: null,
      latency_ms: null,
      phases: null,
      quota: null,
      details: {},
    };
  }
  const { verdict, checkedAtMs, sinceAtMs } = state;
  const { status, reason, error, why, hint, latencyMs, details } = verdict;
  return {
    status,
    reason,
    error,
    why,
    hint,
    checked_at: isoTime(checkedAtMs),
    since: isoTime(sinceAtMs),
    latency_ms: latencyMs,
    phases: describePhases(verdict.phases),
    quota: describeQuota(verdict),
    details: { ...details },
  };
}

function describeQuota({ quota }: Verdict): Monitor['quota'] {
  if (quota === null) return null;
  const { limit, remaining, resetAtMs, retryAfterMs } = quota;
  return {
    limit,
    remaining,
    reset_at: resetAtMs === null ? null : isoTime(resetAtMs),
    retry_after_ms: retryAfterMs,
  };
}

function recentBeats(entry: BoardEntry | null, beats: number): Monitor['recent'] {
  return entry === null ? [] : [...entry.beats.last(beats)];
}
