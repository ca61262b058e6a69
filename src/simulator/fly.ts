import type { Answer, Control, SimulatedProvider, SimulatedRequest } from './simulated-provider.ts';

const MACAROON = 'fm2_demo0000000000000000000000000001';
const APPS = ['kora-runtime', 'kora-runtime-staging'] as const;
const HOUR_MS = 3_600_000;

/** The Machines API and GraphQL. An app that the token may not see is not found. */
export const fly: SimulatedProvider = {
  name: 'fly',
  latencyMs: 75,
  environment: (url) => ({
    KORA_FLY_API_TOKEN: `FlyV1 ${MACAROON}`,
    KORA_FLY_APP_NAME: APPS[0],
    KORA_FLY_STAGING_APP_NAME: APPS[1],
    KORA_FLY_API_BASE: url,
    KORA_FLY_GRAPHQL_BASE: url,
  }),
  isAuthenticated: ({ path, headers }) =>
    path === '/v1/platform/regions' ||
    headers.authorization === `FlyV1 ${MACAROON}` ||
    headers.authorization === `Bearer ${MACAROON}`,
  answer(request, control) {
    const app = /^\/v1\/apps\/([^/]+)\/machines$/.exec(request.path)?.[1];
    if (app !== undefined) return listMachines(app, control);
    if (request.path === '/graphql') return releases(request, control);
    if (request.path === '/v1/tokens/current') {
      return {
        body: {
          tokens: [{ token_id: 'demo', organization: 'demo', org_slug: 'demo-company', apps: [], user: '' }],
        },
      };
    }
    return request.path === '/v1/platform/regions'
      ? { body: { regions: [] } }
      : { status: 404, body: { error: 'not found' } };
  },
  unauthorized: () => ({ status: 401, body: { error: 'unauthenticated' } }),
  forbidden: () => ({ status: 403, body: { error: 'unauthorized' } }),
  rateLimited: () => ({ status: 429, body: { error: 'rate limit exceeded', status: 'unknown' } }),
};

function listMachines(app: string, { degraded, nowMs }: Control): Answer {
  if (!(APPS as readonly string[]).includes(app)) return { status: 404, body: { error: 'app not found' } };
  const machine = (id: string, state: string, autostop: boolean) => ({
    id,
    name: `machine-${id}`,
    state,
    region: 'ams',
    instance_id: `01H${id}`,
    host_status: 'ok',
    created_at: new Date(nowMs - 72 * HOUR_MS).toISOString(),
    updated_at: new Date(nowMs - HOUR_MS).toISOString(),
    config: {
      auto_destroy: false,
      services: [{ autostop, autostart: autostop, min_machines_running: 0 }],
      standbys: [],
    },
    checks: [{ name: 'servicecheck-00-http-8080', status: 'passing', output: 'ok' }],
    events: [],
  });
  return {
    body: [
      machine('a1', 'started', true),
      machine('b2', degraded ? 'failed' : 'started', false),
      machine('c3', 'stopped', true),
    ],
  };
}

function releases({ body }: SimulatedRequest, { nowMs }: Control): Answer {
  const { variables } = JSON.parse(body) as { variables?: { n?: string } };
  const hoursAgo = variables?.n === APPS[0] ? [2, 7, 20, 49] : [4, 90];
  const nodes = hoursAgo.map((hours) => ({
    status: 'complete',
    createdAt: new Date(nowMs - hours * HOUR_MS).toISOString(),
  }));
  return {
    body: { data: { app: { releases: { nodes, pageInfo: { hasNextPage: false, endCursor: null } } } } },
  };
}
