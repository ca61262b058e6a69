import { z } from 'zod';
import type { Details } from '../../../contracts/status.ts';
import type { ProbeContext } from '../../define-probe.ts';
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
  if (ref === null || options.managementToken === undefined)
    throw new Error('connections need a token and a project');
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
