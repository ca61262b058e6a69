import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { McpAskedServerConfig, McpHttpServerConfig } from '../config/config.ts';
import type { McpClientStatus } from '../contracts/mcp.ts';
import { formatDuration } from '../lib/duration.ts';
import { errorCode } from '../lib/errors.ts';
import type { Clock } from '../lib/time.ts';
import { VERSION } from '../lib/version.ts';
import { boundedFetch, RedirectedElsewhere } from './bounded-fetch.ts';

/** What one session with a server came to. */
export interface McpSighting {
  readonly status: McpClientStatus;
  /** Of the tools that `allowedToolsRegex` lets through, or of all without one; null until a session listed them. */
  readonly toolsCount: number | null;
  /** One line made from kinds, never from what the server said. */
  readonly error: string | null;
}

export interface CheckParts {
  readonly clock: Clock;
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
}

const MAX_TOOL_PAGES = 20;
const GOODBYE_MS = 500;

/** Initializes a session, lists the tools and closes. Nothing of the session is left behind, whatever happens. */
export async function checkMcpServer(config: McpAskedServerConfig, parts: CheckParts): Promise<McpSighting> {
  const session = await openSession(config, parts.clock);
  const deadline = new AbortController();
  const cancel = parts.clock.setTimer(parts.deadlineMs, () => deadline.abort());
  const signal = AbortSignal.any([deadline.signal, parts.signal]);
  let stage: Stage = 'start';
  try {
    const { client, transport } = session;
    await untilAborted(client.connect(transport, { signal, timeout: parts.deadlineMs }), signal);
    stage = 'list';
    const names = await untilAborted(listTools(client, signal, parts.deadlineMs), signal);
    return { status: 'connected', toolsCount: countAllowed(names, config.allowedToolsRegex), error: null };
  } catch (error) {
    if (deadline.signal.aborted)
      return failed('unhealthy', `no answer within ${formatDuration(parts.deadlineMs)}`);
    return explain(error, stage, config);
  } finally {
    cancel();
    await session.close();
  }
}

type Stage = 'start' | 'list';

interface Session {
  readonly client: Client;
  readonly transport: Transport;
  close(): Promise<void>;
}

// The SDK costs more to load than all the rest of Kora, and only those who have MCP servers need it.
async function openSession(config: McpAskedServerConfig, clock: Clock): Promise<Session> {
  const { Client } = await import('@modelcontextprotocol/sdk/client/index.js');
  const client = new Client({ name: 'kora-heartbeat', version: VERSION });
  if (config.transport === 'streamable_http') return { client, ...(await overHttp(config, clock)) };
  const { createGroupTransport } = await import('./group-transport.ts');
  const transport = createGroupTransport(config, clock);
  return { client, transport, close: () => transport.close() };
}

async function overHttp(config: McpHttpServerConfig, clock: Clock): Promise<Omit<Session, 'client'>> {
  const { StreamableHTTPClientTransport } = await import(
    '@modelcontextprotocol/sdk/client/streamableHttp.js'
  );
  const headers = Object.fromEntries(
    Object.entries(config.headers).map(([name, value]) => [name, value.reveal()]),
  );
  const http = new StreamableHTTPClientTransport(new URL(config.url), {
    requestInit: { headers },
    fetch: boundedFetch,
  });
  return {
    transport: asTransport(http),
    async close() {
      // A server keeps a session until it is told otherwise; one a check would add up to many.
      const patience = new AbortController();
      const cancel = clock.setTimer(GOODBYE_MS, () => patience.abort());
      // What it says to a goodbye changes nothing about the sighting.
      await untilAborted(http.terminateSession(), patience.signal).catch(() => {});
      cancel();
      await http.close();
    },
  };
}

// The SDK's class declares `sessionId` in a way that exactOptionalPropertyTypes does not take for its own interface.
function asTransport(transport: unknown): Transport {
  return transport as Transport;
}

async function listTools(client: Client, signal: AbortSignal, timeout: number): Promise<string[]> {
  const names: string[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_TOOL_PAGES; page += 1) {
    const listed = await client.listTools(cursor === undefined ? {} : { cursor }, { signal, timeout });
    names.push(...listed.tools.map(({ name }) => name));
    cursor = listed.nextCursor;
    if (cursor === undefined) break;
  }
  return names;
}

function countAllowed(names: readonly string[], regex: string | null): number {
  if (regex === null) return names.length;
  const allowed = new RegExp(regex);
  return names.filter((name) => allowed.test(name)).length;
}

// A server that ignores the cancellation must not hold the check.
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error('aborted'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function explain(error: unknown, stage: Stage, config: McpAskedServerConfig): McpSighting {
  if (error instanceof RedirectedElsewhere)
    return failed('unhealthy', 'the server redirects to another origin, where its credential must not go');
  const code = errorCode(error) ?? errorCode(error instanceof Error ? error.cause : null);
  if (code === 'ENOENT' || code === 'EACCES')
    return failed('error', `the command cannot be started (${code})`);
  if (code !== null && /^(?:E[A-Z_]+|UND_ERR_[A-Z_]+)$/.test(code))
    return failed('error', `the server cannot be reached (${code})`);
  const status = httpStatus(error);
  if (status === 401 || status === 403)
    return failed('error', `the server refused the credential (HTTP ${status})`);
  if (status !== null) return failed('unhealthy', `the server answered HTTP ${status}`);
  if (stage === 'list') return failed('unhealthy', 'the session began, but the tools could not be listed');
  const what =
    config.transport === 'stdio'
      ? 'the process ended or wrote something else'
      : 'the address answered something else';
  return failed('unhealthy', `no session could be made: ${what}`);
}

function httpStatus(error: unknown): number | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'number' && error.code >= 100 && error.code <= 599 ? error.code : null;
}

function failed(status: McpClientStatus, error: string): McpSighting {
  return { status, toolsCount: null, error };
}
