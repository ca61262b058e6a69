import type { MonitorConfig, ServerConfig, SloConfig } from '../config/config.ts';
import type { Credential } from '../contracts/credentials.ts';
import type { CronJob } from '../contracts/cron.ts';
import type { Official } from '../contracts/feeds.ts';
import type { McpClientsResponse } from '../contracts/mcp.ts';
import type { Budget } from '../contracts/providers.ts';
import type { FeedReading, OfficialState } from '../domain/feed-reading.ts';
import type { Logger } from '../lib/log.ts';
import type { Redact } from '../lib/redact.ts';
import type { Clock, EpochMs } from '../lib/time.ts';
import type { HistorySources } from '../operations/history-store.ts';
import type { KeeperStatus } from '../recording/keeper.ts';
import type { SnapshotBoard } from '../recording/snapshot-board.ts';

/** What the server shows and does, handed in by the daemon. */
export interface HttpParts {
  readonly config: ServerConfig;
  readonly monitors: readonly MonitorConfig[];
  readonly board: SnapshotBoard;
  readonly clock: Clock;
  readonly redact: Redact;
  readonly log: Logger;
  readonly nextRunAtMs: (name: string) => EpochMs | null;
  /** What the provider's status page says of a monitor; null when none is read. */
  readonly official: (name: string) => Official | null;
  readonly feeds: HttpFeeds;
  readonly credentials: () => readonly Credential[];
  /** How much of the provider's quota looking uses; null for a monitor that has no such thing. */
  readonly budgetOf: (name: string) => Budget | null;
  /** Looks once and records it; joins a look that is under way. */
  readonly lookNow: (name: string) => Promise<void>;
  readonly cronJobs: () => readonly CronJob[];
  readonly mcpClients: () => McpClientsResponse;
  readonly history: HttpHistory;
  /** How late looks began, for the metrics; left out where nobody measures. */
  readonly lateness?: LatenessSource;
  /** The folder of the built dashboard. Default: `web/dist`. */
  readonly dashboardFolder?: string;
}

/** What the providers' status pages say. */
export interface HttpFeeds {
  readonly reading: (url: string) => FeedReading;
  readonly officialState: (name: string) => OfficialState | null;
  readonly isOffline: boolean;
}

/** What is remembered, and how the store is doing. */
export interface HttpHistory {
  readonly store: HistorySources['store'];
  readonly slos: readonly SloConfig[];
  readonly status: () => KeeperStatus;
}

/** Counts of latenesses up to each bound (cumulative, in seconds), as a Prometheus histogram has them. */
export interface LatenessSource {
  readonly buckets: () => readonly { readonly leSeconds: number; readonly count: number }[];
  readonly count: () => number;
  readonly sumSeconds: () => number;
}
