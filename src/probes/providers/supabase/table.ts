import { z } from 'zod';
import type { Details } from '../../../contracts/status.ts';
import type { HttpAnswer } from '../../../lib/http-client.ts';
import { type ProbeHttp, ProbeRefusal } from '../../define-probe.ts';
import { lenientJson, RefusedAnswer, requireBody } from '../../probe-http.ts';
import { keyHeaders } from './keys.ts';
import type { SupabaseOptions } from './supabase.ts';

const errorSchema = z.looseObject({ code: z.string().optional() });

/** Reads one row: any answer of the database proves it, an empty one and a refusal by its own rules too. */
export async function readTable(
  { url, anonKey }: SupabaseOptions,
  table: string,
  http: ProbeHttp,
): Promise<Details> {
  const request = {
    url: `${url}/rest/v1/${encodeURIComponent(table)}?select=*&limit=1`,
    headers: keyHeaders(anonKey),
  };
  const answer = await http.send(request);
  if (answer.status >= 200 && answer.status <= 299) return readRows(answer);
  const code = errorSchema.safeParse(lenientJson(answer)).data?.code ?? '';
  // PostgreSQL's own "insufficient privilege": it was asked, and it answered.
  if (code === '42501') return { database: 'answers' };
  if (code === 'PGRST205' || code === 'PGRST202') {
    throw new ProbeRefusal({
      reason: 'not_found',
      error: `HTTP ${answer.status}`,
      why: 'The data API answers, but knows no such table.',
      hint: 'Check KORA_SUPABASE_PROBE_TABLE, and that its schema is exposed in the API settings.',
    });
  }
  if (/^PGRST00[0-3]$/.test(code)) {
    throw new ProbeRefusal({
      reason: 'http_server_error',
      error: `HTTP ${answer.status}`,
      why: 'The gateway answers, but the database behind it cannot be reached.',
      hint: 'Look at the project in the Supabase dashboard: it may be restarting, full or out of connections.',
    });
  }
  throw new RefusedAnswer(answer);
}

function readRows(answer: HttpAnswer): Details {
  requireBody(answer);
  if (Array.isArray(lenientJson(answer))) return { database: 'answers' };
  throw new ProbeRefusal({
    reason: 'unexpected_body',
    error: `HTTP ${answer.status}, but the answer to the table read is not a list of rows`,
    hint: 'Check the address of the project and what stands between.',
  });
}
