import { z } from 'zod';
import { knownNumber } from '../../../domain/verdict.ts';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import { defineProbe, type Refusal } from '../../define-probe.ts';
import { addressOption, secretOption } from '../../options.ts';
import { fetchConnections, projectRef } from './connections.ts';
import { keyHeaders, readKey } from './keys.ts';
import { readTable } from './table.ts';

const schema = z.strictObject({
  url: addressOption().describe('https://<ref>.supabase.co, a custom domain, or a self-hosted address.'),
  anonKey: secretOption(),
  managementToken: secretOption().optional(),
  projectRef: z.string().trim().min(1).optional(),
  probeTable: z
    .string()
    .trim()
    .regex(/^[A-Za-z_][\w$]*$/, 'is not a table name')
    .optional(),
  managementApiBase: addressOption().default('https://api.supabase.com'),
  connectionsPctAbove: z
    .number()
    .min(0)
    .max(100)
    .default(80)
    .describe('Degraded above this share of connections in use, in percent.'),
});
export type SupabaseOptions = z.output<typeof schema>;

const healthSchema = z.looseObject({ name: z.string().nullish(), version: z.string().nullish() });

export const supabase = defineProbe({
  type: 'supabase',
  kind: 'provider',
  title: 'Supabase',
  schema,
  variables: {
    anonKey: {
      env: 'KORA_SUPABASE_ANON_KEY',
      purpose: 'Asks the project whether its gateway and sign-in answer.',
      required: true,
      secret: true,
      mintUrl: 'https://supabase.com/dashboard/project/_/settings/api-keys',
      leastScope: 'The publishable key (or the older anon key). Never service_role or a secret key.',
      example: 'sb_publishable_… or a JWT',
      withoutIt: 'Supabase is not asked at all and stays unknown.',
    },
    url: {
      env: 'KORA_SUPABASE_URL',
      purpose: 'The address of the project.',
      required: true,
      secret: false,
      mintUrl: 'https://supabase.com/dashboard/project/_/settings/api',
      example: 'https://<ref>.supabase.co',
      withoutIt: 'Supabase is not asked at all and stays unknown.',
    },
    managementToken: {
      env: 'KORA_SUPABASE_MANAGEMENT_TOKEN',
      purpose: 'Counts the database connections in use.',
      required: false,
      secret: true,
      mintUrl: 'https://supabase.com/dashboard/account/tokens',
      leastScope: 'A scoped token for this project with database_read.',
      example: 'sbp_…',
      withoutIt: 'connections_pct stays "unknown".',
    },
    projectRef: {
      env: 'KORA_SUPABASE_PROJECT_REF',
      purpose: 'The project for the connections, when the address does not name it.',
      required: false,
      secret: false,
      example: '20 small letters',
      withoutIt: 'It is taken from an address of the form https://<ref>.supabase.co.',
    },
    probeTable: {
      env: 'KORA_SUPABASE_PROBE_TABLE',
      purpose: 'A table or view that is read (one row), to prove that the database answers.',
      required: false,
      secret: false,
      example: 'health',
      withoutIt: 'The database itself is not proved, only the gateway and sign-in.',
    },
    managementApiBase: {
      env: 'KORA_SUPABASE_MANAGEMENT_API_BASE',
      purpose: 'Another address of the Management API, for tests.',
      required: false,
      secret: false,
      example: 'https://api.supabase.com',
      withoutIt: 'https://api.supabase.com is asked.',
    },
  },
  detailKeys: ['connections_pct'],
  credential: ({ anonKey }) => anonKey,
  recognise: ({ anonKey }) => readKey(anonKey.reveal()).recognised,
  // `/rest/v1/` itself refuses every key that a heartbeat should have, so health is asked of the sign-in service.
  async look(options, { http }) {
    const headers = keyHeaders(options.anonKey);
    const { body } = await http.json({ url: `${options.url}/auth/v1/health`, headers }, healthSchema);
    const table = options.probeTable === undefined ? {} : await readTable(options, options.probeTable, http);
    return { auth_version: body.version ?? 'unknown', ...table };
  },
  facts: [
    {
      name: 'connections',
      keys: ['connections_pct'],
      everyMs: 300_000,
      deadlineMs: 20_000,
      wanted: (options) => options.managementToken !== undefined && projectRef(options) !== null,
      fetch: fetchConnections,
    },
  ],
  judge({ connectionsPctAbove }, details) {
    const pct = knownNumber(details, 'connections_pct');
    if (pct === null) return { status: 'healthy', why: 'It answers; the connections in use are not known.' };
    if (pct <= connectionsPctAbove)
      return { status: 'healthy', why: `It answers; ${pct} % of the database connections are in use.` };
    return {
      status: 'degraded',
      why: `${pct} % of the database connections are in use, above the threshold of ${connectionsPctAbove} %.`,
      hint: 'Look for connections that are not given back, or use the pooler.',
    };
  },
  explain,
  async introspect(options, { http }) {
    await http.json(
      { url: `${options.url}/auth/v1/health`, headers: keyHeaders(options.anonKey) },
      healthSchema,
    );
    const { recognised, expiresAtMs } = readKey(options.anonKey.reveal());
    return { ...(recognised === null ? {} : { kind: recognised.kind }), expiresAtMs };
  },
});

// 540 is Supabase's own; 522 and 544 come from the gateway before a project that does not answer.
function explain({ anonKey }: SupabaseOptions, { status, headers }: HttpAnswer): Refusal | null {
  if (status === 540) {
    return {
      reason: 'http_server_error',
      why: 'The project is paused or removed (HTTP 540).',
      hint: 'Restore it in the Supabase dashboard.',
    };
  }
  if (status === 401 || status === 403) {
    const restricted = headers['sb-error-code'] === 'UNAUTHORIZED_INVALID_API_KEY_TYPE';
    const { recognised } = readKey(anonKey.reveal());
    return {
      reason: restricted ? 'permission_denied' : 'auth_rejected',
      why: `Supabase does not accept this key (HTTP ${status}).`,
      hint:
        recognised?.problem ??
        'Copy the publishable (or anon) key of this very project into KORA_SUPABASE_ANON_KEY.',
    };
  }
  return null;
}
