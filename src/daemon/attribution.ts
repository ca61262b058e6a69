import { createWhoseFault, type WhoseFault } from '../attribution/whose-fault.ts';
import type { KoraConfig, MonitorConfig } from '../config/config.ts';
import type { Official } from '../contracts/feeds.ts';
import { createFeeds, type Feeds } from '../feeds/feed-watch.ts';
import { createHttpClient } from '../lib/http-client.ts';
import type { Logger } from '../lib/log.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { officialOf } from '../operations/describe-official.ts';
import { createFeedRecords } from '../recording/feed-records.ts';
import type { SnapshotBoard } from '../recording/snapshot-board.ts';
import type { Store } from '../storage/store.ts';
import { announceFeed } from './announce.ts';
import type { Part } from './lifecycle.ts';

export interface FaultFindingParts {
  readonly config: KoraConfig;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly log: Logger;
  readonly board: SnapshotBoard;
  /** Keeps what the pages told of incidents. */
  readonly store: Pick<Store, 'call'>;
  /** What is told with a monitor changed. */
  readonly touch: (name: string) => void;
  readonly onError: (task: string, error: unknown) => void;
}

/** Whose fault it is, and the status pages that help to tell. */
export interface FaultFinding extends WhoseFault {
  readonly reading: Feeds['reading'];
  readonly official: (name: string) => Official | null;
  readonly isOffline: boolean;
  readonly parts: readonly Part[];
}

export function createFaultFinding(parts: FaultFindingParts): FaultFinding {
  const { config, clock, redact, log, board, store, touch, onError } = parts;
  const feedClient = createHttpClient(clock);
  const controlClient = createHttpClient(clock);
  const stateOf = (name: string) => board.entry(name)?.state ?? null;
  const records = createFeedRecords({
    clock,
    write: (incidents) => store.call('writeFeedIncidents', { incidents }),
    onFailure: (error) => log.warn({ err: error }, 'feed.not_stored'),
  });
  const feeds = createFeeds({
    sources: config.monitors.flatMap(({ feed }) => (feed === null ? [] : [feed])),
    clock,
    client: feedClient,
    redact,
    cadenceMs: config.feedIntervalMs,
    onChange(change) {
      announceFeed(log, change);
      records.onChange(change);
      for (const name of dependingOn(config.monitors, change.url)) touch(name);
    },
    onError: (url, error) => onError(`feed ${url}`, error),
  });
  const whoseFault = createWhoseFault({
    config,
    clock,
    redact,
    client: controlClient,
    reading: feeds.reading,
    detailsOf: (name) => stateOf(name)?.verdict.details ?? {},
    hasWorked: (name) => (stateOf(name)?.judged.level ?? null) !== null,
  });
  return {
    ...whoseFault,
    reading: feeds.reading,
    isOffline: config.attribution.isOffline,
    official: officialOf(config.monitors, whoseFault.officialState),
    parts: [
      {
        name: 'control clients',
        start: () => {},
        async stop() {
          await Promise.all([feedClient.close(), controlClient.close()]);
        },
      },
      {
        name: 'status pages',
        start: feeds.start,
        async stop() {
          await feeds.stop();
          await records.settled();
        },
      },
    ],
  };
}

function dependingOn(monitors: readonly MonitorConfig[], url: string): readonly string[] {
  return monitors.filter(({ feed }) => feed?.url === url).map(({ name }) => name);
}
