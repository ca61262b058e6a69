import type { Credential } from '../../src/contracts/credentials.ts';
import type { CronJob } from '../../src/contracts/cron.ts';
import type { Actor } from '../../src/contracts/explanation.ts';
import type { Feed } from '../../src/contracts/feeds.ts';
import { compareServices, type HeartbeatService } from '../../src/contracts/heartbeat.ts';
import type { McpClient } from '../../src/contracts/mcp.ts';
import type { Budget, LedgerEntry } from '../../src/contracts/providers.ts';
import type { Slo } from '../../src/contracts/slos.ts';
import type { Fault, Reason, Status } from '../../src/contracts/status.ts';
import type { Storage } from '../../src/contracts/storage.ts';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import { officialOf } from './dashboard-feeds.ts';
import {
  beats,
  cronJobs,
  type FixtureMonitor,
  lately,
  mcpClients,
  monitor,
  NAMES,
  setupStep,
} from './dashboard-monitors.ts';

/** All that the dashboard can be told, at one moment. */
export interface DashboardState {
  readonly monitors: readonly FixtureMonitor[];
  readonly clients: readonly McpClient[];
  readonly jobs: readonly CronJob[];
  readonly warming?: boolean;
  readonly stub?: boolean;
  /** How long Kora has looked: 400 days when nothing is said. */
  readonly historyDays?: number;
  /** The store, when it is not well. */
  readonly storage?: Partial<Storage>;
  /** In place of the usual two. */
  readonly slos?: readonly Slo[];
  /** By provider, what its status page says beyond what its monitor is told of it; null where none is read. */
  readonly feeds?: Readonly<Record<string, Partial<Feed> | null>>;
  /** In place of what the looks say of their credentials. */
  readonly credentials?: readonly Credential[];
  /** By monitor. */
  readonly budgets?: Readonly<Record<string, Partial<Budget>>>;
  /** In place of what the incidents say. */
  readonly ledger?: readonly LedgerEntry[];
  /** KORA_OFFLINE is set. */
  readonly offline?: boolean;
}

function state(monitors: readonly FixtureMonitor[], extra: Partial<DashboardState> = {}): DashboardState {
  return {
    monitors: [...monitors].sort((a, b) => compareServices(a.name, b.name)),
    clients: mcpClients(),
    jobs: cronJobs(),
    ...extra,
  };
}

export function allHealthy(): DashboardState {
  return state(NAMES.map((name) => monitor(name)));
}

export function empty(): DashboardState {
  return state([], { clients: [], jobs: [] });
}

/** Just started: the monitors are known, no look has ended. */
export function warming(): DashboardState {
  const monitors = NAMES.map((name) =>
    monitor(name, {
      status: null,
      reason: null,
      why: '',
      checked_at: null,
      since: null,
      latency_ms: null,
      phases: null,
      quota: null,
      details: {},
      recent: [],
    }),
  );
  return state(monitors, { warming: true });
}

export function missing(name: string): FixtureMonitor {
  const variable = `KORA_${name.toUpperCase()}_API_TOKEN`;
  return monitor(name, {
    status: 'unknown',
    reason: 'auth_missing',
    error: `auth env unset or empty: '${variable}'`,
    why: 'Not set up yet, so no request was made.',
    hint: `Set ${variable}, then start Kora again.`,
    latency_ms: null,
    phases: null,
    quota: null,
    details: {},
    setup: [
      setupStep(name, false),
      {
        ...setupStep(name, false),
        variable: `KORA_${name.toUpperCase()}_TEAM_ID`,
        purpose: 'Narrows the looks to one team.',
        required: false,
        mint_url: null,
        least_scope: null,
        example: 'team_xxxx',
        without_it: 'The personal account is looked at.',
      },
    ],
    recent: beats(name, 8, () => ({ status: 'unknown', reason: 'auth_missing', latency: null })),
  });
}

export function someNotSetUp(): DashboardState {
  return state([
    monitor('vercel'),
    missing('sentry'),
    monitor('doppler'),
    monitor('supabase'),
    missing('fly'),
  ]);
}

export function nothingSetUp(): DashboardState {
  return state(NAMES.map(missing));
}

interface Failure {
  readonly status: Status;
  readonly reason: Reason;
  readonly error: string | null;
  readonly why: string;
  readonly hint: string | null;
  readonly count: number;
  readonly latency: number | null;
  readonly fault: Fault;
  readonly actor: Actor;
  /** The joint verdict; NAME stands for the title. */
  readonly sentence: string;
}

export function failing(name: string, failure: Failure, extra: Partial<FixtureMonitor> = {}): FixtureMonitor {
  const { status, reason, error, why, hint, count, latency, fault, actor } = failure;
  const title = extra.title ?? monitor(name).title;
  const recent = lately(name, count, { status, reason, latency });
  const since = recent.at(-count)?.at ?? null;
  return monitor(name, {
    status,
    reason,
    error,
    why,
    hint,
    recent,
    since,
    fault,
    actor,
    sentence: failure.sentence.replaceAll('NAME', title),
    incident: status === 'unknown' ? null : `${name}.open`,
    ...(latency === null ? { latency_ms: null, phases: null } : {}),
    ...extra,
  });
}

export const FAILURES = {
  rejected: {
    status: 'unhealthy',
    reason: 'auth_rejected',
    error: 'HTTP 401',
    why: 'It refused the credential (HTTP 401).',
    hint: 'Make a new token and set it; this one is unknown, revoked or expired.',
    count: 14,
    latency: 88,
    fault: 'credential',
    actor: 'you',
    sentence: 'Your NAME token was rejected. NAME itself is fine.',
  },
  denied: {
    status: 'unhealthy',
    reason: 'permission_denied',
    error: 'HTTP 403',
    why: 'It knows the credential but does not allow this (HTTP 403).',
    hint: 'Give the token the scope that the setup names, or make one that has it.',
    count: 30,
    latency: 120,
    fault: 'permission',
    actor: 'you',
    sentence: 'Your NAME token lacks a permission. NAME itself is fine.',
  },
  down: {
    status: 'unhealthy',
    reason: 'http_server_error',
    error: 'HTTP 503',
    why: 'It failed on its own side (HTTP 503).',
    hint: "Wait, and watch the provider's status page.",
    count: 9,
    latency: 212,
    fault: 'provider',
    actor: 'provider',
    sentence: 'NAME is refusing everybody.',
  },
  limited: {
    status: 'unhealthy',
    reason: 'rate_limited',
    error: 'HTTP 429',
    why: 'It is limiting requests (HTTP 429).',
    hint: 'Look less often, or find what else uses this credential.',
    count: 5,
    latency: 64,
    fault: 'quota',
    actor: 'nobody',
    sentence: 'NAME is limiting you. Looking less often.',
  },
  timeout: {
    status: 'unknown',
    reason: 'timeout',
    error: 'probe timed out after 10s',
    why: 'No answer within 10 s.',
    hint: 'If other services answer, the provider is slow or silent; if none does, look at the network of this machine.',
    count: 4,
    latency: null,
    fault: 'undetermined',
    actor: 'unclear',
    sentence: 'NAME does not answer in time, and it is not certain whose fault that is.',
  },
  degraded: {
    status: 'degraded',
    reason: 'threshold_crossed',
    error: null,
    why: 'There are 43 unresolved issues; more than 10 is too many.',
    hint: 'Resolve or archive what is known.',
    count: 22,
    latency: 330,
    fault: 'undetermined',
    actor: 'you',
    sentence: 'NAME has 43 unresolved issues; more than 10 is too many.',
  },
} as const satisfies Record<string, Failure>;

export function oneOfEach(): DashboardState {
  return state([
    failing('vercel', FAILURES.limited, {
      quota: {
        limit: 500,
        remaining: 0,
        reset_at: isoTime(systemClock.nowMs() + 900_000),
        retry_after_ms: 900_000,
      },
    }),
    failing('sentry', FAILURES.degraded, { details: { unresolved_issues: 43 } }),
    missing('doppler'),
    failing('supabase', FAILURES.down, {
      details: { connections_pct: 'unknown' },
      official: officialOf('supabase', 'outage', 3),
      sentence: 'Supabase is refusing everybody. Their status page agrees.',
    }),
    monitor('fly'),
  ]);
}

export function credentials(): DashboardState {
  return state([
    failing('vercel', FAILURES.denied),
    failing('sentry', FAILURES.rejected),
    monitor('doppler'),
    failing('supabase', FAILURES.timeout),
    monitor('fly', {
      recent: [...lately('fly', 30, { status: 'healthy', reason: 'ok', latency: 150 })].map((beat, index) =>
        index > 40 && index < 52
          ? { ...beat, status: 'unhealthy', reason: 'http_server_error' }
          : index >= 52 && index < 58
            ? { ...beat, status: 'unknown', reason: 'timeout', latency_ms: null }
            : beat,
      ),
    }),
  ]);
}

export function cutOff(): DashboardState {
  return state(NAMES.map((name) => failing(name, FAILURES.timeout)));
}

/** As many as a large team has, a few of them in trouble. */
export function many(count = 200): DashboardState {
  const monitors = Array.from({ length: count - NAMES.length }, (_, index) => {
    const name = `${SERVICE_WORDS[index % SERVICE_WORDS.length]}-${String(index).padStart(3, '0')}`;
    if (index % 61 === 17) return failing(name, FAILURES.down);
    if (index % 47 === 9) return failing(name, FAILURES.degraded);
    return monitor(name);
  });
  return state([...NAMES.map((name) => monitor(name)), ...monitors]);
}

const SERVICE_WORDS = [
  'checkout-api',
  'billing',
  'docs-site',
  'search',
  'image-resizer',
  'auth',
  'webhooks-eu',
];

const LONG =
  'a-very-long-monitor-name-that-somebody-really-has-chosen-because-it-says-what-it-is-for-eu-west-1';

/** The longest texts and the largest numbers that may come. */
export function longest(): DashboardState {
  return state([
    failing(
      'supabase',
      {
        ...FAILURES.down,
        error: `HTTP 503: upstream connect error or disconnect/reset before headers. reset reason: ${'connection_termination_'.repeat(8)}`,
        why: `It failed on its own side and said so at length: ${'no healthy upstream, '.repeat(6)}and no more.`,
      },
      {
        details: {
          connections_pct: 99.97,
          some_new_key_that_nobody_knows_yet_and_is_rather_long: { nested: [1, 2, 3], text: 'plain' },
          rows: 98_765_432_101,
        },
      },
    ),
    monitor(LONG, {
      title: LONG,
      latency_ms: 98_765,
      recent: beats(LONG, 96, () => ({ status: 'healthy', reason: 'ok', latency: 42_000 })),
    }),
    monitor('z', {
      title: 'z',
      latency_ms: 0,
      recent: beats('z', 3, () => ({ status: 'healthy', reason: 'ok', latency: 0 })),
    }),
  ]);
}

/** The frozen contract's services of a state. */
export function servicesOf({ monitors }: DashboardState): HeartbeatService[] {
  return monitors.flatMap(({ name, status, fault, checked_at, latency_ms, details, error }) => {
    if (status === null) return [];
    // Silence that is pinned on the provider stays what the contract calls it.
    const told = latency_ms === null && fault === 'provider' ? ('unknown' as const) : status;
    return [{ name, status: told, last_check_at: checked_at, latency_ms, details, error }];
  });
}
