import type { Status } from '../contracts/status.ts';
import { worse } from '../domain/verdict.ts';

const CODE_BY_STATUS = { healthy: 0, degraded: 1, unhealthy: 2, unknown: 3 } satisfies Record<Status, number>;

/** The code of `kora check`: that of the worst status (unhealthy, degraded, unknown). Nothing seen is `unknown`. */
export function exitCodeOfStatuses(statuses: readonly Status[]): number {
  const first = statuses[0];
  return first === undefined ? CODE_BY_STATUS.unknown : CODE_BY_STATUS[statuses.reduce(worse, first)];
}
