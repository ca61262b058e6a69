import type { QuotaState } from './quota.ts';
import {
  type Answer,
  defineSimulatedProvider,
  type RefusalKind,
  type SimulatedRequest,
  type World,
} from './simulated-provider.ts';
import { type Moment, moments, scatter } from './timeline.ts';

const TOKEN = 'vcp_demoVercelToken000000000001';
const TEAM = 'team_demo0000000000000001';
const TEAM_SLUG = 'demo-company';
const PROJECTS = ['web', 'docs', 'admin'] as const;
const AUTHORS = ['ann', 'jonas', 'mei'] as const;
const DAY_MS = 86_400_000;
const BUILD_MS = 43_000;
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;

const HEALTHY = { deployments: 142, failed: 4, canceled: 3, building: 1 };
type Data = typeof HEALTHY;

/** api.vercel.com: deployments with time cursors. An unknown token gets 403 and not 401. */
export const vercel = defineSimulatedProvider<Data>({
  name: 'vercel',
  latencyMs: 90,
  quota: { limit: 500, windowMs: 60_000 },
  healthy: HEALTHY,
  degraded: { failed: 29 },
  credentials: [TOKEN],
  environment: (url) => ({
    KORA_VERCEL_API_TOKEN: TOKEN,
    KORA_VERCEL_TEAM_ID: TEAM,
    KORA_VERCEL_API_BASE: url,
  }),
  isAuthenticated: ({ headers }) => headers.authorization === `Bearer ${TOKEN}`,
  answer,
  refuse,
  quotaHeaders: ({ limit, remaining, resetAtMs }, status) =>
    status === 403
      ? {}
      : {
          'x-ratelimit-limit': String(limit),
          'x-ratelimit-remaining': String(remaining),
          'x-ratelimit-reset': String(Math.ceil(resetAtMs / 1_000)),
        },
});

function answer(request: SimulatedRequest, world: World<Data>): Answer {
  if (request.method === 'GET' && request.path === '/v5/user/tokens/current')
    return { body: { token: describeToken(world) } };
  if (request.method === 'GET' && /^\/v[67]\/deployments$/.test(request.path))
    return listDeployments(request, world);
  return failure(404, 'not_found', 'Not found');
}

function refuse(kind: RefusalKind, { path, headers }: SimulatedRequest, quota: QuotaState): Answer {
  switch (kind) {
    case 'unauthorized':
      return headers.authorization === undefined
        ? failure(403, 'forbidden', 'The request is missing an authentication token', { missingToken: true })
        : failure(403, 'forbidden', 'Not authorized', { invalidToken: true });
    case 'forbidden':
      return failure(403, 'forbidden', 'You do not have permission to access this resource.');
    case 'not_found':
      return failure(404, 'not_found', 'Not found');
    case 'rate_limited':
      return path.startsWith('/v6/') ? nestedRateLimit(quota) : flatRateLimit(quota);
  }
}

// A team's token whose end comes near.
function describeToken({ nowMs, startedAtMs }: World<Data>) {
  const createdAt = startedAtMs - 80 * DAY_MS;
  return {
    id: 'demo0000000000000001',
    name: 'kora-heartbeat',
    type: 'token',
    origin: 'manual',
    scopes: [{ type: 'team', teamId: TEAM, origin: 'manual', createdAt }],
    expiresAt: startedAtMs + 12 * DAY_MS,
    activeAt: nowMs,
    createdAt,
  };
}

function failure(status: number, code: string, message: string, extra: object = {}): Answer {
  return { status, body: { error: { code, message, ...extra } } };
}

function nestedRateLimit({ limit, resetAtMs, retryAfterSec }: QuotaState): Answer {
  const reset = Math.ceil(resetAtMs / 1_000);
  const extra = { limit: { total: limit, remaining: 0, reset, resetMs: resetAtMs } };
  return {
    ...failure(429, 'rate_limited', 'Too many requests', extra),
    headers: { 'retry-after': String(retryAfterSec) },
  };
}

// The newer endpoints of the API say it without the envelope.
function flatRateLimit({ limit, resetAtMs, retryAfterSec }: QuotaState): Answer {
  const reset = Math.ceil(resetAtMs / 1_000);
  return {
    status: 429,
    headers: { 'retry-after': String(retryAfterSec) },
    body: {
      status: 429,
      code: 'too_many_requests',
      message: 'Too many requests',
      retryAfter: { value: retryAfterSec, str: `${retryAfterSec} seconds` },
      limit: { total: limit, remaining: 0, reset },
    },
  };
}

function listDeployments({ query }: SimulatedRequest, { data, nowMs, startedAtMs }: World<Data>): Answer {
  const limit = readNumber(query, 'limit', DEFAULT_LIMIT);
  const sinceMs = readNumber(query, 'since', 0);
  const untilMs = readNumber(query, 'until', Number.POSITIVE_INFINITY);
  if ([limit, sinceMs, untilMs].some(Number.isNaN) || limit < 1)
    return failure(400, 'bad_request', 'Invalid request: a parameter should be a number.');
  if ((query.get('teamId') ?? TEAM) !== TEAM || (query.get('slug') ?? TEAM_SLUG) !== TEAM_SLUG)
    return failure(403, 'forbidden', 'You do not have permission to access this resource.');
  const wanted = [...query.getAll('projectId'), ...query.getAll('projectIds')];
  const span = { startedAtMs, nowMs, sinceMs: Math.max(sinceMs, nowMs - 2 * DAY_MS) };
  const matching = moments(data.deployments, span)
    .map((moment, position) => deployment(moment, position, data))
    .filter(({ created }) => created < untilMs)
    .filter(
      ({ projectId, name }) => wanted.length === 0 || wanted.some((id) => id === projectId || id === name),
    );
  const page = matching.slice(0, Math.min(limit, MAX_LIMIT));
  const next = matching.length > page.length ? (page.at(-1)?.created ?? null) : null;
  return {
    body: { deployments: page, pagination: { count: page.length, next, prev: page[0]?.created ?? null } },
  };
}

function readNumber(query: URLSearchParams, name: string, otherwise: number): number {
  const text = query.get(name);
  return text === null ? otherwise : Number(text);
}

function deployment({ index, atMs }: Moment, position: number, data: Data) {
  const state = stateOf(index, position, data);
  const name = pick(PROJECTS, index);
  const username = pick(AUTHORS, Math.floor(index / 2));
  const url = `${name}-${hex(index, 9)}-demo-company.vercel.app`;
  return {
    uid: `dpl_demo${hex(index, 20)}`,
    name,
    projectId: `prj_demo_${name}`,
    url,
    created: atMs,
    createdAt: atMs,
    buildingAt: atMs + 900,
    ...(state === 'READY'
      ? { ready: atMs + BUILD_MS, readySubstate: 'PROMOTED', aliasAssigned: atMs + BUILD_MS }
      : {}),
    ...(state === 'ERROR'
      ? { errorCode: 'BUILD_FAILED', errorMessage: 'Command "npm run build" exited with 1' }
      : {}),
    state,
    readyState: state,
    type: 'LAMBDAS',
    target: index % 4 === 0 ? 'production' : null,
    source: 'git',
    creator: { uid: `usr_demo_${username}`, username },
    inspectorUrl: `https://vercel.com/demo-company/${name}/${hex(index, 9)}`,
    meta: {
      githubCommitRef: index % 4 === 0 ? 'main' : `feature/${hex(index, 4)}`,
      githubCommitSha: hex(index, 40),
    },
  };
}

function stateOf(index: number, position: number, { deployments, failed, canceled, building }: Data) {
  const rank = scatter(index, deployments);
  if (rank >= deployments - failed) return 'ERROR';
  if (rank >= deployments - failed - canceled) return 'CANCELED';
  return position < building ? 'BUILDING' : 'READY';
}

function pick<Item>(items: readonly [Item, ...Item[]], index: number): Item {
  return items[((index % items.length) + items.length) % items.length] ?? items[0];
}

// Looks like an id or a commit, and is the same for the same index.
function hex(index: number, length: number): string {
  const seed = Math.imul(index + 1_000_003, 2_654_435_761) >>> 0;
  return seed.toString(16).padStart(8, '0').repeat(5).slice(0, length);
}
