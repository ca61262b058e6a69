import type { Answer, Control, SimulatedProvider, SimulatedRequest } from './simulated-provider.ts';

const TOKEN = 'dp.sa.demo0000000000000000000000000000000001';
const PROJECTS = ['website', 'api', 'worker'] as const;
const CONFIGS = ['dev', 'stg', 'prd'] as const;
const DAY_MS = 86_400_000;

/** api.doppler.com: pages without a total, logs of configs, rate-limit headers on every answer. */
export const doppler: SimulatedProvider = {
  name: 'doppler',
  latencyMs: 60,
  environment: (url) => ({ KORA_DOPPLER_API_TOKEN: TOKEN, KORA_DOPPLER_API_BASE: url }),
  isAuthenticated: ({ headers }) =>
    headers.authorization === `Bearer ${TOKEN}` ||
    headers.authorization === `Basic ${Buffer.from(`${TOKEN}:`).toString('base64')}`,
  answer(request, control) {
    const body = route(request, control);
    const headers = {
      'x-ratelimit-limit': '480',
      'x-ratelimit-remaining': '471',
      'x-ratelimit-reset': String(Math.ceil(control.nowMs / 60_000) * 60),
    };
    return body === null
      ? { status: 404, headers, body: { messages: ['Could not find requested resource'], success: false } }
      : { headers, body };
  },
  unauthorized: () => refusal(401, 'Invalid Auth token'),
  forbidden: () => refusal(403, 'You do not have access to this resource.'),
  rateLimited: () => refusal(429, 'Too many requests'),
};

function refusal(status: number, message: string): Answer {
  return { status, body: { messages: [message], success: false } };
}

function route({ path, query }: SimulatedRequest, { degraded, nowMs }: Control): unknown {
  const page = Number(query.get('page') ?? 1);
  const iso = (daysAgo: number) => new Date(nowMs - daysAgo * DAY_MS).toISOString();
  if (path === '/v3/me') {
    return {
      slug: 'demo',
      name: 'kora',
      created_at: iso(90),
      last_seen_at: iso(0),
      type: 'service_account',
      token_preview: 'dp.sa…0001',
      workplace: { slug: 'demo', name: 'Demo Company' },
    };
  }
  if (path === '/v3/projects') {
    const projects =
      page > 1
        ? []
        : PROJECTS.map((slug) => ({ id: slug, slug, name: slug, description: '', created_at: iso(400) }));
    return { page, projects };
  }
  if (path === '/v3/configs') {
    const project = query.get('project');
    const configs =
      page > 1
        ? []
        : CONFIGS.map((name) => ({
            name,
            root: true,
            locked: false,
            environment: name,
            project,
            created_at: iso(400),
          }));
    return { page, configs };
  }
  if (path === '/v3/configs/config/logs') {
    const ageDays = query.get('config') === 'prd' ? (degraded ? 240.5 : 35.5) : 3.5;
    return {
      page,
      logs: [{ id: 'log1', text: 'Changed secrets', html: '', rollback: false, created_at: iso(ageDays) }],
    };
  }
  return null;
}
