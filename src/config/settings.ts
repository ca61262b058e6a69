import { parseDuration } from '../lib/duration.ts';
import { Secret } from '../lib/secret.ts';
import type { LogLevel, ServerConfig } from './config.ts';
import { type Environment, variable } from './environment.ts';
import { type FileConfig, LOG_LEVELS } from './file-schema.ts';
import { LEAST_TOKEN_CHARS } from './open-address.ts';

export const DEFAULT_INTERVAL_SEC = 300;
export const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_PORT = 9119;
const DEFAULT_HOST = '127.0.0.1';
// Shorter ones are mistakes too, and would be an attack on the providers.
const SHORTEST_INTERVAL_SEC = 0.1;
// A year; longer ones are mistakes of unit, and timers cannot wait so long.
const LONGEST_INTERVAL_SEC = 31_536_000;
const DEFAULT_FEED_INTERVAL_MS = 120_000;
// What a page said is taken for stale after a quarter of an hour.
const LONGEST_FEED_INTERVAL_MS = 300_000;

export interface Settings {
  readonly probeIntervalMs: number;
  readonly mcpIntervalMs: number;
  readonly feedIntervalMs: number;
  readonly timeoutMs: number;
  readonly server: ServerConfig;
  readonly logLevel: LogLevel;
}

/** The daemon's own settings: the environment first, then the file, then the default. Bad values warn and are replaced. */
export function readSettings(env: Environment, file: FileConfig, warn: (line: string) => void): Settings {
  const token = readToken(env, file, warn);
  return {
    probeIntervalMs: readInterval(env, 'KORA_HEARTBEAT_PROBE_INTERVAL_SEC', file.interval, warn),
    mcpIntervalMs: readInterval(env, 'KORA_MCP_HEALTH_CHECK_INTERVAL_SEC', file.mcp?.interval, warn),
    feedIntervalMs: Math.min(
      readInterval(env, 'KORA_FEED_INTERVAL_SEC', DEFAULT_FEED_INTERVAL_MS, warn),
      LONGEST_FEED_INTERVAL_MS,
    ),
    timeoutMs: file.timeout ?? DEFAULT_TIMEOUT_MS,
    server: {
      host: variable(env, 'KORA_WEB_HOST') ?? file.server?.host ?? DEFAULT_HOST,
      port: readPort(env, file.server?.port ?? DEFAULT_PORT, warn),
      apiToken: token === null ? null : new Secret(token),
      allowedHosts: readList(variable(env, 'KORA_WEB_ALLOWED_HOSTS')) ?? file.server?.allowedHosts ?? [],
    },
    logLevel: readLevel(env, file.log?.level ?? 'info', warn),
  };
}

// A daemon on a loopback address may stand behind a proxy that is open to all.
function readToken(env: Environment, file: FileConfig, warn: (line: string) => void): string | null {
  const fromEnv = variable(env, 'KORA_API_TOKEN');
  const token = fromEnv ?? file.server?.token ?? null;
  if (token !== null && token.length < LEAST_TOKEN_CHARS) {
    const name = fromEnv === null ? 'server.token' : 'KORA_API_TOKEN';
    warn(
      `${name}: is shorter than ${LEAST_TOKEN_CHARS} characters and can be guessed; make a longer random one`,
    );
  }
  return token;
}

function readInterval(
  env: Environment,
  name: string,
  fromFile: number | undefined,
  warn: (line: string) => void,
): number {
  const fallbackMs = fromFile ?? DEFAULT_INTERVAL_SEC * 1_000;
  const text = variable(env, name);
  if (text === null) return fallbackMs;
  const seconds = Number(text);
  if (Number.isFinite(seconds) && seconds >= SHORTEST_INTERVAL_SEC && seconds <= LONGEST_INTERVAL_SEC)
    return Math.round(seconds * 1_000);
  const meant = parseDuration(text) === null ? '' : ' (it takes plain seconds, without a unit)';
  warn(
    `${name}: ${JSON.stringify(text)} is not a number of seconds from ${SHORTEST_INTERVAL_SEC} to a year${meant}; using ${fallbackMs / 1_000}`,
  );
  return fallbackMs;
}

function readPort(env: Environment, fallback: number, warn: (line: string) => void): number {
  const text = variable(env, 'KORA_WEB_PORT');
  if (text === null) return fallback;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  warn(`KORA_WEB_PORT: ${JSON.stringify(text)} is not a port; using ${fallback}`);
  return fallback;
}

function readLevel(env: Environment, fallback: LogLevel, warn: (line: string) => void): LogLevel {
  const text = variable(env, 'KORA_LOG_LEVEL')?.toLowerCase() ?? null;
  if (text === null) return fallback;
  const level = LOG_LEVELS.find((known) => known === text);
  if (level === undefined)
    warn(`KORA_LOG_LEVEL: ${JSON.stringify(text)} is none of ${LOG_LEVELS.join(', ')}; using ${fallback}`);
  return level ?? fallback;
}

/** The parts of `a, b, c`; null when there is no text. Empty parts are left out. */
export function readList(text: string | null): string[] | null {
  return text === null
    ? null
    : text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
}
