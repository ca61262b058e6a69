import { z } from 'zod';
import { knownNumber } from '../../../domain/verdict.ts';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import { TransportError } from '../../../lib/transport-error.ts';
import { defineProbe, type ProbeContext, ProbeRefusal, type Refusal } from '../../define-probe.ts';
import { addressOption, secretOption } from '../../options.ts';
import { lenientJson } from '../../probe-http.ts';
import { explainManagement, fetchConnections, projectRef } from './connections.ts';
import { controls } from './controls.ts';
import { feed } from './feed.ts';
import { keyHeaders, recogniseKey, recogniseManagementToken } from './keys.ts';
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

// Its own schema requires nothing, but an object with none of these is not its answer.
const healthSchema = z
  .looseObject({
    name: z.string().nullish(),
    version: z.string().nullish(),
    description: z.string().nullish(),
  })
  .refine(({ name, version, description }) => (name ?? version ?? description) != null);

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
  // Of the Management API; a project's own has none. Its documentation has told of 60 and of 120.
  documentedLimit: { hosts: ['api.supabase.com'], requests: 60, perMs: 60_000 },
  credential: ({ anonKey }) => anonKey,
  recognise: ({ anonKey }) => recogniseKey(anonKey.reveal()),
  async look(options, context) {
    const { version } = await readHealth(options, context);
    const table =
      options.probeTable === undefined ? {} : await readTable(options, options.probeTable, context.http);
    return { auth_version: version ?? 'unknown', ...table };
  },
  facts: [
    {
      name: 'connections',
      keys: ['connections_pct'],
      everyMs: 300_000,
      deadlineMs: 20_000,
      wanted: (options) => options.managementToken !== undefined && projectRef(options) !== null,
      credential: ({ managementToken }) => managementToken ?? null,
      recognise: ({ managementToken }) => recogniseManagementToken(managementToken?.reveal() ?? ''),
      explain: explainManagement,
      fetch: fetchConnections,
    },
  ],
  judge(options, details) {
    const { connectionsPctAbove } = options;
    const pct = knownNumber(details, 'connections_pct');
    if (pct === null) return { status: 'healthy', ...unknownConnections(options) };
    if (pct <= connectionsPctAbove)
      return { status: 'healthy', why: `It answers; ${pct} % of the database connections are in use.` };
    return {
      status: 'degraded',
      why: `${pct} % of the database connections are in use, above the threshold of ${connectionsPctAbove} %.`,
      hint: 'Look for connections that are not given back, or use the pooler.',
    };
  },
  explain,
  controls,
  feed,
  async introspect(options, context) {
    // It tells nothing of the key; what the key is, stands in the key itself.
    await readHealth(options, context);
    return {};
  },
});

function unknownConnections(options: SupabaseOptions): { why: string; hint?: string } {
  const why = 'It answers; the connections in use are not known';
  if (options.managementToken === undefined) return { why: `${why} without a management token.` };
  if (projectRef(options) !== null) return { why: `${why}.` };
  return { why: `${why}, since the project is not named.`, hint: 'Set KORA_SUPABASE_PROJECT_REF.' };
}

const PAUSED_HINT =
  'The project may be paused or removed: look in the Supabase dashboard, and restore it there.';

// `/rest/v1/` itself refuses every key that a heartbeat should have, so health is asked of the sign-in service.
async function readHealth(options: SupabaseOptions, { http }: ProbeContext) {
  try {
    const { body } = await http.json(
      { url: `${options.url}/auth/v1/health`, headers: keyHeaders(options.anonKey) },
      healthSchema,
    );
    return body;
  } catch (error) {
    if (!isNameGone(error, options.url)) throw error;
    throw new ProbeRefusal({
      reason: 'dns_failed',
      status: 'unknown',
      error: 'dns_failed: the name of the project does not resolve',
      why: 'The name of the project does not resolve.',
      hint: PAUSED_HINT,
    });
  }
}

// The name of a hosted project goes when it is paused. A resolver that does not answer says nothing about it.
function isNameGone(error: unknown, url: string): boolean {
  return (
    error instanceof TransportError &&
    error.failure === 'dns_failed' &&
    error.message.includes('ENOTFOUND') &&
    new URL(url).hostname.endsWith('.supabase.co')
  );
}

// 540 is Supabase's own, for a project that is paused.
function explain({ anonKey }: SupabaseOptions, answer: HttpAnswer): Refusal | null {
  const { status } = answer;
  if (status === 540) {
    return {
      reason: 'http_server_error',
      why: 'The project is paused or removed (HTTP 540).',
      hint: PAUSED_HINT,
    };
  }
  if (status !== 401) return null;
  if (answer.headers['sb-error-code'] === 'UNAUTHORIZED_INVALID_API_KEY_TYPE') {
    return {
      reason: 'permission_denied',
      why: 'Supabase knows this key, but does not let its kind do this (HTTP 401).',
      hint: 'Check the address: KORA_SUPABASE_URL is that of the project alone, without a path.',
    };
  }
  return {
    reason: 'auth_rejected',
    ...rejectedKey(answer),
    ...withHint(recogniseKey(anonKey.reveal())?.problem),
  };
}

const gatewayErrorSchema = z.looseObject({ message: z.string() });

function rejectedKey(answer: HttpAnswer): { why: string; hint: string } {
  const message = gatewayErrorSchema.safeParse(lenientJson(answer)).data?.message ?? '';
  if (/^No API key found/i.test(message)) {
    return {
      why: 'No key reached the gateway of Supabase (HTTP 401).',
      hint: 'Something between removes the apikey header: look at proxies on the way.',
    };
  }
  return {
    why: 'Supabase does not accept this key (HTTP 401).',
    hint: 'Copy the publishable (or anon) key of this very project into KORA_SUPABASE_ANON_KEY.',
  };
}

function withHint(hint: string | undefined): { hint?: string } {
  return hint === undefined ? {} : { hint };
}
