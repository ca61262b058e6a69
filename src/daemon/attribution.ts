import { type Attribution, createAttribution } from '../attribution/attribute.ts';
import { createExperiments } from '../attribution/experiments/run-experiments.ts';
import { lookupBySystem } from '../attribution/experiments/system-addresses.ts';
import { type ExperimentTarget, experimentTarget } from '../attribution/experiments/target.ts';
import { createOfficials } from '../attribution/officials.ts';
import type { KoraConfig, MonitorConfig } from '../config/config.ts';
import type { Official } from '../contracts/feeds.ts';
import type { OfficialState } from '../domain/feed-reading.ts';
import { createFeeds, type FeedChange, type Feeds } from '../feeds/feed-watch.ts';
import { createHttpClient } from '../lib/http-client.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock } from '../lib/time.ts';
import { describeOfficial } from '../operations/describe-official.ts';
import type { SnapshotBoard } from '../recording/snapshot-board.ts';
import type { Part } from './lifecycle.ts';

export interface WhoseFaultParts {
  readonly config: KoraConfig;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly board: SnapshotBoard;
  /** Told when a status page says something else; with the monitors that depend on it. */
  readonly onFeedChange: (change: FeedChange, monitors: readonly string[]) => void;
  readonly onError: (task: string, error: unknown) => void;
}

/** Everything that tells whose fault it is. */
export interface WhoseFault {
  readonly attribution: Attribution;
  readonly reading: Feeds['reading'];
  readonly officialState: (name: string) => OfficialState | null;
  readonly official: (name: string) => Official | null;
  readonly parts: readonly Part[];
}

export function createWhoseFault({
  config,
  clock,
  redact,
  board,
  onFeedChange,
  onError,
}: WhoseFaultParts): WhoseFault {
  const { monitors, attribution } = config;
  // Of their own: nothing that carries a credential shares these connections, and those of the looks may be what is broken.
  const feedClient = createHttpClient(clock);
  const controlClient = createHttpClient(clock);
  const byName = new Map(monitors.map((monitor) => [monitor.name, monitor]));
  const stateOf = (name: string) => board.entry(name)?.state ?? null;
  const feeds = createFeeds({
    sources: monitors.flatMap(({ feed }) => (feed === null ? [] : [feed])),
    clock,
    client: feedClient,
    redact,
    onChange: (change) => onFeedChange(change, dependingOn(monitors, change.url)),
    onError: (url, error) => onError(`feed ${url}`, error),
  });
  const officials = createOfficials({
    clock,
    feedOf: (name) => byName.get(name)?.feed ?? null,
    reading: feeds.reading,
    detailsOf: (name) => stateOf(name)?.verdict.details ?? {},
  });
  const experiments = createExperiments({
    ...attribution,
    client: controlClient,
    clock,
    redact,
    systemLookup: lookupBySystem,
  });
  const targets = new Map(monitors.map((monitor) => [monitor.name, targetOf(monitor)]));

  return {
    attribution: createAttribution({
      monitors: monitors.map((monitor) => toNeighbour(monitor, targets.get(monitor.name) ?? null)),
      async experiment(name, reason, signal) {
        const target = targets.get(name) ?? null;
        return target === null ? [] : experiments.run(target, reason, signal);
      },
      official: officials,
      hasWorked: (name) => (stateOf(name)?.judged.level ?? null) !== null,
    }),
    reading: feeds.reading,
    officialState: (name) => officials(name)?.state ?? null,
    official(name) {
      const state = officials(name)?.state ?? null;
      return state === null ? null : describeOfficial(state, byName.get(name)?.feed?.pageUrl ?? '');
    },
    parts: [
      {
        name: 'control clients',
        start: () => {},
        async stop() {
          await Promise.all([feedClient.close(), controlClient.close()]);
        },
      },
      { name: 'status pages', start: feeds.start, stop: feeds.stop },
    ],
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
    provider: definition.kind === 'provider' ? definition.type : null,
    holdsMs: intervalMs + timeoutMs,
  };
}

function dependingOn(monitors: readonly MonitorConfig[], url: string): readonly string[] {
  return monitors.filter(({ feed }) => feed?.url === url).map(({ name }) => name);
}
