import { isoTime } from '../lib/time.ts';
import type { QuotaState } from './quota.ts';
import { sentryIssue } from './sentry-issue.ts';
import {
  type Answer,
  defineSimulatedProvider,
  type RefusalKind,
  type SimulatedRequest,
  type World,
} from './simulated-provider.ts';

const TOKEN = '5e9717000000000000000000000000000000000000000000000000000000de30';
const ORG = 'demo-company';
const INDEX_PATH = '/api/0/';
const ORG_PATH = `/api/0/organizations/${ORG}/`;
const MAX_LIMIT = 100;
const MAX_HITS = 1_000;
const HOUR_MS = 3_600_000;
const UNIT_MS: Readonly<Record<string, number>> = {
  m: 60_000,
  h: HOUR_MS,
  d: 24 * HOUR_MS,
  w: 168 * HOUR_MS,
};

const HEALTHY = { unresolved: 4 };
type Data = typeof HEALTHY;

/** sentry.io: issues with cursors in the Link header, where a next page is always named and rarely there. */
export const sentry = defineSimulatedProvider<Data>({
  name: 'sentry',
  latencyMs: 120,
  quota: { limit: 40, windowMs: 1_000 },
  healthy: HEALTHY,
  degraded: { unresolved: 243 },
  credentials: [TOKEN],
  environment: (url) => ({ KORA_SENTRY_API_TOKEN: TOKEN, KORA_SENTRY_ORG: ORG, KORA_SENTRY_API_BASE: url }),
  isAuthenticated: ({ headers }) => headers.authorization === `Bearer ${TOKEN}`,
  isPublic: ({ path, headers }) => path === INDEX_PATH && headers.authorization === undefined,
  answer(request, world) {
    if (request.method === 'GET' && request.path === INDEX_PATH) return { body: describeCaller(request) };
    if (request.method === 'GET' && request.path === `${ORG_PATH}issues/`) return listIssues(request, world);
    return failure(404, 'The requested resource does not exist');
  },
  refuse,
  quotaHeaders: ({ limit, remaining, resetAtMs }) => ({
    'x-sentry-rate-limit-limit': String(limit),
    'x-sentry-rate-limit-remaining': String(remaining),
    'x-sentry-rate-limit-reset': String(Math.ceil(resetAtMs / 1_000)),
    'x-sentry-rate-limit-concurrentlimit': '25',
    'x-sentry-rate-limit-concurrentremaining': '24',
  }),
});

function refuse(kind: RefusalKind, { headers }: SimulatedRequest, { limit }: QuotaState): Answer {
  switch (kind) {
    case 'unauthorized':
      return headers.authorization === undefined
        ? failure(401, 'Authentication credentials were not provided.')
        : failure(401, 'Invalid token');
    case 'forbidden':
      return failure(403, 'You do not have permission to perform this action.');
    case 'not_found':
      return failure(404, 'The requested resource does not exist');
    case 'rate_limited':
      // Neither the type of JSON nor a Retry-After.
      return {
        ...failure(
          429,
          `You are attempting to use this endpoint too frequently. Limit is ${limit} requests in 1 seconds`,
        ),
        headers: { 'content-type': 'text/html; charset=utf-8' },
      };
  }
}

// Whom the API takes the caller for; nobody is an answer too.
function describeCaller({ headers }: SimulatedRequest) {
  if (headers.authorization === undefined) return { version: '0', auth: null, user: null };
  const user = { id: '1', name: 'Kora Heartbeat', username: 'kora-heartbeat', isSuperuser: false };
  return { version: '0', auth: { scopes: ['event:read', 'org:read'] }, user };
}

function failure(status: number, detail: string): Answer {
  return { status, body: { detail } };
}

function listIssues({ query }: SimulatedRequest, { data, nowMs }: World<Data>): Answer {
  const limit = Number(query.get('limit') ?? MAX_LIMIT);
  const offset = readCursor(query.get('cursor'));
  const periodMs = readPeriod(query.get('statsPeriod'));
  if (!Number.isInteger(limit) || limit < 1 || offset === null)
    return failure(400, 'Invalid cursor or limit');
  if (periodMs === null) return failure(400, `Invalid statsPeriod: '${query.get('statsPeriod')}'`);
  const total = countSeenWithin(periodMs, data.unresolved);
  const size = Math.max(0, Math.min(limit, MAX_LIMIT, total - offset));
  const collapse = query.getAll('collapse');
  return {
    headers: {
      link: linkHeader(offset, size, total),
      'x-hits': String(estimate(total)),
      'x-max-hits': String(MAX_HITS),
    },
    body: Array.from({ length: size }, (_, i) =>
      sentryIssue({
        index: offset + i,
        org: ORG,
        collapse,
        lastSeen: isoTime(lastSeenMs(offset + i, nowMs)),
        firstSeen: isoTime(lastSeenMs(offset + i, nowMs) - 72 * HOUR_MS),
      }),
    ),
  };
}

// One issue is seen each three hours, the first of them one hour ago.
function lastSeenMs(index: number, nowMs: number): number {
  return nowMs - (1 + 3 * index) * HOUR_MS;
}

function countSeenWithin(periodMs: number, total: number): number {
  return Math.min(total, Math.max(0, Math.ceil((periodMs - HOUR_MS) / (3 * HOUR_MS))));
}

// What Sentry counts over a sample, below the truth and with a cap.
function estimate(total: number): number {
  return Math.min(MAX_HITS, total <= MAX_LIMIT ? total : Math.floor(total * 0.97));
}

function readCursor(cursor: string | null): number | null {
  if (cursor === null) return 0;
  const match = /^\d+:(\d+):[01]$/.exec(cursor);
  return match === null ? null : Number(match[1]);
}

function readPeriod(period: string | null): number | null {
  if (period === null || period === '') return Number.POSITIVE_INFINITY;
  const match = /^(\d+)([mhdw])$/.exec(period);
  return match === null ? null : Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? 0);
}

function linkHeader(offset: number, size: number, total: number): string {
  const link = (rel: string, cursor: string, results: boolean) =>
    `<https://us.sentry.io${ORG_PATH}issues/?&cursor=${cursor}>; rel="${rel}"; results="${results}"; cursor="${cursor}"`;
  const previous = link('previous', `0:${Math.max(0, offset - MAX_LIMIT)}:1`, offset > 0);
  return `${previous}, ${link('next', `0:${offset + size}:0`, offset + size < total)}`;
}
