import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { STATUSES } from '../contracts/status.ts';
import { VERSION } from '../lib/version.ts';
import type { HttpParts } from './http-parts.ts';
import type { LookCount } from './look-count.ts';

type Scrape = () => Promise<{ contentType: string; body: string }>;

export interface MetricsParts
  extends Pick<HttpParts, 'board' | 'monitors' | 'redact' | 'lateness' | 'credentials'> {
  readonly looks: LookCount;
}

// Gauges whose names end as only a counter's may (https://prometheus.io/docs/practices/naming): `promtool check metrics`
// complains of them. What they add up is also there by its kind, without the ending.
const MISNAMED = [
  'nodejs_active_resources_total',
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
] as const;

/** Prometheus metrics of the board. Labels are monitor, type, option, status and reason: never a URL, an error text or an account. */
export function createMetrics(parts: MetricsParts): Scrape {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const gauge = (name: string, help: string, labelNames: readonly string[]) =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  gauge('kora_build_info', 'Always 1; the version is a label.', ['version']).set({ version: VERSION }, 1);
  const status = gauge('kora_monitor_status', '1 for the status that the monitor has, 0 for the others.', [
    'monitor',
    'type',
    'status',
  ]);
  const reason = gauge('kora_monitor_reason', 'Always 1; why the status is what it is.', [
    'monitor',
    'type',
    'reason',
  ]);
  const latency = gauge('kora_look_latency_seconds', "The latest look's round trip.", ['monitor', 'type']);
  const checked = gauge('kora_look_timestamp_seconds', 'When the latest look ended (Unix time).', [
    'monitor',
    'type',
  ]);
  const remaining = gauge('kora_quota_remaining', "Requests left, by the provider's headers.", [
    'monitor',
    'type',
  ]);
  const endsIn = gauge(
    'kora_credential_expires_in_days',
    'Whole days until the credential ends, where that is known; negative once it has.',
    ['monitor', 'option'],
  );

  const looks = new Counter({
    name: 'kora_looks_total',
    help: 'Looks since the process started, by why they ended as they did.',
    labelNames: ['monitor', 'reason'],
    registers: [registry],
  });

  function collect(): void {
    looks.reset();
    for (const { monitor, reason: why, count } of parts.looks.totals())
      looks.inc({ monitor, reason: why }, count);
    for (const each of [reason, latency, remaining, endsIn]) each.reset();
    collectEnds();
    for (const { name: monitor, definition } of parts.monitors) {
      const state = parts.board.entry(monitor)?.state ?? null;
      if (state === null) continue;
      const labels = { monitor, type: definition.type };
      const { verdict } = state;
      for (const each of STATUSES) status.set({ ...labels, status: each }, each === verdict.status ? 1 : 0);
      reason.set({ ...labels, reason: verdict.reason }, 1);
      checked.set(labels, state.checkedAtMs / 1_000);
      if (verdict.latencyMs !== null) latency.set(labels, verdict.latencyMs / 1_000);
      if (verdict.quota?.remaining != null) remaining.set(labels, verdict.quota.remaining);
    }
  }

  function collectEnds(): void {
    for (const { id, expires_in_days: days } of parts.credentials()) {
      const at = id.lastIndexOf('/');
      if (days !== null) endsIn.set({ monitor: id.slice(0, at), option: id.slice(at + 1) }, days);
    }
  }

  return async () => {
    collect();
    return {
      contentType: registry.contentType,
      body: parts.redact(`${await registry.metrics()}${latenessText(parts.lateness)}`),
    };
  };
}

// The scheduler counts for itself; prom-client has no way to take over a histogram.
function latenessText(lateness: HttpParts['lateness']): string {
  if (lateness === undefined) return '';
  const name = 'kora_schedule_lateness_seconds';
  const buckets = lateness
    .buckets()
    .map(({ leSeconds, count }) => `${name}_bucket{le="${leSeconds}"} ${count}`);
  return [
    `# HELP ${name} How late looks began after they were due.`,
    `# TYPE ${name} histogram`,
    ...buckets,
    `${name}_bucket{le="+Inf"} ${lateness.count()}`,
    `${name}_sum ${lateness.sumSeconds()}`,
    `${name}_count ${lateness.count()}`,
    '',
  ].join('\n');
}
