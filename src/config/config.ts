import type { SetupStep } from '../contracts/monitors.ts';
import type { Details } from '../contracts/status.ts';
import type { DampingRule } from '../domain/judged-state.ts';
import type { Sentinel } from '../domain/sentinel.ts';
import type { Secret } from '../lib/secret.ts';
import type { AnyProbeDefinition, ComponentName } from '../probes/define-probe.ts';

/** Where a value came from, for messages to people. */
export type Origin = 'environment' | 'file';

/** The status page of what a monitor looks at, and what on it concerns the monitor. */
export interface MonitorFeed {
  /** What is read. */
  readonly url: string;
  /** For people. */
  readonly pageUrl: string;
  /** It was named in kora.yaml or by a variable, so it is read even with KORA_OFFLINE. */
  readonly byHand: boolean;
  readonly watches: (component: ComponentName, region: string | null) => boolean;
  readonly regionOf: (details: Details) => string | null;
}

/** What may be asked to learn whose fault a bad look is. */
export interface AttributionConfig {
  readonly sentinels: readonly Sentinel[];
  readonly sentinelsByHand: boolean;
  /** IP addresses, with a port or without. */
  readonly resolvers: readonly string[];
  /** KORA_OFFLINE: nothing is asked that was not configured. */
  readonly isOffline: boolean;
}

export interface MonitorConfig {
  readonly name: string;
  readonly definition: AnyProbeDefinition;
  /** Parsed by the definition's schema; null while required variables are missing. */
  readonly options: unknown;
  /** Names of the variables that are unset or empty and without which nothing is asked. */
  readonly missing: readonly string[];
  readonly setup: readonly SetupStep[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly origin: Origin;
  /** Options that the file itself gives; left out for none. The others come from the variables of the provider. */
  readonly fileOptions?: readonly string[];
  readonly tags: readonly string[];
  /** A change is believed after so many of the last so many looks. */
  readonly damping: DampingRule;
  /** Null for none, or while offline for one that nobody named. */
  readonly feed: MonitorFeed | null;
}

/** An objective: so much of the measured time is good. */
export interface SloConfig {
  readonly name: string;
  readonly monitors: readonly string[];
  /** 0.999 for 99.9 %. */
  readonly objective: number;
  /** As it was written: `30d`. */
  readonly window: string;
  readonly bad: readonly ('unhealthy' | 'degraded')[];
}

/** Where the history is kept, and for how many days each tier of it. */
export interface StorageConfig {
  readonly folder: string;
  /** A Postgres to use instead of a file in the folder. */
  readonly databaseUrl: Secret | null;
  readonly retention: {
    readonly beatDays: number;
    readonly minuteDays: number;
    readonly hourDays: number;
    readonly dayDays: number;
  };
}

export interface ServerConfig {
  readonly host: string;
  readonly port: number;
  /** When set, every route but `/healthz` wants it. */
  readonly apiToken: Secret | null;
  /** Further values of the Host header that are answered, beside the loopback names and `host`. */
  readonly allowedHosts: readonly string[];
}

export interface McpServerConfigBase {
  readonly name: string;
  /** The variable that holds its token, or empty when it needs none. */
  readonly authTokenEnv: string;
  readonly authTokenPresent: boolean;
  readonly allowedToolsRegex: string | null;
}

export interface McpStdioServerConfig extends McpServerConfigBase {
  readonly transport: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, Secret>>;
  readonly cwd: string | null;
}

export interface McpHttpServerConfig extends McpServerConfigBase {
  readonly transport: 'streamable_http';
  readonly url: string;
  readonly headers: Readonly<Record<string, Secret>>;
}

/** One that Kora cannot speak to: it is listed as that, and never asked. */
export interface McpUnsupportedServerConfig extends McpServerConfigBase {
  readonly transport: 'unsupported';
  /** As the file names it: `sse`. */
  readonly type: string;
  readonly url: string;
}

/** One that can be asked. */
export type McpAskedServerConfig = McpStdioServerConfig | McpHttpServerConfig;
export type McpServerConfig = McpAskedServerConfig | McpUnsupportedServerConfig;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface KoraConfig {
  /** In the frozen contract's order; the first five are always there. */
  readonly monitors: readonly MonitorConfig[];
  readonly probeIntervalMs: number;
  readonly mcpIntervalMs: number;
  /** Between two reads of a status page. */
  readonly feedIntervalMs: number;
  readonly mcpServers: readonly McpServerConfig[];
  readonly server: ServerConfig;
  readonly storage: StorageConfig;
  readonly slos: readonly SloConfig[];
  readonly attribution: AttributionConfig;
  /** Looking uses at most this share of a provider's quota: 0.05 for 5 %. */
  readonly budgetShare: number;
  readonly logLevel: LogLevel;
  /** Things that were put right by a default, one line each, for the log and doctor. */
  readonly warnings: readonly string[];
  /** Every credential that was read, for the scrubber. */
  readonly secrets: readonly Secret[];
}
