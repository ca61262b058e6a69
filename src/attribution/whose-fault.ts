import { isIP } from 'node:net';
import type { KoraConfig, MonitorConfig } from '../config/config.ts';
import type { Details } from '../contracts/status.ts';
import type { FeedReading, OfficialState } from '../domain/feed-reading.ts';
import type { HttpClient } from '../lib/http-client.ts';
import { isPrivateAddress, isPublicName } from '../lib/private-address.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { type Attribution, createAttribution } from './attribute.ts';
import { createExperiments } from './experiments/run-experiments.ts';
import { lookupBySystem } from './experiments/system-addresses.ts';
import { type ExperimentTarget, experimentTarget } from './experiments/target.ts';
import { createOfficials } from './officials.ts';

export interface WhoseFaultParts {
  readonly config: Pick<KoraConfig, 'monitors' | 'attribution'>;
  readonly clock: Clock;
  readonly redact: Redact;
  /** Of its own: nothing that carries a credential shares its connections, and those of the looks may be what is broken. */
  readonly client: HttpClient;
  /** What is known of a status page. */
  readonly reading: (url: string) => FeedReading;
  /** What the latest look at a monitor found out. */
  readonly detailsOf: (name: string) => Details;
  /** Whether it was ever answered; null when nobody remembers. */
  readonly hasWorked: (name: string) => boolean | null;
}

/** Everything that tells whose fault it is, for all monitors of a configuration. */
export interface WhoseFault {
  readonly attribution: Attribution;
  /** What the status page says of a monitor; null when none is read. */
  readonly officialState: (name: string) => OfficialState | null;
}

export function createWhoseFault(parts: WhoseFaultParts): WhoseFault {
  const { config, clock, redact, client, reading, detailsOf, hasWorked } = parts;
  const { monitors, attribution } = config;
  const feeds = new Map(monitors.map(({ name, feed }) => [name, feed]));
  const targets = new Map(monitors.map((monitor) => [monitor.name, targetOf(monitor)]));
  const official = createOfficials({ clock, feedOf: (name) => feeds.get(name) ?? null, reading, detailsOf });
  const experiments = createExperiments({
    ...attribution,
    client,
    clock,
    redact,
    systemLookup: lookupBySystem,
  });
  return {
    attribution: createAttribution({
      monitors: monitors.map((monitor) => toNeighbour(monitor, targets.get(monitor.name) ?? null)),
      async experiment(name, asked, signal) {
        const target = targets.get(name) ?? null;
        return target === null ? [] : experiments.run(target, asked, signal);
      },
      official,
      hasWorked,
    }),
    officialState: (name) => official(name)?.state ?? null,
  };
}

/** Null while it is not set up: nobody is asked anything. */
function targetOf({ missing, definition, options }: MonitorConfig): ExperimentTarget | null {
  return missing.length > 0 ? null : experimentTarget(definition, options);
}

function toNeighbour(
  { name, definition, intervalMs, timeoutMs }: MonitorConfig,
  target: ExperimentTarget | null,
) {
  return {
    name,
    origin: target?.origin ?? null,
    isInside: isInside(target?.origin ?? null),
    provider: definition.kind === 'provider' ? definition.type : null,
    holdsMs: intervalMs + timeoutMs,
  };
}

/** Whether it stands on this machine or in a network of its own, and so says nothing about the way out. */
function isInside(origin: string | null): boolean {
  const host = origin === null ? '' : (URL.parse(origin)?.hostname.replace(/^\[|\]$/g, '') ?? '');
  return isIP(host) === 0 ? !isPublicName(host) : isPrivateAddress(host);
}
