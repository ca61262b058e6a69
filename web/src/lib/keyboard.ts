export type Command =
  | 'search'
  | 'next'
  | 'previous'
  | 'close'
  | 'look'
  | 'utc'
  | 'theme'
  | 'help'
  | 'overview'
  | 'monitors'
  | 'incidents'
  | 'heartbeat'
  | 'providers'
  | 'ledger'
  | 'credentials'
  | 'mcp'
  | 'tasks'
  | 'setup';

/** What `?` lists, in order. */
export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly words: string }[] = [
  { keys: ['/'], words: 'Search' },
  { keys: ['j', 'k'], words: 'Next row, previous row' },
  { keys: ['enter'], words: 'Open' },
  { keys: ['esc'], words: 'Close, back' },
  { keys: ['r'], words: 'Look again' },
  { keys: ['g', 'o'], words: 'Go to Overview' },
  { keys: ['g', 'm'], words: 'Go to Monitors' },
  { keys: ['g', 'i'], words: 'Go to Incidents' },
  { keys: ['g', 'h'], words: 'Go to Heartbeat' },
  { keys: ['g', 'v'], words: 'Go to Providers' },
  { keys: ['g', 'l'], words: 'Go to Ledger' },
  { keys: ['g', 'c'], words: 'Go to Credentials' },
  { keys: ['g', 'p'], words: 'Go to MCP servers' },
  { keys: ['g', 't'], words: 'Go to Tasks' },
  { keys: ['g', 's'], words: 'Go to Setup' },
  { keys: ['u'], words: 'Times in UTC or local' },
  { keys: ['t'], words: 'Light or dark' },
  { keys: ['?'], words: 'This list' },
];

const SINGLE: Readonly<Record<string, Command>> = {
  '/': 'search',
  j: 'next',
  k: 'previous',
  Escape: 'close',
  r: 'look',
  u: 'utc',
  t: 'theme',
  '?': 'help',
};

const AFTER_G: Readonly<Record<string, Command>> = {
  o: 'overview',
  m: 'monitors',
  i: 'incidents',
  h: 'heartbeat',
  v: 'providers',
  l: 'ledger',
  c: 'credentials',
  p: 'mcp',
  t: 'tasks',
  s: 'setup',
};

const SEQUENCE_MS = 1_200;

/** Turns keys into commands; `g` waits a moment for the key after it. */
export function createKeyReader(): (key: string, atMs: number) => Command | null {
  let goAtMs: number | null = null;
  return (key, atMs) => {
    const isSecond = goAtMs !== null && atMs - goAtMs <= SEQUENCE_MS;
    goAtMs = null;
    if (isSecond) return AFTER_G[key] ?? null;
    if (key === 'g') {
      goAtMs = atMs;
      return null;
    }
    return SINGLE[key] ?? null;
  };
}
