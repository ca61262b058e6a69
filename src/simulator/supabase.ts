import type { SimulatedProvider, SimulatedRequest } from './simulated-provider.ts';

const KEY = 'sb_publishable_demo0000000000000001';
const MANAGEMENT_TOKEN = 'sbp_demo00000000000000000000000000000001';
const REF = 'demoprojectabcdefghi';

/** A project's gateway and the Management API. A newer key is accepted in `apikey` only. */
export const supabase: SimulatedProvider = {
  name: 'supabase',
  latencyMs: 40,
  environment: (url) => ({
    KORA_SUPABASE_ANON_KEY: KEY,
    KORA_SUPABASE_URL: url,
    KORA_SUPABASE_MANAGEMENT_TOKEN: MANAGEMENT_TOKEN,
    KORA_SUPABASE_PROJECT_REF: REF,
    KORA_SUPABASE_MANAGEMENT_API_BASE: url,
  }),
  isAuthenticated: (request) =>
    isManagement(request)
      ? request.headers.authorization === `Bearer ${MANAGEMENT_TOKEN}`
      : request.headers.apikey === KEY && request.headers.authorization === undefined,
  answer({ path, method }, { degraded }) {
    if (path === '/auth/v1/health') {
      return {
        body: {
          version: 'v2.197.0',
          name: 'GoTrue',
          description: 'GoTrue is a user registration and authentication API',
        },
      };
    }
    if (path === `/v1/projects/${REF}/database/query/read-only` && method === 'POST') {
      return { status: 201, body: [{ used: degraded ? 54 : 14, max: 60 }] };
    }
    if (path.startsWith('/rest/v1/') && path !== '/rest/v1/') return { body: [] };
    return { status: 404, body: { message: 'Not Found' } };
  },
  unauthorized: (request) => ({
    status: 401,
    body: isManagement(request)
      ? { message: 'Unauthorized' }
      : { message: 'Invalid API key', hint: 'Double check your Supabase `anon` or `service_role` API key.' },
  }),
  forbidden: () => ({ status: 403, body: { message: 'Forbidden' } }),
  rateLimited: () => ({
    status: 429,
    headers: { 'x-ratelimit-limit': '120', 'x-ratelimit-remaining': '0' },
    body: { message: 'Too many requests' },
  }),
};

function isManagement({ path }: SimulatedRequest): boolean {
  return path.startsWith('/v1/');
}
