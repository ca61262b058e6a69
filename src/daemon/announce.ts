import type { FeedChange } from '../domain/feed-reading.ts';
import type { StateChange } from '../domain/monitor-state.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Logger } from '../lib/log.ts';
import type { StoredIncident } from '../storage/incidents.ts';

/** Logs a look when what it saw is news: once per change, not once per cycle. */
export function announce(log: Logger, name: string, verdict: Verdict, change: StateChange): void {
  const { status, reason, latencyMs, error, why, hint, attribution } = verdict;
  const seen = { monitor: name, status, reason, fault: attribution?.fault ?? null, latencyMs };
  if (change === 'unchanged') {
    log.debug(seen, 'look.finished');
    return;
  }
  const told = { ...seen, ...(error === null ? {} : { error }), why, ...(hint === null ? {} : { hint }) };
  if (status === 'healthy') log.info(told, change === 'first' ? 'monitor.healthy' : 'monitor.recovered');
  else if (reason === 'auth_missing') log.info(told, 'monitor.not_set_up');
  else log.warn(told, `monitor.${status}`);
}

/** Logs an incident that began, changed or ended, once it is stored. */
export function announceIncident(log: Logger, incident: StoredIncident, monitor: string | null): void {
  const { id, worst, reason, why, endedAtMs, startedAtMs } = incident;
  const told = { incident: id, monitor: monitor ?? 'kora', status: worst, reason };
  if (endedAtMs !== null) log.info({ ...told, durationMs: endedAtMs - startedAtMs }, 'incident.closed');
  else log.warn({ ...told, why }, 'incident.open');
}

/** Logs a status page that became sick or well again. What it says of the service is told with the service. */
export function announceFeed(log: Logger, { url, reading, before }: FeedChange): void {
  if (reading.problem !== null && before.problem === null) {
    log.warn({ feed: url, problem: reading.problem }, 'feed.sick');
  } else if (reading.problem === null && before.problem !== null) {
    log.info({ feed: url }, 'feed.well');
  }
}
