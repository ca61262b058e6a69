import { z } from 'zod';

/** The frozen contract of `GET /api/mcp/clients`: the MCP servers that this installation uses, with their health. */
export const mcpClientSchema = z
  .strictObject({
    name: z.string(),
    transport: z.enum(['stdio', 'streamable_http']),
    endpoint: z.string(),
    status: z.enum(['connected', 'configured_but_unconnected', 'error', 'unhealthy']),
    auth_token_env: z
      .string()
      .describe("The variable's name, never its value; empty when the server needs none."),
    auth_token_present: z.boolean(),
    allowed_tools_regex: z.string().nullable(),
    tools_count: z.int().nonnegative().nullable().describe('Null until a session listed them.'),
    last_check_at: z.iso.datetime().nullable(),
    last_error: z.string().nullable(),
  })
  .meta({ id: 'MCPClient' });

export const mcpClientsResponseSchema = z
  .strictObject({ clients: z.array(mcpClientSchema), stub: z.boolean(), generated_at: z.iso.datetime() })
  .meta({ id: 'MCPClientsListResponse' });

export type McpClientStatus = z.infer<typeof mcpClientSchema>['status'];
export type McpClient = z.infer<typeof mcpClientSchema>;
export type McpClientsResponse = z.infer<typeof mcpClientsResponseSchema>;
