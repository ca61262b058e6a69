import type {
  UptimeDaysResponse,
  UptimeOfAll,
  UptimeResponse,
  UptimeSummary,
  UptimeWindow,
} from '../contracts/history.ts';
import { isMeasured, type StatusTimes, statusTimes, type Tally } from '../domain/tally.ts';
import { dayStarts, parseWindow, resolveWindow } from '../domain/time-windows.ts';
import { type EpochMs, isoTime } from '../lib/time.ts';
import { alignToHours } from '../storage/uptime-of-all.ts';
import { askStore, type HistorySources } from './history-store.ts';

export interface UptimeQuery {
  /** `24h`, `30d`, `2026-11`. */
  readonly windows: readonly string[];
  readonly timeZone: string;
}

/** Uptime of one monitor in three parts: good, bad and not measured. */
export async function getUptime(
  sources: HistorySources,
  { name, windows, timeZone }: UptimeQuery & { readonly name: string },
): Promise<UptimeResponse> {
  const nowMs = sources.clock.nowMs();
  const spans = windows.map((window) => resolveWindow(parseWindow(window), nowMs, timeZone));
  const found = await askStore(sources, 'uptime', { name, windows: spans, nowMs });
  return {
    monitor: name,
    time_zone: timeZone,
    windows: found.windows.map(({ fromMs, toMs, tally }, i) => ({
      ...summarise(
        { window: windows[i] ?? '', fromMs, toMs, firstBeatAtMs: found.firstBeatAtMs },
        statusTimes(tally),
      ),
      unmeasured: unmeasuredOf(tally, { fromMs, toMs }),
    })),
  };
}

/** Uptime of every monitor, for lists: each window to the hour. */
export async function getUptimeOfAll(
  sources: HistorySources & { readonly names: readonly string[] },
  { windows, timeZone }: UptimeQuery,
): Promise<UptimeOfAll> {
  const nowMs = sources.clock.nowMs();
  const spans = windows.map((window) => resolveWindow(parseWindow(window), nowMs, timeZone));
  const { monitors, times } = await askStore(sources, 'uptimeOfAll', { windows: spans, nowMs });
  const byName = new Map(monitors.map((monitor) => [monitor.name, monitor]));
  return {
    time_zone: timeZone,
    monitors: sources.names.flatMap((name) => {
      const known = byName.get(name);
      if (known === undefined) return [];
      return {
        monitor: name,
        windows: windows.map((window, i) => {
          const span = alignToHours(spans[i] ?? { fromMs: nowMs, toMs: nowMs }, nowMs);
          const { firstBeatAtMs } = known;
          return summarise({ window, ...span, firstBeatAtMs }, times[i]?.get(known.id) ?? NOTHING);
        }),
      };
    }),
  };
}

/** The last days of a monitor in a time zone, one by one. */
export async function getUptimeDays(
  sources: HistorySources,
  { name, days, timeZone }: { readonly name: string; readonly days: number; readonly timeZone: string },
): Promise<UptimeDaysResponse> {
  const nowMs = sources.clock.nowMs();
  const starts = dayStarts(timeZone, nowMs, days);
  const found = await askStore(sources, 'uptime', { name, windows: starts, nowMs });
  return {
    monitor: name,
    time_zone: timeZone,
    days: found.windows.map(({ fromMs, toMs, tally }, i) => {
      const { healthy_ms, degraded_ms, unhealthy_ms, unmeasured_ms, uptime_ratio } = summarise(
        { window: '', fromMs, toMs, firstBeatAtMs: null },
        statusTimes(tally),
      );
      return {
        day: starts[i]?.day ?? '',
        healthy_ms,
        degraded_ms,
        unhealthy_ms,
        unmeasured_ms,
        uptime_ratio,
      };
    }),
  };
}

const NOTHING: StatusTimes = { healthyMs: 0, degradedMs: 0, unhealthyMs: 0, unknownMs: 0 };

interface Told {
  readonly window: string;
  readonly fromMs: EpochMs;
  readonly toMs: EpochMs;
  readonly firstBeatAtMs: EpochMs | null;
}

function summarise({ window, fromMs, toMs, firstBeatAtMs }: Told, times: StatusTimes): UptimeSummary {
  const { healthyMs, degradedMs, unhealthyMs } = times;
  const good = healthyMs + degradedMs;
  const measured = good + unhealthyMs;
  // Before the first look ever there was nothing to miss.
  const watchedMs = firstBeatAtMs === null ? 0 : Math.max(0, toMs - Math.max(fromMs, firstBeatAtMs));
  return {
    window,
    from: isoTime(fromMs),
    to: isoTime(toMs),
    healthy_ms: healthyMs,
    degraded_ms: degradedMs,
    unhealthy_ms: unhealthyMs,
    unmeasured_ms: Math.max(0, toMs - fromMs - measured),
    uptime_ratio: measured === 0 ? null : good / measured,
    coverage_ratio: watchedMs === 0 ? 0 : Math.min(1, measured / watchedMs),
  };
}

function unmeasuredOf(
  tally: Tally,
  { fromMs, toMs }: Pick<Told, 'fromMs' | 'toMs'>,
): UptimeWindow['unmeasured'] {
  const blind = tally.parts
    .filter((part) => !isMeasured(part))
    .map(({ reason, fault, ms }) => ({ reason, fault, ms }));
  const seen = tally.parts.reduce((sum, { ms }) => sum + ms, 0);
  const gaps = { reason: null, fault: null, ms: Math.max(0, toMs - fromMs - seen) };
  return [...blind, gaps].filter(({ ms }) => ms > 0).sort((a, b) => b.ms - a.ms);
}
