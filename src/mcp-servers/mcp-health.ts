import type { McpServerConfig } from '../config/config.ts';
import type { McpClient, McpClientsResponse } from '../contracts/mcp.ts';
import type { Redact } from '../lib/redact.ts';
import { type Clock, type EpochMs, isoTime } from '../lib/time.ts';
import { checkMcpServer, type McpSighting } from './check-server.ts';
import { describeEndpoint } from './describe-endpoint.ts';

export interface McpHealthParts {
  readonly servers: readonly McpServerConfig[];
  readonly clock: Clock;
  readonly redact: Redact;
  /** Over one whole session. Default 10 s. */
  readonly deadlineMs?: number;
}

export interface McpHealth {
  clients(): McpClientsResponse;
  /**
   * Checks every server once, a few side by side; each snapshot is replaced as its check ends. Rejects when a check
   * itself is defective, but only after all the others have ended.
   */
  run(signal: AbortSignal): Promise<void>;
}

const SIDE_BY_SIDE = 4;
const DEADLINE_MS = 10_000;
const OWN_FAULT: McpSighting = {
  status: 'error',
  toolsCount: null,
  error: 'the check failed inside Kora; see the log',
};

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
    if (server.transport === 'unsupported') return;
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
      const defects: unknown[] = [];
      const worker = async () => {
        for (let server = queue.shift(); server !== undefined && !signal.aborted; server = queue.shift()) {
          try {
            await check(server, signal);
          } catch (defect) {
            seen.set(server.name, { ...OWN_FAULT, checkedAtMs: clock.nowMs() });
            defects.push(defect);
          }
        }
      };
      await Promise.all(Array.from({ length: Math.min(SIDE_BY_SIDE, servers.length) }, worker));
      if (defects.length > 0) throw new AggregateError(defects, 'checking an MCP server failed inside Kora');
    },
  };
}

function describe(server: McpServerConfig, seen: Seen | null, redact: Redact): McpClient {
  return {
    name: redact(server.name),
    // The contract knows no other for an address.
    transport: server.transport === 'unsupported' ? 'streamable_http' : server.transport,
    endpoint: redact(describeEndpoint(server)),
    status: seen?.status ?? 'configured_but_unconnected',
    auth_token_env: server.authTokenEnv,
    auth_token_present: server.authTokenPresent,
    allowed_tools_regex: server.allowedToolsRegex,
    tools_count: seen?.toolsCount ?? null,
    last_check_at: seen === null ? null : isoTime(seen.checkedAtMs),
    last_error: seen === null ? whyNotAsked(server, redact) : seen.error,
  };
}

function whyNotAsked(server: McpServerConfig, redact: Redact): string | null {
  if (server.transport === 'unsupported')
    return redact(
      `not checked: the transport ${server.type} is not supported, only stdio and streamable HTTP`,
    );
  const isMissing = server.authTokenEnv !== '' && !server.authTokenPresent;
  return isMissing ? `auth env unset or empty: '${server.authTokenEnv}'` : null;
}
