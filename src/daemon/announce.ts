import type { StateChange } from '../domain/monitor-state.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Logger } from '../lib/log.ts';

/** Logs a look when what it saw is news: once per change, not once per cycle. */
export function announce(log: Logger, name: string, verdict: Verdict, change: StateChange): void {
  const { status, reason, latencyMs, error, why, hint } = verdict;
  const fields = { monitor: name, status, reason, latencyMs };
  if (change === 'unchanged') return log.debug(fields, 'look.finished');
  if (status === 'healthy')
    return log.info({ ...fields, why }, change === 'first' ? 'monitor.healthy' : 'monitor.recovered');
  const todo = { ...fields, ...(error === null ? {} : { error }), why, ...(hint === null ? {} : { hint }) };
  if (reason === 'auth_missing') return log.info(todo, 'monitor.not_set_up');
  log.warn(todo, `monitor.${status}`);
}
