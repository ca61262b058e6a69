import { isoTime } from '../lib/time.ts';
import type { QuotaState } from './quota.ts';
import {
  type Answer,
  defineSimulatedProvider,
  type RefusalKind,
  type SimulatedRequest,
  type World,
} from './simulated-provider.ts';

const KEY = 'sb_publishable_demo0000000000000001';
const MANAGEMENT_TOKEN = 'sbp_demo00000000000000000000000000000001';
const REF = 'demoprojectabcdefghi';
const PROJECT_PATH = `/v1/projects/${REF}`;
const TABLE_PATH = '/rest/v1/heartbeat';
const DAY_MS = 86_400_000;

const HEALTHY = {
  connections: 14,
  connectionsMax: 60,
  /** 1: PostgREST answers, but the database behind it cannot be reached. */
  databaseDown: 0,
  /** 1: row-level security lets nobody read the table. */
  tableRefused: 0,
};
type Data = typeof HEALTHY;

/** A project's gateway and the Management API. A newer key is accepted in `apikey` only, and at `/rest/v1/` not at all. */
export const supabase = defineSimulatedProvider<Data>({
  name: 'supabase',
  latencyMs: 40,
  quota: { limit: 120, windowMs: 60_000 },
  healthy: HEALTHY,
  degraded: { connections: 54 },
  credentials: [KEY, MANAGEMENT_TOKEN],
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
  answer: (request, world) => (isManagement(request) ? manage(request, world) : gateway(request, world.data)),
  refuse,
  quotaHeaders: () => ({}),
});

function isManagement({ path }: SimulatedRequest): boolean {
  return path.startsWith('/v1/');
}

function refuse(kind: RefusalKind, request: SimulatedRequest, quota: QuotaState): Answer {
  switch (kind) {
    case 'unauthorized':
      return isManagement(request) ? { status: 401, body: { message: 'Unauthorized' } } : badKey(request);
    case 'forbidden':
      return { status: 403, body: { message: 'Forbidden resource' } };
    case 'not_found':
      return { status: 404, body: { message: 'Not Found' } };
    case 'rate_limited':
      return {
        status: 429,
        headers: {
          'x-ratelimit-limit': String(quota.limit),
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Math.ceil(quota.resetAtMs / 1_000)),
        },
        body: { message: 'ThrottlerException: Too Many Requests' },
      };
  }
}

function badKey({ headers }: SimulatedRequest): Answer {
  return headers.apikey === undefined
    ? {
        status: 401,
        body: {
          message: 'No API key found in request',
          hint: 'No `apikey` request header or url param was found.',
        },
      }
    : {
        status: 401,
        body: {
          message: 'Invalid API key',
          hint: 'Double check your Supabase `anon` or `service_role` API key.',
        },
      };
}

function gateway({ path, method }: SimulatedRequest, data: Data): Answer {
  if (path === '/auth/v1/health') {
    const description = 'GoTrue is a user registration and authentication API';
    return { body: { version: 'v2.197.0', name: 'GoTrue', description } };
  }
  if (path === '/rest/v1/' || path === '/rest/v1') {
    return {
      status: 401,
      headers: { 'sb-error-code': 'UNAUTHORIZED_INVALID_API_KEY_TYPE' },
      body: {
        message: 'Invalid API key',
        hint: 'Only the `service_role` API key can be used for this endpoint.',
      },
    };
  }
  if (path.startsWith('/rest/v1/') && (method === 'GET' || method === 'HEAD')) return readTable(path, data);
  return { status: 404, body: { error: 'requested path is invalid' } };
}

function readTable(path: string, { databaseDown, tableRefused }: Data): Answer {
  const failure = (status: number, code: string, message: string): Answer => ({
    status,
    body: { code, details: null, hint: null, message },
  });
  if (databaseDown === 1)
    return failure(503, 'PGRST002', 'Could not query the database for the schema cache. Retrying.');
  if (path !== TABLE_PATH) {
    const table = decodeURIComponent(path.slice('/rest/v1/'.length));
    return failure(404, 'PGRST205', `Could not find the table 'public.${table}' in the schema cache`);
  }
  return tableRefused === 1 ? failure(401, '42501', 'permission denied for table heartbeat') : { body: [] };
}

function manage({ path, method, body, query }: SimulatedRequest, { data, nowMs }: World<Data>): Answer {
  if (path === `${PROJECT_PATH}/database/query/read-only` && method === 'POST') return runQuery(body, data);
  if (path === PROJECT_PATH && method === 'GET') return { body: project(nowMs) };
  if (path === `${PROJECT_PATH}/health` && method === 'GET')
    return { body: query.getAll('services').map(serviceHealth) };
  return { status: 404, body: { message: 'Not Found' } };
}

// A bare array of rows with 201.
function runQuery(body: string, { connections, connectionsMax }: Data): Answer {
  return /"query"\s*:\s*"\s*select /i.test(body)
    ? { status: 201, body: [{ used: connections, max: connectionsMax }] }
    : { status: 400, body: { message: 'query must be a string' } };
}

function project(nowMs: number) {
  return {
    id: REF,
    ref: REF,
    organization_id: 'demo-company',
    organization_slug: 'demo-company',
    name: 'Demo',
    region: 'eu-central-1',
    created_at: isoTime(nowMs - 400 * DAY_MS),
    status: 'ACTIVE_HEALTHY',
    database: {
      host: `db.${REF}.supabase.co`,
      version: '17.6.1.002',
      postgres_engine: '17',
      release_channel: 'ga',
    },
  };
}

function serviceHealth(name: string) {
  return { name, healthy: true, status: 'ACTIVE_HEALTHY' };
}
