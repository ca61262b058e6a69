import { type Columns, csvEncoder, csvText, type LineEncoder } from '../lib/csv.ts';
import type { ExportKind, RecordsByKind } from '../operations/export-history.ts';

export type ExportFormat = 'ndjson' | 'csv';

export function createEncoder<Kind extends ExportKind>(
  kind: Kind,
  format: ExportFormat,
): LineEncoder<RecordsByKind[Kind]> {
  return format === 'ndjson' ? NDJSON : csvEncoder(COLUMNS[kind]);
}

// JSON escapes only the lower control characters by itself; these would move the cursor of a terminal or turn its text.
const UNESCAPED = /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

const NDJSON: LineEncoder<unknown> = {
  head: '',
  lines: (records) => {
    let lines = '';
    for (const record of records) lines += `${JSON.stringify(record)}\n`;
    return lines.replace(UNESCAPED, escapeUnicode);
  },
};

function escapeUnicode(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

const COLUMNS: { readonly [Kind in ExportKind]: Columns<RecordsByKind[Kind]> } = {
  beats: [
    ['monitor', ({ monitor }) => csvText(monitor)],
    ['at', ({ at }) => at],
    ['status', ({ status }) => status],
    ['reason', ({ reason }) => reason],
    ['fault', ({ fault }) => fault],
    ['latency_ms', ({ latency_ms }) => latency_ms],
    ['dns_ms', ({ phases }) => phases?.dns_ms ?? null],
    ['connect_ms', ({ phases }) => phases?.connect_ms ?? null],
    ['tls_ms', ({ phases }) => phases?.tls_ms ?? null],
    ['first_byte_ms', ({ phases }) => phases?.first_byte_ms ?? null],
    ['body_ms', ({ phases }) => phases?.body_ms ?? null],
    ['holds_ms', ({ holds_ms }) => holds_ms],
    ['error', ({ error }) => csvText(error)],
  ],
  incidents: [
    ['id', ({ id }) => csvText(id)],
    ['monitor', ({ monitor }) => csvText(monitor)],
    ['state', ({ state }) => state],
    ['worst_status', ({ worst_status }) => worst_status],
    ['started_at', ({ started_at }) => started_at],
    ['ended_at', ({ ended_at }) => ended_at],
    ['duration_ms', ({ duration_ms }) => duration_ms],
    ['reason', ({ reason }) => reason],
    ['fault', ({ fault }) => fault],
    ['why', ({ why }) => csvText(why)],
    ['flapping', ({ flapping }) => flapping],
  ],
  days: [
    ['monitor', ({ monitor }) => csvText(monitor)],
    ['day', ({ day }) => day],
    ['healthy_ms', ({ healthy_ms }) => healthy_ms],
    ['degraded_ms', ({ degraded_ms }) => degraded_ms],
    ['unhealthy_ms', ({ unhealthy_ms }) => unhealthy_ms],
    ['unmeasured_ms', ({ unmeasured_ms }) => unmeasured_ms],
    ['uptime_ratio', ({ uptime_ratio }) => uptime_ratio],
    ['looks', ({ looks }) => looks],
    ['p50_ms', ({ p50_ms }) => p50_ms],
    ['p95_ms', ({ p95_ms }) => p95_ms],
    ['p99_ms', ({ p99_ms }) => p99_ms],
    ['min_ms', ({ min_ms }) => min_ms],
    ['max_ms', ({ max_ms }) => max_ms],
  ],
};
