import { STATUSES } from '../contracts/status.ts';
import { plainLine } from '../lib/plain-text.ts';
import { describeState } from '../operations/list-monitors.ts';
import type { Looked } from '../operations/look-once.ts';
import { statusWord } from './status-words.ts';
import { type Row, renderTable } from './table.ts';
import type { Terminal } from './terminal.ts';

/** What `kora check --json` prints per monitor: the keys of `/api/v1/monitors` that one look can fill. */
export function checkJson(looked: readonly Looked[]): readonly Record<string, unknown>[] {
  return looked.map(({ monitor, verdict, checkedAtMs }) => {
    // One look knows nothing of how long the status has been so.
    const { since: _since, ...seen } = describeState({
      verdict,
      startedAtMs: checkedAtMs,
      checkedAtMs,
      sinceAtMs: checkedAtMs,
    });
    return { name: monitor.name, kind: monitor.definition.kind, type: monitor.definition.type, ...seen };
  });
}

/** The table for people, worst things no less visible than good ones, and one line that sums up. */
export function checkTable(looked: readonly Looked[], terminal: Terminal): string {
  const { paintOut: paint, columns } = terminal;
  const header = ['STATUS', 'MONITOR', 'LATENCY', 'WHAT WAS SEEN'].map((title) => paint('dim', title));
  const rows = looked.flatMap((one) => monitorRows(one, terminal));
  const table = renderTable([header, ...rows], { rightAligned: [2], columns });
  return `${table}\n${summary(looked, terminal)}\n`;
}

function monitorRows({ monitor, verdict }: Looked, { paintOut: paint, clean }: Terminal): Row[] {
  const said = (text: string) => plainLine(clean(text));
  const { status, latencyMs, why, error, hint } = verdict;
  const latency = latencyMs === null ? '–' : `${latencyMs} ms`;
  const first = [statusWord(status, paint), paint('bold', monitor.name), latency, said(why)];
  const errorLine = error === null || isToldElsewhere(verdict, error) ? '' : said(error);
  const more = [clean(detailsLine(verdict.details)), errorLine];
  const rest = more.filter((line) => line !== '').map((line) => ['', '', '', paint('dim', line)]);
  return [first, ...rest, ...(hint === null ? [] : [['', '', '', `→ ${said(hint)}`]])];
}

// The hint of a missing credential names the same variables.
function isToldElsewhere({ reason, why }: Looked['verdict'], error: string): boolean {
  return reason === 'auth_missing' || why.includes(error);
}

function detailsLine(details: Looked['verdict']['details']): string {
  return Object.entries(details)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .map(plainLine)
    .join(' ');
}

function summary(looked: readonly Looked[], { paintOut: paint }: Terminal): string {
  const counts = STATUSES.map((status) => ({
    status,
    count: looked.filter(({ verdict }) => verdict.status === status).length,
  })).filter(({ count }) => count > 0);
  const words = counts.map(({ status, count }) => `${count} ${status}`).join(', ');
  const monitors = looked.length === 1 ? '1 monitor' : `${looked.length} monitors`;
  return paint('dim', `${monitors}: ${words === '' ? 'nothing to look at' : words}`);
}
