import type { Answer, Control, SimulatedProvider, SimulatedRequest } from './simulated-provider.ts';

const TOKEN = '5e9717000000000000000000000000000000000000000000000000000000de30';
const ORG = 'demo-company';

/** sentry.io: issues with cursors in the Link header, where a next page is always named and rarely there. */
export const sentry: SimulatedProvider = {
  name: 'sentry',
  latencyMs: 120,
  environment: (url) => ({ KORA_SENTRY_API_TOKEN: TOKEN, KORA_SENTRY_ORG: ORG, KORA_SENTRY_API_BASE: url }),
  isAuthenticated: ({ headers }) => headers.authorization === `Bearer ${TOKEN}`,
  answer(request, control) {
    if (request.path === `/api/0/organizations/${ORG}/issues/`) return listIssues(request, control);
    return { status: 404, body: { detail: 'The requested resource does not exist' } };
  },
  unauthorized: ({ headers }) => ({
    status: 401,
    body: {
      detail:
        headers.authorization === undefined
          ? 'Authentication credentials were not provided.'
          : 'Invalid token',
    },
  }),
  forbidden: () => ({ status: 403, body: { detail: 'You do not have permission to perform this action.' } }),
  rateLimited: () => ({
    status: 429,
    headers: {
      'x-sentry-rate-limit-limit': '40',
      'x-sentry-rate-limit-remaining': '0',
      'content-type': 'text/html',
    },
    body: {
      detail: 'You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds',
    },
  }),
};

function listIssues({ query }: SimulatedRequest, { degraded, nowMs }: Control): Answer {
  const limit = Math.min(100, Number(query.get('limit') ?? 100));
  const offset = Number(query.get('cursor')?.split(':')[1] ?? 0);
  const total = degraded ? 243 : 4;
  const count = Math.max(0, Math.min(limit, total - offset));
  const issues = Array.from({ length: count }, (_, i) => ({
    id: String(offset + i),
    shortId: `WEB-${offset + i}`,
    title: 'TypeError: undefined is not a function',
    status: 'unresolved',
    level: 'error',
    count: '7',
    project: { id: '1', name: 'web', slug: 'web', platform: 'javascript' },
  }));
  const more = offset + count < total;
  const link = (rel: string, at: number, results: boolean) =>
    `<https://sentry.io/api/0/organizations/${ORG}/issues/?&cursor=0:${at}:0>; rel="${rel}"; results="${results}"; cursor="0:${at}:0"`;
  return {
    headers: {
      link: `${link('previous', Math.max(0, offset - limit), offset > 0)}, ${link('next', offset + limit, more)}`,
      'x-hits': String(total),
      'x-max-hits': '1000',
      'x-sentry-rate-limit-limit': '40',
      'x-sentry-rate-limit-remaining': '38',
      'x-sentry-rate-limit-reset': String(Math.ceil(nowMs / 1_000) + 1),
    },
    body: issues,
  };
}
