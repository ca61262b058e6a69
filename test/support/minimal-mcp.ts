import type { ScriptedAnswer, SeenRequest } from './scripted-server.ts';

const SESSION = { 'mcp-session-id': 's1' };

/** The smallest MCP server over stdio, as a script for `node -e`: one tool, and `before` printed ahead of each answer. */
export function minimalStdioScript(before = ''): string {
  return `let text = '';
    process.stdin.on('data', (chunk) => {
      text += chunk;
      const lines = text.split('\\n');
      text = lines.pop();
      for (const { id, method, params } of lines.map((line) => JSON.parse(line))) {
        if (id === undefined) continue;
        const result = method === 'initialize'
          ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'm', version: '1' } }
          : { tools: [{ name: 'one', inputSchema: { type: 'object' } }] };
        process.stdout.write(${JSON.stringify(before)} + JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
      }
    });`;
}

/** The smallest MCP server over streamable HTTP, without any tool. */
export function answerMinimally({ method, body }: SeenRequest): ScriptedAnswer {
  if (method === 'DELETE') return { status: 200 };
  if (method !== 'POST') return { status: 405 };
  const { id, method: call, params } = JSON.parse(body);
  if (id === undefined) return { status: 202 };
  const hello = {
    protocolVersion: params?.protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'm', version: '1' },
  };
  const result = call === 'initialize' ? hello : { tools: [] };
  return { headers: SESSION, body: { jsonrpc: '2.0', id, result } };
}
