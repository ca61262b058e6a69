import type { Details } from '../../../src/contracts/status.ts';

export interface DetailText {
  readonly key: string;
  readonly label: string;
  readonly value: string;
  readonly isKnown: boolean;
}

type Unit = 'count' | 'ratio' | 'percent' | 'days';

/** The details of the frozen contract in words; any other key shows as it is. */
const KNOWN: Readonly<
  Record<string, { readonly label: string; readonly unit: Unit; readonly short: string }>
> = {
  deployments_last_24h: { label: 'Deployments, 24 h', unit: 'count', short: 'deployments in 24 h' },
  error_rate_24h: {
    label: 'Deployment error rate, 24 h',
    unit: 'ratio',
    short: 'of deployments failed in 24 h',
  },
  unresolved_issues: { label: 'Unresolved issues', unit: 'count', short: 'unresolved issues' },
  projects_total: { label: 'Projects', unit: 'count', short: 'projects' },
  oldest_secret_age_days: { label: 'Oldest secret', unit: 'days', short: 'since the oldest secret changed' },
  connections_pct: { label: 'Database connections', unit: 'percent', short: 'of database connections used' },
  apps_running: { label: 'Apps running', unit: 'count', short: 'apps running' },
  deployments_errored_24h: { label: 'Failed deployments, 24 h', unit: 'count', short: '' },
  deployments_canceled_24h: { label: 'Canceled deployments, 24 h', unit: 'count', short: '' },
  deployments_building: { label: 'Building now', unit: 'count', short: '' },
  unresolved_issues_at_least: { label: 'There may be more', unit: 'count', short: '' },
  machines_total: { label: 'Machines', unit: 'count', short: '' },
  machines_started: { label: 'Machines started', unit: 'count', short: '' },
  machines_idle: { label: 'Machines idle', unit: 'count', short: '' },
  machines_broken: { label: 'Machines broken', unit: 'count', short: '' },
  deploys_failed_24h: { label: 'Failed deploys, 24 h', unit: 'count', short: '' },
  deploys_last_24h: { label: 'Deploys, 24 h', unit: 'count', short: 'deploys in 24 h' },
};

/** The one detail that matters most, by provider: what its threshold is about. */
const FIRST_DETAIL: Readonly<Record<string, string>> = {
  vercel: 'error_rate_24h',
  sentry: 'unresolved_issues',
  doppler: 'oldest_secret_age_days',
  supabase: 'connections_pct',
  fly: 'apps_running',
};

/** Every detail as label and text, in the order they came. */
export function detailTexts(details: Details): readonly DetailText[] {
  return Object.entries(details).map(([key, value]) => {
    const known = Object.hasOwn(KNOWN, key) ? KNOWN[key] : undefined;
    return {
      key,
      label: known?.label ?? key,
      value: valueText(value, known?.unit),
      isKnown: known !== undefined,
    };
  });
}

/** The detail that a card shows: its value and what it counts. Null when there is none, or it is not known. */
export function firstDetail(type: string, details: Details): { value: string; words: string } | null {
  const key = FIRST_DETAIL[type];
  const known = key === undefined ? undefined : KNOWN[key];
  if (key === undefined || known === undefined) return null;
  const value = details[key];
  if (typeof value !== 'number') return null;
  const words =
    value === 1 && known.unit === 'count' ? known.short.replace(/^(\w+ )?(\w+)s\b/, '$1$2') : known.short;
  return { value: valueText(value, known.unit), words };
}

function valueText(value: unknown, unit: Unit | undefined): string {
  if (value === 'unknown') return 'not known';
  if (typeof value === 'number') return numberText(value, unit);
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null || value === undefined) return '–';
  return JSON.stringify(value);
}

function numberText(value: number, unit: Unit | undefined): string {
  if (unit === 'ratio') return `${trim(value * 100)} %`;
  if (unit === 'percent') return `${trim(value)} %`;
  if (unit === 'days') return `${value.toLocaleString('en')} ${value === 1 ? 'day' : 'days'}`;
  return value.toLocaleString('en', { maximumFractionDigits: 4 });
}

function trim(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 10 || value > 99 ? 2 : 1 });
}
