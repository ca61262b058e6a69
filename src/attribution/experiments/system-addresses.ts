import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPrivateAddress, isPublicName } from '../../lib/private-address.ts';
import { createSemaphore } from '../../lib/semaphore.ts';
import type { Clock } from '../../lib/time.ts';
import { withDeadline } from './deadline.ts';
import { createKeptResults } from './kept-results.ts';

/** The addresses of a name as this machine's own resolver gives them; rejects when it gives none. */
export type SystemLookup = (name: string) => Promise<readonly string[]>;

/** As every program on this machine asks. */
export const lookupBySystem: SystemLookup = async (name) =>
  (await lookup(name, { all: true })).map(({ address }) => address);

export interface SystemAddresses {
  /** Null when it gives none in time. */
  of(host: string, signal: AbortSignal): Promise<readonly string[] | null>;
  /** Whether it answers for a name that cannot exist. */
  inventsNames(signal: AbortSignal): Promise<boolean>;
  /** Whether a host is on this machine or in its own network; false when that is not known. */
  isInside(host: string, signal: AbortSignal): Promise<boolean>;
}

const MINUTE_MS = 60_000;
const DEADLINE_MS = 1_500;
const NO_NAME = 'a name that cannot exist';

/**
 * What this machine's resolver says, asked for each name once a minute. One lookup at a time: Node has four threads for
 * them, which the looks need, and a resolver that is silent holds each for seconds.
 */
export function createSystemAddresses(lookUp: SystemLookup, clock: Clock): SystemAddresses {
  const kept = createKeptResults<readonly string[] | null>({ clock, keepMs: () => MINUTE_MS });
  const turns = createSemaphore(1);

  async function ask(name: string, signal: AbortSignal): Promise<readonly string[] | null> {
    try {
      return await withDeadline({ clock, deadlineMs: DEADLINE_MS, signal }, (inner) =>
        turns.run(inner, () => lookUp(name)),
      );
    } catch {
      if (signal.aborted) throw signal.reason;
      return null;
    }
  }

  const of = (host: string, signal: AbortSignal) => kept.get(host, signal, (inner) => ask(host, inner));

  return {
    of,
    async inventsNames(signal) {
      const addresses = await kept.get(NO_NAME, signal, (inner) => ask(randomInvalidName(), inner));
      return addresses !== null && addresses.length > 0;
    },
    async isInside(host, signal) {
      if (!isPublicName(host)) return isIP(host) === 0 || isPrivateAddress(host);
      const addresses = await of(host, signal);
      return addresses !== null && addresses.length > 0 && addresses.every(isPrivateAddress);
    },
  };
}

/** RFC 6761, 6.4: no resolver may answer for it. The dot at its end keeps search domains out. */
function randomInvalidName(): string {
  return `kora-${randomBytes(8).toString('hex')}.invalid.`;
}
