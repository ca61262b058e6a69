/** A variable of the daemon itself, as the reference and `kora doctor` list it. */
export interface DaemonVariable {
  readonly env: string;
  readonly purpose: string;
  readonly fallback: string;
  readonly example: string;
  readonly secret: boolean;
}

/** Every variable of the daemon itself; those of the providers are part of their probes. */
export const DAEMON_VARIABLES = [
  {
    env: 'KORA_HEARTBEAT_PROBE_INTERVAL_SEC',
    purpose: 'Seconds between two looks at a provider.',
    fallback: '300',
    example: '60',
    secret: false,
  },
  {
    env: 'KORA_MCP_HEALTH_CHECK_INTERVAL_SEC',
    purpose: 'Seconds between two checks of the MCP servers.',
    fallback: '300',
    example: '60',
    secret: false,
  },
  {
    env: 'KORA_FEED_INTERVAL_SEC',
    purpose: 'Seconds between two reads of an official status page; at most 300.',
    fallback: '120',
    example: '60',
    secret: false,
  },
  {
    env: 'KORA_WEB_HOST',
    purpose: 'The address to listen on. Any but a loopback address also needs KORA_API_TOKEN.',
    fallback: '127.0.0.1',
    example: '0.0.0.0',
    secret: false,
  },
  {
    env: 'KORA_WEB_PORT',
    purpose: 'The port to listen on.',
    fallback: '9119',
    example: '8080',
    secret: false,
  },
  {
    env: 'KORA_API_TOKEN',
    purpose:
      'When set, every route but /healthz wants it: in the Authorization header, or through the sign-in page. At least 16 characters where other machines can reach the daemon.',
    fallback: 'none',
    example: 'a random text, such as openssl rand -hex 16 prints',
    secret: true,
  },
  {
    env: 'KORA_WEB_ALLOWED_HOSTS',
    purpose: 'Further host names, separated by commas, under which the daemon may be reached.',
    fallback: 'none',
    example: 'kora.example.com',
    secret: false,
  },
  {
    env: 'KORA_DATA_DIR',
    purpose: 'The folder of the history; it should be on a local disk.',
    fallback: '$XDG_STATE_HOME/kora, or ~/.local/state/kora',
    example: '/var/lib/kora',
    secret: false,
  },
  {
    env: 'KORA_DATABASE_URL',
    purpose: 'A Postgres to keep the history in, instead of a file in KORA_DATA_DIR.',
    fallback: 'none',
    example: 'postgres://kora:…@db.example.com:5432/kora',
    secret: true,
  },
  {
    env: 'KORA_EGRESS_SENTINELS',
    purpose:
      'Addresses outside, separated by commas, that answer as long as this machine reaches anybody; only when all fail is its own network gone. A URL, or host:port.',
    fallback: 'addresses of several operators',
    example: 'https://www.example.com/,192.0.2.1:443',
    secret: false,
  },
  {
    env: 'KORA_SECOND_RESOLVERS',
    purpose:
      'IP addresses of resolvers, separated by commas, that are asked for a name that does not resolve here.',
    fallback: '1.1.1.1,9.9.9.9',
    example: '9.9.9.9,192.0.2.1:53',
    secret: false,
  },
  {
    env: 'KORA_OFFLINE',
    purpose:
      '1 asks nobody who was not named: no status pages, sentinels or resolvers but those that are configured.',
    fallback: '0',
    example: '1',
    secret: false,
  },
  {
    env: 'KORA_CONFIG',
    purpose: 'The path of the configuration file.',
    fallback: 'kora.yaml in the working folder, when there is one',
    example: '/etc/kora/kora.yaml',
    secret: false,
  },
  {
    env: 'KORA_MCP_CONFIG',
    purpose: 'The path of a file with "mcpServers", as other tools of that ecosystem read it.',
    fallback: 'none',
    example: '/etc/kora/mcp.json',
    secret: false,
  },
  {
    env: 'KORA_LOG_LEVEL',
    purpose: 'How much is logged: trace, debug, info, warn, error, fatal or silent.',
    fallback: 'info',
    example: 'debug',
    secret: false,
  },
] as const satisfies readonly DaemonVariable[];
