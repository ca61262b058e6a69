import type { SetupStep } from '../contracts/monitors.ts';
import type { Secret } from '../lib/secret.ts';
import type { AnyProbeDefinition } from '../probes/define-probe.ts';

/** Where a value came from, for messages to people. */
export type Origin = 'environment' | 'file';

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

export type McpServerConfig = McpStdioServerConfig | McpHttpServerConfig;

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface KoraConfig {
  /** In the frozen contract's order; the first five are always there. */
  readonly monitors: readonly MonitorConfig[];
  readonly probeIntervalMs: number;
  readonly mcpIntervalMs: number;
  readonly mcpServers: readonly McpServerConfig[];
  readonly server: ServerConfig;
  readonly logLevel: LogLevel;
  /** Things that were put right by a default, one line each, for the log and doctor. */
  readonly warnings: readonly string[];
  /** Every credential that was read, for the scrubber. */
  readonly secrets: readonly Secret[];
}
