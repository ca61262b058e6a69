import { flyMachine } from './fly-machines.ts';
import { listReleases, releasesConnection } from './fly-releases.ts';
import { executeQuery, GraphqlProblem, parseGraphqlRequest } from './graphql.ts';
import {
  type Answer,
  defineSimulatedProvider,
  type RefusalKind,
  type SimulatedRequest,
  type World,
} from './simulated-provider.ts';

const MACAROON = 'fm2_demo0000000000000000000000000001';
const APPS = ['kora-runtime', 'kora-runtime-staging'] as const;
const ORG = 'demo-company';

const HEALTHY = {
  /** Per app, of those that should run. */
  running: 2,
  /** Of the running ones of each app. */
  failed: 0,
  criticalChecks: 0,
  unreachable: 0,
  /** Per app, stopped by autostop. */
  autostopped: 1,
  /** In any 24 hours, of the first app and of the second. */
  releases: 3,
  stagingReleases: 1,
  /** Of the first app's releases of a day. */
  failedReleases: 0,
};
export type FlyData = typeof HEALTHY;

/** The Machines API, GraphQL and what flyctl itself asks. An app that the token may not see is not found. */
export const fly = defineSimulatedProvider<FlyData>({
  name: 'fly',
  latencyMs: 75,
  quota: null,
  healthy: HEALTHY,
  degraded: { failed: 1 },
  credentials: [MACAROON],
  environment: (url) => ({
    KORA_FLY_API_TOKEN: `FlyV1 ${MACAROON}`,
    KORA_FLY_APP_NAME: APPS[0],
    KORA_FLY_STAGING_APP_NAME: APPS[1],
    KORA_FLY_API_BASE: url,
    KORA_FLY_GRAPHQL_BASE: url,
  }),
  isAuthenticated({ path, headers: { authorization } }) {
    // flyctl's own API takes the word Bearer only, whatever the token.
    const isBearer = authorization === `Bearer ${MACAROON}`;
    return isBearer || (authorization === `FlyV1 ${MACAROON}` && !path.startsWith('/api/'));
  },
  isPublic: ({ path }) => path === '/v1/platform/regions',
  answer,
  refuse,
  quotaHeaders: () => ({ 'fly-request-id': '01DEMO0000000000000000000R-ams' }),
});

function answer(request: SimulatedRequest, world: World<FlyData>): Answer {
  const { method, path } = request;
  if (method === 'POST' && path === '/graphql') return graphql(request, world);
  if (method !== 'GET') return { status: 404, body: { error: 'not found' } };
  const [, app, what] = /^\/v1\/apps\/([^/]+)(\/machines)?$/.exec(path) ?? [];
  if (app !== undefined) return what === undefined ? describeApp(app) : listMachines(app, world);
  const released = /^\/api\/v1\/apps\/([^/]+)\/releases$/.exec(path)?.[1];
  if (released !== undefined) return releasesOverRest(released, request, world);
  if (path === '/v1/tokens/current') {
    const token = { token_id: 'demo-0001', organization: ORG, org_slug: ORG, apps: [], user: '' };
    return { body: { tokens: [token] } };
  }
  if (path === '/v1/platform/regions') return { body: { nearest: 'ams', regions: REGIONS } };
  return { status: 404, body: { error: 'not found' } };
}

const REGIONS = [{ code: 'ams', name: 'Amsterdam, Netherlands', geo_region: 'europe', deprecated: false }];

function refuse(kind: RefusalKind, { path }: SimulatedRequest): Answer {
  const isGraphql = path === '/graphql';
  switch (kind) {
    case 'unauthorized':
      return isGraphql
        ? graphqlErrors(new GraphqlProblem('UNAUTHORIZED', 'Not authorized to access this app'))
        : { status: 401, body: { error: 'unauthenticated' } };
    case 'forbidden':
      return isGraphql
        ? graphqlErrors(new GraphqlProblem('UNAUTHORIZED', 'Not authorized to access this app'))
        : { status: 403, body: { error: 'unauthorized', status: 'unknown' } };
    case 'not_found':
      return isGraphql
        ? graphqlErrors(new GraphqlProblem('NOT_FOUND', 'Could not find App'))
        : { status: 404, body: { error: 'app not found', status: 'unknown' } };
    case 'rate_limited':
      return { status: 429, body: { error: 'rate limit exceeded', status: 'unknown' } };
  }
}

function isApp(name: string): boolean {
  return (APPS as readonly string[]).includes(name);
}

function describeApp(name: string): Answer {
  if (!isApp(name)) return { status: 404, body: { error: 'app not found', status: 'unknown' } };
  return {
    body: { id: `demo-${name}`, name, status: 'deployed', organization: { name: 'Demo', slug: ORG } },
  };
}

function listMachines(app: string, { data, nowMs }: World<FlyData>): Answer {
  if (!isApp(app)) return { status: 404, body: { error: 'app not found', status: 'unknown' } };
  const running = Array.from({ length: data.running }, (_, index) => {
    // The last ones are the ill ones: first all that failed, before them those with a check, before them those unreachable.
    const fromEnd = data.running - 1 - index;
    const isFailed = fromEnd < data.failed;
    const isCritical = !isFailed && fromEnd < data.failed + data.criticalChecks;
    const isLost = !isFailed && !isCritical && fromEnd < data.failed + data.criticalChecks + data.unreachable;
    return flyMachine({
      app,
      index,
      state: isFailed ? 'failed' : 'started',
      autostop: false,
      check: isCritical ? 'critical' : 'passing',
      hostStatus: isLost ? 'unreachable' : 'ok',
      nowMs,
    });
  });
  const autostopped = Array.from({ length: data.autostopped }, (_, index) =>
    flyMachine({
      app,
      index: data.running + index,
      state: 'stopped',
      autostop: true,
      check: 'passing',
      hostStatus: 'ok',
      nowMs,
    }),
  );
  return { body: [...running, ...autostopped] };
}

function graphql({ body }: SimulatedRequest, world: World<FlyData>): Answer {
  try {
    const data = executeQuery(parseGraphqlRequest(body), {
      app: ({ name }: { name?: unknown }) => graphqlApp(String(name), world),
    });
    return { body: { data } };
  } catch (error) {
    if (error instanceof GraphqlProblem) return graphqlErrors(error);
    throw error;
  }
}

function graphqlApp(name: string, world: World<FlyData>) {
  if (!isApp(name)) throw new GraphqlProblem('NOT_FOUND', 'Could not find App');
  const releases = listReleases(perDay(name, world.data), world);
  return {
    id: `demo-${name}`,
    name,
    status: 'deployed',
    releasesUnprocessed: (args: { first?: unknown; after?: unknown }) => releasesConnection(releases, args),
  };
}

function graphqlErrors({ message, code }: GraphqlProblem): Answer {
  return { body: { data: { app: null }, errors: [{ message, path: ['app'], extensions: { code } }] } };
}

function releasesOverRest(app: string, { query }: SimulatedRequest, world: World<FlyData>): Answer {
  if (!isApp(app)) return { status: 404, body: { error: 'app not found' } };
  const releases = listReleases(perDay(app, world.data), world).slice(0, Number(query.get('limit') ?? 25));
  return {
    body: {
      releases: releases.map(({ id, version, status, stable, createdAt, imageRef }) => ({
        id,
        version,
        stable,
        in_progress: false,
        status,
        strategy: 'rolling',
        user: { email: 'ann@demo.example' },
        created_at: createdAt,
        image_ref: imageRef,
      })),
    },
  };
}

function perDay(app: string, { releases, stagingReleases, failedReleases }: FlyData) {
  return app === APPS[0]
    ? { app, count: releases, failed: failedReleases }
    : { app, count: stagingReleases, failed: 0 };
}
