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

/** The code for a request that Kora cannot carry out. */
export function exitCodeOfError(code: KoraErrorCode): number {
  if (code === 'usage') return EXIT.usage;
  return code === 'configuration_invalid' ? EXIT.configuration : EXIT.failed;
}
