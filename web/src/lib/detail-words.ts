export type Unit = 'count' | 'ratio' | 'percent' | 'days' | 'bytes' | 'text' | 'words' | 'names' | 'period';

export interface DetailWords {
  readonly label: string;
  readonly unit: Unit;
  /** To follow the value on a card, where it is the one detail that matters. */
  readonly short?: string;
  /** The key of a flag that makes the value a lower bound when it is true; it is told by the value alone. */
  readonly atLeastKey?: string;
  /** The key of an upper bound: unless both are the same, the value is a lower one. */
  readonly atMostKey?: string;
  /** Words for values that are words of the probe's own. */
  readonly values?: Readonly<Record<string, string>>;
}

/** The details of the built-in probes in words; any other key shows as it is. */
export const DETAIL_WORDS: Readonly<Record<string, DetailWords>> = {
  // Vercel
  deployments_last_24h: {
    label: 'Deployments, 24 h',
    unit: 'count',
    short: 'deployments in 24 h',
    atLeastKey: 'deployments_last_24h_truncated',
  },
  error_rate_24h: {
    label: 'Deployment error rate, 24 h',
    unit: 'ratio',
    short: 'of deployments failed in 24 h',
  },
  deployments_errored_24h: { label: 'Failed deployments, 24 h', unit: 'count' },
  deployments_canceled_24h: { label: 'Canceled deployments, 24 h', unit: 'count' },
  deployments_building: { label: 'Building now', unit: 'count' },
  // Sentry
  unresolved_issues: {
    label: 'Unresolved issues',
    unit: 'count',
    short: 'unresolved issues',
    atLeastKey: 'unresolved_issues_at_least',
  },
  stats_period: { label: 'Issues seen within', unit: 'period', values: { all: 'any time' } },
  // Doppler
  token_type: { label: 'Kind of token', unit: 'words' },
  workplace: { label: 'Workplace', unit: 'text' },
  projects_total: { label: 'Projects', unit: 'count', short: 'projects' },
  oldest_secret_age_days: {
    label: 'Oldest secret',
    unit: 'days',
    short: 'since the oldest secret changed',
    atMostKey: 'oldest_secret_age_days_max',
  },
  oldest_secret_age_days_max: { label: 'Oldest secret, at most', unit: 'days' },
  oldest_secret_age_days_basis: {
    label: 'Age is told by',
    unit: 'text',
    values: { config_log: 'the log of each config' },
  },
  oldest_secret_age_days_truncated: {
    label: 'Configs read for it',
    unit: 'text',
    values: { true: 'not all: there are too many', false: 'all' },
  },
  configs_without_log: { label: 'Configs without a log', unit: 'count' },
  configs_empty: { label: 'Configs without a secret', unit: 'count' },
  configs_refused: { label: 'Configs the token may not read', unit: 'count' },
  projects_refused: { label: 'Projects the token may not read', unit: 'count' },
  // Supabase
  connections_pct: {
    label: 'Database connections',
    unit: 'percent',
    short: 'of database connections used',
  },
  connections_used: { label: 'Connections in use', unit: 'count' },
  connections_max: { label: 'Connections allowed', unit: 'count' },
  auth_version: { label: 'Version of the sign-in service', unit: 'text' },
  database: { label: 'Database', unit: 'text' },
  // Fly.io
  apps_running: { label: 'Apps running', unit: 'count', short: 'apps running' },
  apps_not_running: { label: 'Apps not running', unit: 'names' },
  machine_regions: { label: 'Regions', unit: 'names' },
  machines_total: { label: 'Machines', unit: 'count' },
  machines_started: { label: 'Machines started', unit: 'count' },
  machines_idle: { label: 'Machines idle', unit: 'count' },
  machines_broken: { label: 'Machines broken', unit: 'count' },
  deploys_last_24h: {
    label: 'Deploys, 24 h',
    unit: 'count',
    short: 'deploys in 24 h',
    atLeastKey: 'deploys_last_24h_at_least',
  },
  deploys_failed_24h: { label: 'Failed deploys, 24 h', unit: 'count' },
  // HTTP
  status_code: { label: 'Answered with', unit: 'text' },
  body_bytes: { label: 'Size of the answer', unit: 'bytes' },
};
