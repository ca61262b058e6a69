import { z } from 'zod';
import type { Details } from '../../../contracts/status.ts';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import { type ProbeContext, ProbeRefusal, type Refusal } from '../../define-probe.ts';
import type { SupabaseOptions } from './supabase.ts';

const QUERY =
  "select (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend') as used, pg_catalog.current_setting('max_connections')::int as max";

// A count is a bigint, which some drivers write as text.
const countSchema = z.union([
  z.int().nonnegative(),
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
]);
// The specification leaves the answer open; rows as an array is what the provider's own tools rely on.
const rowsSchema = z
  .tuple([z.looseObject({ used: countSchema, max: countSchema.refine((max) => max > 0) })])
  .rest(z.unknown());

/** The project's reference: configured, or the first label of `<ref>.supabase.co`. */
export function projectRef({ projectRef: configured, url }: SupabaseOptions): string | null {
  return configured ?? /^([a-z0-9-]+)\.supabase\.co$/.exec(new URL(url).hostname)?.[1] ?? null;
}

/** Connections in use through the Management API, read-only. */
export async function fetchConnections(options: SupabaseOptions, { http }: ProbeContext): Promise<Details> {
  const ref = projectRef(options);
  if (options.managementToken === undefined) throw new Error('connections need a token');
  if (ref === null) throw unknownProject();
  const {
    body: [{ used, max }],
  } = await http.json(
    {
      url: `${options.managementApiBase.replace(/\/v1$/, '')}/v1/projects/${encodeURIComponent(ref)}/database/query/read-only`,
      method: 'POST',
      headers: {
        authorization: `Bearer ${options.managementToken.reveal()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: QUERY }),
    },
    rowsSchema,
  );
  const pct = Math.min(100, Math.round((used / max) * 1_000) / 10);
  return { connections_pct: pct, connections_used: used, connections_max: max };
}

function unknownProject(): ProbeRefusal {
  return new ProbeRefusal({
    reason: 'auth_missing',
    status: 'unknown',
    error: "auth env unset or empty: 'KORA_SUPABASE_PROJECT_REF'",
    why: 'Which project the management token is for is not known, so nothing was asked with it.',
    hint: 'Set KORA_SUPABASE_PROJECT_REF, since the address does not name the project.',
  });
}

/** What the Management API says of its token. */
export function explainManagement({ status }: HttpAnswer): Refusal | null {
  if (status === 401) {
    return {
      reason: 'auth_rejected',
      why: 'The Management API of Supabase does not accept this token (HTTP 401): it is wrong, revoked or expired.',
      hint: 'Make a new token and set KORA_SUPABASE_MANAGEMENT_TOKEN.',
    };
  }
  if (status !== 403) return null;
  return {
    reason: 'permission_denied',
    why: 'The Management API of Supabase knows the token but does not allow this (HTTP 403).',
    hint: 'Give the token database_read for this project.',
  };
}
