import { isoTime } from '../lib/time.ts';
import type { QuotaState } from './quota.ts';
import {
  type Answer,
  defineSimulatedProvider,
  type RefusalKind,
  type SimulatedRequest,
  type World,
} from './simulated-provider.ts';

const TOKEN = 'dp.sa.demo0000000000000000000000000000000001';
const NAMES = ['website', 'api', 'worker', 'billing', 'mailer', 'search'] as const;
const CONFIGS = ['dev', 'stg', 'prd'] as const;
const BRANCH = 'dev_personal';
const ENVIRONMENT_AGE_DAYS = 400;
const DAY_MS = 86_400_000;
const DEFAULT_PER_PAGE = 20;

const HEALTHY = {
  projects: 3,
  /** The config whose last change is longest ago; the others changed 3.5 days ago. */
  oldestChangeDays: 35.5,
  /** Of that many projects, the config for staging has no log at all. */
  withoutLog: 0,
  /** 1: the config whose last change is longest ago holds no secret. */
  oldestEmpty: 0,
  /** A page never holds more, whatever is asked for. */
  perPageMax: 100,
};
type Data = typeof HEALTHY;

/** api.doppler.com: pages without a total or a next one, logs of configs, rate-limit headers on every answer. */
export const doppler = defineSimulatedProvider<Data>({
  name: 'doppler',
  latencyMs: 60,
  quota: { limit: 480, windowMs: 60_000 },
  healthy: HEALTHY,
  degraded: { oldestChangeDays: 240.5 },
  credentials: [TOKEN],
  environment: (url) => ({ KORA_DOPPLER_API_TOKEN: TOKEN, KORA_DOPPLER_API_BASE: url }),
  isAuthenticated: ({ headers }) =>
    headers.authorization === `Bearer ${TOKEN}` ||
    headers.authorization === `Basic ${Buffer.from(`${TOKEN}:`).toString('base64')}`,
  answer: (request, world) => (request.method === 'GET' ? route(request, world) : notFound()),
  refuse,
  quotaHeaders: ({ limit, remaining, resetAtMs }) => ({
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(resetAtMs / 1_000)),
  }),
});

function refuse(kind: RefusalKind, { headers }: SimulatedRequest, { retryAfterSec }: QuotaState): Answer {
  switch (kind) {
    case 'unauthorized':
      return failure(
        401,
        headers.authorization === undefined ? 'Please provide an auth token' : 'Invalid Auth token',
      );
    case 'forbidden':
      return failure(403, 'You do not have access to this resource.');
    case 'not_found':
      return notFound();
    case 'rate_limited':
      return {
        status: 429,
        headers: { 'retry-after': String(retryAfterSec) },
        body: {
          messages: ['Rate limit exceeded'],
          success: false,
          data: { isRetryable: true, isRetryableAfterSec: retryAfterSec },
        },
      };
  }
}

function failure(status: number, message: string): Answer {
  return { status, body: { messages: [message], success: false } };
}

function notFound(): Answer {
  return failure(404, 'Could not find requested resource');
}

function route(request: SimulatedRequest, world: World<Data>): Answer {
  switch (request.path) {
    case '/v3/me':
      return { body: me(world) };
    // The token's role has no permission of the workplace.
    case '/v3/workplace':
      return failure(403, 'You do not have access to this resource.');
    case '/v3/projects':
      return { body: listProjects(request, world) };
    case '/v3/configs':
      return listConfigs(request, world);
    case '/v3/configs/config/logs':
      return inConfig(request, world, listLogs);
    case '/v3/configs/config/secrets/names':
      return inConfig(request, world, listSecretNames);
    default:
      return notFound();
  }
}

function me({ nowMs }: World<Data>) {
  return {
    slug: '5ba6e0fd-0000-4c39-9e85-00000000demo',
    name: 'kora-heartbeat',
    created_at: isoTime(nowMs - 90 * DAY_MS),
    last_seen_at: isoTime(nowMs),
    type: 'service_account_token',
    token_preview: 'dp.sa…000001',
    workplace: { slug: 'demo0000000000000001', name: 'Demo Company' },
    principal: { type: 'service_account', slug: '00000000-0000-4000-8000-000000000001' },
  };
}

function projectNames({ data }: World<Data>): string[] {
  return Array.from({ length: data.projects }, (_, i) => {
    const round = Math.floor(i / NAMES.length);
    return `${NAMES[i % NAMES.length]}${round === 0 ? '' : `-${round + 1}`}`;
  });
}

function listProjects({ query }: SimulatedRequest, world: World<Data>) {
  const { page, items } = paged(projectNames(world), query, world.data);
  const projects = items.map((slug) => ({
    id: slug,
    slug,
    name: slug,
    description: '',
    created_at: isoTime(world.nowMs - ENVIRONMENT_AGE_DAYS * DAY_MS),
  }));
  return { page, projects };
}

function listConfigs({ query }: SimulatedRequest, world: World<Data>): Answer {
  const project = query.get('project') ?? '';
  if (!projectNames(world).includes(project)) return failure(404, `Could not find project '${project}'`);
  const names = [...CONFIGS, BRANCH];
  const { page, items } = paged(names, query, world.data);
  const createdAt = isoTime(world.nowMs - ENVIRONMENT_AGE_DAYS * DAY_MS);
  const configs = items.map((name) => ({
    name,
    // A branch config stands on the root config of its environment.
    root: !name.includes('_'),
    locked: false,
    initial_fetch_at: createdAt,
    last_fetch_at: isoTime(world.nowMs - DAY_MS),
    created_at: createdAt,
    environment: name.split('_')[0],
    project,
  }));
  return { body: { page, configs } };
}

interface ConfigPlace {
  readonly project: string;
  readonly config: string;
  readonly query: URLSearchParams;
  readonly projectIndex: number;
  /** The one whose last change is longest ago. */
  readonly isOldest: boolean;
}

function inConfig(
  { query }: SimulatedRequest,
  world: World<Data>,
  answerIn: (place: ConfigPlace, world: World<Data>) => Answer,
): Answer {
  const project = query.get('project') ?? '';
  const config = query.get('config') ?? '';
  const projectIndex = projectNames(world).indexOf(project);
  if (projectIndex === -1) return failure(404, `Could not find project '${project}'`);
  if (!CONFIGS.some((name) => name === config) && config !== BRANCH)
    return failure(404, `Could not find config '${config}'`);
  const isOldest = projectIndex === 0 && config === 'prd';
  return answerIn({ project, config, query, projectIndex, isOldest }, world);
}

function listSecretNames({ query, isOldest }: ConfigPlace, { data }: World<Data>): Answer {
  const own = isOldest && data.oldestEmpty === 1 ? [] : ['DATABASE_URL', 'STRIPE_KEY'];
  const managed = ['DOPPLER_PROJECT', 'DOPPLER_ENVIRONMENT', 'DOPPLER_CONFIG'];
  return { body: { names: query.get('include_managed_secrets') === 'false' ? own : [...managed, ...own] } };
}

function listLogs(place: ConfigPlace, world: World<Data>): Answer {
  const { project, config, query, projectIndex, isOldest } = place;
  const { oldestChangeDays, withoutLog } = world.data;
  const isSilent = config === 'stg' && projectIndex < withoutLog;
  const newestDays = isOldest ? oldestChangeDays : Math.min(3.5, oldestChangeDays);
  const ages = isSilent ? [] : [newestDays, newestDays + 30, newestDays + 61];
  const { page, items } = paged(ages, query, world.data);
  const logs = items.map((days, i) => ({
    id: `log${project}${config}${i}`,
    text: 'Secrets modified',
    html: '<span>Secrets modified</span>',
    rollback: false,
    created_at: isoTime(world.nowMs - days * DAY_MS),
    config,
    environment: config.split('_')[0],
    project,
    user: { email: 'ann@demo.example', name: 'Ann', username: 'ann', profile_image_url: '' },
  }));
  return { body: { page, logs } };
}

function paged<Item>(all: readonly Item[], query: URLSearchParams, { perPageMax }: Data) {
  const page = Math.max(1, Number(query.get('page') ?? 1));
  const perPage = Math.min(perPageMax, Math.max(1, Number(query.get('per_page') ?? DEFAULT_PER_PAGE)));
  return { page, items: all.slice((page - 1) * perPage, page * perPage) };
}
