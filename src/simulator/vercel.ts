import type { Answer, Control, SimulatedProvider, SimulatedRequest } from './simulated-provider.ts';

const TOKEN = 'demoVercelToken0000000001';
const TEAM = 'team_demo000000000000000001';
const DEPLOYMENTS = 142;
const DAY_MS = 86_400_000;
const HOUR_SECONDS = 3_600;

/** api.vercel.com: deployments with time cursors; an unknown token gets 403 and not 401. */
export const vercel: SimulatedProvider = {
  name: 'vercel',
  latencyMs: 90,
  environment: (url) => ({
    KORA_VERCEL_API_TOKEN: TOKEN,
    KORA_VERCEL_TEAM_ID: TEAM,
    KORA_VERCEL_API_BASE: url,
  }),
  isAuthenticated: ({ headers }) => headers.authorization === `Bearer ${TOKEN}`,
  answer(request, control) {
    return request.path === '/v7/deployments'
      ? listDeployments(request, control)
      : { status: 404, body: { error: { code: 'not_found', message: 'Not found' } } };
  },
  unauthorized: () => ({
    status: 403,
    body: { error: { code: 'forbidden', message: 'Not authorized', invalidToken: true } },
  }),
  forbidden: () => ({
    status: 403,
    body: { error: { code: 'forbidden', message: 'You do not have access to this resource.' } },
  }),
  rateLimited: () => ({
    status: 429,
    headers: { 'x-ratelimit-limit': '100', 'x-ratelimit-remaining': '0' },
    body: {
      error: {
        code: 'rate_limited',
        message: 'Rate limit exceeded',
        limit: { total: 100, remaining: 0, reset: 30 },
      },
    },
  }),
};

function listDeployments({ query }: SimulatedRequest, { degraded, nowMs }: Control): Answer {
  const limit = Number(query.get('limit') ?? 20);
  const sinceMs = Number(query.get('since') ?? 0);
  const untilMs = Number(query.get('until') ?? Number.MAX_SAFE_INTEGER);
  const all = Array.from({ length: DEPLOYMENTS }, (_, i) =>
    deployment(i, nowMs - ((i + 1) * DAY_MS) / (DEPLOYMENTS + 1), degraded),
  );
  const matching = all.filter(({ created }) => created >= sinceMs && created < untilMs);
  const page = matching.slice(0, limit);
  const next = matching.length > limit ? (page.at(-1)?.created ?? null) : null;
  return {
    headers: {
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '987',
      'x-ratelimit-reset': String(Math.ceil(nowMs / 1_000) + HOUR_SECONDS),
    },
    body: { deployments: page, pagination: { count: page.length, next, prev: page[0]?.created ?? null } },
  };
}

function deployment(index: number, createdMs: number, degraded: boolean) {
  const created = Math.floor(createdMs);
  const failed = index % (degraded ? 5 : 40) === 0;
  return {
    uid: `dpl_demo${index}`,
    name: index % 3 === 0 ? 'docs' : 'web',
    projectId: 'prj_demo1',
    url: `web-${index}.vercel.app`,
    created,
    createdAt: created,
    readyState: failed ? 'ERROR' : 'READY',
    state: failed ? 'ERROR' : 'READY',
    type: 'LAMBDAS',
    target: 'production',
    inspectorUrl: null,
    creator: { uid: 'usr_demo' },
  };
}
