import type { McpClient, McpClientStatus } from '../../../src/contracts/mcp.ts';
import type { Status } from '../../../src/contracts/status.ts';
import { CodeBlock } from '../components/code-block.tsx';
import { Banner, Empty, LoadError, PageTitle, SkeletonRows } from '../components/states.tsx';
import { StatusMark, StatusText } from '../components/status-mark.tsx';
import { Ago } from '../components/time.tsx';
import { useMcpClients } from '../hooks/use-board.ts';

const LABELS = {
  connected: 'Connected',
  configured_but_unconnected: 'Not connected yet',
  error: 'Error',
  unhealthy: 'Unhealthy',
} satisfies Record<McpClientStatus, string>;

const MARKS = {
  connected: 'healthy',
  configured_but_unconnected: 'unknown',
  error: 'unhealthy',
  unhealthy: 'unhealthy',
} satisfies Record<McpClientStatus, Status>;

const TRANSPORTS = { stdio: 'stdio', streamable_http: 'HTTP' } satisfies Record<
  McpClient['transport'],
  string
>;

const EXAMPLE = `{
  "mcpServers": {
    "everything": {
      "command": "npx",
      "args": [
        "-y",
        "@modelcontextprotocol/server-everything"
      ]
    },
    "linear": {
      "url": "https://mcp.linear.app/mcp"
    }
  }
}`;

export function McpPage() {
  const { data, error, refetch } = useMcpClients();
  return (
    <>
      <PageTitle title="MCP servers" />
      {data?.stub === true && (
        <Banner label="Sample values">
          <p>These are sample values. The server that answers here has no real ones yet.</p>
        </Banner>
      )}
      {data !== undefined ? (
        data.clients.length === 0 ? (
          <NoServers />
        ) : (
          <ul
            className="rounded-card border border-hairline bg-surface"
            data-fades={error === null ? undefined : true}
          >
            {data.clients.map((client) => (
              <ServerItem key={client.name} client={client} />
            ))}
          </ul>
        )
      ) : error !== null ? (
        <LoadError what="The MCP servers" error={error} onRetry={refetch} />
      ) : (
        <div className="rounded-card border border-hairline bg-surface">
          <SkeletonRows count={3} heightPx={72} />
        </div>
      )}
    </>
  );
}

function ServerItem({ client }: { readonly client: McpClient }) {
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-3 border-t border-hairline px-4 py-3 first:border-t-0">
      <span className="mt-0.5">
        <StatusMark status={MARKS[client.status] ?? 'unknown'} />
      </span>
      <div className="min-w-0">
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
          <h2 className="text-14 font-semibold [overflow-wrap:anywhere]">{client.name}</h2>
          <span className="text-13">
            <StatusText status={MARKS[client.status] ?? 'unknown'}>
              {LABELS[client.status] ?? client.status}
            </StatusText>
          </span>
          <span className="text-13 text-muted sm:ml-auto">
            <Ago at={client.last_check_at} never="never checked" end />
          </span>
        </div>
        <p className="mt-1 font-mono text-12 text-muted [overflow-wrap:anywhere]">
          {TRANSPORTS[client.transport] ?? client.transport} {client.endpoint}
        </p>
        <p className="mt-1 flex flex-wrap gap-x-5 gap-y-0.5 text-13">
          <span>
            {client.tools_count === null ? (
              <span className="text-muted">tools not listed yet</span>
            ) : (
              <>
                {client.tools_count.toLocaleString('en')}{' '}
                <span className="text-muted">{client.tools_count === 1 ? 'tool' : 'tools'}</span>
              </>
            )}
          </span>
          {client.auth_token_env !== '' && (
            <span className="text-muted">
              <code className="font-mono text-12 text-ink">{client.auth_token_env}</code>{' '}
              {client.auth_token_present ? 'set' : 'not set'}
            </span>
          )}
          {client.allowed_tools_regex !== null && (
            <span className="text-muted">
              allows{' '}
              <code className="font-mono text-12 text-ink [overflow-wrap:anywhere]">
                {client.allowed_tools_regex}
              </code>
            </span>
          )}
        </p>
        {client.last_error !== null && (
          <pre className="mt-2 rounded-card border border-hairline bg-page px-3 py-2 font-mono text-12 whitespace-pre-wrap [overflow-wrap:anywhere]">
            {client.last_error}
          </pre>
        )}
      </div>
    </li>
  );
}

function NoServers() {
  return (
    <Empty title="No MCP server is configured.">
      <p>
        This page shows the MCP servers that your agents use: whether each starts, answers and lists its
        tools. Kora reads the file they already have; name it in{' '}
        <code className="font-mono text-13 text-ink">KORA_MCP_CONFIG</code> and start Kora again.
      </p>
      <CodeBlock label="An example of that file" text={EXAMPLE} />
    </Empty>
  );
}
