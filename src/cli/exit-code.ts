import type { Status } from '../contracts/status.ts';
import { worse } from '../domain/verdict.ts';
import type { KoraErrorCode } from '../lib/errors.ts';

/** What each exit code of `kora` means. 64, 70 and 78 are those of sysexits.h, which shells and service managers know. */
export const EXIT = {
  ok: 0,
  /** The daemon could not start, or doctor found something to mend. */
  failed: 1,
  usage: 64,
  /** A defect of Kora. */
  internal: 70,
  configuration: 78,
} as const;

const CODE_BY_STATUS = { healthy: 0, degraded: 1, unhealthy: 2, unknown: 3 } satisfies Record<Status, number>;

/** The code of `kora check`: that of the worst status (unhealthy, degraded, unknown). Nothing seen is `unknown`. */
export function exitCodeOfStatuses(statuses: readonly Status[]): number {
  const first = statuses[0];
  return first === undefined ? CODE_BY_STATUS.unknown : CODE_BY_STATUS[statuses.reduce(worse, first)];
}

/** The code for a request that Kora cannot carry out. */
export function exitCodeOfError(code: KoraErrorCode): number {
  if (code === 'usage') return EXIT.usage;
  return code === 'configuration_invalid' ? EXIT.configuration : EXIT.failed;
}
