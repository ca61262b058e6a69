import type { CronJob } from '../../src/contracts/cron.ts';
import type { McpClient } from '../../src/contracts/mcp.ts';
import type { Beat, Monitor, SetupStep } from '../../src/contracts/monitors.ts';
import type { Reason, Status } from '../../src/contracts/status.ts';
import { isoTime, systemClock } from '../../src/lib/time.ts';
import type { Judgement } from '../../web/src/lib/judgement.ts';
import { officialOf } from './dashboard-feeds.ts';

export const INTERVAL_MS = 30_000;

const TITLES: Readonly<Record<string, string>> = {
  vercel: 'Vercel',
  sentry: 'Sentry',
  doppler: 'Doppler',
  supabase: 'Supabase',
  fly: 'Fly.io',
};

/** A monitor with what the daemon makes of its looks. */
export type FixtureMonitor = Omit<Monitor, keyof Judgement> & Judgement;

export const BASE_LATENCY_MS: Readonly<Record<string, number>> = {
  vercel: 184,
  sentry: 312,
  doppler: 96,
  supabase: 61,
  fly: 143,
};

export const DETAILS: Readonly<Record<string, Record<string, unknown>>> = {
  vercel: { deployments_last_24h: 38, error_rate_24h: 0.0263, deployments_building: 1 },
  sentry: { unresolved_issues: 7, stats_period: 'all' },
  doppler: { projects_total: 12, oldest_secret_age_days: 91 },
  supabase: { connections_pct: 23.4 },
  fly: { apps_running: 2, deploys_last_24h: 5 },
};

/** A monitor of a provider, healthy unless told otherwise. */
export function monitor(name: string, changes: Partial<FixtureMonitor> = {}): FixtureMonitor {
  const now = systemClock.nowMs();
  const latency = BASE_LATENCY_MS[name] ?? 120;
  const recent = changes.recent ?? beats(name, 96, () => ({ status: 'healthy', reason: 'ok', latency }));
  const last = recent.at(-1);
  const isProvider = name in TITLES;
  return {
    name,
    title: TITLES[name] ?? name,
    kind: isProvider ? 'provider' : 'check',
    type: isProvider ? name : 'http',
    status: 'healthy',
    reason: 'ok',
    error: null,
    why: 'It answered well and everything that is known of it is in order.',
    hint: null,
    checked_at: last?.at ?? isoTime(now - 12_000),
    since: isoTime(now - 4 * 3_600_000),
    next_check_at: isoTime(now + 18_000),
    latency_ms: last?.latency_ms ?? latency,
    phases: {
      dns_ms: null,
      connect_ms: null,
      tls_ms: null,
      first_byte_ms: latency * 0.93,
      body_ms: latency * 0.07,
    },
    quota: { limit: 1_000, remaining: 964, reset_at: isoTime(now + 1_440_000), retry_after_ms: null },
    details: DETAILS[name] ?? {},
    interval_ms: INTERVAL_MS,
    timeout_ms: 10_000,
    setup: isProvider ? [setupStep(name, true)] : [],
    believed: changes.status === undefined ? 'healthy' : changes.status,
    flapping: false,
    incident: null,
    tags: isProvider ? ['platform'] : [],
    fault: null,
    actor: null,
    sentence: '',
    official: officialOf(name),
    ...changes,
    recent,
  };
}

export function setupStep(name: string, present: boolean): SetupStep {
  const title = TITLES[name] ?? name;
  return {
    variable: `KORA_${name.toUpperCase()}_API_TOKEN`,
    purpose: `Looks at ${title} through your own account.`,
    required: true,
    present,
    mint_url: `https://${name}.example.com/account/tokens`,
    least_scope: 'Read only, one project, with an expiry date.',
    example: `${name}_xxxxxxxxxxxx`,
    without_it: `${title} stays unknown; no request is made.`,
  };
}

interface Shape {
  readonly status: Status;
  readonly reason: Reason;
  readonly latency: number | null;
}

/** Looks that ended now, the oldest first; the same every time for the same seed. */
export function beats(seed: string, count: number, shape: (fromEnd: number) => Shape): Beat[] {
  const random = createRandom(seed);
  const lastAtMs = systemClock.nowMs() - 4_000 - Math.floor(random() * 20_000);
  return Array.from({ length: count }, (_, index) => {
    const fromEnd = count - 1 - index;
    const { status, reason, latency } = shape(fromEnd);
    const spike = random() > 0.93 ? 2.4 : 1;
    const noise = 0.75 + random() * 0.5;
    return {
      at: isoTime(lastAtMs - fromEnd * INTERVAL_MS),
      status,
      reason,
      latency_ms: latency === null ? null : Math.round(latency * noise * spike),
    };
  });
}

/** Healthy up to the last `count` looks, which were as told. */
export function lately(name: string, count: number, shape: Shape): Beat[] {
  const latency = BASE_LATENCY_MS[name] ?? 120;
  return beats(name, 96, (fromEnd) =>
    fromEnd < count ? shape : { status: 'healthy', reason: 'ok', latency },
  );
}

/** Numbers from 0 to 1, the same every time for the same seed. */
export function createRandom(seed: string): () => number {
  let value = [...seed].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
  return () => {
    value = (value * 1_664_525 + 1_013_904_223) >>> 0;
    return value / 2 ** 32;
  };
}

export const NAMES = ['vercel', 'sentry', 'doppler', 'supabase', 'fly'];

export function mcpClients(): McpClient[] {
  const at = isoTime(systemClock.nowMs() - 41_000);
  const base = {
    auth_token_env: '',
    auth_token_present: false,
    allowed_tools_regex: null,
    last_check_at: at,
  } as const;
  return [
    {
      ...base,
      name: 'everything',
      transport: 'stdio',
      endpoint: 'npx -y @modelcontextprotocol/server-everything',
      status: 'connected',
      tools_count: 11,
      last_error: null,
    },
    {
      ...base,
      name: 'linear',
      transport: 'streamable_http',
      endpoint: 'https://mcp.linear.example/mcp',
      status: 'connected',
      auth_token_env: 'LINEAR_MCP_TOKEN',
      auth_token_present: true,
      allowed_tools_regex: '^(list|get)_',
      tools_count: 23,
      last_error: null,
    },
    {
      ...base,
      name: 'docs',
      transport: 'streamable_http',
      endpoint: 'https://docs.example.com/mcp',
      status: 'unhealthy',
      auth_token_env: 'DOCS_MCP_TOKEN',
      auth_token_present: true,
      tools_count: 4,
      last_error: 'HTTP 503',
    },
    {
      ...base,
      name: 'browser',
      transport: 'stdio',
      endpoint: '/opt/mcp/browser --headless',
      status: 'error',
      tools_count: null,
      last_error: 'the process ended with code 1 before it answered initialize',
    },
    {
      ...base,
      name: 'notion',
      transport: 'streamable_http',
      endpoint: 'https://mcp.notion.example/mcp',
      status: 'configured_but_unconnected',
      auth_token_env: 'NOTION_TOKEN',
      auth_token_present: false,
      tools_count: null,
      last_check_at: null,
      last_error: null,
    },
  ];
}

export function cronJobs(): CronJob[] {
  const now = systemClock.nowMs();
  return [
    {
      name: 'heartbeat.service_probes',
      interval_seconds: 30,
      last_started_at: isoTime(now - 12_000),
      last_duration_ms: 341,
      last_error: null,
      next_run_at: isoTime(now + 18_000),
      runs_total: 2_881,
    },
    {
      name: 'mcp.health_check',
      interval_seconds: 300,
      last_started_at: isoTime(now - 41_000),
      last_duration_ms: 2_140,
      last_error: null,
      next_run_at: isoTime(now + 259_000),
      runs_total: 289,
    },
  ];
}
