import { describe, expect, test } from 'vitest';
import type { McpServerConfig } from '../config/config.ts';
import { describeEndpoint } from './describe-endpoint.ts';

const base = { name: 'it', authTokenEnv: '', authTokenPresent: false, allowedToolsRegex: null } as const;

function shown(...args: readonly string[]): string {
  return describeEndpoint({ ...base, transport: 'stdio', command: 'npx', args, env: {}, cwd: null });
}

describe('a command line', () => {
  test.each([
    [['-y', '@scope/server@1.2.3', '/srv/files'], 'npx -y @scope/server@1.2.3 /srv/files'],
    [['--api-key', 'zebra', '--port', '80'], 'npx --api-key [redacted] --port 80'],
    [['--access-token=zebra'], 'npx --access-token=[redacted]'],
    [['API_KEY=zebra', 'MODE=fast'], 'npx API_KEY=[redacted] MODE=fast'],
    [['--header', 'Authorization: zebra'], 'npx --header [redacted]'],
    [['-H', 'X-Key: zebra'], 'npx -H [redacted]'],
    [['Authorization:zebra'], 'npx Authorization:[redacted]'],
    [['postgres://me:zebra@db/main?key=zebra'], 'npx postgres://db/main'],
    [['--url=https://me:zebra@host/mcp?t=zebra'], 'npx --url=https://host/mcp'],
    [['--password', '-zebra1'], 'npx --password [redacted]'],
    [[], 'npx'],
  ])('%j is shown without credentials', (args, expected) => {
    expect(shown(...args)).toBe(expected);
  });
});

test('an address is shown without user name, query and fragment', () => {
  const server: McpServerConfig = {
    ...base,
    transport: 'streamable_http',
    url: 'https://me:zebra@mcp.example.com:8443/mcp?key=zebra#zebra',
    headers: {},
  };
  expect(describeEndpoint(server)).toBe('https://mcp.example.com:8443/mcp');
});
