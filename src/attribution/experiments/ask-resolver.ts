import { Resolver } from 'node:dns/promises';
import { errorCode } from '../../lib/errors.ts';
import type { Clock } from '../../lib/time.ts';
import { withDeadline } from './deadline.ts';

/** What one resolver says of a name. `none`: it did not say anything that tells, with the code of why. */
export type ResolverAnswer =
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'no_such_name' }
  | { readonly kind: 'none'; readonly code: string };

export interface Question {
  /** An IP address, with a port or without. */
  readonly resolver: string;
  readonly name: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const DEADLINE_MS = 3_000;
// A lost packet is asked for again once, in time for the deadline.
const ATTEMPTS = { timeout: 1_000, tries: 2 };

/** Asks one resolver, and none of this machine's own, for the addresses of a name. Rejects only when `signal` aborts. */
export async function askResolver({ resolver, name, clock, signal }: Question): Promise<ResolverAnswer> {
  const asked = new Resolver(ATTEMPTS);
  try {
    asked.setServers([resolver]);
    return await withDeadline({ clock, deadlineMs: DEADLINE_MS, signal }, () =>
      Promise.all([family(asked.resolve4(name)), family(asked.resolve6(name))]).then(together),
    );
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    return { kind: 'none', code: errorCode(error) ?? 'ETIMEOUT' };
  } finally {
    asked.cancel();
  }
}

/** `ENODATA` is a name without an address of that family. */
async function family(asked: Promise<readonly string[]>): Promise<readonly string[] | string> {
  try {
    return await asked;
  } catch (error) {
    return errorCode(error) ?? 'EUNKNOWN';
  }
}

function together(families: readonly (readonly string[] | string)[]): ResolverAnswer {
  const addresses = families.flatMap((each) => (typeof each === 'string' ? [] : each));
  if (addresses.length > 0) return { kind: 'addresses', addresses };
  const codes = families.filter((each) => typeof each === 'string');
  if (codes.includes('ENOTFOUND') || codes.every((code) => code === 'ENODATA'))
    return { kind: 'no_such_name' };
  return { kind: 'none', code: codes.find((code) => code !== 'ENODATA') ?? 'ENODATA' };
}
