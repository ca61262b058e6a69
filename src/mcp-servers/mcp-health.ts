import type { McpServerConfig } from '../config/config.ts';
import type { McpClient, McpClientsResponse } from '../contracts/mcp.ts';
import type { Redact } from '../lib/redact.ts';
import { type Clock, type EpochMs, isoTime } from '../lib/time.ts';
import { checkMcpServer, type McpSighting } from './check-server.ts';

export interface McpHealthParts {
  readonly servers: readonly McpServerConfig[];
  readonly clock: Clock;
  readonly redact: Redact;
  /** Over one whole session. Default 10 s. */
  readonly deadlineMs?: number;
}

export interface McpHealth {
  clients(): McpClientsResponse;
  /** Checks every server once, a few side by side; each snapshot is replaced as its check ends. */
  run(signal: AbortSignal): Promise<void>;
}

const SIDE_BY_SIDE = 4;
const DEADLINE_MS = 10_000;

interface Seen extends McpSighting {
  readonly checkedAtMs: EpochMs;
}

export function createMcpHealth({
  servers,
  clock,
  redact,
  deadlineMs = DEADLINE_MS,
}: McpHealthParts): McpHealth {
  const seen = new Map<string, Seen>();

  async function check(server: McpServerConfig, signal: AbortSignal): Promise<void> {
    // Without its token nothing is asked, as with the providers.
    if (server.authTokenEnv !== '' && !server.authTokenPresent) return;
    const sighting = await checkMcpServer(server, { clock, deadlineMs, signal });
    if (!signal.aborted) seen.set(server.name, { ...sighting, checkedAtMs: clock.nowMs() });
  }

  return {
    clients: () => ({
      clients: servers.map((server) => describe(server, seen.get(server.name) ?? null, redact)),
      stub: false,
      generated_at: isoTime(clock.nowMs()),
    }),
    async run(signal) {
      const queue = [...servers];
      const worker = async () => {
        for (let server = queue.shift(); server !== undefined && !signal.aborted; server = queue.shift())
          await check(server, signal);
      };
      await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, servers.length) }, worker));
    },
  };
}

function describe(server: McpServerConfig, seen: Seen | null, redact: Redact): McpClient {
  const missing = server.authTokenEnv !== '' && !server.authTokenPresent;
  const unset = missing ? `auth env unset or empty: '${server.authTokenEnv}'` : null;
  return {
    name: redact(server.name),
    transport: server.transport,
    endpoint: redact(endpointOf(server)),
    status: seen?.status ?? 'configured_but_unconnected',
    auth_token_env: server.authTokenEnv,
    auth_token_present: server.authTokenPresent,
    allowed_tools_regex: server.allowedToolsRegex,
    tools_count: seen?.toolsCount ?? null,
    last_check_at: seen === null ? null : isoTime(seen.checkedAtMs),
    last_error: seen?.error ?? unset,
  };
}

// A query or a user name in an address may be a credential that nobody declared as one.
function endpointOf(server: McpServerConfig): string {
  if (server.transport === 'stdio') return [server.command, ...server.args].join(' ');
  const { origin, pathname } = new URL(server.url);
  return `${origin}${pathname}`;
}
