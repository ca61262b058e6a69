import type { KoraConfig } from '../config/config.ts';
import type { Credential } from '../contracts/credentials.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { Logger } from '../lib/log.ts';
import { configuredCredentials } from '../operations/configured-credentials.ts';
import { listCredentials } from '../operations/list-credentials.ts';
import { type WatchedParts, watchedCredentials } from '../operations/watched-credentials.ts';
import { createCredentialWatch } from '../recording/credential-watch.ts';
import type { Store } from '../storage/store.ts';
import type { Part } from './lifecycle.ts';

export interface CredentialsParts extends WatchedParts {
  readonly config: KoraConfig;
  readonly log: Logger;
  readonly store: Pick<Store, 'call'>;
}

/** How the credentials fare. */
export interface Credentials {
  /** To be told of every recorded verdict. */
  readonly onVerdict: (name: string, verdict: Verdict) => void;
  readonly list: () => readonly Credential[];
  /** To be started after the store, and so stopped before it. */
  readonly part: Part;
}

export function createCredentials(parts: CredentialsParts): Credentials {
  const { config, clock, log, store } = parts;
  const configured = configuredCredentials(config.monitors);
  const watch = createCredentialWatch({
    clock,
    log,
    credentials: watchedCredentials(configured, parts),
    kept: {
      read: (prefix) => store.call('readKept', { prefix }),
      write: (entries) => store.call('writeKept', { entries }),
    },
  });
  return {
    onVerdict: (name, verdict) => watch.onVerdict(name, verdict, clock.nowMs()),
    list: () => listCredentials({ clock, configured, health: (id) => watch.health(id) }),
    part: { name: 'credentials', start: () => watch.start(), stop: () => watch.stop() },
  };
}
